"""``accord stats``: count the corpus and its gold, and measure both against their bounds."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command()
@click.option("--split", type=click.Choice(["train", "validation", "test", "all"]), default="all", show_default=True)
@click.option(
    "--measures", "measured", is_flag=True, help="Also print trigger lemmas and the measures with their bounds."
)
@click.option("--plots", type=click.Path(file_okay=False, path_type=Path), help="Also draw plots into this folder.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(split: str, measured: bool, plots: Path | None, form: str) -> None:
    """Count articles, words, mentions, relations, pledges and near-misses.

    With --measures the exit code is 1 where a measure is out of its bound.
    """
    import json
    from dataclasses import asdict

    from accord.cli.console import print_table
    from accord.corpus import load_corpus
    from accord.corpus.stats import statistics
    from accord.schema import load_schema
    from accord.validate.measures import measure, trigger_lemmas

    corpus, schema = load_corpus(split=split), load_schema()
    tables = statistics(corpus, schema)
    measures = measure(corpus, schema) if measured else []
    lemmas = trigger_lemmas(corpus) if measured else []
    drawn = _draw(corpus, schema, plots) if plots else []
    if form == "json":
        record = {"split": split, "statistics": {table.id: table.records() for table in tables}}
        if measured:
            record["trigger_lemmas"] = [
                {"lemma": lemma, "pledges": count, "share": share} for lemma, count, share in lemmas
            ]
            record["measures"] = [asdict(item) for item in measures]
        click.echo(json.dumps(record, indent=1, ensure_ascii=False))
    else:
        for table in tables:
            print_table(table.columns, table.rows, title=table.title, right=table.columns[table.keys :])
        if measured:
            rows = [(lemma, count, f"{share:.1%}") for lemma, count, share in lemmas[:20]]
            print_table(["lemma", "pledges", "share"], rows, title="Trigger lemmas", right=["pledges", "share"])
            words = {True: "ok", False: "OUT", None: "not yet"}
            rows = [(item.name, _shown(item.value), item.bound, words[item.ok], item.detail) for item in measures]
            print_table(["measure", "value", "bound", "", "where"], rows, title="Measures", right=["value"])
        for path in drawn:
            click.echo(f"{path}: written")
    if any(item.ok is False for item in measures):
        sys.exit(1)


def _shown(value: float | None) -> str | None:
    if value is None or isinstance(value, int):
        return None if value is None else str(value)
    return f"{value:.1%}" if value < 1 else f"{value:.2f}"


def _draw(corpus, schema, folder: Path) -> list[Path]:
    from accord.display.plots import draw_plots

    return draw_plots(corpus, schema, folder)
