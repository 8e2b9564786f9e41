"""The passes of a round, as they are stored below ``annotations/rounds/{round}/{annotator}``."""

from __future__ import annotations

from pathlib import Path

from accord import storage
from accord.corpus import Corpus
from accord.errors import DataNotFoundError, FormatError, describe
from accord.model import Annotation, Record


class Round(Record):
    """What ``round.yaml`` records of an annotation round: who read what, after which guidelines, and who checked."""

    name: str
    date: str
    schema_version: str
    guidelines_version: str
    ledger_guidelines_version: str
    documents: tuple[str, ...]
    annotators: dict[str, str]
    adjudicators: tuple[str, ...]
    challengers: tuple[str, ...]
    rereaders: tuple[str, ...]
    reread: tuple[str, ...]
    notes: tuple[str, ...]


def load_round(root: Path, round_name: str) -> Round:
    """Load ``annotations/rounds/{round}/round.yaml``. Raises ``DataNotFoundError`` and ``FormatError``."""
    path = root / "annotations" / "rounds" / round_name / "round.yaml"
    return storage.decode_yaml(storage.read_bytes(path), Round, path)


def load_pass(corpus: Corpus, round_name: str, annotator: str) -> dict[str, Annotation]:
    """Load one annotator's pass, keyed by document id; hashes and surfaces are checked.

    Raises:
        DataNotFoundError: where the pass has no files.
        FormatError: where a file names another document, round or annotator than its path.
        OffsetError: where a hash or surface differs.
    """
    folder = corpus.root / "annotations" / "rounds" / round_name / annotator
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise DataNotFoundError(
            describe("no annotations of this pass.", file=folder, rule="round-missing", fix="import them first.")
        )
    return {path.stem: _load(corpus, path, round_name, annotator) for path in paths}


def _load(corpus: Corpus, path: Path, round_name: str, annotator: str) -> Annotation:
    annotation = storage.load_annotation(path, corpus.document(path.stem).text)
    stated = (annotation.doc_id, annotation.round, annotation.annotator)
    if stated != (path.stem, round_name, annotator):
        raise FormatError(
            describe(
                f"states {stated}; expected {(path.stem, round_name, annotator)} from its path.",
                file=path,
                rule="round-path",
                fix="import the pass again under its own name.",
            )
        )
    return annotation
