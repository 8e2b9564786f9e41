"""Put what an extractor found into the one stored form: text order, canonical ids, checked references."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from accord.errors import FormatError, describe
from accord.model import Annotation, Document, Entity, Mention, NearMiss, Pledge, Relation
from accord.schema import load_schema


def assemble(
    document: Document,
    system: str,
    *,
    mentions: Iterable[Mention] = (),
    entities: Iterable[Entity] = (),
    relations: Iterable[Relation] = (),
    pledges: Iterable[Pledge] = (),
    near_misses: Iterable[NearMiss] = (),
) -> Annotation:
    """Make one document's annotation of parts that carry any ids, as long as they are unique and agree.

    Items are put in text order and renumbered (``m1``, ``e1``, ``r1``, ``p1``, ``P1``, ``n1``), symmetric relations get
    the lower-numbered entity as head, equal relations are merged with their evidence.

    Args:
        document: the document that the spans (code points, half-open) lie in.
        system: the extractor's name, stored as annotator.
        mentions: with ids of your choice.
        entities: likewise; each needs a mention that refers to it.
        relations: between ids of entities.
        pledges: with ids of mentions in their slots.
        near_misses: likewise.

    Raises:
        FormatError: where an id is used twice or names nothing, or an entity has no mention.
    """
    schema = load_schema()
    ordered = sorted(mentions, key=lambda m: (m.start, -m.end, m.type))
    mention_ids = _renumber("m", [m.id for m in ordered], document.id)
    first: dict[str, tuple[int, int]] = {}
    for order, mention in enumerate(ordered):
        for place, entity_id in enumerate(mention.refers_to):
            first.setdefault(entity_id, (order, place))
    given = list(entities)
    if bare := [entity.id for entity in given if entity.id not in first]:
        raise _error(document.id, bare[0], "entity has no mention", "leave it out or refer to it.")
    given.sort(key=lambda entity: first[entity.id])
    entity_ids = _renumber("e", [entity.id for entity in given], document.id)

    def look_up(ids: dict[str, str], names: Sequence[str], holder: str) -> tuple[str, ...]:
        for name in names:
            if name not in ids:
                raise _error(document.id, holder, f"names {name!r}, which is not there", "give ids of this document.")
        return tuple(sorted({ids[name] for name in names}, key=_number))

    evidence: dict[tuple[str, str, str], set[int]] = {}
    for relation in relations:
        (head,), (tail,) = (look_up(entity_ids, [end], relation.id) for end in (relation.head, relation.tail))
        known = schema.relations.get(relation.type)
        if known and known.symmetric and _number(head) > _number(tail):
            head, tail = tail, head
        evidence.setdefault((head, relation.type, tail), set()).update(relation.evidence)
    triples = sorted(evidence, key=lambda t: (_number(t[0]), t[1], _number(t[2])))

    def frames(items: Iterable, slots: Sequence[str]) -> list:
        found = sorted(items, key=lambda f: (f.content.start, f.content.end, f.trigger.start, f.trigger.end, f.id))
        return [replace(f, **{s: look_up(mention_ids, getattr(f, s), f.id) for s in slots}) for f in found]

    clusters: dict[str, str] = {}
    promised = frames(pledges, schema.pledge.mention_slots)
    for pledge in promised:
        clusters.setdefault(pledge.pledge_id, f"P{len(clusters) + 1}")
    return Annotation(
        doc_id=document.id,
        text_sha256=document.text_sha256,
        schema_version=schema.version,
        guidelines_version=schema.version,
        annotator=system,
        round="prediction",
        verified_by="model",
        mentions=tuple(
            replace(m, id=mention_ids[m.id], refers_to=look_up(entity_ids, m.refers_to, m.id)) for m in ordered
        ),
        entities=tuple(replace(entity, id=entity_ids[entity.id]) for entity in given),
        relations=tuple(
            Relation(
                id=f"r{number}", type=kind, head=head, tail=tail, evidence=tuple(sorted(evidence[head, kind, tail]))
            )
            for number, (head, kind, tail) in enumerate(triples, 1)
        ),
        pledges=tuple(
            replace(p, id=f"p{number}", pledge_id=clusters[p.pledge_id]) for number, p in enumerate(promised, 1)
        ),
        near_misses=tuple(
            replace(n, id=f"n{number}")
            for number, n in enumerate(frames(near_misses, schema.near_miss.mention_slots), 1)
        ),
    )


def _renumber(letter: str, ids: Sequence[str], doc_id: str) -> dict[str, str]:
    renumbered: dict[str, str] = {}
    for number, item_id in enumerate(ids, 1):
        if item_id in renumbered:
            raise _error(doc_id, item_id, "id used twice", "give each item an id of its own.")
        renumbered[item_id] = f"{letter}{number}"
    return renumbered


def _error(doc_id: str, item: str, what: str, fix: str) -> FormatError:
    return FormatError(describe(f"{what}.", document=doc_id, annotation=item, rule="prediction-form", fix=fix))


def _number(item_id: str) -> int:
    return int(item_id[1:])
