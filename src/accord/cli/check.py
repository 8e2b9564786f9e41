"""``accord check``: name every fault of a submission before it is scored."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command()
@click.argument("submission", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--split",
    type=click.Choice(["train", "validation", "test", "all"]),
    default="all",
    show_default=True,
    help="The split that it is for: its documents must stand there, and those that are missing are counted.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="How to print the faults.",
)
def command(submission: Path, split: str, form: str) -> None:
    """Check SUBMISSION, a JSON Lines file, and name every fault by line and rule.

    Also says which tasks it attempts and how many documents are missing. Exit code 0: it can be scored; 1: faults.
    """
    import json
    from dataclasses import asdict

    from accord.cli.console import print_table
    from accord.corpus import load_corpus
    from accord.formats.submission import read_submission

    corpus = load_corpus()
    expected = corpus.split(split).documents
    found, faults = read_submission(submission, corpus, split=split)
    missing = [document.id for document in expected if document.id not in found.predictions]
    if form == "json":
        click.echo(
            json.dumps(
                {
                    "submission": str(submission),
                    "split": split,
                    "tasks": sorted(found.tasks),
                    "documents": len(found.predictions),
                    "missing": missing,
                    "faults": [asdict(fault) for fault in faults],
                    "warnings": [asdict(item) for item in found.problems],
                },
                indent=1,
            )
        )
    else:
        for title, items in (("Faults", faults), ("Warnings", found.problems)):
            if items:
                rows = [(item.line or "file", item.rule, item.path, item.message, item.fix) for item in items]
                print_table(["line", "rule", "where", "what", "fix"], rows, title=title, right=["line"])
        click.echo(f"Tasks attempted: {', '.join(sorted(found.tasks)) or 'none'}")
        shown = f" ({', '.join(missing[:5])}{', ...' if len(missing) > 5 else ''})" if missing else ""
        click.echo(
            f"Documents: {len(found.predictions)} read, {len(missing)} of {len(expected)} in {split} missing{shown}"
        )
        click.echo(f"{submission}: {f'{len(faults)} faults' if faults else 'no faults'}")
    if faults:
        sys.exit(1)
