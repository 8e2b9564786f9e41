"""What is shown of an annotated article, whatever it is shown on: text cut at its spans' ends, and cards of frames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from accord.model import Annotation, Document, LedgerEdge, Mention, NearMiss, Pledge, Span
from accord.schema import Frame, Schema

PLEDGE, NEAR_MISS = "pledge", "near-miss"


@dataclass(frozen=True)
class Mark:
    """One span that covers a piece of text: a mention (``slot`` None) or a frame's span.

    ``key`` is ``m1`` or ``p1.content``; ``label`` the mention's type or the kind of frame.
    """

    key: str
    label: str
    slot: str | None
    start: int
    end: int


@dataclass(frozen=True)
class Piece:
    """A stretch of text without a span's boundary inside.

    ``sentence`` is the number of the one that begins here; ``starting`` and ``ending`` are the mentions that do.
    """

    text: str
    marks: tuple[Mark, ...]
    sentence: int | None
    starting: tuple[Mark, ...]
    ending: tuple[Mark, ...]

    @property
    def mention(self) -> Mark | None:
        """The first mention that covers it; mentions are flat, so there is one at most in valid data."""
        return next((mark for mark in self.marks if mark.slot is None), None)


@dataclass(frozen=True)
class Field:
    """One slot of a card: what fills it, each with the key of its span and its norm, if any."""

    name: str
    values: tuple[tuple[str, str, str | None], ...]


@dataclass(frozen=True)
class Card:
    """A pledge or near-miss as shown beside the text; ``keys`` are the spans that belong to it."""

    id: str
    kind: str
    sentence: int
    fields: tuple[Field, ...]
    attributes: tuple[tuple[str, str, str], ...]
    keys: tuple[str, ...]
    links: tuple[LedgerEdge, ...] = ()

    def field(self, name: str) -> Field:
        """Return the slot with this name, empty where nothing fills it."""
        return next((field for field in self.fields if field.name == name), Field(name, ()))


def marks_of(annotation: Annotation, schema: Schema) -> list[Mark]:
    """Return every span of an annotation as a mark, outer before inner."""
    marks = [Mark(m.id, m.type, None, m.start, m.end) for m in annotation.mentions]
    for kind, frame, items in _frames(annotation, schema):
        for item in items:
            for slot in frame.span_slots:
                if (span := getattr(item, slot)) is not None:
                    marks.append(Mark(f"{item.id}.{slot}", kind, slot, span.start, span.end))
    return sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.key))


def cut(document: Document, marks: Iterable[Mark]) -> Iterator[list[Piece]]:
    """Cut a document's text at every mark's and sentence's ends; yield the pieces of each paragraph.

    Joined, the pieces of all paragraphs are the text without its line ends.
    """
    marks = list(marks)
    starts = {start: number for number, (start, _) in enumerate(document.sentences)}
    begin = 0
    for line in document.text.split("\n"):
        end = begin + len(line)
        inside = [mark for mark in marks if mark.start < end and mark.end > begin]
        bounds = {begin, end, *(offset for offset in starts if begin <= offset < end)}
        bounds.update(offset for mark in inside for offset in (mark.start, mark.end) if begin < offset < end)
        ordered = sorted(bounds)
        pieces = []
        for start, stop in pairwise(ordered):
            covering = tuple(mark for mark in inside if mark.start <= start and mark.end >= stop)
            mentions = [mark for mark in covering if mark.slot is None]
            pieces.append(
                Piece(
                    document.text[start:stop],
                    covering,
                    starts.get(start),
                    tuple(mark for mark in mentions if mark.start == start),
                    tuple(mark for mark in mentions if mark.end == stop),
                )
            )
        if pieces:
            yield pieces
        begin = end + 1


def cards_of(
    document: Document, annotation: Annotation, schema: Schema, edges: Iterable[LedgerEdge] = ()
) -> list[Card]:
    """Return a card for each pledge, then for each near-miss, in text order.

    Args:
        document: the article.
        annotation: of it.
        schema: names the slots and attributes that are shown.
        edges: of the dossier's ledger; those that begin here are shown with their pledges.
    """
    edges = [edge for edge in edges if edge.doc_id == document.id]
    mentions = {mention.id: mention for mention in annotation.mentions}
    names = {mention.id: _meant(mention, annotation, schema) for mention in annotation.mentions}
    return [
        _card(document, kind, frame, item, mentions, names, edges)
        for kind, frame, items in _frames(annotation, schema)
        for item in sorted(items, key=lambda item: (item.trigger.start, item.id))
    ]


def _frames(annotation: Annotation, schema: Schema) -> tuple[tuple[str, Frame, tuple[Pledge | NearMiss, ...]], ...]:
    return (PLEDGE, schema.pledge, annotation.pledges), (NEAR_MISS, schema.near_miss, annotation.near_misses)


def _card(
    document: Document,
    kind: str,
    frame: Frame,
    item: Pledge | NearMiss,
    mentions: dict[str, Mention],
    names: dict[str, str],
    edges: list[LedgerEdge],
) -> Card:
    fields = []
    for slot in frame.slots:
        value = getattr(item, slot)
        if slot in frame.span_slots:
            values = (_value(f"{item.id}.{slot}", value),) if value is not None else ()
        else:
            values = tuple((names[name], name, mentions[name].norm) for name in value if name in mentions)
        fields.append(Field(slot, values))
    attributes = tuple(
        (name, answer, attribute.values.get(answer, ""))
        for name, attribute in frame.attributes.items()
        if (answer := getattr(item, name))
    )
    keys = tuple(key for field in fields for _, key, _ in field.values)
    links = tuple(edge for edge in edges if edge.pledge_id == getattr(item, "pledge_id", None))
    return Card(item.id, kind, document.sentence_of(item.trigger.start), tuple(fields), attributes, keys, links)


def _meant(mention: Mention, annotation: Annotation, schema: Schema) -> str:
    """The surface of a mention and, where that names nobody ("both sides", "it"), whom it stands for."""
    if mention.form is None or mention.form in schema.exhaustive_forms:
        return mention.text
    entities = {entity.id: entity.name for entity in annotation.entities}
    meant = ", ".join(name for e in mention.refers_to if (name := entities.get(e)) and name != mention.text)
    return f"{mention.text} ({meant})" if meant else mention.text


def _value(key: str, span: Span | Mention) -> tuple[str, str, str | None]:
    return span.text, key, getattr(span, "norm", None)
