"""``accord sentences``: split new articles and store the offsets beside their text."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command()
@click.argument("texts", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--force", is_flag=True, help="Split again where sentences are stored already (evidence numbers may move)."
)
def command(texts: tuple[Path, ...], force: bool) -> None:
    """Split TEXTS (corpus/dossiers/*/*.txt) into sentences; writes DOC.sentences.json beside each."""
    from accord import storage
    from accord.corpus.sentences import split_sentences

    for path in texts:
        target = storage.sentences_path(path)
        if target.exists() and not force:
            click.echo(f"{target}: kept")
            continue
        spans = split_sentences(storage.load_text(path))
        storage.write_atomic(target, "[\n" + ",\n".join(f" {json.dumps(span)}" for span in spans) + "\n]\n")
        click.echo(f"{target}: {len(spans)} sentences")
