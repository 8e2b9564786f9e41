"""The rows of the published tables, from documents and their gold.

Where a document's text may not be given away (``shown`` false), every text and surface is null and the annotations
stand off: offsets, ids, types and norms stay, and ``text_sha256`` says of which text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from accord.errors import FormatError, describe
from accord.formats.columns import PLEDGE, arrow_schema, frame_slots, slot_types
from accord.model import Annotation, Document, Entity, Ledger, Mention, NearMiss, Pledge, Span
from accord.schema import Frame, Schema

if TYPE_CHECKING:
    from accord.scoring.contrast import Pair as ContrastPair

Row = dict[str, Any]
Pair = tuple[Document, Annotation]
Tokenizer = Callable[[str], list[tuple[int, int]]]
Shown = Callable[[Document], bool]


def make_table(
    config: str,
    pairs: Iterable[Pair],
    ledgers: dict[str, Ledger],
    schema: Schema,
    tokenize: Tokenizer,
    shown: Shown,
) -> pa.Table:
    """Make one of the published tables.

    Args:
        config: its name, one of ``columns.CONFIGS`` but ``contrast``; ``name_swap`` takes renamed documents.
        pairs: documents with gold, in the order that the rows are to have.
        ledgers: by dossier id; an edge counts where both its documents are among the pairs.
        schema: gives the columns.
        tokenize: gives the tokens of a sentence as code point offsets, half-open.
        shown: whether a document's text may be given away.

    Raises:
        FormatError: where a mention does not begin and end with a token or a span lies outside every sentence.
    """
    pairs = list(pairs)
    if config == "ledger":
        rows = list(ledger_rows(pairs, ledgers, schema, shown))
    elif config == "entities":
        rows = [
            row for document, gold in pairs for row in entity_rows(document, gold, schema, tokenize, shown(document))
        ]
    else:
        make = {"relations": relation_rows, "pledges": pledge_rows}.get(config, document_rows)
        rows = [row for document, gold in pairs for row in make(document, gold, schema, shown(document))]
    return pa.Table.from_pylist(rows, schema=arrow_schema(config, schema))


def _head(document: Document, schema: Schema) -> Row:
    """What the row of any table begins with: where it belongs and what its text is."""
    stratum = document.article.stratum
    return {
        "split": document.split,
        "doc_id": document.id,
        "stratum": stratum,
        "provenance": schema.provenance[stratum],
    }


def document_rows(document: Document, gold: Annotation, schema: Schema, shown: bool) -> Iterator[Row]:
    """Yield the document's one row of ``documents``."""
    article = document.article
    show = _shower(shown)
    yield {
        **_head(document, schema),
        "dossier": document.dossier,
        "headline": article.headline,
        "date": article.date,
        "genre": article.genre,
        "english": article.english,
        "region": document.region,
        "theme": document.theme,
        "licence": article.licence,
        "author": article.author,
        "made": article.made,
        "verified_by": gold.verified_by,
        "schema_version": gold.schema_version,
        "text_sha256": document.text_sha256,
        "words": article.words,
        "text": show(document.text),
        "sentences": [
            {"start": start, "end": end, "text": show(document.text[start:end])} for start, end in document.sentences
        ],
        "mentions": [
            {
                "id": m.id,
                "start": m.start,
                "end": m.end,
                "text": show(m.text),
                "type": m.type,
                "form": m.form,
                "refers_to": list(m.refers_to),
                "norm": m.norm,
            }
            for m in gold.mentions
        ],
        "entities": [{"id": e.id, "type": e.type, "name": show(e.name), "kb_id": e.kb_id} for e in gold.entities],
        "relations": [
            {"id": r.id, "type": r.type, "head": r.head, "tail": r.tail, "evidence": list(r.evidence)}
            for r in gold.relations
        ],
        "pledges": [
            {"id": p.id, "pledge_id": p.pledge_id, **_frame_fields(p, schema.pledge, shown)} for p in gold.pledges
        ],
        "near_misses": [{"id": n.id, **_frame_fields(n, schema.near_miss, shown)} for n in gold.near_misses],
    }


def entity_rows(
    document: Document, gold: Annotation, schema: Schema, tokenize: Tokenizer, shown: bool
) -> Iterator[Row]:
    """Yield one row of ``entities`` a sentence: tokens, and BIO tags over what is marked exhaustively."""
    marked = [m for m in gold.mentions if m.type in schema.value_types or m.form in schema.exhaustive_forms]
    tagged = 0
    for number, (start, end) in enumerate(document.sentences):
        tokens = [(start + first, start + last) for first, last in tokenize(document.text[start:end])]
        inside = [m for m in marked if start <= m.start and m.end <= end]
        tagged += len(inside)
        yield {
            **_head(document, schema),
            "sentence": number,
            "tokens": [document.text[first:last] for first, last in tokens] if shown else None,
            "starts": [first for first, _ in tokens],
            "ends": [last for _, last in tokens],
            "tags": _bio_tags(document, tokens, inside),
        }
    if tagged != len(marked):
        raise FormatError(
            describe(
                f"{len(marked) - tagged} mentions do not lie inside one sentence.",
                document=document.id,
                rule="span-sentence",
                fix="run `accord validate` and correct them.",
            )
        )


def _bio_tags(document: Document, tokens: list[tuple[int, int]], mentions: list[Mention]) -> list[str]:
    """The tag of each token. Raises ``FormatError`` where a mention is no run of whole tokens, or overlaps another."""
    tags = ["O"] * len(tokens)
    starts = {first: index for index, (first, _) in enumerate(tokens)}
    ends = {last: index for index, (_, last) in enumerate(tokens)}
    for mention in mentions:
        first, last = starts.get(mention.start), ends.get(mention.end)
        if first is None or last is None or any(tag != "O" for tag in tags[first : last + 1]):
            raise FormatError(
                describe(
                    f"{mention.text!r} is no run of whole tokens, or overlaps another mention.",
                    document=document.id,
                    annotation=mention.id,
                    rule="mention-token",
                    fix="run `accord validate` and correct the span.",
                )
            )
        tags[first : last + 1] = [f"B-{mention.type}"] + [f"I-{mention.type}"] * (last - first)
    return tags


def relation_rows(document: Document, gold: Annotation, schema: Schema, shown: bool) -> Iterator[Row]:
    """Yield one row of ``relations`` a relation."""
    entities = {entity.id: entity for entity in gold.entities}
    for relation in gold.relations:
        yield {
            **_head(document, schema),
            "id": relation.id,
            "type": relation.type,
            **_end_fields("head", entities[relation.head], gold, shown),
            **_end_fields("tail", entities[relation.tail], gold, shown),
            "evidence": list(relation.evidence),
            "evidence_texts": _sentence_texts(document, relation.evidence, shown),
        }


def _end_fields(end: str, entity: Entity, gold: Annotation, shown: bool) -> Row:
    mentions = list(gold.mentions_of(entity.id))
    return {
        end: entity.id,
        f"{end}_name": entity.name if shown else None,
        f"{end}_type": entity.type,
        f"{end}_kb_id": entity.kb_id,
        f"{end}_mentions": [mention.text for mention in mentions] if shown else None,
        f"{end}_starts": [mention.start for mention in mentions],
        f"{end}_ends": [mention.end for mention in mentions],
    }


def pledge_rows(document: Document, gold: Annotation, schema: Schema, shown: bool) -> Iterator[Row]:
    """Yield one row of ``pledges`` a pledge or near-miss, in the order of their triggers.

    A span slot or attribute that a near-miss lacks is null; a slot that takes mentions is then empty.
    """
    mentions = {mention.id: mention for mention in gold.mentions}
    span_slots, mention_slots, attributes = frame_slots(schema)
    for item in sorted(
        [*gold.pledges, *gold.near_misses], key=lambda item: (item.trigger.start, item.content.start, item.id)
    ):
        sentence = _sentence_number(document, item)
        row = {
            **_head(document, schema),
            "dossier": document.dossier,
            "date": document.article.date,
            "id": item.id,
            "pledge_id": getattr(item, "pledge_id", None),
            "kind": getattr(item, "kind", PLEDGE),
            "sentence": sentence,
            "sentence_text": document.sentence_text(sentence) if shown else None,
        }
        for slot in span_slots:
            row |= _span_fields(slot, getattr(item, slot, None), shown)
        for slot in mention_slots:
            row |= _argument_fields(
                slot, [mentions[name] for name in getattr(item, slot, ())], slot_types(schema, slot), schema, shown
            )
        yield row | {name: getattr(item, name, None) for name in attributes}


def _sentence_number(document: Document, item: Pledge | NearMiss) -> int:
    number = document.sentence_of(item.trigger.start)
    if number < 0:
        raise FormatError(
            describe(
                f"trigger {item.trigger.text!r} lies in no sentence.",
                document=document.id,
                annotation=item.id,
                rule="span-sentence",
                fix="run `accord validate` and correct the span.",
            )
        )
    return number


def _argument_fields(slot: str, mentions: list[Mention], types: tuple[str, ...], schema: Schema, shown: bool) -> Row:
    fields: Row = {
        slot: [mention.text for mention in mentions] if shown else None,
        f"{slot}_mentions": [mention.id for mention in mentions],
    }
    if set(types) & set(schema.entity_types):
        fields[f"{slot}_entities"] = list(dict.fromkeys(entity for mention in mentions for entity in mention.refers_to))
    if set(types) & set(schema.value_types):
        fields[f"{slot}_norms"] = [mention.norm for mention in mentions if mention.norm is not None]
    return fields


def ledger_rows(pairs: list[Pair], ledgers: dict[str, Ledger], schema: Schema, shown: Shown) -> Iterator[Row]:
    """Yield one row of ``ledger`` an edge whose two documents are among the pairs, in the order of the dossiers."""
    known = {document.id: (document, gold) for document, gold in pairs}
    for dossier in dict.fromkeys(document.dossier for document, _ in pairs):
        for edge in ledgers[dossier].edges if dossier in ledgers else ():
            if edge.doc_id not in known or edge.later_doc_id not in known:
                continue
            (earlier, earlier_gold), (later, later_gold) = known[edge.doc_id], known[edge.later_doc_id]
            yield {
                **_head(earlier, schema),
                "dossier": dossier,
                "id": edge.id,
                "label": edge.label,
                "date": earlier.article.date,
                "pledge_id": edge.pledge_id,
                "content": _pledge_content(earlier_gold, edge.pledge_id, shown(earlier)),
                "later_doc_id": edge.later_doc_id,
                "later_stratum": later.article.stratum,
                "later_provenance": schema.provenance[later.article.stratum],
                "later_date": later.article.date,
                "later_pledge_id": edge.later_pledge_id,
                "later_content": _pledge_content(later_gold, edge.later_pledge_id, shown(later)),
                "evidence": list(edge.evidence),
                "evidence_texts": _sentence_texts(later, edge.evidence, shown(later)),
            }


def contrast_table(pairs: Iterable[ContrastPair], schema: Schema, shown: Shown) -> pa.Table:
    """Make the table ``contrast``: one row a pair, in the given order."""
    return pa.Table.from_pylist(list(contrast_rows(pairs, schema, shown)), schema=arrow_schema("contrast", schema))


def contrast_rows(pairs: Iterable[ContrastPair], schema: Schema, shown: Shown) -> Iterator[Row]:
    """Yield one row of ``contrast`` a pair, in the given order."""
    span_slots, _, attributes = frame_slots(schema)
    for pair in pairs:
        document, variant = pair.original.document, pair.variant.document
        show = _shower(shown(document))
        sentence = _sentence_number(document, pair.original.frame)
        row = {
            **_head(document, schema),
            "dossier": document.dossier,
            "id": pair.id,
            "axis": pair.axis,
            "sentence": sentence,
            "original_sentence": show(document.sentence_text(sentence)),
            "variant_sentence": show(variant.sentence_text(sentence)),
            "variant_text": show(variant.text),
            "variant_sha256": variant.text_sha256,
        }
        for side, member in (("original", pair.original), ("variant", pair.variant)):
            frame, surfaces = member.frame, {m.id: m.text for m in member.gold.mentions}
            row |= {f"{side}_id": frame.id, f"{side}_kind": getattr(frame, "kind", PLEDGE)}
            for slot in span_slots:
                fields = _span_fields(slot, getattr(frame, slot, None), shown(document))
                row |= {f"{side}_{name}": value for name, value in fields.items()}
            deadline = [surfaces[m] for m in getattr(frame, "deadline", ())]
            row[f"{side}_deadline"] = deadline if shown(document) else None
            row |= {f"{side}_{name}": getattr(frame, name, None) for name in attributes}
        yield row


def _pledge_content(gold: Annotation, pledge_id: str | None, shown: bool) -> str | None:
    """The content of a pledge's first mention in the text. Raises ``FormatError`` where the pledge is unknown."""
    if pledge_id is None:
        return None
    contents = [pledge.content for pledge in gold.pledges if pledge.pledge_id == pledge_id]
    if not contents:
        raise FormatError(
            describe(
                f"the ledger names pledge {pledge_id!r}, which the gold lacks.",
                document=gold.doc_id,
                rule="ledger-pledge",
                fix="run `accord validate` and correct the edge.",
            )
        )
    return min(contents, key=lambda content: content.start).text if shown else None


def _shower(shown: bool) -> Callable[[str], str | None]:
    return (lambda text: text) if shown else (lambda text: None)


def _sentence_texts(document: Document, numbers: Iterable[int], shown: bool) -> list[str] | None:
    return [document.sentence_text(number) for number in numbers] if shown else None


def _span_fields(slot: str, span: Span | None, shown: bool) -> Row:
    if span is None:
        return {slot: None, f"{slot}_start": None, f"{slot}_end": None}
    return {slot: span.text if shown else None, f"{slot}_start": span.start, f"{slot}_end": span.end}


def _frame_fields(item: Pledge | NearMiss, frame: Frame, shown: bool) -> Row:
    """The slots and attributes of a pledge or near-miss; arguments as mention ids."""
    fields: Row = {}
    for slot in frame.span_slots:
        fields |= _span_fields(slot, getattr(item, slot), shown)
    fields |= {slot: list(getattr(item, slot)) for slot in frame.mention_slots}
    return fields | {name: getattr(item, name) for name in frame.attributes}
