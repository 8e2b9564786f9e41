"""``accord import quoted``: resolve hand-written annotations to offsets and store them in a round or as gold."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.group(name="import")
def command() -> None:
    """Import annotations that were written by hand."""


@command.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--annotator", required=True, help="Who annotated, such as A, B or gold.")
@click.option("--round", "round_name", required=True, help="The annotation round, such as p00.")
@click.option(
    "--guidelines", metavar="VERSION", help="Version of the guidelines that were followed [default: the current one]."
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write to [default: annotations/rounds/ROUND/ANNOTATOR].",
)
@click.option("--check", is_flag=True, help="Resolve and report only; write nothing.")
def quoted(
    files: tuple[Path, ...], annotator: str, round_name: str, guidelines: str | None, out: Path | None, check: bool
) -> None:
    """Resolve FILES (quoted format, one document each) to offsets.

    For each item that does not resolve, prints why and what was nearest; such a file is not written and the exit code
    is 1.
    """
    from accord import paths, storage
    from accord.corpus import load_corpus
    from accord.errors import AccordError
    from accord.formats import quoted as format_
    from accord.schema import guidelines_version, load_schema

    corpus, schema = load_corpus(), load_schema()
    folder = out or paths.data_root() / "annotations" / "rounds" / round_name / annotator
    failed = 0
    for path in files:
        try:
            parsed = format_.parse_quoted(storage.read_bytes(path), path)
            document = corpus.document(parsed.doc_id)
        except AccordError as error:
            click.echo(str(error), err=True)
            failed += 1
            continue
        annotation, problems = format_.resolve(
            parsed,
            document,
            annotator=annotator,
            round=round_name,
            schema_version=schema.version,
            guidelines_version=guidelines or guidelines_version(),
        )
        for problem in problems:
            click.echo(f"{path}:{document.id}:{problem}", err=True)
        if problems:
            failed += 1
            continue
        if check:
            click.echo(
                f"{document.id}: resolves ({len(annotation.mentions)} mentions, {len(annotation.relations)} relations, "
                f"{len(annotation.pledges)} pledges, {len(annotation.near_misses)} near-misses)"
            )
            continue
        target = folder / f"{document.id}.json"
        storage.write_atomic(target, storage.encode(annotation))
        click.echo(f"{target}: written")
    sys.exit(1 if failed else 0)


@command.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--annotator", required=True, help="Who annotated, such as A, B or gold.")
@click.option("--round", "round_name", required=True, help="The annotation round, such as p00.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write to [default: annotations/rounds/ROUND/ANNOTATOR/ledger].",
)
@click.option("--check", is_flag=True, help="Check and report only; write nothing.")
def ledger(files: tuple[Path, ...], annotator: str, round_name: str, out: Path | None, check: bool) -> None:
    """Import hand-written ledgers: {"dossier": ID, "edges": [{label, doc_id, pledge_id, later_doc_id, ...}]}.

    Edges are sorted and numbered. An edge whose ends or evidence do not exist in the gold is refused with its reason.
    """
    from accord import paths, storage
    from accord.corpus import load_corpus
    from accord.errors import AccordError
    from accord.formats.quoted_ledger import parse_quoted_ledger, resolve_ledger
    from accord.schema import load_schema

    corpus, schema = load_corpus(), load_schema()
    folder = out or paths.data_root() / "annotations" / "rounds" / round_name / annotator / "ledger"
    failed = 0
    for path in files:
        try:
            parsed = parse_quoted_ledger(storage.read_bytes(path), path)
        except AccordError as error:
            click.echo(str(error), err=True)
            failed += 1
            continue
        documents = {document.id: document for document in corpus.documents if document.dossier == parsed.dossier}
        resolved, problems = resolve_ledger(
            parsed, documents, corpus.gold, schema, annotator=annotator, round=round_name
        )
        for problem in problems:
            click.echo(f"{path}:{parsed.dossier}:{problem}", err=True)
        if problems:
            failed += 1
        elif check:
            click.echo(f"{parsed.dossier}: resolves ({len(resolved.edges)} edges)")
        else:
            target = folder / f"{parsed.dossier}.json"
            storage.write_atomic(target, storage.encode(resolved))
            click.echo(f"{target}: written")
    sys.exit(1 if failed else 0)
