"""What a line of a submission may hold: its objects, derived from the model, its bounds, and its faults' rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from accord.formats.quoted import QuotedMention, QuotedSpan
from accord.model import NearMiss, Pledge, Record, Span

MAX_FILE_BYTES = 256 * 1024 * 1024
"""Upper bound of a submission file in bytes."""

MAX_LINE_BYTES = 4 * 1024 * 1024
"""Upper bound of one line in bytes, without its line end."""

MAX_ITEMS = 5_000
"""Upper bound of items in one layer of one line."""

MAX_DIGITS = 15
"""Upper bound of digits in a number: every such number is exact in any JSON reader."""

MAX_FAULTS = 1_000
"""After so many faults reading stops."""

LAYERS = ("mentions", "entities", "relations", "pledges", "near_misses")
"""Keys of a document's line that hold items."""

RULES = {
    "file-binary": "The file is compressed or binary.",
    "file-empty": "The file holds no line.",
    "file-size": f"The file is larger than {MAX_FILE_BYTES // 2**20} MiB.",
    "faults-many": f"Reading stopped after {MAX_FAULTS} faults.",
    "line-size": f"A line is larger than {MAX_LINE_BYTES // 2**20} MiB.",
    "line-encoding": "A line is not UTF-8, begins with a byte order mark, or escapes half a surrogate pair.",
    "line-json": "A line is not JSON.",
    "line-depth": "A line is nested too deeply.",
    "line-number": f"A number is NaN, infinite, or has more than {MAX_DIGITS} digits.",
    "line-object": "A line is JSON but no object.",
    "key-unknown": "An object has a key that the format does not know.",
    "key-missing": "An object lacks a key that it needs.",
    "key-twice": "An object has the same key twice.",
    "value-type": "A value is of the wrong kind.",
    "items-many": f"A layer of one document has more than {MAX_ITEMS} items.",
    "document-missing": "A line names neither a document (doc_id) nor a dossier.",
    "document-unknown": "A line names a document that the corpus does not have.",
    "document-twice": "Two lines name the same document.",
    "document-split": "A line names a document that is not in the split that was asked for.",
    "text-hash": "text_sha256 differs from the document's: the offsets belong to another text.",
    "offset-type": "An offset is not an integer.",
    "offset-order": "A span's start is not below its end.",
    "offset-range": "A span does not lie within its text.",
    "span-text": "A span's text differs from the document's at its offsets.",
    "quote-unresolved": "A quoted span is not in the sentence that it names.",
    "quote-mixed": "A line mixes quoted spans with offsets.",
    "id-twice": "Two items of a layer have the same id.",
    "label-mention": "A mention has an unknown type.",
    "label-form": "A mention has an unknown form.",
    "label-entity": "An entity has a type that is unknown or not an entity's.",
    "label-relation": "A relation has an unknown label.",
    "label-attribute": "An attribute of a pledge has an unknown value.",
    "label-kind": "A near-miss has an unknown kind.",
    "label-ledger": "A ledger edge has an unknown label.",
    "reference-mention": "A slot names a mention that the line does not have.",
    "reference-entity": "A mention or relation names an entity that the line does not have.",
    "reference-pledge": "A ledger edge names a pledge that the submission does not have.",
    "entities-missing": "A line has relations but no entities.",
    "entity-bare": "An entity has no mention.",
    "evidence-range": "Evidence names a sentence that the document does not have.",
    "dossier-unknown": "A line names a dossier that the corpus does not have.",
    "dossier-twice": "Two lines give a ledger of the same dossier.",
    "ledger-document": "A ledger edge names a document that is not in its dossier.",
}
"""Every fault's rule, stable for ever, with what it reports."""

WARNINGS = {"norm-form": "A norm is not of the kind that its mention's type asks for; it is kept and scored as it is."}
"""Rules whose findings do not stop a submission."""


@dataclass(frozen=True)
class Fault:
    """One fault of a submission: in which line (from 1; 0 the file), which rule, where in the line, and what to do."""

    line: int
    rule: str
    path: str
    message: str
    fix: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"line {self.line}" if self.line else "", self.path) if part)
        return f"{place + ' ' if place else ''}[{self.rule}] {self.message} Fix: {self.fix}"


class SubmittedSpan(Record):
    """A span by offsets (code points, half-open); ``text``, where given, must be the surface there."""

    start: int
    end: int
    text: str | None = None


class SubmittedMention(Record):
    """A mention by offsets; all but id, offsets and type may be left out."""

    id: str
    start: int
    end: int
    type: str
    text: str | None = None
    form: str | None = None
    norm: str | None = None
    refers_to: tuple[str, ...] = ()


class SubmittedEntity(Record):
    """An entity; its name and Wikidata QID may be left out."""

    id: str
    type: str
    name: str = ""
    kb_id: str = "NIL"


class SubmittedRelation(Record):
    """A relation between entities; ``evidence`` are sentence numbers counted from 0."""

    type: str
    head: str
    tail: str
    evidence: tuple[int, ...] = ()
    id: str | None = None


def _derive(name: str, model: type[Record], span: Any, *extra: tuple[str, type]) -> type[Record]:
    """Derive a submitted frame from a stored one: spans of another form, attributes and lists that may be left out."""
    given = {Span: (span, msgspec.NODEFAULT), Span | None: (span | None, None), tuple[str, ...]: (tuple[str, ...], ())}
    fields: list[Any] = [("id", str), *extra]
    for field in msgspec.structs.fields(model):
        if field.name != "id":
            kind, default = given.get(field.type, (str | None, None))
            fields.append((field.name, kind) if default is msgspec.NODEFAULT else (field.name, kind, default))
    required = [field for field in fields if len(field) == 2]
    optional = [field for field in fields if len(field) == 3]
    struct = msgspec.defstruct(name, required + optional, bases=(Record,), module=__name__)
    struct.__doc__ = f"{(model.__doc__ or '').splitlines()[0]} As submitted: what is null or left out is unanswered."
    return struct


SubmittedPledge = _derive("SubmittedPledge", Pledge, SubmittedSpan)
SubmittedNearMiss = _derive("SubmittedNearMiss", NearMiss, SubmittedSpan)
SubmittedQuotedPledge = _derive("SubmittedQuotedPledge", Pledge, str | QuotedSpan, ("s", int))
SubmittedQuotedNearMiss = _derive("SubmittedQuotedNearMiss", NearMiss, str | QuotedSpan, ("s", int))


class SubmittedLedgerEdge(Record):
    """A ledger edge as submitted: stored form, but for an id that may be left out."""

    label: str
    doc_id: str
    pledge_id: str
    later_doc_id: str
    later_pledge_id: str | None = None
    evidence: tuple[int, ...] = ()
    id: str | None = None


class OffsetLine(Record):
    """One document by offsets. A layer that no line has is a task that the system does not attempt."""

    doc_id: str
    text_sha256: str | None = None
    mentions: tuple[SubmittedMention, ...] = ()
    entities: tuple[SubmittedEntity, ...] = ()
    relations: tuple[SubmittedRelation, ...] = ()
    pledges: tuple[SubmittedPledge, ...] = ()
    near_misses: tuple[SubmittedNearMiss, ...] = ()


class QuotedLine(Record):
    """One document by quotation: sentence numbers and surfaces instead of offsets."""

    doc_id: str
    quoted: bool = True
    text_sha256: str | None = None
    mentions: tuple[QuotedMention, ...] = ()
    entities: tuple[SubmittedEntity, ...] = ()
    relations: tuple[SubmittedRelation, ...] = ()
    pledges: tuple[SubmittedQuotedPledge, ...] = ()
    near_misses: tuple[SubmittedQuotedNearMiss, ...] = ()


class LedgerLine(Record):
    """The ledger of one dossier."""

    dossier: str
    edges: tuple[SubmittedLedgerEdge, ...]


LINES = (OffsetLine, QuotedLine, LedgerLine)
"""The three kinds of line."""

ITEMS: dict[bool, dict[str, type]] = {
    False: {"mentions": SubmittedMention, "pledges": SubmittedPledge, "near_misses": SubmittedNearMiss},
    True: {"mentions": QuotedMention, "pledges": SubmittedQuotedPledge, "near_misses": SubmittedQuotedNearMiss},
}
"""Whether a line is quoted -> layer -> object of its items; the other two layers have one form."""

for _forms in ITEMS.values():
    _forms.update(entities=SubmittedEntity, relations=SubmittedRelation)
