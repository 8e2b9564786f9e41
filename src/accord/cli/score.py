"""``accord score``: score a submission or a folder of annotations against gold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from accord.corpus import Corpus
    from accord.model import Annotation, Ledger


@click.command()
@click.argument("gold")
@click.argument("predicted", type=click.Path(exists=True, path_type=Path))
@click.option("--split", help="Split to score, where GOLD is a folder: train, validation, test or all [default: all].")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "markdown", "latex"]),
    default="table",
    show_default=True,
    help="How to print the report.",
)
@click.option(
    "--by",
    multiple=True,
    type=click.Choice(["stratum", "theme", "region"]),
    help="Also print the primary scores by this; may be given more than once.",
)
@click.option(
    "--task",
    "tasks",
    multiple=True,
    help="A task that the system attempts [default: as the submission says, else those it predicted anything for].",
)
@click.option(
    "--track",
    type=click.Choice(["end-to-end", "gold-entities"]),
    default="end-to-end",
    show_default=True,
    help="Whether gold mentions and entities were given to the system.",
)
@click.option(
    "--samples", type=click.IntRange(0), default=1000, show_default=True, help="Bootstrap samples of dossiers."
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of the bootstrap.")
@click.option(
    "--iou",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.5,
    show_default=True,
    help="Least token overlap at which pledges match.",
)
@click.option("--short", is_flag=True, help="Print the primary scores only.")
def command(
    gold: str,
    predicted: Path,
    split: str | None,
    form: str,
    by: tuple[str, ...],
    tasks: tuple[str, ...],
    track: str,
    samples: int,
    seed: int,
    iou: float,
    short: bool,
) -> None:
    """Score PREDICTED against GOLD.

    GOLD is a split of this installation's data (train, validation, test, all) or a folder with corpus/ and
    annotations/. PREDICTED is a submission (JSON Lines) or a folder of annotation JSON files, one a document. Scores
    are in percent; a dash is an undefined score or a task that the system does not attempt. The last line is the
    signature: compare only scores whose signatures agree.
    """
    from accord.cli.console import print_table
    from accord.scoring import render, score, training_triples
    from accord.scoring.rendering import tables_of

    whole, corpus = _load_gold(gold, split)
    predictions, ledgers, stated = _load_predicted(predicted, whole)
    report = score(
        corpus,
        predictions,
        tasks=tasks or stated,
        samples=samples,
        seed=seed,
        unseen_from=training_triples(whole, corpus),
        ledgers=ledgers,
        track=track,
        iou=iou,
    )
    if form != "table":
        click.echo(render(report, form, by, details=not short))
        return
    for block in tables_of(report, by, details=not short):
        print_table(block.columns, block.rows, title=block.title, right=block.columns[1:])
    for warning in report.warnings:
        click.echo(f"Warning: {warning}")
    for note in report.notes:
        click.echo(f"Note: {note}")
    click.echo(str(report.signature))


def _load_gold(gold: str, split: str | None) -> tuple[Corpus, Corpus]:
    """Return the whole corpus and the part that is scored."""
    from accord.corpus import load_corpus
    from accord.errors import DataNotFoundError, describe

    if gold in ("train", "validation", "test", "all"):
        if split not in (None, gold):
            raise DataNotFoundError(
                describe(
                    f"GOLD names split {gold!r} and --split {split!r}.", rule="score-split", fix="name the split once."
                )
            )
        whole = load_corpus()
        return whole, whole.split(gold)
    if not Path(gold).is_dir():
        raise DataNotFoundError(
            describe(
                f"no such split or folder: {gold!r}.",
                rule="score-gold",
                fix="name train, validation, test, all, or a folder that holds corpus/ and annotations/.",
            )
        )
    whole = load_corpus(gold)
    return whole, whole.split(split or "all")


def _load_predicted(path: Path, corpus: Corpus) -> tuple[dict[str, Annotation], dict[str, Ledger], Any]:
    """Return predictions and ledgers, and the tasks that a submission states."""
    if path.is_dir():
        return *_load_folder(path, corpus), None
    from accord.formats.submission import load_submission

    submission = load_submission(path, corpus)
    return submission.predictions, submission.ledgers, submission.tasks


def _load_folder(path: Path, corpus: Corpus) -> tuple[dict[str, Annotation], dict[str, Ledger]]:
    """Load annotation files below a folder, checked against the texts, and ledgers below its ``ledger/`` if there."""
    from accord import storage
    from accord.cli.console import progress
    from accord.errors import DataNotFoundError, FormatError, describe

    texts = {document.id: document.text for document in corpus.documents}
    predictions: dict[str, Annotation] = {}
    ledgers = {ledger.dossier: ledger for ledger in map(storage.load_ledger, sorted((path / "ledger").glob("*.json")))}
    files = [file for file in sorted(path.rglob("*.json")) if "ledger" not in file.relative_to(path).parts[:-1]]
    if not files:
        raise DataNotFoundError(
            describe(
                "no annotation files.",
                file=path,
                rule="score-predicted",
                fix="name a folder of {doc_id}.json files, or a submission file.",
            )
        )
    for file in progress(files, "Reading predictions"):
        annotation = storage.load_annotation(file, texts.get(file.stem))
        if annotation.doc_id != file.stem:
            raise FormatError(
                describe(
                    f"doc_id is {annotation.doc_id!r}.",
                    file=file,
                    rule="file-name",
                    fix=f"name the file {annotation.doc_id}.json.",
                )
            )
        if annotation.doc_id in predictions:
            raise FormatError(
                describe(
                    "predicted twice.",
                    file=file,
                    document=annotation.doc_id,
                    rule="score-twice",
                    fix="keep one file a document.",
                )
            )
        predictions[annotation.doc_id] = annotation
    return predictions, ledgers
