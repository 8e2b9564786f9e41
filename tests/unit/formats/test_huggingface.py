from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

import datasets
import pytest
import yaml
from click.testing import CliRunner
from dataset_roots import VERSION, copy_mini, release, rewrite_gold

import accord
from accord.corpus import data_digest
from accord.dataset import build
from accord.derived import DERIVED
from accord.errors import AccordError, DataNotFoundError, FormatError
from accord.formats.columns import CONFIGS, arrow_schema
from accord.schema import load_schema

CASES = [(config, split) for config in CONFIGS for split in ("train", "validation", "test")]


def front(folder: Path) -> dict:
    return yaml.safe_load((folder / "README.md").read_text("utf-8").split("---\n")[1])


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("config", "split"), CASES)
@pytest.mark.parametrize("streaming", [False, True])
def test_load_dataset_gives_the_rows_and_features_of_accord_load(built, data_root, tmp_path, config, split, streaming):
    expected = accord.load(config, split=split, root=data_root) if split in splits_of(data_root) else None
    if not expected:
        with pytest.raises(ValueError, match=split):
            datasets.load_dataset(str(built), config, split=split, cache_dir=tmp_path, streaming=streaming)
        return
    loaded = datasets.load_dataset(str(built), config, split=split, cache_dir=tmp_path, streaming=streaming)
    assert list(loaded) == expected.to_pylist()
    assert loaded.features == datasets.Features.from_arrow_schema(arrow_schema(config, load_schema()))
    assert str(loaded.info.version) == VERSION
    assert data_digest(data_root) in loaded.info.description


def splits_of(root: Path) -> list[str]:
    return [
        name for name, dossiers in yaml.safe_load((root / "corpus" / "splits.yaml").read_text()).items() if dossiers
    ]


def test_every_table_has_rows_in_the_mini_corpus(data_root):
    assert all(accord.load(config, root=data_root).num_rows for config in CONFIGS)


def test_the_default_table_is_documents(built, tmp_path):
    loaded = datasets.load_dataset(str(built), cache_dir=tmp_path)
    assert next(iter(loaded.values())).column_names == arrow_schema("documents", load_schema()).names


def test_building_twice_gives_the_same_bytes(built, data_root, tmp_path):
    build(tmp_path / "accord", root=data_root)
    build(tmp_path / "accord", root=data_root)
    assert contents(tmp_path / "accord") == contents(built)
    assert [path.name for path in tmp_path.iterdir()] == ["accord"]


def test_one_cache_never_mixes_two_builds_of_the_same_name(built, data_root, tmp_path):
    other = copy_mini(tmp_path / "root")
    doc_id = accord.load("pledges", split="train", root=other)["doc_id"][0].as_py()
    rewrite_gold(other, doc_id, pledges=(), near_misses=())
    shutil.rmtree(other / "annotations" / "ledger")
    release(other)
    build(tmp_path / "hub" / "accord", root=other)
    first = datasets.load_dataset(str(built), "pledges", split="train", cache_dir=tmp_path / "cache")
    second = datasets.load_dataset(
        str(tmp_path / "hub" / "accord"), "pledges", split="train", cache_dir=tmp_path / "cache"
    )
    assert doc_id in first["doc_id"]
    assert doc_id not in second["doc_id"]


def test_a_table_without_rows_is_left_out(tmp_path):
    root = copy_mini(tmp_path / "root")
    shutil.rmtree(root / "annotations" / "ledger")
    counts = build(tmp_path / "accord", root=release(root))
    assert counts["ledger"] == {}
    assert [item["config_name"] for item in front(tmp_path / "accord")["configs"]] == [
        name for name in CONFIGS if name != "ledger"
    ]
    assert accord.load("ledger", root=root).num_rows == 0


def test_a_corpus_with_a_missing_split_still_loads(data_root, tmp_path):
    root = copy_mini(tmp_path / "root")
    path = root / "corpus" / "splits.yaml"
    splits = yaml.safe_load(path.read_text())
    kept = next(name for name, dossiers in splits.items() if dossiers)
    path.write_text(yaml.safe_dump({kept: splits[kept]}))
    build(tmp_path / "accord", root=release(root))
    loaded = datasets.load_dataset(str(tmp_path / "accord"), "documents", cache_dir=tmp_path / "cache")
    assert list(loaded) == [kept]
    assert loaded[kept].to_list() == accord.load("documents", split=kept, root=data_root).to_pylist()


def test_documents_without_gold_are_left_out(data_root, tmp_path):
    root = copy_mini(tmp_path / "root")
    gone = accord.load("documents", root=root)["doc_id"][0].as_py()
    next((root / "annotations" / "gold").glob(f"*/{gone}.json")).unlink()
    release(root)
    for config in CONFIGS:
        rows = accord.load(config, root=root).to_pylist()
        assert all(gone not in (row["doc_id"], row.get("later_doc_id")) for row in rows)
    assert accord.load("documents", root=root).num_rows == accord.load("documents", root=data_root).num_rows - 1


def test_without_source_text_annotations_stand_off(tmp_path):
    root = copy_mini(tmp_path / "root")
    document = accord.load_corpus(root).split("train").documents[0]
    path = root / "corpus" / "dossiers" / document.dossier / "dossier.yaml"
    dossier = yaml.safe_load(path.read_text())
    for article in dossier["articles"]:
        article["stratum"] = "source"
    path.write_text(yaml.safe_dump(dossier))
    release(root)
    build(tmp_path / "accord", root=root, source_text=False)
    build(tmp_path / "full", root=root)
    surfaces = {
        "text",
        "name",
        "tokens",
        "sentence_text",
        "evidence_texts",
        "content",
        "later_content",
        "trigger",
        "condition",
        "head_name",
        "tail_name",
        "head_mentions",
        "tail_mentions",
        "pledgor",
        "addressee",
        "object",
        "deadline",
        "source_mention",
        "holder",
    }
    hidden = {article["id"] for article in dossier["articles"]}
    checked = 0
    for config in (name for name in CONFIGS if name not in DERIVED):  # a source article never stands in test
        rows = datasets.load_dataset(
            str(tmp_path / "accord"), config, split="train", cache_dir=tmp_path / "cache"
        ).to_list()
        whole = accord.load(config, split="train", root=root).to_pylist()
        for row, full in zip(rows, whole, strict=True):
            if row["doc_id"] not in hidden:
                assert row == full
                continue
            checked += 1
            for name, value in full.items():
                if isinstance(value, list) and value and isinstance(value[0], dict):
                    inner = {"text", "name", "trigger", "content", "condition"}
                    assert row[name] == [
                        {key: None if key in inner else item for key, item in member.items()} for member in value
                    ]
                else:
                    assert row[name] == (None if name in surfaces else value)
    assert checked > 10
    card = (tmp_path / "accord" / "README.md").read_text()
    assert "leaves out the text" in card
    assert "leaves out the text" not in (tmp_path / "full" / "README.md").read_text()
    assert document.text.split("\n")[0] not in card
    assert front(tmp_path / "full")["language_creators"] != []


def test_the_licence_is_cc_by_only_where_every_text_is(built, tmp_path):
    assert front(built)["license"] == "cc-by-4.0"
    root = copy_mini(tmp_path / "root")
    path = next(root.glob("corpus/dossiers/*/dossier.yaml"))
    dossier = yaml.safe_load(path.read_text())
    for article in dossier["articles"]:
        article["licence"] = "rights remain with the publisher"
    path.write_text(yaml.safe_dump(dossier))
    build(tmp_path / "accord", root=release(root))
    assert front(tmp_path / "accord")["license"] == "other"
    assert front(tmp_path / "accord")["license_link"] == "LICENSE-DATA"
    stated = json.loads((tmp_path / "accord" / "croissant.json").read_text())["license"]
    assert stated == ["https://spdx.org/licenses/CC-BY-4.0.html", "rights remain with the publisher"]


def test_the_card_says_what_the_hub_reads(built):
    from huggingface_hub import DatasetCard

    data = DatasetCard.load(built / "README.md").data
    assert data.task_ids == ["named-entity-recognition"]
    assert [item["config_name"] for item in data.configs if item.get("default")] == ["documents"]
    for item in data["dataset_info"]:
        assert item["version"] == VERSION
        assert "class_label" not in str(item["features"]) and "sequence" not in str(item["features"])
    page = (built / "README.md").read_text("utf-8")
    assert "${" not in page and "$" + "version" not in page
    assert all(f"`{name}`" in page for name in load_schema().relations)


def test_checksums_cover_every_file(built):
    listed = dict(reversed(line.split("  ")) for line in (built / "SHA256SUMS").read_text().splitlines())
    files = contents(built)
    assert set(listed) == set(files) - {"SHA256SUMS"}
    assert all(hashlib.sha256(files[name]).hexdigest() == digest for name, digest in listed.items())
    assert {"DATASHEET.md", "LICENSE", "LICENSE-DATA", "croissant.json"} <= set(listed)


def test_no_other_folder_is_overwritten(data_root, tmp_path):
    other = tmp_path / "home"
    other.mkdir()
    (other / "letter.txt").write_text("mine")
    with pytest.raises(FormatError, match="build-folder"):
        build(other, root=data_root)
    assert (other / "letter.txt").read_text() == "mine"


def test_a_build_that_someone_changed_is_not_overwritten(data_root, tmp_path):
    folder = tmp_path / "accord"
    build(folder, root=data_root)
    build(folder, root=data_root)
    (folder / "notes.md").write_text("mine")
    with pytest.raises(FormatError, match=r"notes\.md"):
        build(folder, root=data_root)
    (folder / "notes.md").unlink()
    (folder / "README.md").write_text("mine")
    with pytest.raises(FormatError, match=r"README\.md"):
        build(folder, root=data_root)


def test_data_that_the_release_does_not_state_are_not_built(tmp_path):
    root = copy_mini(tmp_path / "root")
    next((root / "annotations" / "gold").glob("*/*.json")).unlink()
    with pytest.raises(FormatError, match="release-digest"):
        build(tmp_path / "accord", root=root)
    assert not (tmp_path / "accord").exists()


def test_a_failed_build_leaves_the_old_one(data_root, tmp_path, monkeypatch):
    from accord.formats import huggingface

    build(tmp_path / "accord", root=data_root)
    before = contents(tmp_path / "accord")
    monkeypatch.setattr(huggingface, "describe_dataset", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        build(tmp_path / "accord", root=data_root)
    assert contents(tmp_path / "accord") == before
    assert [path.name for path in tmp_path.iterdir()] == ["accord"]


def test_when_the_new_folder_cannot_be_put_in_place_the_old_one_comes_back(data_root, tmp_path, monkeypatch):
    build(tmp_path / "accord", root=data_root)
    before = contents(tmp_path / "accord")
    move = os.replace

    def refuse(source, target):
        if Path(source).name == "made":
            raise OSError("disk gone")
        move(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="disk gone"):
        build(tmp_path / "accord", root=data_root)
    assert contents(tmp_path / "accord") == before


@pytest.mark.parametrize(
    ("config", "split", "rule"), [("pledge", None, "table-unknown"), ("pledges", "dev", "split-unknown")]
)
def test_unknown_tables_and_splits_are_named(data_root, config, split, rule):
    with pytest.raises(DataNotFoundError, match=rule):
        accord.load(config, split=split, root=data_root)


def test_the_table_goes_to_pandas_polars_and_datasets(data_root):
    import polars

    table = accord.load("pledges", root=data_root)
    assert list(table.to_pandas()["kind"]) == table["kind"].to_pylist()
    assert polars.from_arrow(table).to_dicts() == table.to_pylist()
    assert datasets.Dataset(table).to_list() == table.to_pylist()


def test_the_command_builds_and_prints_the_counts(data_root, built, tmp_path, monkeypatch):
    from accord.cli import group

    monkeypatch.setenv("ACCORD_ROOT", str(data_root))
    result = CliRunner().invoke(group, ["build", "--out", str(tmp_path / "accord"), "--skip-validation"])
    assert result.exit_code == 0, result.output
    assert "near_misses" not in result.output and "pledges" in result.output
    assert contents(tmp_path / "accord") == contents(built)


def test_the_command_names_a_folder_that_cannot_be_written(data_root, tmp_path, monkeypatch):
    from accord.cli import group

    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ACCORD_ROOT", str(data_root))
    result = CliRunner().invoke(group, ["build", "--out", str(tmp_path / "file" / "accord"), "--skip-validation"])
    assert isinstance(result.exception, AccordError)
    assert "[build-folder]" in str(result.exception) and "--out" in str(result.exception)


def test_the_command_builds_nothing_from_data_with_findings(tmp_path, monkeypatch):
    from accord.cli import group

    root = copy_mini(tmp_path / "root")
    pledge_doc = accord.load("pledges", root=root)["doc_id"][0].as_py()
    path = next((root / "annotations" / "gold").glob(f"*/{pledge_doc}.json"))
    path.write_text(path.read_text().replace('"firmness": "', '"firmness": "QUITE_', 1))
    release(root)
    monkeypatch.setenv("ACCORD_ROOT", str(root))
    result = CliRunner().invoke(group, ["build", "--out", str(tmp_path / "accord")])
    assert result.exit_code == 1
    assert "QUITE_" in result.output and pledge_doc in result.output
    assert not (tmp_path / "accord").exists()
