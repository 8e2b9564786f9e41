"""One run as an entry of the leaderboard: its record says what it is, its predictions are scored anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from accord.benchmark.record import PREDICTIONS, RESULT, Result, load_result
from accord.corpus import Corpus
from accord.derived import CONTRAST, contrast_corpus, load_contrast, select
from accord.digest import data_digest
from accord.errors import FormatError, IncomparableScoresError, describe
from accord.formats.submission import load_submission
from accord.schema import load_schema
from accord.scoring import Report, score, training_triples
from accord.scoring.contrast import ContrastReport, score_contrast

TOLERANCE = 1e-9
"""Recorded and rescored figures that differ by no more than this are the same."""


@dataclass(frozen=True)
class Entry:
    """One system's run; ``notes`` say where its record and its predictions disagree."""

    folder: Path
    result: Result
    report: Report
    notes: tuple[str, ...] = ()


def load_entry(folder: Path, corpus: Corpus) -> Entry:
    """Load a run's folder and score its predictions against the corpus.

    Args:
        folder: holds ``result.json`` and ``predictions.jsonl``.
        corpus: the whole corpus that the run was made on.

    Raises:
        DataNotFoundError: where one of the two files is missing.
        FormatError: where one is malformed.
        IncomparableScoresError: where the run was made on other data or another schema.
    """
    result = load_result(folder / RESULT)
    recorded = _recorded(folder / RESULT, result)
    _check_data(folder, result, corpus)
    part = select(corpus, result.split)
    submission = load_submission(folder / PREDICTIONS, part, system=result.system)
    tasks = submission.tasks | set(recorded.tasks)
    report = score(
        part,
        submission.predictions,
        tasks=tasks,
        ledgers=submission.ledgers or None,
        unseen_from=training_triples(corpus, part),
    )
    return Entry(folder, result, report, _disagreements(result.system, recorded.primaries, report))


@dataclass(frozen=True)
class ContrastEntry:
    """One system's run on the contrast set."""

    folder: Path
    result: Result
    report: ContrastReport


def load_contrast_entry(folder: Path, corpus: Corpus) -> ContrastEntry:
    """Load a run's folder and score its predictions on the contrast pairs.

    Raises:
        DataNotFoundError, FormatError, IncomparableScoresError: as ``load_entry``; the last also where the run was made
            on another set.
    """
    result = load_result(folder / RESULT)
    _check_data(folder, result, corpus)
    if result.split != CONTRAST:
        fix = "show runs on the contrast set apart from others."
        raise IncomparableScoresError(
            describe(f"the run was made on {result.split}.", file=folder / RESULT, rule="leaderboard-mixed", fix=fix)
        )
    pairs = load_contrast(corpus.split("test"))
    submission = load_submission(folder / PREDICTIONS, contrast_corpus(corpus, pairs), system=result.system)
    report = score_contrast(pairs, submission.predictions)
    return ContrastEntry(folder, result, report)


def is_contrast(folder: Path) -> bool:
    """Whether a run's folder holds a run on the contrast set."""
    return load_result(folder / RESULT).split == CONTRAST


def check_same(entries: Sequence[Entry | ContrastEntry]) -> None:
    """Check that all entries rest on the same data, schema and split.

    Raises:
        IncomparableScoresError: naming the first two that do not.
    """
    for entry in entries[1:]:
        for field in ("data_digest", "schema_version", "split"):
            first, other = getattr(entries[0].result, field), getattr(entry.result, field)
            if first != other:
                raise IncomparableScoresError(
                    describe(
                        f"{field} differs; expected {first} as in {entries[0].folder}, got {other}.",
                        file=entry.folder / RESULT,
                        rule="leaderboard-mixed",
                        fix="run both on the same release and split.",
                    )
                )


def _check_data(folder: Path, result: Result, corpus: Corpus) -> None:
    for what, stated, here in (
        ("data", result.data_digest, data_digest(corpus.root)),
        ("schema", result.schema_version, load_schema().version),
    ):
        if stated != here:
            raise IncomparableScoresError(
                describe(
                    f"the run was made on other {what}; expected {here}, got {stated}.",
                    file=folder / RESULT,
                    rule="leaderboard-data",
                    fix="run it again on this release, or name that release's folder with --root.",
                )
            )


class _Recorded(msgspec.Struct):
    """What is read of a record's scores; a record comes with a submission and is as untrusted."""

    tasks: tuple[str, ...] = ()
    primaries: dict[str, float | None] = {}


def _recorded(path: Path, result: Result) -> _Recorded:
    try:
        return msgspec.convert(result.scores, _Recorded)
    except msgspec.ValidationError as error:
        fix = "give result.json as `accord run` wrote it."
        raise FormatError(describe(f"scores: {error}.", file=path, rule="file-form", fix=fix)) from error


def _disagreements(system: str, recorded: dict[str, float | None], report: Report) -> tuple[str, ...]:
    differing = [
        name
        for name, value in report.primaries.items()
        if (recorded.get(name) is None) != (value is None)
        or (value is not None and abs(value - recorded[name]) > TOLERANCE)
    ]
    if not differing:
        return ()
    return (
        f"{system}: result.json states other figures for {', '.join(differing)}; the predictions give those shown.",
    )
