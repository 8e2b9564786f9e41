"""The passes of a round, as they are stored below ``annotations/rounds/{round}/{annotator}``."""

from __future__ import annotations

from pathlib import Path

from accord import storage
from accord.corpus import Corpus
from accord.errors import DataNotFoundError, FormatError, describe
from accord.model import Annotation


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
