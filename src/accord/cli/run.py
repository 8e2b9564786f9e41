"""``accord run``: run an extractor over a split, score it, and record both."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("target")
@click.option(
    "--split",
    type=click.Choice(["train", "validation", "test", "all", "contrast", "name_swap"]),
    default="test",
    show_default=True,
    help="A split, or a set made from test: contrast pairs, or test with invented names.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for predictions.jsonl and result.json; a broken run goes on from what it holds.",
)
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Configuration (YAML) to use instead of the folder's config.yaml.",
)
@click.option("--seed", type=int, help="Takes the place of the configuration's seed.")
@click.option(
    "--record", is_flag=True, help="Also write scores.json (off test: scores.SPLIT.json) into the baseline's folder."
)
def command(target: str, split: str, out: Path, config: Path | None, seed: int | None, record: bool) -> None:
    """Run TARGET over a split and score what it finds.

    TARGET is the name of a folder below baselines/, the path of a folder with extractor.py and config.yaml, or
    package.module:build. The extractor is built with the train split and sees the split's documents without gold.
    """
    from accord.benchmark.extractor import load_recipe
    from accord.benchmark.running import record_scores, run
    from accord.cli.console import print_table, progress
    from accord.corpus import load_corpus

    recipe = load_recipe(target, config=config, seed=seed)
    result = run(
        recipe,
        load_corpus(),
        split=split,
        out=out,
        progress=lambda documents: progress(documents, f"{target} on {split}"),
    )
    print_table(
        ["measure", "value"],
        [
            ["system", result.system],
            ["split", f"{result.split}: {result.documents} documents, {result.words} words"],
            ["training", f"{result.training.wall} s"],
            ["extraction", f"{result.extraction.wall} s"],
            ["words/s", result.words_per_second],
            ["peak memory", f"{result.peak_memory_mb} MB"],
        ],
    )
    click.echo(f"{out / 'predictions.jsonl'}: written")
    click.echo(f"{out / 'result.json'}: written")
    if record:
        click.echo(f"{record_scores(recipe, result)}: written")
