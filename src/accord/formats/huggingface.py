"""The dataset folder that ``datasets.load_dataset`` reads: Parquet, the card with its YAML, Croissant, checksums.

Written without the ``datasets`` library. The traps it keeps clear of: strings instead of ClassLabel, at most one level
of list-of-struct, ``list:`` instead of Sequence, only Parquet in ``configs``, and a version and digest in every
configuration, because the local cache is keyed by the card and the folder's name and not by the data.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from accord import storage
from accord.errors import FormatError, describe
from accord.formats.card import render_card
from accord.formats.columns import CONFIGS
from accord.formats.croissant import describe_dataset
from accord.model import Release
from accord.schema import Schema

CHECKSUMS = "SHA256SUMS"
EXTRA_FILES = ("DATASHEET.md", "LICENSE", "LICENSE-DATA")
"""Files of the data root that travel with the dataset where they are present."""

_PARQUET = {"compression": "zstd", "version": "2.6", "use_dictionary": True, "write_statistics": True}
"""Fixed writer options: the same rows always give the same bytes (with one version of pyarrow)."""


@dataclass(frozen=True)
class Source:
    """What a build is made from: the tables by name, the release that they state, and what rules the text."""

    tables: dict[str, pa.Table]
    schema: Schema
    release: Release
    digest: str
    source_text: bool


def split_tables(table: pa.Table, schema: Schema) -> dict[str, pa.Table]:
    """Cut a table by its ``split`` column, in the schema's order of splits; empty ones are left out."""
    column = table["split"].to_pylist()
    parts = {}
    for name in schema.grid["split"]:
        rows = [number for number, split in enumerate(column) if split == name]
        if rows:
            parts[name] = table.take(rows).combine_chunks()
    return parts


def feature(name: str, kind: pa.DataType) -> dict[str, Any]:
    """Return one feature as the card's YAML has it: ``dtype``, or ``list`` of a type or of structs."""
    if not pa.types.is_list(kind):
        return {"name": name, "dtype": str(kind)}
    item = kind.value_type
    if pa.types.is_struct(item):
        return {"name": name, "list": [feature(field.name, field.type) for field in item]}
    return {"name": name, "list": str(item)}


def write_folder(out: Path, source: Source, root: Path) -> dict[str, dict[str, int]]:
    """Write the dataset folder: made beside ``out`` and renamed, so that a half build is never seen.

    Args:
        out: the folder; where it exists it must be a previous build, untouched since.
        source: tables, schema and release.
        root: the data root that ``EXTRA_FILES`` are copied from.

    Returns:
        The number of rows by table and split.

    Raises:
        FormatError: where ``out`` holds anything that is not a previous build's.
    """
    out = out.resolve()
    check_replaceable(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    workplace = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    try:
        made = workplace / "made"
        counts = _fill(made, source, root)
        _swap(made, out, workplace / "previous")
    finally:
        shutil.rmtree(workplace, ignore_errors=True)
    return counts


def _swap(made: Path, out: Path, previous: Path) -> None:
    """Put the new folder in the old one's place; where that fails, put the old one back."""
    if not out.exists():
        os.replace(made, out)
        return
    os.replace(out, previous)
    try:
        os.replace(made, out)
    except OSError:
        os.replace(previous, out)
        raise


def check_replaceable(out: Path) -> None:
    """Check that a folder may be overwritten: absent, empty, or a build whose files all match its checksums.

    Raises:
        FormatError: naming the first thing that would be lost.
    """
    if not out.exists():
        return
    fix = "name another folder with --out, or move this one away."
    if not out.is_dir():
        raise FormatError(describe("is a file; expected a folder.", file=out, rule="build-folder", fix=fix))
    present = sorted(path for path in out.rglob("*") if not path.is_dir())
    if not present:
        return
    if not (out / CHECKSUMS).is_file():
        raise FormatError(
            describe("is no previous build and would be overwritten.", file=out, rule="build-folder", fix=fix)
        )
    lines = storage.read_bytes(out / CHECKSUMS).decode("utf-8", "replace").splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for path in present:
        name = path.relative_to(out).as_posix()
        if name != CHECKSUMS and not (path.is_file() and listed.get(name) == _sha256(path)):
            raise FormatError(
                describe(
                    "was added or changed since the last build and would be lost.",
                    file=path,
                    rule="build-folder",
                    fix=fix,
                )
            )


def _fill(folder: Path, source: Source, root: Path) -> dict[str, dict[str, int]]:
    """Write every file of the dataset to an empty folder."""
    configs, info, counts = [], [], {}
    for config, table in source.tables.items():
        parts = split_tables(table, source.schema)
        counts[config] = {split: part.num_rows for split, part in parts.items()}
        if not parts:
            continue
        files = {split: folder / "data" / config / f"{split}.parquet" for split in parts}
        for split, path in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(parts[split], path, **_PARQUET)
        # Both lists need the stamp: the loader takes the version from `configs`, the Hub's page from `dataset_info`.
        stamp = {"version": source.release.version, "description": _description(source, files)}
        configs.append(
            {
                "config_name": config,
                **stamp,
                **({"default": True} if config == next(iter(CONFIGS)) else {}),
                "data_files": [
                    {"split": split, "path": path.relative_to(folder).as_posix()} for split, path in files.items()
                ],
            }
        )
        info.append(
            {
                "config_name": config,
                **stamp,
                "features": [feature(field.name, field.type) for field in table.schema],
                "splits": [
                    {"name": split, "num_bytes": part.nbytes, "num_examples": part.num_rows}
                    for split, part in parts.items()
                ],
                "download_size": sum(path.stat().st_size for path in files.values()),
                "dataset_size": sum(part.nbytes for part in parts.values()),
            }
        )
    if not configs:
        raise FormatError(
            describe(
                "no document with gold stands in a split.",
                file=root,
                rule="build-empty",
                fix="annotate a document or add its dossier to corpus/splits.yaml.",
            )
        )
    extras = [name for name in EXTRA_FILES if (root / name).is_file()]
    for name in extras:
        storage.write_atomic(folder / name, storage.read_bytes(root / name))
    facts = {
        "schema": source.schema,
        "release": source.release,
        "digest": source.digest,
        "source_text": source.source_text,
    }
    storage.write_atomic(
        folder / "README.md",
        render_card(source.tables, configs=configs, info=info, counts=counts, extras=extras, **facts),
    )
    croissant = describe_dataset(source.tables, **facts)
    storage.write_atomic(folder / "croissant.json", json.dumps(croissant, ensure_ascii=False, indent=1) + "\n")
    lines = [
        f"{_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in folder.rglob("*") if path.is_file()
    ]
    storage.write_atomic(folder / CHECKSUMS, "".join(sorted(lines, key=lambda line: line.partition("  ")[2])))
    return counts


def _description(source: Source, files: dict[str, Path]) -> str:
    """Name the data and the bytes of a table, so that any change of either gives another cache entry."""
    total = hashlib.sha256("".join(f"{split} {_sha256(path)}\n" for split, path in files.items()).encode()).hexdigest()
    text = "" if source.source_text else "; without source text"
    return f"data {source.digest}; tables sha256:{total}{text}"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
