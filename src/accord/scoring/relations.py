"""Relation triples between entities, after a one-to-one alignment of the entities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from accord.model import Annotation, Document
from accord.schema import Schema
from accord.scoring.matching import assign
from accord.scoring.statistics import Counts, count, count_sets
from accord.scoring.view import View

Triple = tuple[str, str, str]


def named_triples(gold: Iterable[tuple[Any, Annotation]]) -> frozenset[Triple]:
    """Return ``(head name, relation, tail name)`` of every relation: what ``unseen_from`` of ``score`` asks for.

    Args:
        gold: pairs of document and annotation, such as the training corpus.
    """
    found = set()
    for _, annotation in gold:
        names = {entity.id: entity.name for entity in annotation.entities}
        found.update(
            (names[item.head], item.type, names[item.tail])
            for item in annotation.relations
            if item.head in names and item.tail in names
        )
    return frozenset(found)


def training_triples(
    whole: Iterable[tuple[Document, Annotation]], scored: Iterable[tuple[Document, Annotation]]
) -> frozenset[Triple] | None:
    """Return the named triples of the train split, or None where there are none or where any of it is scored itself.

    Args:
        whole: pairs of document and gold annotation of all splits.
        scored: the pairs that are scored.
    """
    train = [pair for pair in whole if pair[0].split == "train"]
    ids = {document.id for document, _ in scored}
    return named_triples(train) if train and not any(document.id in ids for document, _ in train) else None


def relation_counts(
    gold: View, predicted: View, alignment: dict[str, str], schema: Schema, unseen_from: frozenset[Triple] | None
) -> Counts:
    """Count strict, relaxed and evidence matches, and strict ones on pairs that training does not hold.

    Strict: both entities aligned with the same type, and the label right. Relaxed: a one-to-one matching of triples
    with the same label whose heads and tails share at least one span each, types ignored.
    """
    counts: Counts = {}
    labels = tuple(schema.relations)
    typed = {p: g for p, g in alignment.items() if predicted.entities[p].type == gold.entities[g].type}
    mapped = {
        triple: _canonical(
            (triple[0], typed.get(triple[1], ("?", triple[1])), typed.get(triple[2], ("?", triple[2]))), schema
        )
        for triple in predicted.relations
    }
    golden = {_canonical(triple, schema): triple for triple in gold.relations}
    count_sets(counts, "relations.strict", golden, mapped.values(), labels, lambda triple: triple[0])
    right = {triple: golden[key] for triple, key in mapped.items() if key in golden}

    relaxed = _relaxed(gold, predicted, schema)
    count(counts, "relations.relaxed", "micro", len(relaxed), len(mapped), len(golden))
    for label in labels:
        sizes = (sum(t[0] == label for t in side) for side in (relaxed, predicted.relations, gold.relations))
        count(counts, "relations.relaxed", label, *sizes)

    shown = sum(len(predicted.relations[p] & gold.relations[g]) for p, g in right.items())
    count(
        counts,
        "relations.evidence",
        "micro",
        shown,
        sum(map(len, predicted.relations.values())),
        sum(map(len, gold.relations.values())),
    )

    if unseen_from is not None:
        seen = {triple for triple in gold.relations if _is_seen(triple, gold, schema, unseen_from)}
        seen_right = sum(triple in seen for triple in right.values())
        count(
            counts,
            "relations.unseen",
            "micro",
            len(right) - seen_right,
            len(mapped) - seen_right,
            len(golden) - len(seen),
        )
    return counts


def _canonical(triple: tuple, schema: Schema) -> tuple:
    label, head, tail = triple
    known = schema.relations.get(label)
    return (label, *sorted((head, tail), key=str)) if known and known.symmetric else triple


def _relaxed(gold: View, predicted: View, schema: Schema) -> list[Triple]:
    """Return the gold triples that are matched."""

    def touch(g: str, p: str) -> bool:
        return (
            g in gold.entities
            and p in predicted.entities
            and bool(gold.entities[g].spans & predicted.entities[p].spans)
        )

    g, p = list(gold.relations), list(predicted.relations)
    weights = {}
    for i, (label, head, tail) in enumerate(g):
        for j, (other, p_head, p_tail) in enumerate(p):
            if label == other and (
                (touch(head, p_head) and touch(tail, p_tail))
                or (
                    label in schema.relations
                    and schema.relations[label].symmetric
                    and touch(head, p_tail)
                    and touch(tail, p_head)
                )
            ):
                weights[i, j] = 1.0
    return [g[i] for i, _ in assign(g, p, weights)]


def _is_seen(triple: Triple, gold: View, schema: Schema, unseen_from: frozenset[Triple]) -> bool:
    label, head, tail = triple
    if head not in gold.entities or tail not in gold.entities:
        return False
    names = gold.entities[head].name, gold.entities[tail].name
    known = schema.relations.get(label)
    return (names[0], label, names[1]) in unseen_from or bool(
        known and known.symmetric and (names[1], label, names[0]) in unseen_from
    )
