"""The quoted format: how people and language models write annotations, by quotation instead of offsets.

A mention names its sentence's number, its exact surface and, where the surface occurs more than once in the sentence,
which occurrence (1 the leftmost). ``resolve`` turns a quoted document into offsets; what does not resolve comes back as
problems, each saying why and what was nearest. ``quote`` is the way back.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Any

import msgspec

from accord.errors import FormatError, describe
from accord.model import Annotation, Document, Entity, Mention, NearMiss, Pledge, Record, Relation, Span
from accord.schema import load_schema

MAX_NEAREST = 100
"""After so many problems nothing nearest is looked for any more, which is slow and would let one file block a check."""


class QuotedSpan(Record):
    """A span by quotation: sentence number, exact surface, which occurrence of it (from 1)."""

    s: int
    text: str
    n: int = 1


class QuotedMention(Record, omit_defaults=True):
    """A mention by quotation; ``form`` and ``refers_to`` for entities, ``norm`` for DATE and QTY."""

    id: str
    s: int
    text: str
    type: str
    n: int = 1
    form: str | None = None
    refers_to: tuple[str, ...] = ()
    norm: str | None = None


class QuotedRelation(Record):
    """A relation between entities; evidence by sentence numbers."""

    type: str
    head: str
    tail: str
    evidence: tuple[int, ...]


class QuotedPledge(Record):
    """A pledge; a span is a string found in sentence ``s``, or a quoted span of its own."""

    id: str
    pledge_id: str
    s: int
    trigger: str | QuotedSpan
    content: str | QuotedSpan
    condition: str | QuotedSpan | None
    pledgor: tuple[str, ...]
    addressee: tuple[str, ...]
    object: tuple[str, ...]
    deadline: tuple[str, ...]
    source_mention: tuple[str, ...]
    firmness: str
    polarity: str
    specificity: str
    status: str
    source: str


class QuotedNearMiss(Record):
    """A near-miss; spans as in a pledge."""

    id: str
    s: int
    trigger: str | QuotedSpan
    content: str | QuotedSpan
    holder: tuple[str, ...]
    kind: str


class QuotedDocument(Record):
    """All annotations of one document by quotation."""

    doc_id: str
    mentions: tuple[QuotedMention, ...] = ()
    entities: tuple[Entity, ...] = ()
    relations: tuple[QuotedRelation, ...] = ()
    pledges: tuple[QuotedPledge, ...] = ()
    near_misses: tuple[QuotedNearMiss, ...] = ()


@dataclass(frozen=True)
class Problem:
    """One item that did not resolve: which, why, and the nearest thing that would have."""

    item: str
    why: str
    nearest: str | None = None

    def __str__(self) -> str:
        near = f" Nearest: {self.nearest}" if self.nearest else ""
        return f"{self.item}: {self.why}{near}"


def parse_quoted(data: bytes | dict[str, Any], source: object = None) -> QuotedDocument:
    """Parse one quoted document from JSON bytes or a decoded object.

    Raises:
        FormatError: naming the path inside the document to the first thing that does not fit.
    """
    try:
        if isinstance(data, bytes):
            return msgspec.json.decode(data, type=QuotedDocument)
        return msgspec.convert(data, type=QuotedDocument)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FormatError(
            describe(
                f"{error}.",
                file=source,
                rule="quoted-form",
                fix="give the keys and types of the quoted format (schema/guidelines.md).",
            )
        ) from error


def render_sentences(document: Document) -> str:
    """Return the document's sentences one a line, each after its number in brackets."""
    return "\n".join(f"[{number}] {document.sentence_text(number)}" for number in range(len(document.sentences)))


def find_occurrences(sentence: str, surface: str) -> list[int]:
    """Return where ``surface`` occurs in ``sentence`` as whole words, as code point offsets into the sentence."""
    left = r"(?<!\w)" if surface[:1].isalnum() else ""
    right = r"(?!\w)" if surface[-1:].isalnum() else ""
    # A lookahead finds occurrences that overlap too ("ship to ship" in "ship to ship to ship").
    return [match.start() for match in re.finditer(f"(?={left}{re.escape(surface)}{right})", sentence)]


def resolve(
    quoted: QuotedDocument,
    document: Document,
    *,
    annotator: str,
    round: str,
    schema_version: str,
    guidelines_version: str,
    verified_by: str = "model",
) -> tuple[Annotation, list[Problem]]:
    """Resolve a quoted document to offsets.

    Items are stored in text order and renumbered (``m1``, ``e1``, ``r1``, ``p1``, ``P1``, ``n1``), so that the same
    annotation always gives the same file whatever ids its writer chose.

    Returns:
        The annotation made of all that resolved, and the problems: empty means complete.
    """
    return _Resolver(quoted, document).run(
        annotator=annotator,
        round=round,
        schema_version=schema_version,
        guidelines_version=guidelines_version,
        verified_by=verified_by,
    )


class _Resolver:
    """One resolution: collects problems while it turns quotations into spans."""

    def __init__(self, quoted: QuotedDocument, document: Document) -> None:
        self.quoted, self.document = quoted, document
        self.problems: list[Problem] = []

    def run(self, **stamp: str) -> tuple[Annotation, list[Problem]]:
        if self.quoted.doc_id != self.document.id:
            self.problems.append(
                Problem("document", f"doc_id is {self.quoted.doc_id!r}; expected {self.document.id!r}.")
            )
        self._check_unique()
        mentions, mention_ids = self._mentions()
        entities, entity_ids = self._entities(mentions)
        mentions = [
            msgspec.structs.replace(
                m, refers_to=tuple(sorted((entity_ids[e] for e in m.refers_to if e in entity_ids), key=_number))
            )
            for m in mentions
        ]
        pledges = self._pledges(mention_ids)
        near_misses = self._near_misses(mention_ids)
        relations = self._relations(entity_ids)
        annotation = Annotation(
            doc_id=self.document.id,
            text_sha256=self.document.text_sha256,
            mentions=tuple(mentions),
            entities=tuple(entities),
            relations=tuple(relations),
            pledges=tuple(pledges),
            near_misses=tuple(near_misses),
            **stamp,
        )
        return annotation, self.problems

    def _check_unique(self) -> None:
        for layer in ("mentions", "entities", "pledges", "near_misses"):
            seen: set[str] = set()
            for item in getattr(self.quoted, layer):
                if item.id in seen:
                    self.problems.append(Problem(item.id, f"id used twice among {layer}."))
                seen.add(item.id)

    def _span(self, item: str, s: int, text: str, n: int) -> tuple[int, int] | None:
        sentences = self.document.sentences
        if not 0 <= s < len(sentences):
            self.problems.append(Problem(item, f"no sentence {s}; the document has 0 to {len(sentences) - 1}."))
            return None
        if not text or text != text.strip():
            self.problems.append(Problem(item, f"surface {text!r} is empty or has boundary blanks."))
            return None
        sentence = self.document.sentence_text(s)
        found = find_occurrences(sentence, text)
        if 1 <= n <= len(found):
            start = sentences[s][0] + found[n - 1]
            return start, start + len(text)
        if found:
            self.problems.append(Problem(item, f"{text!r} occurs {len(found)} times in sentence {s}, not {n}."))
        else:
            nearest = self._nearest(s, text) if len(self.problems) < MAX_NEAREST else None
            self.problems.append(Problem(item, f"{text!r} is not in sentence {s}.", nearest))
        return None

    def _nearest(self, s: int, text: str) -> str | None:
        elsewhere = [
            number
            for number in range(len(self.document.sentences))
            if find_occurrences(self.document.sentence_text(number), text)
        ]
        if elsewhere:
            return f"{text!r} in sentence {', '.join(map(str, elsewhere[:5]))}."
        sentence = self.document.sentence_text(s)
        words = [match.span() for match in re.finditer(r"\S+", sentence)]
        width = len(text.split())
        candidates = {
            sentence[words[i][0] : words[j - 1][1]].strip(" ,.;:")
            for i in range(len(words))
            for j in range(i + max(1, width - 1), min(len(words), i + width + 1) + 1)
        }
        best = difflib.get_close_matches(text, candidates, n=1, cutoff=0.5)
        return f"{best[0]!r} in sentence {s}." if best else None

    def _mentions(self) -> tuple[list[Mention], dict[str, str]]:
        placed = []
        for item in self.quoted.mentions:
            if (span := self._span(item.id, item.s, item.text, item.n)) is not None:
                placed.append((span, item))
        placed.sort(key=lambda pair: (pair[0][0], -pair[0][1], pair[1].type, pair[1].id))
        ids = {item.id: f"m{number}" for number, (_, item) in enumerate(placed, 1)}
        mentions = [
            Mention(
                id=ids[item.id],
                start=start,
                end=end,
                text=item.text,
                type=item.type,
                form=item.form,
                refers_to=item.refers_to,
                norm=item.norm,
            )
            for (start, end), item in placed
        ]
        return mentions, ids

    def _entities(self, mentions: list[Mention]) -> tuple[list[Entity], dict[str, str]]:
        known = {entity.id for entity in self.quoted.entities}
        first: dict[str, int] = {}
        for order, mention in enumerate(mentions):
            for entity in mention.refers_to:
                if entity not in known:
                    self.problems.append(
                        Problem(mention.id, f"{mention.text!r} refers to {entity!r}, which is not among the entities.")
                    )
                first.setdefault(entity, order)
        for entity in self.quoted.entities:
            if entity.id not in first:
                self.problems.append(Problem(entity.id, f"entity {entity.name!r} has no mention."))
        ordered = sorted(
            (entity for entity in self.quoted.entities if entity.id in first),
            key=lambda entity: (first[entity.id], entity.id),
        )
        ids = {entity.id: f"e{number}" for number, entity in enumerate(ordered, 1)}
        return [msgspec.structs.replace(entity, id=ids[entity.id]) for entity in ordered], ids

    def _fill(self, item: str, slot: str, mentions: tuple[str, ...], ids: dict[str, str]) -> tuple[str, ...]:
        for mention in mentions:
            if mention not in ids:
                self.problems.append(
                    Problem(item, f"{slot} names mention {mention!r}, which is not there or did not resolve.")
                )
        return tuple(sorted({ids[mention] for mention in mentions if mention in ids}, key=_number))

    def _quoted_span(self, item: str, s: int, value: str | QuotedSpan) -> Span | None:
        quoted = QuotedSpan(s, value) if isinstance(value, str) else value
        span = self._span(item, quoted.s, quoted.text, quoted.n)
        return None if span is None else Span(*span, quoted.text)

    def _pledges(self, ids: dict[str, str]) -> list[Pledge]:
        pledges = []
        for item in self.quoted.pledges:
            trigger = self._quoted_span(f"{item.id}.trigger", item.s, item.trigger)
            content = self._quoted_span(f"{item.id}.content", item.s, item.content)
            condition = (
                None if item.condition is None else self._quoted_span(f"{item.id}.condition", item.s, item.condition)
            )
            slots = {
                slot: self._fill(item.id, slot, getattr(item, slot), ids)
                for slot in ("pledgor", "addressee", "object", "deadline", "source_mention")
            }
            if trigger is None or content is None:
                continue
            pledges.append(
                Pledge(
                    id=item.id,
                    pledge_id=item.pledge_id,
                    trigger=trigger,
                    content=content,
                    condition=condition,
                    firmness=item.firmness,
                    polarity=item.polarity,
                    specificity=item.specificity,
                    status=item.status,
                    source=item.source,
                    **slots,
                )
            )
        pledges.sort(key=_frame_order)
        clusters: dict[str, str] = {}
        for pledge in pledges:
            clusters.setdefault(pledge.pledge_id, f"P{len(clusters) + 1}")
        return [
            msgspec.structs.replace(pledge, id=f"p{number}", pledge_id=clusters[pledge.pledge_id])
            for number, pledge in enumerate(pledges, 1)
        ]

    def _near_misses(self, ids: dict[str, str]) -> list[NearMiss]:
        near_misses = []
        for item in self.quoted.near_misses:
            trigger = self._quoted_span(f"{item.id}.trigger", item.s, item.trigger)
            content = self._quoted_span(f"{item.id}.content", item.s, item.content)
            holder = self._fill(item.id, "holder", item.holder, ids)
            if trigger is not None and content is not None:
                near_misses.append(
                    NearMiss(id=item.id, trigger=trigger, content=content, holder=holder, kind=item.kind)
                )
        near_misses.sort(key=_frame_order)
        return [msgspec.structs.replace(item, id=f"n{number}") for number, item in enumerate(near_misses, 1)]

    def _relations(self, ids: dict[str, str]) -> list[Relation]:
        relations = []
        relation_types = load_schema().relations
        for number, item in enumerate(self.quoted.relations, 1):
            name = f"relation {number} ({item.head} {item.type} {item.tail})"
            missing = [end for end in (item.head, item.tail) if end not in ids]
            if missing:
                self.problems.append(
                    Problem(name, f"names {', '.join(missing)}, not among the entities that have a mention.")
                )
                continue
            if bad := [s for s in item.evidence if not 0 <= s < len(self.document.sentences)]:
                self.problems.append(
                    Problem(
                        name,
                        f"evidence names sentences {bad}; the document has 0 to {len(self.document.sentences) - 1}.",
                    )
                )
                continue
            head, tail = ids[item.head], ids[item.tail]
            if (known := relation_types.get(item.type)) and known.symmetric and _number(head) > _number(tail):
                head, tail = tail, head
            relations.append((item.type, head, tail, tuple(sorted(set(item.evidence)))))
        relations.sort(key=lambda r: (_number(r[1]), r[0], _number(r[2])))
        return [
            Relation(id=f"r{number}", type=t, head=h, tail=a, evidence=e)
            for number, (t, h, a, e) in enumerate(relations, 1)
        ]


def _number(item_id: str) -> int:
    return int(item_id[1:])


def _frame_order(frame: Pledge | NearMiss) -> tuple[int, int, int, int, str]:
    return frame.content.start, frame.content.end, frame.trigger.start, frame.trigger.end, frame.id


def quote(annotation: Annotation, document: Document) -> QuotedDocument:
    """Turn an annotation back into the quoted format, without loss but for its stamp (annotator, round, versions).

    Raises:
        FormatError: where a span does not lie inside one sentence.
    """

    def locate(span: Span | Mention) -> QuotedSpan:
        s = document.sentence_of(span.start)
        if s < 0 or span.end > document.sentences[s][1]:
            raise FormatError(
                describe(
                    f"span {span.text!r} does not lie inside one sentence.",
                    document=document.id,
                    rule="span-sentence",
                    fix="annotate inside one sentence.",
                )
            )
        offset = span.start - document.sentences[s][0]
        found = find_occurrences(document.sentence_text(s), span.text)
        if offset not in found:
            raise FormatError(
                describe(
                    f"span {span.text!r} begins or ends inside a word.",
                    document=document.id,
                    rule="span-word",
                    fix="annotate whole words.",
                )
            )
        return QuotedSpan(s, span.text, found.index(offset) + 1)

    def embed(span: Span | None, s: int) -> str | QuotedSpan | None:
        if span is None:
            return None
        quoted = locate(span)
        return quoted.text if (quoted.s, quoted.n) == (s, 1) else quoted

    mentions = []
    for mention in annotation.mentions:
        at = locate(mention)
        mentions.append(
            QuotedMention(
                id=mention.id,
                s=at.s,
                text=at.text,
                n=at.n,
                type=mention.type,
                form=mention.form,
                refers_to=mention.refers_to,
                norm=mention.norm,
            )
        )
    pledges = []
    for pledge in annotation.pledges:
        s = locate(pledge.trigger).s
        fields = {
            name: getattr(pledge, name)
            for name in pledge.__struct_fields__
            if name not in ("trigger", "content", "condition")
        }
        pledges.append(
            QuotedPledge(
                s=s,
                trigger=embed(pledge.trigger, s),
                content=embed(pledge.content, s),
                condition=embed(pledge.condition, s),
                **fields,
            )
        )
    near_misses = []
    for item in annotation.near_misses:
        s = locate(item.trigger).s
        near_misses.append(
            QuotedNearMiss(
                id=item.id,
                s=s,
                trigger=embed(item.trigger, s),
                content=embed(item.content, s),
                holder=item.holder,
                kind=item.kind,
            )
        )
    return QuotedDocument(
        doc_id=annotation.doc_id,
        mentions=tuple(mentions),
        entities=annotation.entities,
        relations=tuple(
            QuotedRelation(type=r.type, head=r.head, tail=r.tail, evidence=r.evidence) for r in annotation.relations
        ),
        pledges=tuple(pledges),
        near_misses=tuple(near_misses),
    )
