"""An annotation as the scorer sees it: duplicates collapsed, references resolved, surface text left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from accord.model import Annotation
from accord.schema import Frame, Schema

Offsets = tuple[int, int]
Unit = tuple[Any, ...]
"""A slot's filler: ``("entity", id)``, or ``("span", start, end)`` where the mention refers to no entity."""


@dataclass(frozen=True)
class MentionView:
    """A mention: offsets, type, whether it counts among the exhaustive ones, entities, canonical norm."""

    span: Offsets
    type: str
    exhaustive: bool
    refers_to: frozenset[str]
    norm: str | None


@dataclass(frozen=True)
class EntityView:
    """An entity: the spans that refer to it alone or with others, and its type."""

    id: str
    type: str
    name: str
    spans: frozenset[Offsets]

    @property
    def key(self) -> tuple:
        """Sort key: offsets first, the id last."""
        return sorted(self.spans), self.type, _natural(self.id)


@dataclass(frozen=True)
class FrameView:
    """A pledge or near-miss: its span slots, its fillers by slot, its attributes, its cluster."""

    spans: Mapping[str, Offsets | None]
    fillers: Mapping[str, frozenset[Unit]]
    attributes: Mapping[str, str]
    cluster: str | None
    key: tuple

    @property
    def content(self) -> Offsets:
        """Offsets of the promised act."""
        return self.spans["content"]

    @property
    def trigger(self) -> Offsets:
        """Offsets of the expression that makes it."""
        return self.spans["trigger"]


@dataclass(frozen=True)
class View:
    """One document's annotation, ready to be scored."""

    mentions: tuple[MentionView, ...] = ()
    entities: Mapping[str, EntityView] = field(default_factory=dict)
    relations: Mapping[tuple[str, str, str], frozenset[int]] = field(default_factory=dict)
    pledges: tuple[FrameView, ...] = ()
    near_misses: tuple[FrameView, ...] = ()
    duplicates: int = 0

    @property
    def span_entities(self) -> dict[Offsets, frozenset[str]]:
        """The entities that each span refers to: one, or several where it is a collective."""
        found: dict[Offsets, frozenset[str]] = {}
        for mention in self.mentions:
            if mention.refers_to:
                found[mention.span] = found.get(mention.span, frozenset()) | mention.refers_to
        return found


def view_of(annotation: Annotation, schema: Schema) -> View:
    """Turn an annotation into a view.

    Mentions with the same offsets and type are one; so are relations with the same triple (evidence joined) and frames
    that are alike in everything but their id.
    """
    merged: dict[tuple, MentionView] = {}
    for item in annotation.mentions:
        key = (item.start, item.end, item.type)
        exhaustive = item.form is None or item.form in schema.exhaustive_forms
        norm = canonical_norm(item.norm)
        if (known := merged.get(key)) is not None:
            norms = sorted(value for value in (known.norm, norm) if value is not None)
            merged[key] = MentionView(
                known.span,
                item.type,
                known.exhaustive or exhaustive,
                known.refers_to | set(item.refers_to),
                norms[0] if norms else None,
            )
        else:
            merged[key] = MentionView((item.start, item.end), item.type, exhaustive, frozenset(item.refers_to), norm)
    mentions = tuple(merged[key] for key in sorted(merged))
    entities = _entities(annotation, mentions)
    by_id = {item.id: merged[item.start, item.end, item.type] for item in annotation.mentions}

    relations: dict[tuple[str, str, str], frozenset[int]] = {}
    for item in annotation.relations:
        head, tail = item.head, item.tail
        if (known_type := schema.relations.get(item.type)) and known_type.symmetric and _natural(tail) < _natural(head):
            head, tail = tail, head
        triple = (item.type, head, tail)
        relations[triple] = relations.get(triple, frozenset()) | set(item.evidence)

    pledges = _frames(annotation.pledges, schema.pledge, by_id, entities)
    near_misses = _frames(annotation.near_misses, schema.near_miss, by_id, entities)
    kept = len(mentions) + len(relations) + len(pledges) + len(near_misses)
    given = len(annotation.mentions) + len(annotation.relations) + len(annotation.pledges) + len(annotation.near_misses)
    return View(mentions, entities, dict(sorted(relations.items())), pledges, near_misses, given - kept)


def _entities(annotation: Annotation, mentions: tuple[MentionView, ...]) -> dict[str, EntityView]:
    """Entities are what mentions refer to; one that is not listed has its mentions' commonest type."""
    listed = {entity.id: entity for entity in annotation.entities}
    of: dict[str, list[MentionView]] = {}
    for mention in mentions:
        for entity in mention.refers_to:
            of.setdefault(entity, []).append(mention)
    found = []
    for entity, items in of.items():
        if entity in listed:
            kind, name = listed[entity].type, listed[entity].name
        else:
            kinds = Counter(item.type for item in items)
            kind, name = min(kinds, key=lambda k: (-kinds[k], k)), ""
        found.append(EntityView(entity, kind, name, frozenset(item.span for item in items)))
    return {entity.id: entity for entity in sorted(found, key=lambda entity: entity.key)}


def _frames(
    items, frame: Frame, by_id: Mapping[str, MentionView], entities: Mapping[str, EntityView]
) -> tuple[FrameView, ...]:
    found: dict[tuple, FrameView] = {}
    for item in items:
        spans = {}
        for slot in frame.span_slots:
            span = getattr(item, slot)
            spans[slot] = None if span is None else (span.start, span.end)
        fillers = {slot: _units(getattr(item, slot), by_id) for slot in frame.mention_slots}
        attributes = {name: getattr(item, name) for name in frame.attributes}
        cluster = getattr(item, "pledge_id", None)
        places = tuple(tuple(sorted(_place(unit, entities) for unit in units)) for units in fillers.values())
        alike = (
            spans["content"],
            spans["trigger"],
            tuple(span or () for span in spans.values()),
            places,
            tuple(attributes.values()),
            cluster or "",
            tuple(tuple(sorted(units)) for units in fillers.values()),
        )
        view = FrameView(spans, fillers, attributes, cluster, (*alike[:5], _natural(item.id)))
        if alike not in found or view.key < found[alike].key:
            found[alike] = view
    return tuple(sorted(found.values(), key=lambda view: view.key))


def _units(mention_ids: tuple[str, ...], by_id: Mapping[str, MentionView]) -> frozenset[Unit]:
    """Each mention gives its entities, a collective all of them; one without an entity gives its offsets.

    A filler whose mention is missing stays a unit of its own that nothing matches: it was predicted, and is wrong.
    """
    units: set[Unit] = set()
    for mention_id in mention_ids:
        mention = by_id.get(mention_id)
        if mention is None:
            units.add(("missing", mention_id))
        elif mention.refers_to:
            units.update(("entity", entity) for entity in mention.refers_to)
        else:
            units.add(("span", *mention.span))
    return frozenset(units)


def _place(unit: Unit, entities: Mapping[str, EntityView]) -> tuple[Offsets, ...]:
    if unit[0] == "entity":
        return tuple(sorted(entities[unit[1]].spans))
    return ((unit[1], unit[2]),) if unit[0] == "span" else ()


def canonical_norm(norm: str | None) -> str | None:
    """Return a norm with a leading number in its plain form, so that ``31.0 drone`` equals ``31 drone``."""
    if norm is None:
        return None
    number, blank, unit = norm.strip().partition(" ")
    if not blank:
        return number
    try:
        value = Decimal(number)
    except InvalidOperation:
        return f"{number} {unit.strip()}"
    return (
        f"{value.normalize():f} {unit.strip()}"
        if value.is_finite() and abs(value.adjusted()) < 100
        else f"{number} {unit.strip()}"
    )


def _natural(item_id: str) -> tuple[str, int, str]:
    """Sort ``e2`` before ``e10``."""
    head = item_id.rstrip("0123456789")
    digits = item_id[len(head) :]
    return head, int(digits[-18:]) if digits else -1, item_id
