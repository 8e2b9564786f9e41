"""Rank entries by their Accord score; entries that a paired test cannot tell apart share a rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from accord.leaderboard.entries import Entry, check_same
from accord.scoring import HEADLINE, compare, holm

LEVEL = 0.05
"""Below this p, corrected for the number of pairs, two systems differ."""

FEWEST = 6
"""Fewest dossiers on which the paired test can find a difference: with n of them no p is below 2 ** (1 - n)."""


@dataclass(frozen=True)
class Place:
    """One row: rank (None without an Accord score), whether others share it, and the entry."""

    rank: int | None
    tied: bool
    entry: Entry


@dataclass(frozen=True)
class Leaderboard:
    """Entries in order, the corrected p of every pair of systems, and what all scores rest on."""

    places: tuple[Place, ...]
    p_values: dict[tuple[int, int], float | None]
    signature: str
    notes: tuple[str, ...]


def rank(entries: Sequence[Entry], *, shuffles: int = 10_000, seed: int = 0) -> Leaderboard:
    """Rank entries.

    A system's rank is one more than the number of systems that score higher and differ from it: paired approximate
    randomisation over dossiers on the Accord score, Holm-corrected over all pairs, at p < 0.05. A rank never falls
    down the list. Systems without an Accord score stand at the end, unranked. With fewer than ``FEWEST`` dossiers the
    test cannot find a difference: systems are then ranked by score alone, and a note says so.

    Args:
        entries: at least one.
        shuffles: of each paired test.
        seed: of the random numbers.

    Raises:
        IncomparableScoresError: where digest, schema version or split differ.
    """
    check_same(entries)
    ordered = sorted(entries, key=lambda e: (e.report.headline is None, -(e.report.headline or 0), e.result.system))
    pairs = {}
    for a, b in combinations(range(len(ordered)), 2):
        differences = compare(ordered[a].report, ordered[b].report, shuffles=shuffles, seed=seed)
        pairs[a, b] = next(item.p for item in differences if item.name == HEADLINE)
    adjusted = holm(pairs)
    dossiers = len(ordered[0].report.table.dossiers)
    testable = dossiers >= FEWEST
    untested = f"Ranked by score alone: {dossiers} dossiers are too few for the paired test, which needs {FEWEST}."
    ranks: list[int | None] = []
    for b, entry in enumerate(ordered):
        if entry.report.headline is None:
            ranks.append(None)
            continue
        if not testable:
            ranks.append(b + 1)
            continue
        better = sum(1 for a in range(b) if (adjusted[a, b] or 0) < LEVEL and adjusted[a, b] is not None)
        ranks.append(max(1 + better, ranks[-1] if ranks else 1))
    return Leaderboard(
        places=tuple(
            Place(place, place is not None and ranks.count(place) > 1, entry)
            for place, entry in zip(ranks, ordered, strict=True)
        ),
        p_values=adjusted,
        signature=str(ordered[0].report.signature),
        notes=(
            *(() if testable else (untested,)),
            *dict.fromkeys(
                note for e in ordered for note in (*e.notes, *(n for n in e.report.notes if "interval" in n))
            ),
        ),
    )
