"""The columns of the published tables, derived from the annotation schema: a new slot or label is one edit there.

Arrow types, HuggingFace features, Croissant fields and the card's column lists are all made from these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from accord.schema import Frame, Schema

STRING, INT = pa.string(), pa.int32()
STRINGS, INTS = pa.list_(STRING), pa.list_(INT)

PLEDGE = "PLEDGE"
"""The ``kind`` of a row of the ``pledges`` table that is a pledge; any other kind is a near-miss."""


@dataclass(frozen=True)
class Column:
    """One column: its name, what it holds, and its type or, for a list of structs, its members."""

    name: str
    description: str
    type: pa.DataType | None = None
    members: tuple[Column, ...] = ()

    @property
    def arrow(self) -> pa.DataType:
        """The Arrow type; a column with members is a list of structs."""
        return (
            pa.list_(pa.struct([(member.name, member.arrow) for member in self.members])) if self.members else self.type
        )


def _string(name: str, description: str) -> Column:
    return Column(name, description, STRING)


def _int(name: str, description: str) -> Column:
    return Column(name, description, INT)


def _strings(name: str, description: str) -> Column:
    return Column(name, description, STRINGS)


def _ints(name: str, description: str) -> Column:
    return Column(name, description, INTS)


_START = _int("start", "First code point.")
_END = _int("end", "Code point after the last.")
_SPLIT = _string("split", "The split that the row's dossier stands in.")
_DOC = _string("doc_id", "Document.")
_STRATUM = _string("stratum", "`source`, `record` (written from public facts) or `fiction` (invented states).")
_PROVENANCE = _string("provenance", "What to know of the stratum: who wrote the text, and that it is no journalism.")
_HEAD = (_SPLIT, _DOC, _STRATUM, _PROVENANCE)
_EVIDENCE = _ints("evidence", "Numbers of the evidence sentences.")


def span_columns(slot: str, definition: str) -> tuple[Column, ...]:
    """Return the three columns of a span slot: its text and its offsets."""
    return (
        _string(slot, definition),
        _int(f"{slot}_start", f"First code point of the {slot}."),
        _int(f"{slot}_end", f"Code point after the {slot}'s last."),
    )


def _frame_members(frame: Frame) -> tuple[Column, ...]:
    """The slots and attributes of a frame inside the ``documents`` table: spans by offset, arguments by mention id."""
    spans = [column for slot in frame.span_slots for column in span_columns(slot, frame.slots[slot].definition)]
    slots = [_strings(slot, f"Mention ids. {frame.slots[slot].definition}") for slot in frame.mention_slots]
    return (*spans, *slots, *(_string(name, item.definition) for name, item in frame.attributes.items()))


def document_columns(schema: Schema) -> tuple[Column, ...]:
    """Return the columns of ``documents``: one row a document, every layer nested one level deep."""
    return (
        *_HEAD,
        _string("dossier", "The story that the document belongs to."),
        _string("headline", "Headline."),
        _string("date", "Date of the article (ISO 8601)."),
        _string("genre", "Genre."),
        _string("english", "Variety of English."),
        _string("region", "Region."),
        _string("theme", "Theme."),
        _string("licence", "Licence of the text."),
        _string("author", "Who wrote the text."),
        _string("made", "How the text was made."),
        _string("verified_by", "Who verified the gold: `model` or `human`."),
        _string("schema_version", "Version of the annotation schema."),
        _string("text_sha256", "SHA-256 of the text's UTF-8 bytes; the offsets hold for this text only."),
        _int("words", "Number of words."),
        _string("text", "The text: NFC, paragraphs separated by one line feed."),
        Column(
            "sentences",
            "Sentences in order; their numbers count from 0.",
            members=(_START, _END, _string("text", "Sentence.")),
        ),
        Column(
            "mentions",
            "Mentions of entities and values.",
            members=(
                _string("id", "Mention id."),
                _START,
                _END,
                _string("text", "Surface."),
                _string("type", "Mention type."),
                _string("form", "Form of an entity mention; null for values."),
                _strings("refers_to", "Ids of the entities referred to; empty for values."),
                _string("norm", "Normal value of DATE and QTY; else null."),
            ),
        ),
        Column(
            "entities",
            "Entities: clusters of mentions.",
            members=(
                _string("id", "Entity id."),
                _string("type", "Entity type."),
                _string("name", "Name."),
                _string("kb_id", "Wikidata QID, or NIL."),
            ),
        ),
        Column(
            "relations",
            "Relations reported as facts.",
            members=(
                _string("id", "Relation id."),
                _string("type", "Relation."),
                _string("head", "Entity id."),
                _string("tail", "Entity id."),
                _EVIDENCE,
            ),
        ),
        Column(
            "pledges",
            schema.pledge.definition,
            members=(
                _string("id", "Id of this mention of the pledge."),
                _string("pledge_id", "Mentions of the same pledge share it."),
                *_frame_members(schema.pledge),
            ),
        ),
        Column(
            "near_misses",
            schema.near_miss.definition,
            members=(_string("id", "Near-miss id."), *_frame_members(schema.near_miss)),
        ),
    )


def entity_columns(schema: Schema) -> tuple[Column, ...]:
    """Return the columns of ``entities``: one row a sentence, tokens with BIO tags."""
    forms, entities, values = map(", ".join, (schema.exhaustive_forms, schema.entity_types, schema.value_types))
    marked = f"{forms} mentions of {entities}, and {values}"
    return (
        *_HEAD,
        _int("sentence", "Number of the sentence in the document, from 0."),
        _strings("tokens", "Tokens: runs of word characters, and single other signs."),
        _ints("starts", "First code point of each token, in the document."),
        _ints("ends", "Code point after each token's last, in the document."),
        _strings("tags", f"BIO tags of what is marked exhaustively: {marked}."),
    )


def relation_columns(schema: Schema) -> tuple[Column, ...]:
    """Return the columns of ``relations``: one row a relation with both its entities and its evidence."""
    ends = []
    for end in ("head", "tail"):
        ends += [
            _string(end, f"Entity id of the {end}."),
            _string(f"{end}_name", f"Name of the {end}."),
            _string(f"{end}_type", f"Entity type of the {end}."),
            _string(f"{end}_kb_id", f"Wikidata QID of the {end}, or NIL."),
            _strings(f"{end}_mentions", f"Surfaces of the {end}'s mentions."),
            _ints(f"{end}_starts", "First code point of each of them."),
            _ints(f"{end}_ends", "Code point after each one's last."),
        ]
    return (
        *_HEAD,
        _string("id", "Relation id."),
        _string("type", f"One of {', '.join(schema.relations)}."),
        *ends,
        _EVIDENCE,
        _strings("evidence_texts", "The evidence sentences."),
    )


def frame_slots(schema: Schema) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the span slots, mention slots and attributes of pledges and near-misses together, in schema order.

    The near-misses' ``kind`` is left out: it is the column that tells the two apart.
    """
    frames = (schema.pledge, schema.near_miss)
    spans = dict.fromkeys(slot for frame in frames for slot in frame.span_slots)
    mentions = dict.fromkeys(slot for frame in frames for slot in frame.mention_slots)
    attributes = dict.fromkeys(name for frame in frames for name in frame.attributes if name != "kind")
    return tuple(spans), tuple(mentions), tuple(attributes)


def slot_types(schema: Schema, slot: str) -> tuple[str, ...]:
    """Return the mention types that a slot takes, in a pledge or a near-miss."""
    return tuple(
        kind for frame in (schema.pledge, schema.near_miss) if slot in frame.slots for kind in frame.slots[slot].types
    )


def pledge_columns(schema: Schema) -> tuple[Column, ...]:
    """Return the columns of ``pledges``: one row a pledge or near-miss, arguments as lists of texts."""
    span_slots, mention_slots, attributes = frame_slots(schema)

    def definition(name: str, part: str) -> str:
        return next(
            getattr(frame, part)[name].definition
            for frame in (schema.pledge, schema.near_miss)
            if name in getattr(frame, part)
        )

    arguments = []
    for slot in mention_slots:
        types = slot_types(schema, slot)
        arguments += [
            _strings(slot, f"Surfaces. {definition(slot, 'slots')}"),
            _strings(f"{slot}_mentions", "Ids of these mentions."),
        ]
        if set(types) & set(schema.entity_types):
            arguments.append(_strings(f"{slot}_entities", "Ids of the entities they refer to, each once."))
        if set(types) & set(schema.value_types):
            arguments.append(_strings(f"{slot}_norms", "Normal values of those that are values."))
    return (
        *_HEAD,
        _string("dossier", "Dossier."),
        _string("date", "Date of the article."),
        _string("id", "Id of the pledge's mention or near-miss."),
        _string("pledge_id", "Mentions of the same pledge in a document share it; null for a near-miss."),
        _string(
            "kind", f"{PLEDGE}, or for a near-miss one of {', '.join(schema.near_miss.attributes['kind'].values)}."
        ),
        _int("sentence", "Number of the trigger's sentence, from 0."),
        _string("sentence_text", "That sentence."),
        *(column for slot in span_slots for column in span_columns(slot, definition(slot, "slots"))),
        *arguments,
        *(_string(name, definition(name, "attributes")) for name in attributes),
    )


def ledger_columns(schema: Schema) -> tuple[Column, ...]:
    """Return the columns of ``ledger``: one row an edge between a pledge and what a later article reports of it."""
    return (
        _SPLIT,
        _string("doc_id", "The earlier document."),
        _STRATUM,
        _PROVENANCE,
        _string("dossier", "Dossier."),
        _string("id", "Edge id."),
        _string("label", f"One of {', '.join(schema.ledger.labels)}."),
        _string("date", "Date of the earlier document."),
        _string("pledge_id", "The pledge, by its cluster's id in the earlier document."),
        _string("content", "Content of the pledge's first mention there."),
        _string("later_doc_id", "The later document."),
        _string("later_stratum", "Its stratum."),
        _string("later_provenance", "What to know of that stratum."),
        _string("later_date", "Its date."),
        _string(
            "later_pledge_id",
            "The pledge's cluster in the later document; null where that reports an act and no pledge.",
        ),
        _string("later_content", "Content of its first mention there, or null."),
        _ints("evidence", "Numbers of the evidence sentences in the later document."),
        _strings("evidence_texts", "The evidence sentences."),
    )


def contrast_columns(schema: Schema) -> tuple[Column, ...]:
    """Return the columns of ``contrast``: one row a pair, the original's frame beside the rewritten one's."""
    return (
        *_HEAD,
        _string("dossier", "Dossier."),
        _string("id", "Id of the pair, which is also the variant's document id."),
        _string("axis", "What the rewrite flips: `label`, `kind`, an attribute, `condition` or `deadline`."),
        _int("sentence", "Number of the rewritten sentence, from 0."),
        _string("original_sentence", "The sentence as the article has it."),
        _string("variant_sentence", "The rewritten sentence."),
        _string("variant_text", "The whole article with the rewritten sentence."),
        _string("variant_sha256", "SHA-256 of that text's UTF-8 bytes."),
        *(column for side in ("original", "variant") for column in _side_columns(side, schema)),
    )


def _side_columns(side: str, schema: Schema) -> Iterator[Column]:
    """The frame of one member of a pair: its label, spans in its own text, attributes, deadline surfaces."""
    span_slots, _, attributes = frame_slots(schema)
    yield _string(f"{side}_id", "Id of the pledge or near-miss in its document.")
    yield _string(f"{side}_kind", f"{PLEDGE}, or the near-miss's kind.")
    for slot in span_slots:
        yield from span_columns(f"{side}_{slot}", f"The {slot} in the {side}; null where there is none.")
    yield _strings(f"{side}_deadline", "Surfaces of its deadline.")
    for name in attributes:
        yield _string(f"{side}_{name}", f"Its {name}; null for a near-miss.")


CONFIGS: dict[str, Callable[[Schema], tuple[Column, ...]]] = {
    "documents": document_columns,
    "entities": entity_columns,
    "relations": relation_columns,
    "pledges": pledge_columns,
    "ledger": ledger_columns,
    "contrast": contrast_columns,
    "name_swap": document_columns,
}
"""The tables (configurations of the dataset) with what gives their columns; the first is the default."""


def arrow_schema(config: str, schema: Schema) -> pa.Schema:
    """Return the Arrow schema of a table."""
    return pa.schema([(column.name, column.arrow) for column in CONFIGS[config](schema)])
