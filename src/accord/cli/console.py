"""Tables and progress bars, shared by the verbs: bars on a terminal only, tables everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table
from rich.text import Text

console = Console()
errors = Console(stderr=True)


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str | None = None, right: Sequence[str] = ()
) -> None:
    """Print a table; ``right`` names the columns that are right-aligned. None is shown as a dash.

    Cells and title are data, never markup: a corpus may hold ``[/b]``.
    """
    table = Table(title=None if title is None else Text(title), title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text("–" if cell is None else str(cell)) for cell in row))
    if console.is_terminal:
        console.print(table)
    else:
        # In a pipe or a log a table keeps its natural width instead of folding at 80 columns.
        Console(width=200).print(table)


def progress(items: Iterable[Any], description: str, total: int | None = None) -> Iterable[Any]:
    """Yield the items behind a progress bar on a terminal, and silently in a pipe."""
    if not errors.is_terminal:
        return items
    return track(items, description=escape(description), total=total, console=errors, transient=True)
