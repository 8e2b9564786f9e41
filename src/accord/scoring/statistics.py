"""Additive statistics: one row a document, one column a count; every score is derived from sums of rows.

A column is named ``family/label/count``, such as ``mentions.exact/GPE/tp``. Which counts a family has says how its
scores are derived:

- ``tp``, ``p``, ``g``: true positives, predicted, gold;
- ``pn``, ``pd``, ``rn``, ``rd``: numerator and denominator of precision and of recall, where they differ;
- ``hits``, ``total``: an accuracy;
- ``nominal`` or ``ordinal`` as the label: a cell of a confusion matrix, ``{gold}>{predicted}``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

Counts = dict[str, float]


def count(counts: Counts, family: str, label: str, tp: float, p: float, g: float) -> None:
    """Add true positives, predicted and gold to the columns of one label of a family."""
    for name, value in (("tp", tp), ("p", p), ("g", g)):
        column = f"{family}/{label}/{name}"
        counts[column] = counts.get(column, 0) + value


def count_sets(
    counts: Counts, family: str, gold: Iterable, predicted: Iterable, labels: Sequence[str], label_of
) -> None:
    """Count two sets of items exactly, under ``micro`` and under each label of the fixed inventory."""
    gold, predicted = set(gold), set(predicted)
    count(counts, family, "micro", len(gold & predicted), len(predicted), len(gold))
    for label in labels:
        g = {item for item in gold if label_of(item) == label}
        p = {item for item in predicted if label_of(item) == label}
        count(counts, family, label, len(g & p), len(p), len(g))


@dataclass(frozen=True)
class Row:
    """What a document is grouped by."""

    document: str
    dossier: str
    stratum: str
    theme: str
    region: str


@dataclass(frozen=True)
class Table:
    """Documents by columns."""

    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    values: np.ndarray

    @classmethod
    def from_counts(cls, rows: Sequence[Row], counts: Sequence[Counts]) -> Table:
        """Build a table from one dictionary of counts a document; a column absent from one is 0 there."""
        columns = tuple(dict.fromkeys(column for item in counts for column in item))
        values = np.array([[item.get(column, 0.0) for column in columns] for item in counts], dtype=float)
        return cls(tuple(rows), columns, values.reshape(len(rows), len(columns)))

    @cached_property
    def dossiers(self) -> tuple[str, ...]:
        """The dossiers, in order of name: the units that are resampled and swapped."""
        return tuple(sorted({row.dossier for row in self.rows}))

    @cached_property
    def by_dossier(self) -> np.ndarray:
        """Sums of the documents' rows, one row a dossier."""
        at = {dossier: number for number, dossier in enumerate(self.dossiers)}
        sums = np.zeros((len(self.dossiers), len(self.columns)))
        np.add.at(sums, [at[row.dossier] for row in self.rows], self.values)
        return sums

    def where(self, dimension: str, value: str) -> Table:
        """Return the documents of one stratum, theme or region."""
        kept = [number for number, row in enumerate(self.rows) if getattr(row, dimension) == value]
        return Table(tuple(self.rows[number] for number in kept), self.columns, self.values[kept])

    def total(self) -> Sums:
        """Return the sums over all documents, as one sample."""
        return Sums(self.columns, self.by_dossier, np.ones((1, len(self.dossiers))))

    def each(self) -> Sums:
        """Return each document as a sample of its own."""
        return Sums(self.columns, self.values, None)

    def to_dict(self) -> dict:
        """Return plain lists, column by column; an empty list is a column of zeros."""
        plain = {
            column: [int(v) if v == int(v) else float(v) for v in self.values[:, at]]
            for at, column in enumerate(self.columns)
        }
        return {
            "rows": [[row.document, row.dossier, row.stratum, row.theme, row.region] for row in self.rows],
            "columns": [[column, values if any(values) else []] for column, values in plain.items()],
        }

    @classmethod
    def from_dict(cls, data: Mapping) -> Table:
        """Rebuild a table from ``to_dict``. Raises ``KeyError``, ``TypeError`` or ``ValueError`` where malformed."""
        rows = tuple(Row(*row) for row in data["rows"])
        columns = tuple(column for column, _ in data["columns"])
        values = np.zeros((len(rows), len(columns)))
        for at, (_, column) in enumerate(data["columns"]):
            if column:
                values[:, at] = column
        return cls(rows, columns, values)


class Sums:
    """Weighted sums of rows, one for each sample; a column is summed when it is first asked for."""

    def __init__(self, columns: Sequence[str], values: np.ndarray, weights: np.ndarray | None) -> None:
        self._at = {column: number for number, column in enumerate(columns)}
        self._values, self._weights = values, weights
        self._cache: dict[str, np.ndarray] = {}

    def __getitem__(self, column: str) -> np.ndarray:
        if column not in self._cache:
            at = self._at.get(column)
            size = len(self._values) if self._weights is None else len(self._weights)
            if at is None:
                self._cache[column] = np.zeros(size)
            else:
                self._cache[column] = (
                    self._values[:, at] if self._weights is None else self._weights @ self._values[:, at]
                )
        return self._cache[column]

    @cached_property
    def families(self) -> dict[str, dict[str, list[str]]]:
        """The counts of each label of each family, in column order."""
        found: dict[str, dict[str, list[str]]] = {}
        for column in self._at:
            family, label, name = column.split("/")
            found.setdefault(family, {}).setdefault(label, []).append(name)
        return found
