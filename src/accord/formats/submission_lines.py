"""Read one line of a submission: strict JSON, objects, quotations to offsets, references, labels, the model's form."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from accord.formats.quoted import QuotedDocument, QuotedMention, QuotedSpan, resolve
from accord.formats.submission_form import (
    ITEMS,
    LAYERS,
    MAX_DIGITS,
    MAX_ITEMS,
    LedgerLine,
    OffsetLine,
    QuotedLine,
    SubmittedLedgerEdge,
    SubmittedSpan,
)
from accord.model import Annotation, Document, Entity, Ledger, LedgerEdge, Mention, NearMiss, Pledge, Relation, Span
from accord.schema import Frame, Schema
from accord.validate.norms import find_quantity_fault, is_duration, is_edtf

Report = Callable[[str, str, str, str], None]
"""Takes a fault's rule, path, message and fix."""

_SHOWN = 200


class LineError(ValueError):
    """A line that cannot be read at all; ``rule`` says why."""

    def __init__(self, rule: str, message: str, fix: str) -> None:
        super().__init__(message)
        self.rule, self.fix = rule, fix


def show(value: object) -> str:
    """Return a value from an untrusted file as a short printable string."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def parse_line(raw: bytes) -> dict[str, Any]:
    """Parse one line as strict JSON: no NaN, no key twice, no endless number, no half surrogate pair.

    Raises:
        LineError: with the rule that it breaks.
    """
    try:
        text = raw.decode("utf-8")
        if text.startswith("\ufeff"):
            raise LineError("line-encoding", "it begins with a byte order mark.", "save the file as UTF-8 without BOM.")
        value = json.loads(
            text, object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant
        )
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError as error:
        raise LineError("line-depth", "it is nested too deeply.", "give one object as documented.") from error
    except json.JSONDecodeError as error:
        what = f"{error.msg} at character {error.pos}."
        raise LineError("line-json", what, "write one whole JSON object a line.") from error
    except UnicodeError as error:
        what = f"{error.reason} at position {error.start}."
        raise LineError("line-encoding", what, "write UTF-8, and whole characters in escapes.") from error
    if not isinstance(value, dict):
        raise LineError("line-object", f"it is a {type(value).__name__}.", "write one JSON object a line.")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise LineError("key-twice", f"key {show(twice)} stands twice in an object.", "keep one of them.")
    return found


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        raise LineError("line-number", f"a number of {len(digits)} digits.", f"give at most {MAX_DIGITS} digits.")
    return int(digits)


def _float(digits: str) -> float:
    if math.isinf(value := float(digits)):
        raise LineError("line-number", f"{show(digits)} is infinite.", "give a number in range.")
    return value


def _constant(name: str) -> float:
    raise LineError("line-number", f"{name} is no JSON number.", "give a number, or null.")


class LineReader:
    """Turn a parsed line into an annotation or a ledger, telling every fault to ``report`` and every doubt to ``warn``.

    What it returns is to be used only where nothing was reported.
    """

    def __init__(self, schema: Schema, system: str, report: Report, warn: Report) -> None:
        self.schema, self.system, self.report, self.warn = schema, system, report, warn
        self.stamp = {
            "schema_version": schema.version,
            "annotator": system,
            "round": "submission",
            "verified_by": "model",
        }

    def document(self, value: dict[str, Any], document: Document) -> Annotation | None:
        """Read a document's line; None where a fault makes the rest unreadable."""
        quoted = _is_quoted(value)
        self._keys(value, QuotedLine if quoted else OffsetLine)
        digest = value.get("text_sha256")
        if digest is not None and digest != document.text_sha256:
            self.report(
                "text-hash",
                "text_sha256",
                f"expected {document.text_sha256[:12]}..., got {show(digest)}.",
                "predict on the text of this release.",
            )
        layers: dict[str, list[Any]] = {name: self._items(value, name, ITEMS[quoted][name]) for name in LAYERS}
        if any(item is None for items in layers.values() for item in items):
            return None
        if quoted:
            spans = self._resolve(layers, document)
        else:
            spans = {path: self._span(path, span, document) for path, span in _spans(layers, self.schema)}
        self._labels(layers)
        self._references(layers, "entities" in value, document)
        if any(span is None for span in spans.values()):
            return None
        return self._annotation(layers, spans, document)

    def ledger(self, value: dict[str, Any], documents: Mapping[str, Document]) -> Ledger | None:
        """Read a ledger's line, whose dossier is known; ``documents`` are the dossier's."""
        self._keys(value, LedgerLine)
        edges = self._items(value, "edges", SubmittedLedgerEdge)
        if any(edge is None for edge in edges):
            return None
        self._ids("edges", [edge.id for edge in edges if edge.id is not None])
        for number, edge in enumerate(edges):
            path = f"edges[{number}]"
            self._value("label-ledger", f"{path}.label", edge.label, self.schema.ledger.labels)
            for name, doc_id in (("doc_id", edge.doc_id), ("later_doc_id", edge.later_doc_id)):
                if doc_id not in documents:
                    self.report(
                        "ledger-document",
                        f"{path}.{name}",
                        f"{show(doc_id)} is not in dossier {value['dossier']!r}.",
                        f"name one of {', '.join(documents)}.",
                    )
            if (later := documents.get(edge.later_doc_id)) is not None:
                self._evidence(path, edge.evidence, later)
        return Ledger(
            dossier=value["dossier"],
            **self.stamp,
            edges=tuple(
                LedgerEdge(**{**msgspec.structs.asdict(edge), "id": edge.id or f"l{number}"})
                for number, edge in enumerate(edges, 1)
            ),
        )

    def _keys(self, value: dict[str, Any], line: type) -> None:
        for field in msgspec.structs.fields(line):
            if field.required and field.name not in value:
                self.report("key-missing", "", f"the line lacks {field.name}.", f"give {field.name}.")
        known = line.__struct_fields__
        for key in value:
            if key not in known and key != "quoted":
                self.report(
                    "key-unknown", "", f"the line has the key {show(key)}.", f"give some of {', '.join(known)}."
                )
        if not isinstance(value.get("quoted", False), bool):
            self.report("value-type", "quoted", f"it is {show(value['quoted'])}.", "give true or false.")

    def _items(self, value: dict[str, Any], layer: str, kind: type) -> list[Any]:
        """Return a layer's items as objects, None for each that is not of its form."""
        given = value.get(layer, [])
        if not isinstance(given, list):
            self.report("value-type", layer, f"it is a {type(given).__name__}.", "give a list, or leave the key out.")
            return [None]
        if len(given) > MAX_ITEMS:
            self.report("items-many", layer, f"it has {len(given)} items.", f"give at most {MAX_ITEMS} a document.")
            return [None]
        return [self._convert(f"{layer}[{number}]", item, kind) for number, item in enumerate(given)]

    def _convert(self, path: str, item: Any, kind: type) -> Any:
        try:
            return msgspec.convert(item, type=kind)
        except msgspec.ValidationError as error:
            what, _, at = str(error).partition(" - at `$")
            where = f"{path}{at.rstrip('`')}"
            names = ", ".join(kind.__struct_fields__)
            if what.startswith("Object contains unknown field"):
                self.report("key-unknown", path, show(what), f"give some of {names}.")
            elif what.startswith("Object missing required field"):
                self.report("key-missing", where, f"{what}.", f"give it; the keys are {names}.")
            elif where.endswith((".start", ".end")):
                self.report(
                    "offset-type", where, f"{what}.", "give code points from the text's beginning as an integer."
                )
            else:
                self.report("value-type", where, f"{what}.", "see docs/submission.md for the kinds of values.")
            return None

    def _span(self, path: str, span: Any, document: Document) -> Span | None:
        if span.start >= span.end:
            self.report(
                "offset-order",
                path,
                f"start {span.start} is not below end {span.end}.",
                "give half-open offsets, start first.",
            )
        elif not 0 <= span.start < span.end <= len(document.text):
            self.report(
                "offset-range",
                path,
                f"[{span.start}, {span.end}) lies outside the text's {len(document.text)} code points.",
                "count Unicode code points, not bytes, from 0.",
            )
        elif span.text is not None and span.text != (surface := document.text[span.start : span.end]):
            self.report(
                "span-text",
                path,
                f"text is {show(span.text)}, but the document has {show(surface)} there.",
                "correct the offsets (code points, half-open) or leave text out.",
            )
        else:
            return Span(span.start, span.end, document.text[span.start : span.end])
        return None

    def _resolve(self, layers: dict[str, list[Any]], document: Document) -> dict[str, Span | None]:
        """Resolve the quoted spans of all layers in one go: each becomes a mention whose type is the span's path."""
        quoted = []
        for path, span in _spans(layers, self.schema):
            quoted.append(QuotedMention(id=path, s=span.s, text=span.text, n=span.n, type=path))
        annotation, problems = resolve(
            QuotedDocument(doc_id=document.id, mentions=tuple(quoted)),
            document,
            annotator="",
            round="",
            schema_version="",
            guidelines_version="",
        )
        for problem in problems:
            near = f" Nearest: {show(problem.nearest)}." if problem.nearest else ""
            self.report(
                "quote-unresolved", problem.item, f"{_clip(problem.why)}{near}", "quote a sentence's exact words."
            )
        found = {mention.type: Span(mention.start, mention.end, mention.text) for mention in annotation.mentions}
        return {span.id: found.get(span.id) for span in quoted}

    def _value(self, rule: str, path: str, value: str | None, known: Mapping[str, Any] | tuple[str, ...]) -> None:
        if value is not None and value not in known:
            self.report(rule, path, f"{show(value)} is unknown.", f"give one of {', '.join(known)}.")

    def _labels(self, layers: dict[str, list[Any]]) -> None:
        schema = self.schema
        for number, item in enumerate(layers["mentions"]):
            path = f"mentions[{number}]"
            self._value("label-mention", f"{path}.type", item.type, schema.mention_types)
            self._value("label-form", f"{path}.form", item.form, schema.forms)
            if item.norm is not None and (why := self._norm_fault(item.type, item.norm)):
                self.warn(
                    "norm-form",
                    f"{path}.norm",
                    why,
                    "give EDTF or an ISO 8601 duration for dates, number and unit for amounts.",
                )
        for number, item in enumerate(layers["entities"]):
            self._value("label-entity", f"entities[{number}].type", item.type, schema.entity_types)
        for number, item in enumerate(layers["relations"]):
            self._value("label-relation", f"relations[{number}].type", item.type, schema.relations)
        for layer, frame, rule in (
            ("pledges", schema.pledge, "label-attribute"),
            ("near_misses", schema.near_miss, "label-kind"),
        ):
            for number, item in enumerate(layers[layer]):
                for name, attribute in frame.attributes.items():
                    self._value(rule, f"{layer}[{number}].{name}", getattr(item, name), attribute.values)

    def _norm_fault(self, kind: str, norm: str) -> str | None:
        norms = self.schema.mention_types[kind].norm if kind in self.schema.mention_types else None
        if norms == "edtf":
            return None if is_edtf(norm) or is_duration(norm) else f"{show(norm)} is neither EDTF nor a duration."
        if norms == "quantity":
            fault = find_quantity_fault(norm, self.schema.currencies)
            return None if fault is None else f"{_clip(fault)}."
        return f"a {kind} has no norm." if kind in self.schema.mention_types else None

    def _references(self, layers: dict[str, list[Any]], has_entities: bool, document: Document) -> None:
        for layer in LAYERS:
            self._ids(layer, [item.id for item in layers[layer] if item.id is not None])
        mentions = {item.id for item in layers["mentions"]}
        entities = {item.id for item in layers["entities"]}
        referred = {entity for item in layers["mentions"] for entity in item.refers_to}
        if has_entities:
            for number, item in enumerate(layers["mentions"]):
                for entity in item.refers_to:
                    if entity not in entities:
                        self.report(
                            "reference-entity",
                            f"mentions[{number}].refers_to",
                            f"no entity {show(entity)}.",
                            "list it under entities.",
                        )
        elif layers["relations"]:
            self.report(
                "entities-missing",
                "relations",
                "relations stand between entities.",
                "give the layer entities in this line.",
            )
        for number, item in enumerate(layers["entities"]):
            if item.id not in referred:
                self.report(
                    "entity-bare",
                    f"entities[{number}]",
                    f"no mention refers to {show(item.id)}.",
                    "refer to it, or leave it out.",
                )
        for number, item in enumerate(layers["relations"]):
            for end in ("head", "tail"):
                if has_entities and getattr(item, end) not in entities:
                    self.report(
                        "reference-entity",
                        f"relations[{number}].{end}",
                        f"no entity {show(getattr(item, end))}.",
                        "list it under entities.",
                    )
            self._evidence(f"relations[{number}]", item.evidence, document)
        for layer, frame in _frames(self.schema):
            for number, item in enumerate(layers[layer]):
                for slot in frame.mention_slots:
                    for name in getattr(item, slot):
                        if name not in mentions:
                            self.report(
                                "reference-mention",
                                f"{layer}[{number}].{slot}",
                                f"no mention {show(name)}.",
                                "list it under mentions.",
                            )

    def _ids(self, layer: str, ids: list[str]) -> None:
        for item_id, count in Counter(ids).items():
            if count > 1:
                self.report(
                    "id-twice", layer, f"{count} items have the id {show(item_id)}.", "give each item an id of its own."
                )

    def _evidence(self, path: str, evidence: tuple[int, ...], document: Document) -> None:
        if bad := [number for number in evidence if not 0 <= number < len(document.sentences)]:
            self.report(
                "evidence-range",
                f"{path}.evidence",
                f"sentences {show(bad)}; {document.id} has 0 to {len(document.sentences) - 1}.",
                "count sentences from 0, as `accord quote` prints them.",
            )

    def _annotation(
        self, layers: dict[str, list[Any]], spans: dict[str, Span | None], document: Document
    ) -> Annotation:
        mentions = []
        for number, item in enumerate(layers["mentions"]):
            span = spans[f"mentions[{number}]"]
            mentions.append(
                Mention(
                    item.id,
                    span.start,
                    span.end,
                    span.text,
                    item.type,
                    item.form,
                    tuple(dict.fromkeys(item.refers_to)),
                    item.norm,
                )
            )
        return Annotation(
            doc_id=document.id,
            text_sha256=document.text_sha256,
            guidelines_version="none",
            **self.stamp,
            mentions=tuple(mentions),
            entities=tuple(Entity(item.id, item.type, item.name, item.kb_id) for item in layers["entities"])
            or _clusters(mentions),
            relations=tuple(
                Relation(item.id or f"r{number}", item.type, item.head, item.tail, tuple(sorted(set(item.evidence))))
                for number, item in enumerate(layers["relations"], 1)
            ),
            pledges=tuple(
                self._frame(Pledge, "pledges", number, item, spans) for number, item in enumerate(layers["pledges"])
            ),
            near_misses=tuple(
                self._frame(NearMiss, "near_misses", number, item, spans)
                for number, item in enumerate(layers["near_misses"])
            ),
        )

    def _frame(self, model: type, layer: str, number: int, item: Any, spans: dict[str, Span | None]) -> Any:
        frame = dict(_frames(self.schema))[layer]
        given = {name: getattr(item, name) for name in model.__struct_fields__}
        given |= {slot: spans.get(f"{layer}[{number}].{slot}") for slot in frame.span_slots}
        # A pledge without a cluster is one of its own; an attribute without an answer is the empty string.
        given |= {"pledge_id": given["pledge_id"] or item.id} if "pledge_id" in given else {}
        return model(
            **{name: "" if value is None and name in frame.attributes else value for name, value in given.items()}
        )


def _is_quoted(value: dict[str, Any]) -> bool:
    if "quoted" in value:
        return value["quoted"] is True
    return any(
        isinstance(item, dict) and "s" in item
        for layer in LAYERS
        if isinstance(value.get(layer), list)
        for item in value[layer]
    )


def is_mixed(value: dict[str, Any]) -> bool:
    """Tell whether a line has both quoted spans and offsets."""
    items = [
        item
        for layer in LAYERS
        if isinstance(value.get(layer), list)
        for item in value[layer]
        if isinstance(item, dict)
    ]
    nested = [part for item in items for part in item.values() if isinstance(part, dict)]
    keys = {key for part in (*items, *nested) for key in ("s", "start") if key in part}
    return keys == {"s", "start"} or (value.get("quoted") is True and "start" in keys)


def _frames(schema: Schema) -> tuple[tuple[str, Frame], ...]:
    return ("pledges", schema.pledge), ("near_misses", schema.near_miss)


def _spans(layers: dict[str, list[Any]], schema: Schema) -> Iterator[tuple[str, Any]]:
    """Yield the path and the value of every span; a string of a quoted frame stands in the frame's sentence."""
    for number, item in enumerate(layers["mentions"]):
        yield f"mentions[{number}]", item
    for layer, frame in _frames(schema):
        for number, item in enumerate(layers[layer]):
            for slot in frame.span_slots:
                value = getattr(item, slot)
                if isinstance(value, str):
                    yield f"{layer}[{number}].{slot}", QuotedSpan(item.s, value)
                elif isinstance(value, (QuotedSpan, SubmittedSpan)):
                    yield f"{layer}[{number}].{slot}", value


def _clusters(mentions: list[Mention]) -> tuple[Entity, ...]:
    """Make the entities that mentions refer to where none are listed: the commonest type, the first longest surface."""
    of: dict[str, list[Mention]] = {}
    for mention in mentions:
        for entity in mention.refers_to:
            of.setdefault(entity, []).append(mention)
    return tuple(
        Entity(
            entity, Counter(m.type for m in items).most_common(1)[0][0], max((m.text for m in items), key=len), "NIL"
        )
        for entity, items in of.items()
    )


def _clip(text: str) -> str:
    """Shorten a message that quotes an untrusted file; its quotations are escaped already."""
    text = re.sub(r"\s+", " ", text)
    return text if len(text) <= 2 * _SHOWN else f"{text[: 2 * _SHOWN]}..."
