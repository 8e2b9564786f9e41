"""``accord quote``: a document's numbered sentences, or its annotation in the quoted format."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("doc_id")
@click.option(
    "--annotation",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Print this annotation file in the quoted format instead of the sentences.",
)
@click.option("--gold", is_flag=True, help="Print the gold annotation in the quoted format instead of the sentences.")
def command(doc_id: str, path: Path | None, gold: bool) -> None:
    """Print the numbered sentences of DOC_ID, as the quoted format refers to them."""
    from accord import storage
    from accord.corpus import load_corpus
    from accord.errors import DataNotFoundError, describe
    from accord.formats import quoted

    corpus = load_corpus()
    document = corpus.document(doc_id)
    if path is None and not gold:
        click.echo(f"{document.id}   {document.article.date}   {document.article.headline}")
        click.echo(quoted.render_sentences(document))
        return
    if path is not None:
        annotation = storage.load_annotation(path, document.text)
    elif doc_id in corpus.gold:
        annotation = corpus.gold[doc_id]
    else:
        raise DataNotFoundError(describe("no gold annotation yet.", document=doc_id, rule="gold-missing"))
    click.echo(storage.encode(quoted.quote(annotation, document)), nl=False)
