"""``accord leaderboard``: rank runs."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def command() -> None:
    """Compare systems that ran on the same data."""


@command.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(["table", "json", "markdown"]), default="table", show_default=True)
@click.option(
    "--shuffles", type=click.IntRange(100, 1_000_000), default=10_000, show_default=True, help="Of each paired test."
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
def show(folders: tuple[Path, ...], form: str, shuffles: int, seed: int) -> None:
    """Rank the runs in FOLDERS, as `accord run --out` wrote them.

    Predictions are scored anew. Runs on other data, another schema or another split are refused. Figures are percent
    with 95% intervals. Runs on the contrast set are listed by their consistency: the share of pairs that are right on
    both sides.
    """
    import json

    from accord.cli.console import print_table
    from accord.corpus import load_corpus
    from accord.leaderboard import load_entry, rank, render
    from accord.leaderboard.entries import check_same, is_contrast, load_contrast_entry
    from accord.leaderboard.rendering import COLUMNS, contrast_table, legend, markdown_table, rows_of

    corpus = load_corpus()
    if is_contrast(folders[0]):
        entries = [load_contrast_entry(folder, corpus) for folder in folders]
        check_same(entries)
        runs = {entry.result.system: entry.report.to_dict() for entry in entries}
        if form == "json":
            click.echo(json.dumps(runs, indent=1))
            return
        columns, rows = contrast_table(runs)
        if form == "markdown":
            click.echo(markdown_table(columns, rows))
        else:
            print_table(columns, rows, right=columns[1:], title="Contrast pairs")
        return
    board = rank([load_entry(folder, corpus) for folder in folders], shuffles=shuffles, seed=seed)
    if form != "table":
        click.echo(render(board, form), nl=False)
        return
    print_table(COLUMNS, rows_of(board), right=[column for column in COLUMNS if column != "system"])
    for line in legend(board):
        click.echo(line)
