"""A report: scores, intervals, groups, the counts they rest on, and the signature that says what it compares with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from accord.errors import FormatError, describe
from accord.scoring.metrics import HEADLINE, PRIMARIES, all_scores, matrix, primaries
from accord.scoring.resampling import FEW, Interval, primary_intervals
from accord.scoring.statistics import Table

SCORER_VERSION = "0.1.0"
"""Raised whenever any figure may change for the same data and predictions."""

DIMENSIONS = ("stratum", "theme", "region")

TASKS = ("mentions", "clusters", "norms", "relations", "pledges", "near_misses", "ledger")
_TASKS_OF_PRIMARY = {
    "mentions": "mentions",
    "clusters": "clusters",
    "relations": "relations",
    "pledges": "pledges",
    "slots": "pledges",
    "attributes": "pledges",
}


_FREE = ("samples", "seed", "unseen", "ledger")


@dataclass(frozen=True)
class Signature:
    """What a score rests on: data, schema, split, track, options, scorer, resampling."""

    schema: str
    data: str
    split: str
    track: str
    scorer: str
    iou: float
    samples: int
    seed: int
    resample: str = "dossier"
    unseen: str | None = None
    ledger: str | None = None

    def __str__(self) -> str:
        algorithm, _, digest = self.data.partition(":")
        parts = [
            "accord",
            f"schema:{self.schema}",
            f"data:{algorithm}:{digest[:12]}",
            f"split:{self.split}",
            f"track:{self.track}",
            f"scorer:{self.scorer}",
            f"iou:{self.iou:g}",
        ]
        parts += [f"{name}:{value}" for name in ("unseen", "ledger") if (value := getattr(self, name)) is not None]
        return "|".join([*parts, f"resample:{self.resample}", f"samples:{self.samples}", f"seed:{self.seed}"])

    @property
    def comparable(self) -> dict[str, Any]:
        """The parts that must agree between compared scores: all that any primary depends on.

        Samples and seed move the intervals alone; what is unseen in training and whose pledges the ledger names, a
        secondary score each.
        """
        return {name: value for name, value in vars(self).items() if name not in _FREE}


@dataclass(frozen=True)
class Group:
    """The primaries of the documents of one stratum, theme or region."""

    documents: int
    dossiers: int
    primaries: dict[str, float | None]
    intervals: dict[str, Interval | None]


@dataclass(frozen=True)
class Report:
    """The result of scoring one system.

    Everything is derived from ``table`` (counts of each document), so that a stored report can be compared and grouped
    later without scoring again.
    """

    signature: Signature
    tasks: frozenset[str]
    table: Table
    warnings: tuple[str, ...] = ()

    @cached_property
    def scores(self) -> dict[str, float | None]:
        """Every score by its flat name, such as ``mentions.exact.GPE.f1``; None where 0/0 or the task is missing."""
        return self._scores(self.table)

    @cached_property
    def primaries(self) -> dict[str, float | None]:
        """The six primaries by short name, and ``accord``, their unweighted mean: None unless all six are defined."""
        return self._primaries(self.table)

    @property
    def headline(self) -> float | None:
        """The Accord score: unweighted mean of the six primaries. Range [0, 1]."""
        return self.primaries[HEADLINE]

    @cached_property
    def intervals(self) -> dict[str, Interval | None]:
        """95% bootstrap intervals of the primaries and the headline; None with fewer than two dossiers."""
        return self._intervals(self.table)

    @cached_property
    def document_means(self) -> dict[str, float | None]:
        """The primaries averaged over documents (macro over documents), those left out where one is 0/0."""
        each = primaries(self.table.each())
        means = {name: values[~np.isnan(values)] for name, values in each.items() if name != HEADLINE}
        return {
            name: float(values.mean()) if len(values) and self._attempted(name) else None
            for name, values in means.items()
        }

    @cached_property
    def groups(self) -> dict[str, dict[str, Group]]:
        """The primaries by stratum, theme and region."""
        found: dict[str, dict[str, Group]] = {}
        for dimension in DIMENSIONS:
            found[dimension] = {}
            for value in sorted({getattr(row, dimension) for row in self.table.rows}):
                table = self.table.where(dimension, value)
                found[dimension][value] = Group(
                    len(table.rows), len(table.dossiers), self._primaries(table), self._intervals(table)
                )
        return found

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know before quoting a figure."""
        dossiers = len(self.table.dossiers)
        notes = []
        if dossiers < 2:
            notes.append(f"No intervals: {dossiers} dossier, and dossiers are what is resampled.")
        elif dossiers < FEW:
            notes.append(f"The intervals rest on {dossiers} dossiers only.")
        if missing := sorted(set(_TASKS_OF_PRIMARY.values()) - self.tasks):
            notes.append(f"No Accord score: the system does not attempt {', '.join(missing)} in this track.")
        if self.signature.ledger:
            notes.append("The ledger was scored over gold pledges: the system attempts no pledges of its own.")
        return tuple(notes)

    def scores_of(self, dimension: str, value: str) -> dict[str, float | None]:
        """Return every score over the documents of one stratum, theme or region."""
        return self._scores(self.table.where(dimension, value))

    def confusion(self, family: str = "confusion") -> dict[str, dict[str, int]]:
        """Return a confusion matrix as counts, gold to predicted.

        Args:
            family: ``confusion``, of kinds; or ``pledges.attributes.{name}``, over matched pledges.

        Raises:
            KeyError: where there is no such matrix.
        """
        found: dict[str, dict[str, int]] = {}
        for (g, p), value in matrix(self.table.total(), family).items():
            found.setdefault(g, {})[p] = int(value[0])
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return plain data in a stable order: what is shown, and the table that all of it derives from."""
        return {
            "signature": {"text": str(self.signature), **vars(self.signature)},
            "tasks": sorted(self.tasks),
            "primaries": self.primaries,
            "intervals": {name: _plain(interval) for name, interval in self.intervals.items()},
            "document_means": self.document_means,
            "groups": {
                dimension: {
                    value: {
                        "documents": group.documents,
                        "dossiers": group.dossiers,
                        "primaries": group.primaries,
                        "intervals": {name: _plain(interval) for name, interval in group.intervals.items()},
                    }
                    for value, group in groups.items()
                }
                for dimension, groups in self.groups.items()
            },
            "scores": self.scores,
            "warnings": list(self.warnings),
            "notes": list(self.notes),
            "table": self.table.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Report:
        """Rebuild a report from ``to_dict``; scores are derived anew from its table.

        Raises:
            FormatError: where it is malformed, or its scores are not those of its table.
        """
        try:
            signature = Signature(**{name: value for name, value in data["signature"].items() if name != "text"})
            report = cls(signature, frozenset(data["tasks"]), Table.from_dict(data["table"]), tuple(data["warnings"]))
            stated = data["primaries"]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise FormatError(
                describe(f"malformed report: {error}.", rule="report-form", fix="write it with Report.to_dict.")
            ) from error
        for name, value in report.primaries.items():
            said = stated.get(name)
            if (said is None) != (value is None) or (value is not None and abs(said - value) > 1e-9):
                raise FormatError(
                    describe(
                        f"states {name} as {said}, but its table gives {value}.",
                        rule="report-table",
                        fix="score again.",
                    )
                )
        return report

    def __str__(self) -> str:
        from accord.scoring.rendering import render

        return render(self, "table")

    def _attempted(self, primary: str) -> bool:
        return (
            set(_TASKS_OF_PRIMARY.values()) <= self.tasks
            if primary == HEADLINE
            else _TASKS_OF_PRIMARY[primary] in self.tasks
        )

    def _primaries(self, table: Table) -> dict[str, float | None]:
        return {
            name: _number(values) if self._attempted(name) else None
            for name, values in primaries(table.total()).items()
        }

    def _intervals(self, table: Table) -> dict[str, Interval | None]:
        found = primary_intervals(table, self.signature.samples, self.signature.seed)
        return {name: interval if self._attempted(name) else None for name, interval in found.items()}

    def _scores(self, table: Table) -> dict[str, float | None]:
        found: dict[str, float | None] = {}
        for name, values in all_scores(table.total()).items():
            attempted = self._attempted(HEADLINE) if name == HEADLINE else name.split(".")[0] in self.tasks
            found[name] = _number(values) if attempted else None
        return found


def _number(values: np.ndarray) -> float | None:
    return None if np.isnan(values[0]) else float(values[0])


def _plain(interval: Interval | None) -> list[float] | None:
    return None if interval is None else list(interval)


__all__ = ["DIMENSIONS", "PRIMARIES", "SCORER_VERSION", "TASKS", "Group", "Report", "Signature"]
