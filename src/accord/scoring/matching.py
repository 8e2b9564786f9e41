"""One-to-one optimal matching: never greedy, never dependent on the order in which items are given."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

_TOKEN = re.compile(r"\w+|[^\w\s]")


def assign(
    rows: Sequence[Any], columns: Sequence[Any], weights: Mapping[tuple[int, int], float]
) -> list[tuple[int, int]]:
    """Return the one-to-one pairs whose total weight is largest.

    Solved exactly on each connected component. Among equal optima the choice depends on the sorted keys alone, and is
    the same when rows and columns change places, so that swapping gold and predicted swaps precision and recall.

    Args:
        rows: a sortable key for each row, offsets first.
        columns: the same for each column.
        weights: positive weights of the pairs ``(row, column)`` that may be matched; all others may not.

    Returns:
        Pairs ``(row, column)``, sorted.
    """
    if _is_unambiguous(weights):
        return sorted(weights)
    row_order = sorted(range(len(rows)), key=rows.__getitem__)
    column_order = sorted(range(len(columns)), key=columns.__getitem__)
    if [columns[j] for j in column_order] < [rows[i] for i in row_order]:
        flipped = {(j, i): weight for (i, j), weight in weights.items()}
        return sorted((i, j) for j, i in _solve(column_order, row_order, flipped))
    return sorted(_solve(row_order, column_order, weights))


def _is_unambiguous(weights: Mapping[tuple[int, int], float]) -> bool:
    return len({i for i, _ in weights}) == len(weights) == len({j for _, j in weights})


def _solve(
    row_order: list[int], column_order: list[int], weights: Mapping[tuple[int, int], float]
) -> list[tuple[int, int]]:
    from scipy.optimize import linear_sum_assignment
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    dense = np.zeros((len(row_order), len(column_order)))
    row_at = {row: at for at, row in enumerate(row_order)}
    column_at = {column: at for at, column in enumerate(column_order)}
    for (i, j), weight in weights.items():
        dense[row_at[i], column_at[j]] = weight
    at_rows, at_columns = np.nonzero(dense)
    size = len(row_order) + len(column_order)
    edges = coo_array((np.ones(len(at_rows)), (at_rows, at_columns + len(row_order))), shape=(size, size))
    _, component = connected_components(edges, directed=False)
    pairs = []
    for label in np.unique(component[at_rows]):
        block_rows = np.flatnonzero(component[: len(row_order)] == label)
        block_columns = np.flatnonzero(component[len(row_order) :] == label)
        block = dense[np.ix_(block_rows, block_columns)]
        for r, c in zip(*linear_sum_assignment(block, maximize=True), strict=True):
            if block[r, c] > 0:
                pairs.append((row_order[block_rows[r]], column_order[block_columns[c]]))
    return pairs


class Tokens:
    """The tokens of a text, for overlap counted in tokens: runs of word characters and single other signs."""

    def __init__(self, text: str) -> None:
        spans = [match.span() for match in _TOKEN.finditer(text)]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def range_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open range of token numbers that touch the code points ``[start, end)``."""
        return bisect_right(self._ends, start), bisect_left(self._starts, end)

    def iou(self, a: tuple[int, int], b: tuple[int, int]) -> float:
        """Return tokens shared by two spans over tokens in either.

        Range [0, 1]; 0 where neither holds a token. Source: Jaccard 1912.
        """
        (a_start, a_end), (b_start, b_end) = self.range_of(*a), self.range_of(*b)
        shared = max(0, min(a_end, b_end) - max(a_start, b_start))
        union = max(0, a_end - a_start) + max(0, b_end - b_start) - shared
        return shared / union if union else 0.0
