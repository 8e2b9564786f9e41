"""Plots of the corpus: where its articles stand in the grid and in time, and what its gold holds."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from accord import storage
from accord.corpus import Corpus
from accord.corpus.stats import Statistic, grid_value, statistics
from accord.errors import DataNotFoundError, describe
from accord.schema import Schema

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_STACK = ("#26547c", "#ef476f", "#e0a100", "#06a77d", "#8d99ae", "#6a4c93")
_STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#888888",
    "figure.dpi": 100,
    "savefig.dpi": 160,
    # The same data give the same bytes.
    "svg.hashsalt": "accord",
    "svg.fonttype": "path",
}


def draw_plots(corpus: Corpus, schema: Schema, folder: Path) -> list[Path]:
    """Draw every plot as PNG and SVG into a folder; the same data give the same bytes.

    Returns:
        The files written.

    Raises:
        DataNotFoundError: where matplotlib is missing.
    """
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError as error:
        fix = "pip install 'accord-corpus[plots]'."
        raise DataNotFoundError(describe("plots need matplotlib.", rule="extra-missing", fix=fix)) from error
    tables = {table.id: table for table in statistics(corpus, schema)}
    written = []
    with mpl.rc_context(_STYLE):
        figures: dict[str, Figure] = {
            "grid": _grid(Figure, tables["regions_by_themes"]),
            "years": _years(Figure, corpus, schema),
            "mentions": _mentions(Figure, tables["mentions"]),
            "pledges": _attributes(Figure, tables["pledges"], "Pledges"),
            "near_misses": _attributes(Figure, tables["near_misses"], "Near-misses"),
            "relations": _stacked_page(Figure, tables["relations"], "Relations by label and split"),
        }
        for name, figure in figures.items():
            for ending in ("png", "svg"):
                buffer = io.BytesIO()
                metadata = {"Date": None} if ending == "svg" else {"Software": None}
                figure.savefig(buffer, format=ending, bbox_inches="tight", facecolor="white", metadata=metadata)
                storage.write_atomic(folder / f"{name}.{ending}", buffer.getvalue())
                written.append(folder / f"{name}.{ending}")
    return written


def _grid(figure_class: type, table: Statistic) -> Figure:
    """Themes by regions as a field of squares, each with its number of articles."""
    import numpy as np

    cells = np.array([row[1:] for row in table.rows])
    figure = figure_class(figsize=(8, 6.2))
    axes = figure.subplots()
    axes.imshow(np.where(cells, cells, np.nan), cmap="GnBu", vmin=0, vmax=max(1, cells.max()) * 1.25, aspect="auto")
    axes.set_xticks(
        range(cells.shape[1]), [name.replace("-", " ") for name in table.columns[1:]], rotation=35, ha="right"
    )
    axes.set_yticks(range(cells.shape[0]), [row[0].replace("-", " ") for row in table.rows])
    axes.set_xticks(np.arange(-0.5, cells.shape[1]), minor=True)
    axes.set_yticks(np.arange(-0.5, cells.shape[0]), minor=True)
    axes.grid(which="minor", color="#dddddd", linewidth=0.8)
    axes.tick_params(which="both", length=0)
    for y, row in enumerate(cells):
        for x, count in enumerate(row):
            axes.text(
                x, y, str(count) if count else "·", ha="center", va="center", color="#1d2126" if count else "#bbbbbb"
            )
    axes.set_title(f"Articles by theme and region ({cells.sum()})")
    return figure


def _years(figure_class: type, corpus: Corpus, schema: Schema) -> Figure:
    """Articles a year, stacked by stratum; years without any keep their place."""
    counts = Counter((int(grid_value(document, "year")), document.article.stratum) for document in corpus.documents)
    first, last = (min(year for year, _ in counts), max(year for year, _ in counts)) if counts else (0, 0)
    years = list(range(first, last + 1))
    figure = figure_class(figsize=(8, 3))
    axes = figure.subplots()
    bottom = [0] * len(years)
    for color, stratum in zip(_STACK, schema.grid["stratum"], strict=False):
        heights = [counts[year, stratum] for year in years]
        axes.bar(years, heights, bottom=bottom, color=color, label=f"{stratum} ({sum(heights)})", width=0.8)
        bottom = [low + height for low, height in zip(bottom, heights, strict=True)]
    axes.set_title("Articles by year and stratum")
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.legend(frameon=False, ncols=3, loc="lower right", bbox_to_anchor=(1, 1))
    return figure


def _mentions(figure_class: type, table: Statistic) -> Figure:
    figure = figure_class(figsize=(8, 4))
    axes = figure.subplots()
    rows = [row[:-1] for row in table.rows if row[0] != "all"]
    _stack(axes, [row[0] for row in rows], table.columns[1:-1], [row[1:] for row in rows])
    axes.set_title("Mentions by type and form")
    axes.legend(frameon=False, loc="lower right")
    return figure


def _attributes(figure_class: type, table: Statistic, what: str) -> Figure:
    """One panel an attribute, its values as bars stacked by split, all on one scale."""
    names = list(dict.fromkeys(row[0] for row in table.rows))
    sizes = [sum(row[0] == name for row in table.rows) for name in names]
    figure = figure_class(figsize=(8, 0.34 * sum(sizes) + 0.5 * len(names) + 0.6), layout="constrained")
    panels = figure.subplots(len(names), 1, sharex=True, squeeze=False, height_ratios=sizes)[:, 0]
    for axes, name in zip(panels, names, strict=True):
        rows = [row for row in table.rows if row[0] == name]
        _stack(axes, [_label(row[1]) for row in rows], table.columns[2:-1], [row[2:-1] for row in rows])
        axes.set_title(f"{what} by {name}" if len(names) == 1 else name, fontsize=10)
    if len(names) > 1:
        figure.suptitle(f"{what} by attribute and split", x=0.01, ha="left", fontweight="bold", fontsize=11)
    panels[0].legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 1), ncols=3)
    return figure


def _stacked_page(figure_class: type, table: Statistic, title: str) -> Figure:
    figure = figure_class(figsize=(8, 0.34 * len(table.rows) + 1))
    axes = figure.subplots()
    _stack(axes, [_label(row[0]) for row in table.rows], table.columns[1:-1], [row[1:-1] for row in table.rows])
    axes.set_title(title)
    axes.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 1), ncols=3)
    return figure


def _stack(axes: Axes, labels: list[str], parts: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    """Horizontal bars from top to bottom, stacked by part, with their sums."""
    places = range(len(labels))
    left = [0] * len(labels)
    for color, number in zip(_STACK, range(len(parts)), strict=False):
        widths = [row[number] for row in rows]
        if any(widths):
            axes.barh(places, widths, left=left, color=color, label=parts[number].lower(), height=0.72)
        left = [low + width for low, width in zip(left, widths, strict=True)]
    for place, total in zip(places, left, strict=True):
        axes.annotate(
            str(total), (total, place), xytext=(4, 0), textcoords="offset points", va="center", color="#555555"
        )
    axes.set_yticks(places, labels)
    axes.invert_yaxis()
    axes.xaxis.get_major_locator().set_params(integer=True)
    # Panels share their axis: none may take room from one drawn before it.
    axes.set_xlim(0, max(1.08 * max(1, *left), axes.get_xlim()[1]))


def _label(value: str) -> str:
    return value.lower().replace("_", " ")
