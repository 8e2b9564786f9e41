"""An annotated article in a terminal: coloured text and tables, as rich renderables that the command prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from accord.display.layout import NEAR_MISS, PLEDGE, Card, Mark, Piece, cards_of, cut, marks_of
from accord.model import Annotation, Document, LedgerEdge
from accord.schema import Schema

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table
    from rich.text import Text

_STYLES = {PLEDGE: "bright_red", NEAR_MISS: "yellow"}


def render_terminal(
    document: Document,
    annotation: Annotation,
    schema: Schema,
    edges: Iterable[LedgerEdge] = (),
    *,
    brackets: bool = False,
) -> Iterator[RenderableType]:
    """Yield what is to be printed: head, text, and tables of pledges, near-misses and relations.

    Args:
        document: the article.
        annotation: of it.
        schema: gives labels and colours.
        edges: of the dossier's ledger.
        brackets: mark mentions by brackets, for where colours are not shown.
    """
    from rich.text import Text

    article = document.article
    yield Text(article.headline, style="bold")
    facts = (
        document.id,
        article.date,
        article.stratum,
        article.genre,
        article.licence,
        schema.provenance[article.stratum],
    )
    yield Text("  ".join(fact for fact in facts if fact), style="dim")
    yield Text()
    yield from _text(document, annotation, schema, brackets)
    cards = cards_of(document, annotation, schema, edges)
    for kind, title in ((PLEDGE, "Pledges"), (NEAR_MISS, "Near-misses")):
        if chosen := [card for card in cards if card.kind == kind]:
            yield Text()
            yield _table(title, kind, chosen)
    if annotation.relations:
        yield Text()
        yield _relations(annotation)


def _text(document: Document, annotation: Annotation, schema: Schema, brackets: bool) -> Iterator[Text]:
    """One sentence a line after its number, as ``accord quote`` prints them."""
    from rich.text import Text

    line = Text()
    for pieces in cut(document, marks_of(annotation, schema)):
        for piece in pieces:
            if piece.sentence is not None:
                if line.plain.strip():
                    yield line
                line = Text()
                line.append(f"{piece.sentence:>3}  ", style="dim")
            _append(line, piece, schema, brackets)
    if line.plain.strip():
        yield line


def _append(line: Text, piece: Piece, schema: Schema, brackets: bool) -> None:
    """Mentions in their type's colour, frames' content underlined, their triggers in reverse."""
    parts = [] if piece.mention is None else [_color(piece.mention, schema)]
    for kind, color in _STYLES.items():
        slots = {mark.slot for mark in piece.marks if mark.label == kind}
        if "trigger" in slots:
            parts += ["bold", color]
        elif slots:
            parts += ["underline", *([color] if piece.mention is None else [])]
    line.append("[" * (len(piece.starting) if brackets else 0) + piece.text, style=" ".join(parts))
    for mark in piece.ending:
        line.append(f" {mark.label}{']' if brackets else ''}", style=f"dim {_color(mark, schema)}")


def _color(mark: Mark, schema: Schema) -> str:
    item = schema.mention_types.get(mark.label)
    return item.color if item else "default"


def _table(title: str, kind: str, cards: list[Card]) -> Table:
    """A row a card: who, what, the other slots by name, the attributes."""
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        header_style="bold",
        border_style=_STYLES[kind],
        show_lines=True,
    )
    for column, ratio in (("", None), ("who", 2), ("what", 4), ("further", 4), ("attributes", 2)):
        table.add_column(column, overflow="fold", ratio=ratio, no_wrap=ratio is None)
    for card in cards:
        said = Text(_filled(card, "trigger"), style=f"bold {_STYLES[kind]}").append(
            f" {_filled(card, 'content')}", style="not bold default"
        )
        who = _filled(card, "pledgor" if kind == PLEDGE else "holder") or "unnamed"
        further = [
            f"{field.name.replace('_', ' ')}: {_filled(card, field.name)}"
            for field in card.fields
            if field.values and field.name not in ("trigger", "content", "pledgor", "holder")
        ]
        further += [f"{edge.label} in {edge.later_doc_id}" for edge in card.links]
        table.add_row(
            card.id,
            Text(who),
            said,
            Text("\n".join(further)),
            Text("\n".join(value for _, value, _ in card.attributes)),
        )
    return table


def _filled(card: Card, slot: str) -> str:
    return ", ".join(f"{text} ({norm})" if norm else text for text, _, norm in card.field(slot).values)


def _relations(annotation: Annotation) -> Table:
    from rich.table import Table
    from rich.text import Text

    names = {entity.id: entity.name for entity in annotation.entities}
    table = Table(title="Relations", title_justify="left", title_style="bold", header_style="bold")
    for column in ("from", "relation", "to", "sentences"):
        table.add_column(column, overflow="fold")
    for item in annotation.relations:
        table.add_row(
            *map(
                Text,
                (
                    names.get(item.head, item.head),
                    item.type,
                    names.get(item.tail, item.tail),
                    ", ".join(map(str, item.evidence)),
                ),
            )
        )
    return table
