"""The dataset's Croissant description (MLCommons, with the RAI vocabulary), from the same columns as the tables."""

from __future__ import annotations

import json
import re
from collections import Counter
from importlib.resources import files
from typing import Any

import pyarrow as pa
import yaml

from accord.formats.card import given_licences
from accord.formats.columns import CONFIGS, INT, STRING, Column
from accord.model import Release
from accord.schema import Schema

_DATA_TYPES = {STRING: "sc:Text", INT: "sc:Integer"}


def describe_dataset(
    tables: dict[str, pa.Table],
    *,
    schema: Schema,
    release: Release,
    digest: str,
    source_text: bool,
) -> dict[str, Any]:
    """Return the dataset's ``croissant.json`` as an object: one record set a table that has rows.

    Args:
        tables: the published tables by name.
        schema: gives the columns.
        release: the data version, date and licences.
        digest: the digest of the data.
        source_text: whether the ``source`` stratum's text is in the tables.
    """
    present = [config for config, table in tables.items() if table.num_rows]
    documents = tables["documents"]
    verified = Counter(documents["verified_by"].to_pylist())
    page = yaml.safe_load(_template("croissant.yaml"))
    rai = {f"rai:{name}": text for name, text in page["rai"].items()}
    rai["rai:dataAnnotationAnalysis"] += (
        " Documents by who verified them: "
        + ", ".join(f"{name} {number}" for name, number in sorted(verified.items()))
        + "."
    )
    if not source_text:
        rai["rai:dataCollectionMissingData"] = page["without_source_text"]
    return {
        "@context": json.loads(_template("croissant_context.json")),
        "@type": "sc:Dataset",
        "conformsTo": ["http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0"],
        "name": "accord",
        "alternateName": page["alternateName"],
        "description": f"{page['description']} Data {release.version}, schema {schema.version}, {digest}.",
        "version": release.version,
        "datePublished": release.date,
        "inLanguage": "en",
        "isLiveDataset": False,
        "keywords": page["keywords"],
        "creator": {"@type": "sc:Organization", "name": "The Accord team"},
        "license": [_licence_address(name) for name in given_licences(documents, release, source_text)],
        "citeAs": f"The Accord team. {page['alternateName']}, version {release.version}. {release.date[:4]}.",
        **rai,
        "distribution": [
            {
                "@type": "cr:FileSet",
                "@id": f"{config}-parquet",
                "name": f"{config}-parquet",
                "description": f"The table {config}, one Parquet file a split.",
                "encodingFormat": "application/x-parquet",
                "includes": f"data/{config}/*.parquet",
            }
            for config in present
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": config,
                "name": config,
                "description": page["tables"][config],
                "field": [_field(config, column) for column in CONFIGS[config](schema)],
            }
            for config in present
        ],
    }


def _template(name: str) -> str:
    return files("accord.formats").joinpath(f"templates/{name}").read_text("utf-8")


def _licence_address(name: str) -> str:
    """The licence's address at SPDX; a licence in plain words stays as it is."""
    return f"https://spdx.org/licenses/{name}.html" if re.fullmatch(r"[\w.+-]+", name) else name


def _field(config: str, column: Column) -> dict[str, Any]:
    """A column as a Croissant field; a list of structs is a repeated field whose members are read by JSON path."""
    name = f"{config}/{column.name}"
    field: dict[str, Any] = {"@type": "cr:Field", "@id": name, "name": name, "description": column.description}
    extract = {"fileSet": {"@id": f"{config}-parquet"}, "extract": {"column": column.name}}
    if not column.members:
        repeated = pa.types.is_list(column.arrow)
        kind = column.arrow.value_type if repeated else column.arrow
        return field | {"dataType": _DATA_TYPES[kind], "source": extract} | ({"repeated": True} if repeated else {})
    return field | {
        "repeated": True,
        "subField": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{member.name}",
                "name": f"{name}/{member.name}",
                "description": member.description,
                "dataType": _DATA_TYPES[member.arrow.value_type if pa.types.is_list(member.arrow) else member.arrow],
                "source": extract | {"transform": {"jsonPath": member.name}},
            }
            for member in column.members
        ],
    }
