"""Show a leaderboard as rows for a table, as Markdown, or as JSON. Nothing here prints."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from accord.leaderboard.ranking import LEVEL, Leaderboard, Place
from accord.scoring import HEADLINE, PRIMARIES

FORMATS = ("table", "json", "markdown")
COLUMNS = ("rank", "system", HEADLINE, *PRIMARIES, "words/s")
TIE = "="


def rows_of(board: Leaderboard) -> list[list[str]]:
    """Return the rows under ``COLUMNS``: scores in percent with their 95% intervals; a shared rank ends in ``=``."""
    return [
        [
            "–" if place.rank is None else f"{place.rank}{TIE if place.tied else ''}",
            place.entry.result.system,
            *(_figure(place, name) for name in (HEADLINE, *PRIMARIES)),
            "–" if (speed := place.entry.result.words_per_second) is None else f"{speed:,.0f}",
        ]
        for place in board.places
    ]


def contrast_table(runs: Mapping[str, Mapping[str, Any]]) -> tuple[list[str], list[list[str]]]:
    """Return columns and rows for runs on the contrast set, the most consistent first; figures in percent.

    ``consistency`` is the share of pairs right on both sides, with its 95% interval; then each side alone, and the
    pairs right on both sides by what they flip.

    Args:
        runs: by system, what ``ContrastReport.to_dict`` gives.
    """
    axes = list(dict.fromkeys(axis for scores in runs.values() for axis in scores["by_axis"]))
    rows = []
    for system, scores in sorted(runs.items(), key=lambda run: (-run[1]["consistency"], run[0])):
        interval = scores["interval"]
        shown = f" [{100 * interval[0]:.1f}, {100 * interval[1]:.1f}]" if interval else ""
        rows.append(
            [
                system,
                str(scores["pairs"]),
                f"{100 * scores['consistency']:.1f}{shown}",
                f"{100 * scores['original']:.1f}",
                f"{100 * scores['variant']:.1f}",
                *(f"{scores['by_axis'][axis]['right']}/{scores['by_axis'][axis]['pairs']}" for axis in axes),
            ]
        )
    return ["system", "pairs", "consistency", "originals", "variants", *axes], rows


def render(board: Leaderboard, form: str) -> str:
    """Return a leaderboard as ``markdown`` or ``json``.

    Raises:
        ValueError: for another form.
    """
    if form == "markdown":
        return "\n\n".join([markdown_table(COLUMNS, rows_of(board)), *legend(board)]) + "\n"
    if form == "json":
        return json.dumps(_plain(board), indent=1, ensure_ascii=False) + "\n"
    raise ValueError(f"unknown form {form!r}")


def markdown_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown, figures to the right."""
    lines = [list(columns), ["---:" if column != "system" else "---" for column in columns], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def legend(board: Leaderboard) -> list[str]:
    """Return what a reader must know under the table; the signature stands last."""
    ties = f"{TIE} shares its rank: the paired test finds no difference (p >= {LEVEL:g}, Holm)."
    shown = [ties] if any(place.tied for place in board.places) else []
    return [*shown, *board.notes, board.signature]


def _figure(place: Place, name: str) -> str:
    value, interval = place.entry.report.primaries[name], place.entry.report.intervals[name]
    if value is None:
        return "–"
    return f"{100 * value:.1f}" + (f" [{100 * interval[0]:.1f}, {100 * interval[1]:.1f}]" if interval else "")


def _plain(board: Leaderboard) -> dict[str, Any]:
    systems = [place.entry.result.system for place in board.places]
    return {
        "places": [
            {
                "rank": place.rank,
                "tied": place.tied,
                "system": place.entry.result.system,
                "scores": place.entry.report.primaries,
                "intervals": {
                    name: list(interval) if interval else None
                    for name, interval in place.entry.report.intervals.items()
                },
                "words_per_second": place.entry.result.words_per_second,
                "config_hash": place.entry.result.config_hash,
            }
            for place in board.places
        ],
        "tests": [{"a": systems[a], "b": systems[b], "p_holm": p} for (a, b), p in board.p_values.items()],
        "notes": list(board.notes),
        "signature": board.signature,
    }
