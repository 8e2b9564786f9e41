"""Migrations: the step from the 0.9.0 draft, run on stored drafts by function and by command."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from accord import paths, storage
from accord.cli import group
from accord.errors import FormatError, SchemaError
from accord.migrate import Split, Step, find_path, load_steps, migrate_file, migrate_item
from accord.model import Annotation
from accord.schema import load_schema, parse_schema

DATA = Path(__file__).parents[1] / "data"
DRAFTS = sorted((DATA / "migrate").glob("*.json"))
GOLD = DATA / "mini" / "annotations" / "gold" / "lake-orrin"
SCHEMA = paths.data_root() / "schema"


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    for path in DRAFTS:
        shutil.copy(path, tmp_path)
    return tmp_path


def run(*arguments: object):
    return CliRunner().invoke(group, ["migrate", *map(str, arguments)])


def test_drafts_are_drafts() -> None:
    """What is migrated is of 0.9.0: with the old label, the whole attribute, and no annotation of today."""
    assert len(DRAFTS) == 2
    old = parse_schema((SCHEMA / "history" / "0.9.0.yaml").read_bytes())
    labels = set()
    for path in DRAFTS:
        data = json.loads(path.read_text(encoding="utf-8"))
        assert data["schema_version"] == old.version
        labels |= {item["type"] for item in data["relations"]}
        assert {item["strength"] for item in data["pledges"]} <= set(old.pledge.attributes["strength"].values)
        with pytest.raises(FormatError):
            storage.load_annotation(path)
    assert "SIGNATORY_OF" in labels and labels <= set(old.relations)


@pytest.mark.parametrize("path", DRAFTS, ids=lambda path: path.stem)
def test_a_migrated_draft_is_the_annotation_of_today(path: Path, drafts: Path) -> None:
    before = json.loads(path.read_text(encoding="utf-8"))
    renamed = sum(item["type"] == "SIGNATORY_OF" for item in before["relations"])
    target = drafts / path.name
    assert migrate_file(target, "1.0.0", load_steps()) == renamed + len(before["pledges"])
    text = (DATA / "mini" / "corpus" / "dossiers" / "lake-orrin" / f"{path.stem}.txt").read_text(encoding="utf-8")
    migrated = storage.load_annotation(target, text)
    assert migrated == storage.load_annotation(GOLD / path.name, text)
    assert isinstance(migrated, Annotation) and migrated.schema_version == load_schema().version


def test_command_migrates_a_folder(drafts: Path) -> None:
    result = run(drafts, "--to", "1.0.0")
    assert result.exit_code == 0, result.output
    for path in DRAFTS:
        assert (drafts / path.name).read_bytes() == (GOLD / path.name).read_bytes()
        assert path.name in result.output


def test_dry_run_reports_and_writes_nothing(drafts: Path) -> None:
    result = run(drafts, "--to", "1.0.0", "--dry-run")
    assert result.exit_code == 0 and "dry run" in result.output
    assert [(drafts / path.name).read_bytes() for path in DRAFTS] == [path.read_bytes() for path in DRAFTS]


def test_an_unknown_value_is_named_and_nothing_written(drafts: Path) -> None:
    # The last file is the bad one: the good ones before it must not be written either.
    bad = drafts / DRAFTS[-1].name
    data = json.loads(bad.read_text(encoding="utf-8"))
    data["pledges"][-1]["strength"] = "SOLEMN"
    bad.write_text(storage.encode(data), encoding="utf-8")
    before = {path.name: path.read_bytes() for path in drafts.iterdir()}
    named = rf"{data['doc_id']}:{data['pledges'][-1]['id']} \[migration-value\] strength is 'SOLEMN'.*Fix:"
    with pytest.raises(FormatError, match=named):
        migrate_file(bad, "1.0.0", load_steps())
    result = run(drafts, "--to", "1.0.0")
    assert isinstance(result.exception, FormatError)
    assert {path.name: path.read_bytes() for path in drafts.iterdir()} == before


@pytest.mark.parametrize("target", ["2.0.0", "0.9", "0.8.0"])
def test_no_chain_is_an_error(drafts: Path, target: str) -> None:
    with pytest.raises(SchemaError, match=rf"no migration leads from schema 0\.9\.0 to {target}"):
        migrate_file(drafts / DRAFTS[0].name, target, load_steps())
    assert isinstance(run(drafts, "--to", target).exception, SchemaError)
    assert (drafts / DRAFTS[0].name).read_bytes() == DRAFTS[0].read_bytes()


def test_no_way_back() -> None:
    with pytest.raises(SchemaError, match="migration-chain"):
        find_path(load_steps(), "1.0.0", "0.9.0")


def test_what_is_there_already_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    raw = (GOLD / DRAFTS[0].name).read_bytes().replace(b"\n", b"\n ")
    path.write_bytes(raw)
    assert migrate_file(path, "1.0.0", load_steps()) == 0
    assert path.read_bytes() == raw


def test_a_chain_of_steps_is_followed_and_a_loop_ends() -> None:
    first = Step("1", "2", split_attributes=(Split("pledges", "old", {"x": {"new": "y"}}),))
    steps = {"1": first, "2": Step("2", "3")}
    assert find_path(steps, "1", "3") == [first, steps["2"]]
    migrated, changed = migrate_item({"schema_version": "1", "pledges": [{"old": "x"}]}, first)
    assert (migrated, changed) == ({"schema_version": "2", "pledges": [{"new": "y"}]}, 1)
    with pytest.raises(SchemaError):
        find_path({"1": Step("1", "2"), "2": Step("2", "1")}, "1", "3")


@pytest.mark.parametrize("content", ["[]", "{}", '{"schema_version": 1}', "no JSON"])
def test_other_files_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FormatError, match="file-form"):
        migrate_file(path, "1.0.0", load_steps())


def test_two_steps_from_one_version_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "schema" / "migrations"
    folder.mkdir(parents=True)
    for name in ("a", "b"):
        (folder / f"{name}.yaml").write_text("{from: 1.0.0, to: 2.0.0}\n", encoding="utf-8")
    with pytest.raises(SchemaError, match="migration-chain"):
        load_steps(tmp_path)


def test_every_released_schema_is_frozen() -> None:
    """As long as the version is 1.0.0 nothing in the schema may change; a change is a new version with a step."""
    current = load_schema()
    history = {path.stem: path for path in (SCHEMA / "history").glob("*.yaml")}
    assert current.version in history
    assert (SCHEMA / "accord.yaml").read_bytes() == history[current.version].read_bytes()
    for version, path in history.items():
        assert parse_schema(path.read_bytes(), path).version == version
    for version in set(history) - {current.version}:
        assert find_path(load_steps(), version, current.version), version


def test_the_step_covers_every_difference_between_the_versions() -> None:
    """Labels that only one side has are exactly those that the step renames or splits."""
    old, new = (parse_schema((SCHEMA / "history" / f"{version}.yaml").read_bytes()) for version in ("0.9.0", "1.0.0"))
    step = load_steps()["0.9.0"]
    assert {rename.old for rename in step.rename_labels} == set(old.relations) - set(new.relations)
    assert {rename.new for rename in step.rename_labels} == set(new.relations) - set(old.relations)
    (split,) = step.split_attributes
    assert {split.attribute} == set(old.pledge.attributes) - set(new.pledge.attributes)
    assert set(split.values) == set(old.pledge.attributes[split.attribute].values)
    for result in split.values.values():
        assert set(result) == set(new.pledge.attributes) - set(old.pledge.attributes)
        assert all(value in new.pledge.attributes[name].values for name, value in result.items())


@pytest.mark.parametrize(
    "change", [{"relations": "SIGNATORY_OF"}, {"pledges": [3]}, {"pledges": [{"id": "p1", "strength": ["x"]}]}]
)
def test_layers_of_another_kind_are_refused(drafts: Path, change: dict) -> None:
    path = sorted(drafts.glob("*.json"))[0]
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | change), encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(FormatError, match=path.name):
        migrate_file(path, load_schema().version, load_steps())
    assert path.read_bytes() == before


@pytest.mark.parametrize("data", [b"[" * 100_000, b"\xff\xfe", b"[]"])
def test_what_is_no_annotation_file_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(data)
    with pytest.raises(FormatError, match=r"x\.json"):
        migrate_file(path, load_schema().version, load_steps())


def test_a_folder_gives_annotations_and_ledgers_and_passes_over_other_json(tmp_path):
    from accord.migrate import find_files

    kept = {"a.json": '{"doc_id": "d", "mentions": []}', "sub/l.json": '{"dossier": "d", "edges": []}', "bad.json": "{"}
    for name, text in {
        **kept,
        "figures.json": '{"schema_version": "0.9.0", "figures": {}}',
        "s.json": "[[0, 1]]",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert {str(path.relative_to(tmp_path)) for path in find_files(tmp_path)} == set(kept)
