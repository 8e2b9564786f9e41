"""JSON Schemas of annotation files, quoted documents and submission lines, derived from the model and the schema.

The model gives keys and types; the schema gives the allowed values. Neither is written down twice.
"""

from __future__ import annotations

from typing import Any

import msgspec

from accord.formats.quoted import QuotedDocument
from accord.formats.submission_form import LINES
from accord.model import Annotation, Ledger
from accord.schema import Schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"

KINDS: dict[str, tuple[type, ...]] = {
    "annotation": (Annotation,), "quoted": (QuotedDocument,), "ledger": (Ledger,), "submission": LINES}
"""The kinds of file with a JSON Schema, and the objects that each may hold; of a submission it is one line's."""

_PREFIXES = ("", "Quoted", "Submitted", "SubmittedQuoted")


def json_schema(kind: str, schema: Schema) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one kind of file.

    Args:
        kind: a key of ``KINDS``.
        schema: the annotation schema whose labels and values are allowed.

    Raises:
        KeyError: for another kind.
    """
    objects, definitions = msgspec.json.schema_components(KINDS[kind], ref_template="#/$defs/{name}")
    document = {**(objects[0] if len(objects) == 1 else {"anyOf": list(objects)}), "$defs": definitions}
    for name, fields in _allowed(schema).items():
        for prefix in _PREFIXES:
            properties = definitions.get(prefix + name, {}).get("properties", {})
            for field, values in fields.items():
                if field in properties:
                    _restrict(properties[field], values)
    return {"$schema": DIALECT, "title": f"Accord {kind}, schema {schema.version}", **document}


def _allowed(schema: Schema) -> dict[str, dict[str, list[str]]]:
    """Object name -> field -> allowed values."""
    return {
        "Mention": {"type": list(schema.mention_types), "form": list(schema.forms)},
        "Entity": {"type": list(schema.entity_types)},
        "Relation": {"type": list(schema.relations)},
        "Pledge": {name: list(item.values) for name, item in schema.pledge.attributes.items()},
        "NearMiss": {name: list(item.values) for name, item in schema.near_miss.attributes.items()},
        "LedgerEdge": {"label": list(schema.ledger.labels)},
        "Annotation": {"verified_by": list(schema.grid["verified_by"]), "schema_version": [schema.version]},
        "Ledger": {"verified_by": list(schema.grid["verified_by"]), "schema_version": [schema.version]},
    }


def _restrict(node: dict[str, Any], values: list[str]) -> None:
    """Allow only these strings at a string node, or at the string branch of a union with null."""
    for branch in node.get("anyOf", [node]):
        if branch.get("type") == "string":
            branch["enum"] = values
