"""Compare two reports on the same data: paired tests on each primary and the headline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from accord.errors import IncomparableScoresError, describe
from accord.scoring.metrics import HEADLINE
from accord.scoring.report import Report
from accord.scoring.resampling import holm, randomization_p
from accord.scoring.statistics import Table


@dataclass(frozen=True)
class Difference:
    """One score of two systems, a minus b, with p as it stands and corrected for the number of primaries."""

    name: str
    a: float | None
    b: float | None
    difference: float | None
    p: float | None
    p_holm: float | None


def check_comparable(a: Report, b: Report) -> None:
    """Check that two reports may be compared.

    Raises:
        IncomparableScoresError: naming each part of the signatures that differs.
    """
    left, right = a.signature.comparable, b.signature.comparable
    differing = [f"{name} {left[name]} and {right[name]}" for name in left if left[name] != right[name]]
    if not differing and a.table.rows != b.table.rows:
        differing = ["the documents"]
    if differing:
        raise IncomparableScoresError(
            describe(
                f"these scores may not be compared; they differ in {'; '.join(differing)}.",
                rule="score-signature",
                fix="score both systems with the same data, schema, split and options.",
            )
        )


def compare(report_a: Report, report_b: Report, *, shuffles: int = 10_000, seed: int = 0) -> tuple[Difference, ...]:
    """Test each primary and the headline for a difference between two systems.

    Paired approximate randomisation: whole dossiers change sides at random. Holm's correction covers the six
    primaries; the headline, their mean, is one test of its own.

    Args:
        report_a: the first system's report, scored now or read back from a record.
        report_b: the second's.
        shuffles: number of random exchanges.
        seed: of the random numbers.

    Returns:
        One difference for each primary, then the headline; undefined ones hold None.

    Raises:
        IncomparableScoresError: where data, schema, split, track, scorer or options differ.
    """
    check_comparable(report_a, report_b)
    table_b = _with_columns(report_b.table, report_a.table.columns)
    scores_a, scores_b = report_a.primaries, report_b.primaries
    p_values = {
        name: p if scores_a[name] is not None and scores_b[name] is not None else None
        for name, p in randomization_p(report_a.table, table_b, shuffles, seed).items()
    }
    adjusted = {**holm({name: p for name, p in p_values.items() if name != HEADLINE}), HEADLINE: p_values[HEADLINE]}
    return tuple(
        Difference(name, a, b, None if a is None or b is None else a - b, p_values[name], adjusted[name])
        for name, a, b in ((name, scores_a[name], scores_b[name]) for name in scores_a)
    )


def _with_columns(table: Table, columns: tuple[str, ...]) -> Table:
    """Put a table's columns in another's order; one that it lacks counted a secondary score and is 0."""
    at = {column: number for number, column in enumerate(table.columns)}
    values = np.zeros((len(table.rows), len(columns)))
    for number, column in enumerate(columns):
        if column in at:
            values[:, number] = table.values[:, at[column]]
    return Table(table.rows, columns, values)
