"""Bootstrap intervals and paired tests. The unit is the dossier: articles that tell one story are not independent."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from accord.scoring.metrics import HEADLINE, PRIMARIES, primaries
from accord.scoring.statistics import Sums, Table

Interval = tuple[float, float]

FEW = 10
"""Below so many dossiers a report says on how many its intervals rest."""


def bootstrap_weights(units: int, samples: int, seed: int) -> np.ndarray:
    """Return how often each unit is drawn in each sample: ``samples`` rows that sum to ``units``."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(units, np.full(units, 1 / units), size=samples).astype(float)


def primary_intervals(table: Table, samples: int, seed: int) -> dict[str, Interval | None]:
    """Return 95% percentile bootstrap intervals of the primaries and the headline.

    None with fewer than two dossiers, without samples, or where no sample defines the score.
    Source: Efron & Tibshirani 1993, chapter 13; resampling clusters: Davison & Hinkley 1997, section 3.8.
    """
    names = [*PRIMARIES, HEADLINE]
    if len(table.dossiers) < 2 or samples < 1:
        return dict.fromkeys(names)
    drawn = Sums(table.columns, table.by_dossier, bootstrap_weights(len(table.dossiers), samples, seed))
    intervals: dict[str, Interval | None] = {}
    for name, values in primaries(drawn).items():
        defined = values[~np.isnan(values)]
        intervals[name] = tuple(float(v) for v in np.percentile(defined, (2.5, 97.5))) if len(defined) else None
    return intervals


def randomization_p(a: Table, b: Table, shuffles: int, seed: int) -> Mapping[str, float | None]:
    """Return two-sided p of a paired approximate randomisation test on each primary and the headline.

    Whole dossiers change sides between the systems; p = (1 + differences as large) / (1 + shuffles). None where a
    score is undefined for either system; a shuffle that leaves it undefined counts as large.
    Source: Noreen 1989; Yeh 2000; Smucker et al. 2007.

    Args:
        a: the first system's table.
        b: the second's, on the same documents and columns.
        shuffles: number of random exchanges.
        seed: of the random numbers.
    """
    swap = np.random.default_rng(seed).integers(0, 2, size=(shuffles, len(a.dossiers))).astype(float)
    both = np.vstack([a.by_dossier, b.by_dossier])
    first = primaries(Sums(a.columns, both, np.hstack([1 - swap, swap])))
    second = primaries(Sums(a.columns, both, np.hstack([swap, 1 - swap])))
    at_a, at_b = primaries(a.total()), primaries(b.total())
    found: dict[str, float | None] = {}
    for name in first:
        observed = abs(float(at_a[name][0]) - float(at_b[name][0]))
        if np.isnan(observed):
            found[name] = None
            continue
        shuffled = np.abs(first[name] - second[name])
        large = np.isnan(shuffled) | (shuffled >= observed - 1e-12)
        found[name] = float((1 + large.sum()) / (1 + shuffles))
    return found


def holm(p_values: Mapping[str, float | None]) -> dict[str, float | None]:
    """Return p values adjusted for their number by Holm's step-down method (Holm 1979); None stays None."""
    ordered = sorted((p, name) for name, p in p_values.items() if p is not None)
    adjusted: dict[str, float | None] = dict.fromkeys(p_values)
    largest = 0.0
    for rank, (p, name) in enumerate(ordered):
        largest = max(largest, min(1.0, p * (len(ordered) - rank)))
        adjusted[name] = largest
    return adjusted
