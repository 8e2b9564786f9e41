"""Show reports and comparisons as tables for a terminal, Markdown or LaTeX, or as JSON. Nothing here prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accord.errors import FormatError, describe
from accord.scoring.comparison import Difference
from accord.scoring.metrics import HEADLINE, PRIMARIES
from accord.scoring.report import DIMENSIONS, Report

FORMATS = ("table", "json", "markdown", "latex")

DASH = "–"


@dataclass(frozen=True)
class Block:
    """One table: a title, column heads, rows of text."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def figure(value: float | None) -> str:
    """Return a score in percent with one decimal; a dash where it is undefined."""
    return DASH if value is None else f"{100 * value:.1f}"


def span(interval: Sequence[float] | None) -> str:
    """Return an interval in percent; a dash where there is none."""
    return DASH if interval is None else f"{100 * interval[0]:.1f} to {100 * interval[1]:.1f}"


def tables_of(report: Report, by: Sequence[str] = (), *, details: bool = True) -> list[Block]:
    """Return a report as tables: primaries, every family, and the primaries by each dimension of ``by``.

    Raises:
        FormatError: for an unknown dimension.
    """
    if unknown := [name for name in by if name not in DIMENSIONS]:
        raise FormatError(
            describe(f"unknown grouping {unknown[0]!r}.", rule="score-by", fix=f"name one of {', '.join(DIMENSIONS)}.")
        )
    blocks = [_primaries(report)]
    if details:
        blocks += [_families(report), *_single(report), *_confusion(report)]
    return blocks + [_groups(report, dimension) for dimension in by]


def _primaries(report: Report) -> Block:
    rows = [
        (
            _title(name),
            PRIMARIES.get(name, "mean of the six"),
            figure(value),
            span(report.intervals[name]),
            figure(report.document_means.get(name)),
        )
        for name, value in report.primaries.items()
    ]
    return Block(
        "Primary scores (percent)", ("score", "metric", "value", "95% interval", "mean over documents"), tuple(rows)
    )


def _title(name: str) -> str:
    return "Accord score" if name == HEADLINE else name


def _families(report: Report) -> Block:
    """Every metric that has precision, recall and F, label by label; labels that neither side has are left out."""
    rows = []
    for name, value in report.scores.items():
        stem, _, measure = name.rpartition(".")
        if measure != "f1":
            continue
        precision, recall = report.scores.get(f"{stem}.precision"), report.scores.get(f"{stem}.recall")
        if value is None and precision is None and recall is None and not stem.endswith(("micro", "conll", "macro")):
            continue
        rows.append((stem, figure(precision), figure(recall), figure(value)))
    return Block("All scores (percent)", ("metric", "P", "R", "F1"), tuple(rows))


def _single(report: Report) -> list[Block]:
    rows = [
        (name, figure(value))
        for name, value in report.scores.items()
        if name.endswith((".accuracy", ".kappa")) and value is not None
    ]
    return [Block("Accuracies and kappas given a match (percent)", ("metric", "value"), tuple(rows))] if rows else []


def _confusion(report: Report) -> list[Block]:
    if not {"pledges", "near_misses"} <= report.tasks:
        return []
    cells = report.confusion()
    kinds = list(cells)
    rows = [(gold, *(str(cells[gold].get(kind, "")) for kind in kinds)) for gold in kinds]
    return [Block("Gold (rows) against predicted kinds", ("gold", *kinds), tuple(rows))]


def _groups(report: Report, dimension: str) -> Block:
    rows = [
        (
            value,
            str(group.documents),
            str(group.dossiers),
            *(figure(score) for score in group.primaries.values()),
            span(group.intervals[HEADLINE]),
        )
        for value, group in report.groups[dimension].items()
    ]
    names = tuple(_title(name) for name in report.primaries)
    return Block(
        f"Primary scores by {dimension} (percent)",
        (dimension, "articles", "dossiers", *names, "95% interval"),
        tuple(rows),
    )


def render(report: Report, form: str = "markdown", by: Sequence[str] = (), *, details: bool = True) -> str:
    """Return a report as ``json``, ``markdown``, ``latex`` or a plain ``table``; warnings, notes and signature last.

    Raises:
        FormatError: for an unknown format or dimension.
    """
    if form == "json":
        import json

        return json.dumps(report.to_dict(), ensure_ascii=False, indent=1)
    blocks = [_write(block, form) for block in tables_of(report, by, details=details)]
    mark = "% " if form == "latex" else ""
    blocks += [
        f"{mark}{kind}: {text}"
        for kind, texts in (("Warning", report.warnings), ("Note", report.notes))
        for text in texts
    ]
    blocks.append(f"`{report.signature}`" if form == "markdown" else f"{mark}{report.signature}")
    return "\n\n".join(blocks)


def comparison_table(differences: Sequence[Difference]) -> Block:
    """Return a comparison as a table."""
    rows = [
        (
            _title(d.name),
            figure(d.a),
            figure(d.b),
            figure(d.difference) if d.difference is None or d.difference < 0 else f"+{figure(d.difference)}",
            DASH if d.p is None else f"{d.p:.4f}",
            DASH if d.p_holm is None else f"{d.p_holm:.4f}",
        )
        for d in differences
    ]
    return Block(
        "Paired approximate randomisation over dossiers", ("score", "a", "b", "a - b", "p", "p (Holm)"), tuple(rows)
    )


def render_comparison(differences: Sequence[Difference], form: str = "markdown") -> str:
    """Return a comparison as ``markdown``, ``latex`` or a plain ``table``; raises ``FormatError`` for any other."""
    return _write(comparison_table(differences), form)


def _write(block: Block, form: str) -> str:
    if form == "markdown":
        lines = ["| " + " | ".join(cells) + " |" for cells in (block.columns, *block.rows)]
        lines.insert(1, "|" + "---|" * len(block.columns))
        return f"**{block.title}**\n\n" + "\n".join(lines)
    if form == "latex":
        body = [" & ".join(_escape(cell) for cell in cells) + r" \\" for cells in (block.columns, *block.rows)]
        return "\n".join(
            [
                f"% {block.title}",
                rf"\begin{{tabular}}{{l{'r' * (len(block.columns) - 1)}}}",
                r"\hline",
                body[0],
                r"\hline",
                *body[1:],
                r"\hline",
                r"\end{tabular}",
            ]
        )
    if form == "table":
        widths = [max(map(len, column)) for column in zip(block.columns, *block.rows, strict=True)]
        lines = [
            "  ".join(
                cell.ljust(width) if at == 0 else cell.rjust(width)
                for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
            ).rstrip()
            for cells in (block.columns, *block.rows)
        ]
        return "\n".join([block.title, *lines])
    raise FormatError(
        describe(f"unknown format {form!r}.", rule="score-format", fix=f"name one of {', '.join(FORMATS)}.")
    )


def _escape(cell: str) -> str:
    for plain, safe in (
        ("\\", r"\textbackslash{}"),
        ("_", r"\_"),
        ("&", r"\&"),
        ("%", r"\%"),
        ("#", r"\#"),
        ("$", r"\$"),
        (DASH, "--"),
    ):
        cell = cell.replace(plain, safe)
    return cell
