"""The annotation schema as typed objects, read from ``schema/accord.yaml`` and nowhere else."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

from accord import paths, storage
from accord.errors import DataNotFoundError, FormatError, SchemaError, describe
from accord.model import Record


class MentionType(Record):
    """One mention type: an entity type (perhaps an actor's) or a value type with its kind of norm."""

    kind: Literal["entity", "value"]
    hotkey: str
    color: str
    definition: str
    actor: bool = False
    norm: Literal["edtf", "quantity"] | None = None


class Form(Record):
    """One form of an entity mention; exhaustive forms are marked wherever they occur."""

    exhaustive: bool
    definition: str


class RelationType(Record):
    """One relation with its argument type constraint."""

    head: tuple[str, ...]
    tail: tuple[str, ...]
    symmetric: bool
    definition: str


class Slot(Record):
    """One slot of a frame: a span of its own, or a list of mentions of the given types."""

    kind: Literal["span", "mentions"]
    definition: str
    required: bool = False
    types: tuple[str, ...] = ()


class Attribute(Record):
    """One attribute of a frame; the values of an ordinal one stand in ascending order."""

    ordinal: bool
    definition: str
    values: dict[str, str]


class Frame(Record):
    """A pledge or a near-miss: slots and attributes."""

    definition: str
    slots: dict[str, Slot]
    attributes: dict[str, Attribute]

    @property
    def span_slots(self) -> tuple[str, ...]:
        """Names of the slots that are spans of their own, in schema order."""
        return tuple(name for name, slot in self.slots.items() if slot.kind == "span")

    @property
    def mention_slots(self) -> tuple[str, ...]:
        """Names of the slots that hold mentions, in schema order."""
        return tuple(name for name, slot in self.slots.items() if slot.kind == "mentions")


class LedgerLabels(Record):
    """The labels of ledger edges."""

    definition: str
    labels: dict[str, str]


class Schema(Record):
    """Every label, slot, value and constraint of one schema version."""

    name: str
    version: str
    released: str
    principle: str
    mention_types: dict[str, MentionType]
    forms: dict[str, Form]
    relations: dict[str, RelationType]
    pledge: Frame
    near_miss: Frame
    ledger: LedgerLabels
    grid: dict[str, tuple[str, ...]]
    provenance: dict[str, str]
    currencies: tuple[str, ...]

    @property
    def entity_types(self) -> tuple[str, ...]:
        """Mention types whose mentions refer to entities."""
        return tuple(name for name, item in self.mention_types.items() if item.kind == "entity")

    @property
    def value_types(self) -> tuple[str, ...]:
        """Mention types that are values with a norm: DATE and QTY."""
        return tuple(name for name, item in self.mention_types.items() if item.kind == "value")

    @property
    def actor_types(self) -> tuple[str, ...]:
        """Entity types that can bind themselves."""
        return tuple(name for name, item in self.mention_types.items() if item.actor)

    @property
    def exhaustive_forms(self) -> tuple[str, ...]:
        """Forms that are marked wherever they occur, not only where they fill a slot."""
        return tuple(name for name, item in self.forms.items() if item.exhaustive)


def parse_schema(data: bytes, source: object = None) -> Schema:
    """Parse a schema from YAML bytes (read as data only).

    Raises:
        SchemaError: where the YAML is malformed, a key is unknown or missing, or a constraint names an unknown type.
    """
    try:
        schema = storage.decode_yaml(data, Schema)
    except FormatError as error:
        fix = "compare with schema/accord.yaml."
        raise SchemaError(describe(f"{error.__cause__}.", file=source, rule="schema-form", fix=fix)) from error
    known = set(schema.mention_types)
    for name, relation in schema.relations.items():
        if unknown := (set(relation.head) | set(relation.tail)) - set(schema.entity_types):
            raise SchemaError(
                describe(
                    f"relation {name} names unknown entity types {sorted(unknown)}.", file=source, rule="schema-form"
                )
            )
    for frame_name, frame in (("pledge", schema.pledge), ("near_miss", schema.near_miss)):
        for name, slot in frame.slots.items():
            if unknown := set(slot.types) - known:
                raise SchemaError(
                    describe(
                        f"slot {frame_name}.{name} names unknown types {sorted(unknown)}.",
                        file=source,
                        rule="schema-form",
                    )
                )
    return schema


def guidelines_version(root: Path | None = None) -> str:
    """Return the version that ``schema/guidelines.md`` states of itself.

    Raises:
        DataNotFoundError: where there are no guidelines.
        SchemaError: where they state no version.
    """
    path = paths.data_root(root) / "schema" / "guidelines.md"
    stated = re.search(r"^Guidelines (\d+\.\d+\.\d+) for schema", storage.read_bytes(path).decode(), flags=re.M)
    if stated is None:
        raise SchemaError(
            describe("no line `Guidelines X.Y.Z for schema X.Y.Z`.", file=path, rule="guidelines-version")
        )
    return stated[1]


@lru_cache(maxsize=8)
def load_schema(path: Path | None = None) -> Schema:
    """Load the schema at ``path``, by default the one that this installation ships.

    Raises:
        DataNotFoundError: where the file does not exist.
        SchemaError: where it is malformed.
    """
    path = path or paths.data_root() / "schema" / "accord.yaml"
    if not path.is_file():
        raise DataNotFoundError(
            describe("no schema file.", file=path, fix="run inside a checkout or reinstall the package.")
        )
    return parse_schema(storage.read_bytes(path), path)
