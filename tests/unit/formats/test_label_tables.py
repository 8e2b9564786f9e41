"""The label tables: complete, derived from the schema, and the docs' page is their output."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from test_json_schema import extended

from accord.cli import group
from accord.formats.label_tables import label_tables
from accord.schema import Schema, load_schema

DOCS = Path(__file__).parents[3] / "docs" / "schema.md"


def sections(schema: Schema) -> dict[str, list[list[str]]]:
    """Title -> the cells of each row below the head."""
    found: dict[str, list[list[str]]] = {}
    for block in label_tables(schema).split("\n## ")[1:]:
        title, _, *lines = block.strip().split("\n")
        rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
        assert {len(row) for row in rows[2:]} == {len(rows[0])}, title
        found[title] = rows[2:]
    return found


@pytest.mark.parametrize("change", [lambda schema: schema, extended], ids=["stored", "extended"])
def test_every_label_slot_and_value_has_a_row(change) -> None:
    schema = change(load_schema())
    tables = sections(schema)
    names = {title: [row[0].strip("`") for row in rows] for title, rows in tables.items()}
    assert names["Mention types"] == list(schema.mention_types)
    assert names["Forms"] == list(schema.forms)
    assert names["Relations"] == list(schema.relations)
    assert names["Ledger"] == list(schema.ledger.labels)
    for title, frame in (("Pledge", schema.pledge), ("Near-miss", schema.near_miss)):
        assert names[f"{title}: slots"] == list(frame.slots)
        values = [
            [f"`{name}`", value, text] for name, item in frame.attributes.items() for value, text in item.values.items()
        ]
        assert tables[f"{title}: attributes"] == values
    for name, relation in schema.relations.items():
        row = tables["Relations"][list(schema.relations).index(name)]
        assert row[1:3] == [", ".join(relation.head), ", ".join(relation.tail)]


def test_a_new_version_shows_in_the_title() -> None:
    from msgspec.structs import replace

    assert label_tables(replace(load_schema(), version="9.8.7")).startswith("# Labels of schema 9.8.7\n")


def test_the_docs_page_is_the_commands_output() -> None:
    result = CliRunner().invoke(group, ["schema"])
    assert result.exit_code == 0
    assert DOCS.read_text(encoding="utf-8") == result.output, "renew it: accord schema > docs/schema.md"
