"""The dataset card: YAML for the Hub and for ``load_dataset``, then the page from ``templates/card.md``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib.resources import files
from string import Template
from typing import Any

import pyarrow as pa
import yaml

from accord.formats.columns import CONFIGS, Column
from accord.formats.label_tables import label_tables
from accord.model import Release
from accord.schema import Schema

TAGS = ("relation-extraction", "information-extraction", "commitments", "pledges", "diplomacy", "croissant")


def render_card(
    tables: dict[str, pa.Table],
    *,
    schema: Schema,
    release: Release,
    digest: str,
    source_text: bool,
    configs: Sequence[dict[str, Any]],
    info: Sequence[dict[str, Any]],
    counts: dict[str, dict[str, int]],
    extras: Sequence[str],
) -> str:
    """Render the card: README.md of the dataset.

    Args:
        tables: the published tables by name.
        schema: gives labels and columns.
        release: the data version and licences.
        digest: the digest of the data.
        source_text: whether the ``source`` stratum's text is in the tables.
        configs: the YAML's ``configs``.
        info: the YAML's ``dataset_info``.
        counts: rows by table and split.
        extras: names of the files that travel with the dataset.
    """
    documents = tables["documents"]
    head = {
        "pretty_name": "Accord",
        "language": ["en"],
        **card_licence(documents, release, source_text, extras),
        "task_categories": ["token-classification", "text-classification", "text-generation"],
        "task_ids": ["named-entity-recognition"],
        "tags": list(TAGS),
        "annotations_creators": sorted({_creator(value) for value in _values(documents, "verified_by")}),
        "language_creators": sorted({_writer(stratum) for stratum in _values(documents, "stratum")}),
        "multilinguality": ["monolingual"],
        "size_categories": [_size(documents.num_rows)],
        "configs": list(configs),
        "dataset_info": list(info),
    }
    front = yaml.safe_dump(head, sort_keys=False, allow_unicode=True, width=200)
    page = Template(files("accord.formats").joinpath("templates/card.md").read_text("utf-8")).substitute(
        version=release.version,
        date=release.date,
        year=release.date[:4],
        schema_version=schema.version,
        digest=digest,
        text_licence=release.text_licence,
        annotation_licence=release.annotation_licence,
        documents=documents.num_rows,
        counts=_count_table(counts, schema),
        strata=_list(f"`{name}`: {number}" for name, number in sorted(Counter(_values(documents, "stratum")).items())),
        verified=_list(
            f"`{name}`: {number}" for name, number in sorted(Counter(_values(documents, "verified_by")).items())
        ),
        labels=_labels(schema),
        columns="\n\n".join(_column_section(config, schema) for config in CONFIGS),
        source_note="" if source_text else "\n" + _fragment("without_source_text.md"),
        extras=", ".join(f"[{name}]({name})" for name in extras) or "none",
    )
    return f"---\n{front}---\n{page}"


def _column_section(config: str, schema: Schema) -> str:
    """The columns of one table; a table that shares another's columns names that one."""
    twin = next(name for name, make in CONFIGS.items() if make is CONFIGS[config])
    text = _column_table(CONFIGS[config](schema)) if twin == config else f"The columns of `{twin}`."
    return f"### `{config}`\n\n{text}"


def card_licence(documents: pa.Table, release: Release, source_text: bool, extras: Sequence[str]) -> dict[str, str]:
    """Return the card's licence keys: one identifier where all texts and annotations share it, else ``other``."""
    if given_licences(documents, release, source_text) == ["CC-BY-4.0"]:
        return {"license": "cc-by-4.0"}
    link = {"license_link": "LICENSE-DATA"} if "LICENSE-DATA" in extras else {}
    return {"license": "other", "license_name": "accord-mixed", **link}


def given_licences(documents: pa.Table, release: Release, source_text: bool) -> list[str]:
    """Return the licences of the annotations and of the texts that are given away, each once, as SPDX writes them."""
    strata, licences = _values(documents, "stratum"), _values(documents, "licence")
    given = {licence for stratum, licence in zip(strata, licences, strict=True) if source_text or stratum != "source"}
    return sorted({_spdx(licence) for licence in given | {release.annotation_licence}})


def _spdx(licence: str) -> str:
    return re.sub(r"^CC BY(-\w+)? (\d\.\d)$", r"CC-BY\1-\2", licence)


def _values(table: pa.Table, column: str) -> list[Any]:
    return table[column].to_pylist()


def _writer(stratum: str) -> str:
    return "found" if stratum == "source" else "machine-generated"


def _creator(verified_by: str) -> str:
    return "expert-generated" if verified_by == "human" else "machine-generated"


def _size(documents: int) -> str:
    return "n<1K" if documents < 1000 else "1K<n<10K"


def _fragment(name: str) -> str:
    return files("accord.formats").joinpath(f"templates/{name}").read_text("utf-8")


def _list(items: Iterable[str]) -> str:
    return ", ".join(items)


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def _count_table(counts: dict[str, dict[str, int]], schema: Schema) -> str:
    splits = [split for split in schema.grid["split"] if any(split in row for row in counts.values())]
    return _table(
        ["table", *splits],
        [[f"`{config}`", *(row.get(split, 0) for split in splits)] for config, row in counts.items()],
    )


def _labels(schema: Schema) -> str:
    """The tables of every label, without their title, one heading level deeper than in the docs."""
    _, _, tables = label_tables(schema).partition("\n## ")
    return f"## {tables}".replace("## ", "### ")


def _column_table(columns: Sequence[Column]) -> str:
    rows = []
    for column in columns:
        rows.append([f"`{column.name}`", _type_name(column.arrow), column.description])
        rows += [
            [f"`{column.name}[].{member.name}`", _type_name(member.arrow), member.description]
            for member in column.members
        ]
    return _table(["column", "type", "what"], rows)


def _type_name(kind: pa.DataType) -> str:
    if not pa.types.is_list(kind):
        return str(kind)
    return "list of structs" if pa.types.is_struct(kind.value_type) else f"list of {kind.value_type}"
