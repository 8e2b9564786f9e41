"""Migrations: carry annotation files from one schema version to the next, by steps written as data.

A step is a YAML file ``schema/migrations/{from}_{to}.yaml`` that renames labels and splits attributes. Steps are
chained until the wanted version is reached; a value that a step does not know is an error, never dropped.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import msgspec

from accord import paths, storage
from accord.errors import FormatError, SchemaError, describe
from accord.model import Record


class Rename(Record):
    """Rename the value ``old`` of ``field`` in every item of ``layer`` to ``new``."""

    layer: str
    field: str
    old: str
    new: str


class Split(Record):
    """Replace one attribute of every item of ``layer`` by the attributes that its value maps to."""

    layer: str
    attribute: str
    values: dict[str, dict[str, str]]


class Step(Record, rename={"source": "from", "target": "to"}):
    """One migration step between two schema versions."""

    source: str
    target: str
    rename_labels: tuple[Rename, ...] = ()
    split_attributes: tuple[Split, ...] = ()


def load_steps(root: Path | None = None) -> dict[str, Step]:
    """Load the migration steps below ``root``, keyed by the version that they start from.

    Raises:
        SchemaError: where a step is malformed or two start from the same version.
    """
    steps: dict[str, Step] = {}
    for path in sorted((paths.data_root(root) / "schema" / "migrations").glob("*.yaml")):
        try:
            step = storage.decode_yaml(storage.read_bytes(path), Step, path)
        except FormatError as error:
            raise SchemaError(str(error)) from error
        if step.source in steps:
            raise SchemaError(
                describe(
                    f"two steps start from {step.source}.",
                    file=path,
                    rule="migration-chain",
                    fix="keep one step a version.",
                )
            )
        steps[step.source] = step
    return steps


def find_path(steps: dict[str, Step], source: str, target: str) -> list[Step]:
    """Return the chain of steps from version ``source`` to ``target``, empty where they are the same.

    Raises:
        SchemaError: where no chain leads there.
    """
    chain: list[Step] = []
    version = source
    while version != target:
        step = steps.get(version)
        if step is None or len(chain) > len(steps):
            reachable = ", ".join(sorted({item.target for item in steps.values()}))
            raise SchemaError(
                describe(
                    f"no migration leads from schema {source} to {target}.",
                    rule="migration-chain",
                    fix=f"name a version that can be reached: {reachable or 'none'}.",
                )
            )
        chain.append(step)
        version = step.target
    return chain


def migrate_item(data: dict[str, Any], step: Step, source: object = None) -> tuple[dict[str, Any], int]:
    """Apply one step to a decoded annotation file.

    Returns:
        The migrated copy, and how many labels changed.

    Raises:
        FormatError: where an attribute that is to be split is missing or has a value that the step does not know.
    """
    data = copy.deepcopy(data)
    changed = 0
    for rename in step.rename_labels:
        for item in _items(data, rename.layer, source):
            if item.get(rename.field) == rename.old:
                item[rename.field] = rename.new
                changed += 1
    for split in step.split_attributes:
        for item in _items(data, split.layer, source):
            value = item.pop(split.attribute, None)
            if not isinstance(value, str) or value not in split.values:
                raise FormatError(
                    describe(
                        f"{split.attribute} is {value!r}; expected one of {', '.join(split.values)}.",
                        file=source,
                        document=data.get("doc_id"),
                        annotation=item.get("id"),
                        rule="migration-value",
                        fix=f"correct the value before migrating from {step.source}.",
                    )
                )
            item.update(split.values[value])
            changed += 1
    data["schema_version"] = step.target
    return data, changed


def _items(data: dict[str, Any], layer: str, source: object) -> list[dict[str, Any]]:
    items = data.get(layer, [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise FormatError(
            describe(
                f"{layer} is no list of objects.", file=source, rule="file-form", fix="give a JSON annotation file."
            )
        )
    return items


def find_files(folder: Path) -> list[Path]:
    """Return the annotation files and ledgers below a folder, sorted; other JSON, such as figures, is passed over."""
    kinds = ({"doc_id", "mentions"}, {"dossier", "edges"})
    found = []
    for path in sorted(folder.rglob("*.json")):
        try:
            data = msgspec.json.decode(storage.read_bytes(path))
        except (msgspec.DecodeError, RecursionError):
            # What does not read is for `migrate_file` to explain, not to be passed over in silence.
            found.append(path)
            continue
        if isinstance(data, dict) and any(keys <= set(data) for keys in kinds):
            found.append(path)
    return found


def migrate_file(path: Path, target: str, steps: dict[str, Step], *, write: bool = True) -> int:
    """Migrate one annotation or ledger file to schema ``target`` in place, atomically.

    Returns:
        How many labels changed; 0 with nothing written where the file has that version already.

    Raises:
        FormatError: where the file is no annotation file or a value is unknown; the file is left as it was.
        SchemaError: where no chain of steps leads to ``target``.
    """
    try:
        data = msgspec.json.decode(storage.read_bytes(path))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError(
            describe(f"{error}.", file=path, rule="file-form", fix="give a JSON annotation file.")
        ) from error
    if not isinstance(data, dict) or not isinstance(data.get("schema_version"), str):
        raise FormatError(
            describe(
                "no schema_version.", file=path, rule="file-form", fix="give an annotation file with schema_version."
            )
        )
    chain = find_path(steps, data["schema_version"], target)
    total = 0
    for step in chain:
        data, changed = migrate_item(data, step, path)
        total += changed
    if chain and write:
        storage.write_atomic(path, storage.encode(data))
    return total
