"""Every difference between two passes of one document, for the adjudicator to rule on."""

from __future__ import annotations

from collections.abc import Iterator

from accord.model import Annotation, Document, Mention, NearMiss, Pledge, Record, Span
from accord.schema import Frame, load_schema
from accord.scoring.clusters import align_entities
from accord.scoring.matching import Tokens, assign
from accord.scoring.view import view_of

OVERLAP = 0.5
"""Least token overlap (intersection over union) of contents that makes two frames one: the scorer's threshold."""


class Difference(Record):
    """One thing that two passes have otherwise: where, and what each has; None where a pass has nothing there."""

    doc_id: str
    layer: str
    sentence: int
    what: str
    first: str | None
    second: str | None


def find_differences(document: Document, first: Annotation, second: Annotation) -> list[Difference]:
    """Return every difference of two passes over a document, in order of layer and sentence.

    Mentions are matched by offsets, entities by the mentions they share, relations through their entities, pledges and
    near-misses by overlap of content; the same matching as the scorer's.
    """
    return list(_Comparison(document, first, second).run())


class _Comparison:
    """One comparison of two passes over a document."""

    def __init__(self, document: Document, first: Annotation, second: Annotation) -> None:
        self.document, self.a, self.b = document, first, second
        self.schema = load_schema()
        self.to_first = align_entities(view_of(first, self.schema), view_of(second, self.schema))

    def run(self) -> Iterator[Difference]:
        yield from self._mentions()
        yield from self._entities()
        yield from self._relations()
        yield from self._frames("pledge", self.schema.pledge, self.a.pledges, self.b.pledges)
        yield from self._frames("near-miss", self.schema.near_miss, self.a.near_misses, self.b.near_misses)
        yield from self._pledge_clusters()

    def _differ(self, layer: str, sentence: int, what: str, first: str | None, second: str | None) -> Difference:
        return Difference(self.document.id, layer, sentence, what, first, second)

    def _name(self, side: Annotation, entity_id: str) -> str:
        return next((e.name for e in side.entities if e.id == entity_id), entity_id)

    def _mentions(self) -> Iterator[Difference]:
        a, b = ({m.span: m for m in side.mentions} for side in (self.a, self.b))
        for span in sorted({*a, *b}):
            one, other = a.get(span), b.get(span)
            sentence = self.document.sentence_of(span[0])
            if one is None or other is None:
                what = (one or other).text
                yield self._differ(
                    "mention", sentence, what, one and self._show(self.a, one), other and self._show(self.b, other)
                )
                continue
            same_entities = set(one.refers_to) == {self.to_first.get(e, f"?{e}") for e in other.refers_to}
            if (one.type, one.form, one.norm) != (other.type, other.form, other.norm) or not same_entities:
                yield self._differ("mention", sentence, one.text, self._show(self.a, one), self._show(self.b, other))

    def _show(self, side: Annotation, mention: Mention) -> str:
        parts = [mention.type, mention.form or f"norm {mention.norm}"]
        if mention.refers_to:
            parts.append("-> " + " + ".join(self._name(side, e) for e in mention.refers_to))
        return " ".join(parts)

    def _entities(self) -> Iterator[Difference]:
        from_first = {g: p for p, g in self.to_first.items()}
        for entity in self.a.entities:
            sentence = self.document.sentence_of(next(self.a.mentions_of(entity.id)).start)
            shown = f"{entity.type} {entity.name} {entity.kb_id}"
            if entity.id not in from_first:
                yield self._differ("entity", sentence, entity.name, shown, None)
                continue
            other = self.b.entity(from_first[entity.id])
            if (entity.type, entity.kb_id) != (other.type, other.kb_id):
                yield self._differ("entity", sentence, entity.name, shown, f"{other.type} {other.name} {other.kb_id}")
        for entity in self.b.entities:
            if entity.id not in self.to_first:
                sentence = self.document.sentence_of(next(self.b.mentions_of(entity.id)).start)
                shown = f"{entity.type} {entity.name} {entity.kb_id}"
                yield self._differ("entity", sentence, entity.name, None, shown)

    def _triples(self, side: Annotation, rename: dict[str, str] | None) -> dict[tuple, tuple[str, tuple[int, ...]]]:
        triples = {}
        for relation in side.relations:
            ends = [rename.get(e, f"?{e}") if rename is not None else e for e in (relation.head, relation.tail)]
            if self.schema.relations[relation.type].symmetric:
                ends.sort()
            shown = f"{self._name(side, relation.head)} {relation.type} {self._name(side, relation.tail)}"
            triples[relation.type, *ends] = (shown, relation.evidence)
        return triples

    def _relations(self) -> Iterator[Difference]:
        a, b = self._triples(self.a, None), self._triples(self.b, self.to_first)
        for triple in sorted({*a, *b}):
            one, other = a.get(triple), b.get(triple)
            shown, evidence = one or other
            if one is None or other is None or one[1] != other[1]:
                yield self._differ(
                    "relation",
                    evidence[0],
                    shown,
                    one and f"evidence {list(one[1])}",
                    other and f"evidence {list(other[1])}",
                )

    def _matched(self, a: tuple, b: tuple) -> list[tuple[int, int]]:
        tokens = Tokens(self.document.text)
        keys = [
            [(f.content.start, f.content.end, f.trigger.start, f.trigger.end, f.id) for f in side] for side in (a, b)
        ]
        weights = {}
        for i, one in enumerate(a):
            for j, other in enumerate(b):
                overlap = tokens.iou((one.content.start, one.content.end), (other.content.start, other.content.end))
                if overlap >= OVERLAP:
                    trigger = tokens.iou((one.trigger.start, one.trigger.end), (other.trigger.start, other.trigger.end))
                    weights[i, j] = overlap + 1e-6 * trigger
        return assign(*keys, weights)

    def _frames(
        self, layer: str, frame: Frame, a: tuple[Pledge | NearMiss, ...], b: tuple[Pledge | NearMiss, ...]
    ) -> Iterator[Difference]:
        pairs = dict(self._matched(a, b))
        for i, item in enumerate(a):
            sentence = self.document.sentence_of(item.trigger.start)
            if i not in pairs:
                yield self._differ(layer, sentence, item.content.text, self._show_frame(self.a, item, frame), None)
                continue
            other = b[pairs[i]]
            for name in (*frame.slots, *frame.attributes):
                one, two = (
                    self._value(side, frame_item, name) for side, frame_item in ((self.a, item), (self.b, other))
                )
                if one != two:
                    yield self._differ(layer, sentence, f"{item.content.text} | {name}", one, two)
        for j, item in enumerate(b):
            if j not in pairs.values():
                sentence = self.document.sentence_of(item.trigger.start)
                yield self._differ(layer, sentence, item.content.text, None, self._show_frame(self.b, item, frame))

    def _value(self, side: Annotation, item: Pledge | NearMiss, name: str) -> str | None:
        value = getattr(item, name)
        if isinstance(value, Span):
            return value.text
        if isinstance(value, tuple):
            return ", ".join(sorted(side.mention(m).text for m in value)) or None
        return value

    def _show_frame(self, side: Annotation, item: Pledge | NearMiss, frame: Frame) -> str:
        values = {name: self._value(side, item, name) for name in (*frame.slots, *frame.attributes)}
        return "; ".join(f"{name}={value}" for name, value in values.items() if value)

    def _pledge_clusters(self) -> Iterator[Difference]:
        pairs = self._matched(self.a.pledges, self.b.pledges)
        for number, (i, j) in enumerate(pairs):
            for k, m in pairs[number + 1 :]:
                one = self.a.pledges[i].pledge_id == self.a.pledges[k].pledge_id
                other = self.b.pledges[j].pledge_id == self.b.pledges[m].pledge_id
                if one != other:
                    texts = f"{self.a.pledges[i].content.text} / {self.a.pledges[k].content.text}"
                    sentence = self.document.sentence_of(self.a.pledges[i].trigger.start)
                    answers = ("same pledge_id", "different pledge_id")
                    yield self._differ("pledge-cluster", sentence, texts, answers[not one], answers[not other])
