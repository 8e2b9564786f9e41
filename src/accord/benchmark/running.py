"""Run an extractor over a split: resumable, timed, scored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from accord import storage
from accord.benchmark.extractor import SCORES, Extractor, Recipe
from accord.benchmark.record import (
    PREDICTIONS,
    RESULT,
    Clock,
    Result,
    Timing,
    git_commit,
    measure_hardware,
    peak_memory_mb,
)
from accord.corpus import Corpus
from accord.derived import CONTRAST, contrast_corpus, load_contrast, select
from accord.digest import data_digest
from accord.errors import AccordError, DataNotFoundError, FormatError, describe
from accord.formats.submission import dump_submission
from accord.model import Annotation, Document, Record
from accord.schema import load_schema
from accord.scoring import Report, score, training_triples
from accord.scoring.contrast import ContrastReport, score_contrast

Progress = Callable[[Iterable[Document]], Iterable[Document]]

UNRELEASED = "unreleased"
"""The data version of a corpus without ``release.yaml``."""


class _Identity(Record):
    """The first line of a partial file: a run goes on only where all of this is the same."""

    system: str
    split: str
    schema_version: str
    data_digest: str
    package_version: str
    config_hash: str
    code_hash: str


class _Done(Record):
    """Every other line of a partial file: one document's predictions and the seconds that they took."""

    annotation: Annotation
    timing: Timing


def run(recipe: Recipe, corpus: Corpus, *, split: str, out: Path, progress: Progress = iter) -> Result:
    """Run an extractor over a split; write ``predictions.jsonl`` and ``result.json`` into ``out``.

    The extractor is built with the train split and then gets the split's documents, without gold. What it yields is
    kept in ``predictions.jsonl.partial``, from which the same run goes on after a break.

    Args:
        recipe: what ``load_recipe`` gives.
        corpus: the whole corpus.
        split: ``train``, ``validation``, ``test``, ``all``, ``name_swap`` or ``contrast``.
        out: the run's folder, made where there is none.
        progress: wraps the documents that are still to be done, to show how far the run is.

    Raises:
        AccordError: where the extractor raises, naming the document.
        DataNotFoundError: where the split has no document, or no gold to score against.
        FormatError, OffsetError: where it yields anything but one well-formed annotation for each document.
    """
    pairs = load_contrast(corpus.split("test")) if split == CONTRAST else ()
    part = contrast_corpus(corpus, pairs) if pairs else select(corpus, split)
    if not (part.gold or pairs):
        fix = "annotate the split, or name another."
        raise DataNotFoundError(
            describe(f"split {split!r} has no gold to score against.", rule="gold-missing", fix=fix)
        )
    train = Corpus(corpus.root, (), (), {}, {})
    if any(document.split == "train" for document in corpus.documents):
        train = corpus.split("train")
    clock = Clock()
    extractor = _build(recipe, train)
    training = clock.read()
    identity = _Identity(
        system=extractor.name,
        split=split,
        schema_version=load_schema().version,
        data_digest=data_digest(corpus.root),
        package_version=_package_version(),
        config_hash=recipe.config_hash,
        code_hash=recipe.code_hash,
    )
    done = _extract(extractor, part.documents, identity, out / f"{PREDICTIONS}.partial", progress)
    annotations = [done[document.id].annotation for document in part.documents]
    predicted = {annotation.doc_id: annotation for annotation in annotations}
    report = (
        score_contrast(pairs, predicted)
        if pairs
        else score(part, predicted, tasks=_tasks(extractor), unseen_from=training_triples(corpus, part))
    )
    result = _record(recipe, identity, corpus, part, training, list(done.values()), report)
    # The old record goes first: whatever happens next, no record lies beside predictions that are not its own.
    (out / RESULT).unlink(missing_ok=True)
    dump_submission(annotations, out / PREDICTIONS, tasks=_tasks(extractor))
    storage.write_atomic(out / RESULT, storage.encode(result))
    (out / f"{PREDICTIONS}.partial").unlink(missing_ok=True)
    return result


def record_scores(recipe: Recipe, result: Result) -> Path:
    """Write a result into its baseline's folder: ``scores.json``, or ``scores.{split}.json`` off the test split.

    Raises:
        DataNotFoundError: where the extractor has no folder.
    """
    if recipe.folder is None:
        fix = "put the extractor into a folder below baselines/."
        raise DataNotFoundError(describe("a dotted path has no folder to record in.", rule="record-folder", fix=fix))
    path = recipe.folder / (SCORES if result.split == "test" else f"scores.{result.split}.json")
    storage.write_atomic(path, storage.encode(result))
    return path


def _build(recipe: Recipe, train: Corpus) -> Extractor:
    try:
        extractor = recipe.build(dict(recipe.config), train)
    except AccordError:
        raise
    except Exception as error:
        what = f"build raised {type(error).__name__}: {error}."
        fix = "mend the extractor; build takes its configuration and the train split."
        raise AccordError(describe(what, file=recipe.target, rule="extractor-raised", fix=fix)) from error
    if not isinstance(extractor, Extractor):
        fix = "return an object with `name` and `extract(documents)`."
        what = f"build returned {type(extractor).__name__}, which is no Extractor."
        raise FormatError(describe(what, file=recipe.target, rule="extractor-build", fix=fix))
    return extractor


def _tasks(extractor: Extractor) -> frozenset[str] | None:
    """What the extractor says it attempts, so that finding nothing counts as zero; None leaves it to what it found."""
    tasks = getattr(extractor, "tasks", None)
    return None if tasks is None else frozenset(tasks)


def _package_version() -> str:
    from importlib.metadata import version

    return version("accord-corpus")


def _extract(
    extractor: Extractor,
    documents: tuple[Document, ...],
    identity: _Identity,
    partial: Path,
    progress: Progress,
) -> dict[str, _Done]:
    """Return what was done for every document; documents that the partial file holds are not asked for again."""
    done = _continue(partial, identity, documents)
    rest = [document for document in documents if document.id not in done]
    partial.parent.mkdir(parents=True, exist_ok=True)
    with partial.open("wb") as stream:
        for line in (identity, *done.values()):
            _append(stream, line)
        clock = Clock()
        for annotation in _ask(extractor, rest, progress):
            item = _Done(annotation, clock.read())
            done[annotation.doc_id] = item
            _append(stream, item)
            clock.read()
    return done


def _append(stream: BinaryIO, line: Record) -> None:
    stream.write(msgspec.json.encode(line) + b"\n")
    stream.flush()


def _continue(partial: Path, identity: _Identity, documents: tuple[Document, ...]) -> dict[str, _Done]:
    """Return what an earlier, broken run left, by document id: nothing where it was another run."""
    if not partial.is_file():
        return {}
    texts = {document.id: document.text for document in documents}
    done: dict[str, _Done] = {}
    try:
        head, *lines = storage.read_bytes(partial).splitlines()
        if msgspec.json.decode(head, type=_Identity) != identity:
            return {}
        for line in lines:
            item = msgspec.json.decode(line, type=_Done)
            storage.check_against_text(item.annotation, texts[item.annotation.doc_id], partial)
            done[item.annotation.doc_id] = item
    except (msgspec.DecodeError, ValueError, KeyError):
        # A kill may have torn the last line: what stands before it is good, and the rest is done again.
        return done
    return done


def _ask(extractor: Extractor, documents: list[Document], progress: Progress) -> Iterator[Annotation]:
    """Yield one checked annotation for each document; a fault names the document."""
    pending: dict[str, Document] = {}

    def hand_out() -> Iterator[Document]:
        for document in progress(documents):
            pending[document.id] = document
            yield document

    annotations = iter(())
    try:
        annotations = iter(extractor.extract(hand_out()))
        for annotation in annotations:
            yield _checked(annotation, pending, extractor.name)
    except AccordError:
        raise
    except Exception as error:
        raise AccordError(
            describe(
                f"extractor {extractor.name!r} raised {type(error).__name__}: {error}.",
                document=", ".join(list(pending)[-5:]) or "before the first document",
                rule="extractor-raised",
                fix="mend the extractor and run again; what is done already is kept.",
            )
        ) from error
    left = [document.id for document in documents if document.id in pending]
    if left:
        fix = "yield one annotation for each document, an empty one where nothing is found."
        what = f"extractor {extractor.name!r} yielded nothing."
        raise FormatError(describe(what, document=", ".join(left[:5]), rule="extractor-missing", fix=fix))


def _checked(annotation: object, pending: dict[str, Document], system: str) -> Annotation:
    if not isinstance(annotation, Annotation):
        fix = "make it with accord.assemble(document, ...)."
        what = f"extractor {system!r} yielded {type(annotation).__name__}, no Annotation."
        raise FormatError(describe(what, rule="extractor-yield", fix=fix))
    if annotation.doc_id not in pending:
        fix = "yield each document that was handed out once."
        what = f"extractor {system!r} yielded it unasked or twice."
        raise FormatError(describe(what, document=annotation.doc_id, rule="extractor-yield", fix=fix))
    storage.check_against_text(annotation, pending.pop(annotation.doc_id).text, system)
    return annotation


def _record(
    recipe: Recipe,
    identity: _Identity,
    corpus: Corpus,
    part: Corpus,
    training: Timing,
    done: list[_Done],
    report: Report | ContrastReport,
) -> Result:
    extraction = Timing(sum(item.timing.wall for item in done), sum(item.timing.cpu for item in done))
    words = sum(len(document.text.split()) for document in part.documents)

    def rate(number: int) -> float | None:
        return round(number / extraction.wall, 1) if extraction.wall else None

    return Result(
        system=identity.system,
        target=_portable(recipe),
        split=identity.split,
        schema_version=identity.schema_version,
        data_version=_data_version(corpus.root),
        data_digest=identity.data_digest,
        package_version=identity.package_version,
        git_commit=git_commit(recipe.folder or Path.cwd()),
        config_hash=identity.config_hash,
        code_hash=identity.code_hash,
        seed=recipe.config["seed"],
        hardware=measure_hardware(),
        training=_rounded(training),
        extraction=_rounded(extraction),
        peak_memory_mb=peak_memory_mb(),
        documents=len(part.documents),
        words=words,
        documents_per_second=rate(len(part.documents)),
        words_per_second=rate(words),
        scores=report.to_dict(),
    )


def _portable(recipe: Recipe) -> str:
    """The target without the reader's own folders in it."""
    return recipe.folder.name if recipe.folder else recipe.target


def _rounded(timing: Timing) -> Timing:
    return Timing(round(timing.wall, 3), round(timing.cpu, 3))


def _data_version(root: Path) -> str:
    try:
        return storage.load_release(root).version
    except DataNotFoundError:
        return UNRELEASED
