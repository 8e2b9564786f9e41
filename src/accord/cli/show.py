"""``accord show``: draw an annotated article in the terminal or as an HTML page."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("doc_id", metavar="DOC")
@click.option(
    "--annotation",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Show this annotation file instead of the gold.",
)
@click.option(
    "--html",
    "out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a self-contained HTML page here instead.",
)
def command(doc_id: str, path: Path | None, out: Path | None) -> None:
    """Show the article DOC with its mentions, pledges, near-misses and relations."""
    from accord import storage
    from accord.cli.console import console
    from accord.corpus import load_corpus
    from accord.display import render_page, render_terminal
    from accord.errors import DataNotFoundError, FormatError, describe
    from accord.schema import load_schema

    corpus = load_corpus()
    document = corpus.document(doc_id)
    annotation = corpus.gold.get(doc_id) if path is None else storage.load_annotation(path, document.text)
    if annotation is None:
        fix = "name an annotation file with --annotation."
        raise DataNotFoundError(describe("no gold annotation yet.", document=doc_id, rule="gold-missing", fix=fix))
    if annotation.doc_id != doc_id:
        fix = f"show {annotation.doc_id}, or another file."
        raise FormatError(
            describe(f"doc_id is {annotation.doc_id!r}.", file=path, document=doc_id, rule="file-name", fix=fix)
        )
    ledger = corpus.ledgers.get(document.dossier)
    # A ledger names the gold's pledges; those of another annotation may be numbered otherwise.
    edges = ledger.edges if ledger and path is None else ()
    if out is not None:
        storage.write_atomic(out, render_page(document, annotation, load_schema(), edges))
        click.echo(f"{out}: written")
        return
    for part in render_terminal(document, annotation, load_schema(), edges, brackets=not console.is_terminal):
        console.print(part, soft_wrap=not console.is_terminal and hasattr(part, "plain"))
