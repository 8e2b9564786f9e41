"""JSON Schemas: derived from model and schema, true to the stored files, closed to unknown labels."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from accord.cli import group
from accord.formats.json_schema import KINDS, json_schema
from accord.schema import MentionType, Schema, load_schema

DATA = Path(__file__).parents[2] / "data"
FILES = {
    "annotation": sorted((DATA / "mini" / "annotations").glob("*/*/*.json"))
    + sorted((DATA / "mini" / "annotations").glob("rounds/*/*/*.json")),
    "quoted": sorted((DATA / "quoted").glob("*/*.json")),
    "ledger": sorted((DATA / "mini" / "annotations" / "ledger").glob("*.json")),
}


def validator(kind: str, schema: Schema | None = None) -> jsonschema.Draft202012Validator:
    document = json_schema(kind, schema or load_schema())
    jsonschema.Draft202012Validator.check_schema(document)
    # What is printed is what is tested: defaults that are tuples in memory are lists in JSON.
    return jsonschema.Draft202012Validator(json.loads(json.dumps(document)))


def lines(name: str) -> list[dict]:
    return [json.loads(line) for line in (DATA / "submissions" / name).read_text(encoding="utf-8").splitlines()]


def extended(schema: Schema) -> Schema:
    """A schema with one label more of every kind."""
    spaceship = MentionType(kind="entity", hotkey="z", color="#000000", definition="A craft.")
    attribute = schema.pledge.attributes["firmness"]
    kind = schema.near_miss.attributes["kind"]
    return replace(
        schema,
        mention_types={**schema.mention_types, "SPACESHIP": spaceship},
        forms={**schema.forms, "EMOJI": schema.forms["NAME"]},
        relations={**schema.relations, "ORBITS": schema.relations["PART_OF"]},
        pledge=replace(
            schema.pledge,
            attributes={
                **schema.pledge.attributes,
                "firmness": replace(attribute, values={**attribute.values, "SWORN": "By oath."}),
            },
        ),
        near_miss=replace(
            schema.near_miss, attributes={"kind": replace(kind, values={**kind.values, "DREAM": "Dreamt."})}
        ),
        ledger=replace(schema.ledger, labels={**schema.ledger.labels, "FORGETS": "Nobody recalls it."}),
    )


@pytest.mark.parametrize(
    ("kind", "path"),
    [(kind, path) for kind, paths in FILES.items() for path in paths],
    ids=lambda value: value if isinstance(value, str) else str(value.relative_to(DATA)),
)
def test_stored_files_validate(kind: str, path: Path) -> None:
    assert list(validator(kind).iter_errors(json.loads(path.read_text(encoding="utf-8")))) == []


def test_there_are_files_of_every_kind() -> None:
    assert set(FILES) | {"submission"} == set(KINDS) and all(FILES.values())


@pytest.mark.parametrize("name", ["valid.jsonl", "valid-quoted.jsonl"])
def test_submission_lines_validate(name: str) -> None:
    check = validator("submission")
    for line in lines(name):
        assert list(check.iter_errors(line)) == []


@pytest.mark.parametrize(
    "rule",
    [
        "label-mention",
        "label-form",
        "label-entity",
        "label-relation",
        "label-attribute",
        "label-kind",
        "label-ledger",
        "key-unknown",
        "key-missing",
        "value-type",
        "offset-type",
        "document-missing",
    ],
)
def test_submission_lines_with_such_a_fault_do_not(rule: str) -> None:
    assert not validator("submission").is_valid(lines(f"invalid/{rule}.jsonl")[1])


FAULTS = [
    ("annotation", ("mentions", 0, "type"), "SPACESHIP"),
    ("annotation", ("mentions", 0, "form"), "EMOJI"),
    ("annotation", ("entities", 0, "type"), "SPACESHIP"),
    ("annotation", ("relations", 0, "type"), "ORBITS"),
    ("annotation", ("pledges", 0, "firmness"), "SWORN"),
    ("annotation", ("near_misses", 0, "kind"), "DREAM"),
    ("quoted", ("mentions", 0, "type"), "SPACESHIP"),
    ("quoted", ("relations", 0, "type"), "ORBITS"),
    ("quoted", ("pledges", 0, "firmness"), "SWORN"),
    ("quoted", ("near_misses", 0, "kind"), "DREAM"),
    ("ledger", ("edges", 0, "label"), "FORGETS"),
    ("submission", ("mentions", 0, "type"), "SPACESHIP"),
    ("submission", ("mentions", 0, "form"), "EMOJI"),
    ("submission", ("entities", 0, "type"), "SPACESHIP"),
    ("submission", ("relations", 0, "type"), "ORBITS"),
    ("submission", ("pledges", 0, "firmness"), "SWORN"),
    ("submission", ("near_misses", 0, "kind"), "DREAM"),
]


@pytest.mark.parametrize(("kind", "place", "value"), FAULTS)
def test_a_new_label_fails_until_the_schema_has_it(kind: str, place: tuple, value: str) -> None:
    sample = {
        "annotation": DATA / "mini" / "annotations" / "gold" / "lake-orrin" / "lake-orrin-01.json",
        "quoted": DATA / "quoted" / "gold" / "lake-orrin-01.json",
        "ledger": DATA / "mini" / "annotations" / "ledger" / "lake-orrin.json",
    }
    good = lines("valid.jsonl")[0] if kind == "submission" else json.loads(sample[kind].read_text(encoding="utf-8"))
    changed = copy.deepcopy(good)
    layer, number, field = place
    changed[layer][number][field] = value
    assert validator(kind).is_valid(good) and not validator(kind).is_valid(changed)
    assert validator(kind, extended(load_schema())).is_valid(changed)


def test_a_submitted_ledger_takes_a_new_label_too() -> None:
    line = next(line for line in lines("valid.jsonl") if "dossier" in line)
    line["edges"][0]["label"] = "FORGETS"
    assert not validator("submission").is_valid(line)
    assert validator("submission", extended(load_schema())).is_valid(line)


def test_values_and_other_versions_are_refused() -> None:
    path = DATA / "mini" / "annotations" / "gold" / "lake-orrin" / "lake-orrin-01.json"
    good = json.loads(path.read_text(encoding="utf-8"))
    for key, value in (("schema_version", "0.9.0"), ("verified_by", "nobody"), ("note", "hi"), ("mentions", None)):
        assert not validator("annotation").is_valid({**good, key: value}), key


def test_an_unanswered_attribute_is_null_or_absent() -> None:
    line = lines("valid.jsonl")[0]
    line["pledges"][0]["firmness"] = None
    del line["pledges"][0]["status"]
    assert validator("submission").is_valid(line)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_command_prints_each(kind: str) -> None:
    result = CliRunner().invoke(group, ["schema", "--as", kind])
    assert result.exit_code == 0
    assert json.loads(result.output) == json.loads(json.dumps(json_schema(kind, load_schema())))
