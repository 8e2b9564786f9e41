"""Rules of the relation layer: types, arguments, evidence, and each fact stored once."""

from __future__ import annotations

from collections.abc import Iterator

from accord.validate.order import number_of
from accord.validate.registry import Fault, rules_of
from accord.validate.workspace import AnchoredFile, AnnotationFile

_relation = rules_of("relation", AnnotationFile)
_anchored = rules_of("relation", AnchoredFile)


@_relation("relation-unknown")
def check_relation_unknown(item: AnnotationFile) -> Iterator[Fault]:
    """Reads the types of relations and reports one that the schema lacks."""
    for relation in item.annotation.relations:
        if relation.type not in item.schema.relations:
            yield Fault(f"type is {relation.type!r}.", f"use one of {', '.join(item.schema.relations)}.", relation.id)


@_relation("relation-dangling")
def check_relation_dangling(item: AnnotationFile) -> Iterator[Fault]:
    """Reads the arguments of relations and reports an entity that is not there."""
    for relation in item.annotation.relations:
        for end in ("head", "tail"):
            if (name := getattr(relation, end)) not in item.entity_types:
                yield Fault(f"{end} is {name[:40]!r}, which is not among the entities.", "add it or correct the id.",
                            relation.id)


def _check_argument(item: AnnotationFile, end: str) -> Iterator[Fault]:
    for relation in item.annotation.relations:
        known = item.schema.relations.get(relation.type)
        kind = item.entity_types.get(getattr(relation, end))
        if known and kind and kind not in (allowed := getattr(known, end)):
            yield Fault(f"the {end} of {relation.type} is a {kind}; expected {', '.join(allowed)}.",
                        "correct the relation, its direction or the entity's type.", relation.id)


@_relation("relation-head-type")
def check_relation_head_type(item: AnnotationFile) -> Iterator[Fault]:
    """Reads the heads of relations and reports a type that the relation does not allow there."""
    return _check_argument(item, "head")


@_relation("relation-tail-type")
def check_relation_tail_type(item: AnnotationFile) -> Iterator[Fault]:
    """Reads the tails of relations and reports a type that the relation does not allow there."""
    return _check_argument(item, "tail")


@_relation("relation-no-evidence")
def check_relation_no_evidence(item: AnnotationFile) -> Iterator[Fault]:
    """Reads the evidence of relations and reports one that has none."""
    for relation in item.annotation.relations:
        if not relation.evidence:
            yield Fault(f"{relation.type} has no evidence.", "name the sentences that state it.", relation.id)


@_anchored("evidence-range")
def check_evidence_range(item: AnchoredFile) -> Iterator[Fault]:
    """Reads the evidence of relations and reports a sentence number that the document lacks."""
    count = len(item.source.sentences)
    for relation in item.annotation.relations:
        if bad := [n for n in relation.evidence if not 0 <= n < count]:
            yield Fault(f"evidence names sentence {', '.join(map(str, bad[:5]))}; the document has 0 to {count - 1}.",
                        "count sentences from 0.", relation.id)


@_anchored("relation-needs-mention", "warning")
def check_relation_needs_mention(item: AnchoredFile) -> Iterator[Fault]:
    """Reads the evidence of relations and reports an argument whose first mention comes after all of it."""
    first = {entity: min(item.source.sentence_of(mention.start) for mention in mentions)
             for entity, mentions in item.mentions_of.items()}
    for relation in item.annotation.relations:
        for end in ("head", "tail"):
            name = getattr(relation, end)
            if relation.evidence and first.get(name, -1) > max(relation.evidence):
                yield Fault(f"{end} {name} is first mentioned in sentence {first[name]}, after the evidence.",
                            "add the sentence that names it to the evidence.", relation.id)


@_relation("relation-self")
def check_relation_self(item: AnnotationFile) -> Iterator[Fault]:
    """Reads the arguments of relations and reports an entity that is related to itself."""
    for relation in item.annotation.relations:
        if relation.head == relation.tail:
            yield Fault(f"{relation.head} {relation.type} itself.", "correct an argument.", relation.id)


@_relation("relation-inverse")
def check_relation_inverse(item: AnnotationFile) -> Iterator[Fault]:
    """Reads symmetric relations and reports one that is stored in both directions."""
    seen: dict[tuple[str, str, str], str] = {}
    for relation in item.annotation.relations:
        known = item.schema.relations.get(relation.type)
        if known and known.symmetric and relation.head != relation.tail:
            first = seen.get((relation.tail, relation.type, relation.head))
            if first is not None:
                yield Fault(f"{first} is the same relation the other way round.", "store a symmetric relation once.",
                            relation.id)
            seen.setdefault(relation.triple, relation.id)


@_relation("relation-duplicate")
def check_relation_duplicate(item: AnnotationFile) -> Iterator[Fault]:
    """Reads relations and reports two with the same head, type and tail."""
    seen: dict[tuple[str, str, str], str] = {}
    for relation in item.annotation.relations:
        first = seen.setdefault(relation.triple, relation.id)
        if first != relation.id:
            yield Fault(f"the same as {first}.", "keep one, with the evidence of both.", relation.id)


@_relation("relation-order")
def check_relation_order(item: AnnotationFile) -> Iterator[Fault]:
    """Reads symmetric relations and reports one whose head has the higher number."""
    for relation in item.annotation.relations:
        known = item.schema.relations.get(relation.type)
        if known and known.symmetric and number_of(relation.head) > number_of(relation.tail):
            yield Fault(f"{relation.head} {relation.type} {relation.tail}: the head has the higher number.",
                        "swap head and tail.", relation.id)
