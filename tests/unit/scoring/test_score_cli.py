"""The verb ``accord score``."""

import json
import shutil
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from accord.cli.score import command
from accord.corpus import load_corpus
from accord.errors import AccordError

LAYERS = ("mentions", "entities", "relations", "pledges", "near_misses")

MINI = Path(__file__).parents[2] / "data" / "mini"
GOLD = MINI / "annotations" / "gold"


def run(*arguments) -> str:
    result = CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*arguments) -> AccordError:
    result = CliRunner().invoke(command, [str(argument) for argument in arguments])
    assert isinstance(result.exception, AccordError), result.output
    return result.exception


def test_gold_folder_against_itself():
    report = json.loads(run(MINI, GOLD, "--format", "json", "--samples", "10"))
    assert report["primaries"]["accord"] == 1
    assert report["signature"]["samples"] == 10
    assert report["signature"]["text"].startswith("accord|schema:")


def test_split_names_and_folders_agree(monkeypatch):
    monkeypatch.setenv("ACCORD_ROOT", str(MINI))
    by_name = json.loads(run("all", GOLD, "--format", "json"))
    assert by_name == json.loads(run(MINI, GOLD, "--format", "json", "--split", "all"))


def test_table_shows_groups_notes_and_signature():
    output = run(MINI, GOLD, "--by", "stratum", "--by", "theme", "--short")
    assert "Primary scores by stratum" in output and "Primary scores by theme" in output
    assert output.strip().splitlines()[-1].startswith("accord|schema:")
    assert "The intervals rest on" in output


def test_markdown_and_latex():
    assert "| Accord score | mean of the six | 100.0 |" in run(MINI, GOLD, "--format", "markdown", "--short")
    assert r"\begin{tabular}" in run(MINI, GOLD, "--format", "latex", "--short")


def test_a_split_scores_its_documents_alone_and_knows_what_training_holds():
    splits = (MINI / "corpus" / "splits.yaml").read_text()
    name = "test" if "test:" in splits else "validation"
    report = json.loads(run(MINI, GOLD, "--split", name, "--format", "json", "--samples", "0"))
    assert report["signature"]["split"] == name
    assert any("not scored here" in warning for warning in report["warnings"])
    assert report["signature"]["unseen"] is not None


def test_ledgers_lie_beside_the_annotations(tmp_path):
    for path in GOLD.rglob("*.json"):
        shutil.copy(path, tmp_path / path.name)
    shutil.copytree(MINI / "annotations" / "ledger", tmp_path / "ledger")
    report = json.loads(run(MINI, tmp_path, "--format", "json", "--samples", "0"))
    assert report["scores"]["ledger.edges.micro.f1"] == 1


def test_a_submission_over_the_whole_corpus_scores_on_a_split(tmp_path):
    corpus = load_corpus(MINI)
    path = tmp_path / "system.jsonl"
    with path.open("w") as stream:
        for annotation in corpus.gold.values():
            plain = msgspec.to_builtins(annotation)
            stream.write(json.dumps({name: plain[name] for name in ("doc_id", "text_sha256", *LAYERS)}) + "\n")
    report = json.loads(run(MINI, path, "--split", "test", "--format", "json", "--samples", "0"))
    assert report["primaries"]["accord"] == 1
    assert [row[1] for row in report["table"]["rows"]] == ["prespa-nato"] * 3
    path.write_text("no JSON\n")
    assert "line-json" in str(refused(MINI, path))


def test_mistakes_are_named(tmp_path):
    assert "score-gold" in str(refused("nowhere", GOLD))
    assert "score-split" in str(refused("test", GOLD, "--split", "train"))
    assert "score-predicted" in str(refused(MINI, tmp_path))
    first = next(GOLD.rglob("*.json"))
    shutil.copy(first, tmp_path / "another-name.json")
    assert "file-name" in str(refused(MINI, tmp_path))
    (tmp_path / "another-name.json").unlink()
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        shutil.copy(first, tmp_path / folder / first.name)
    assert "score-twice" in str(refused(MINI, tmp_path))


def test_unknown_tasks_are_named():
    assert "score-tasks" in str(refused(MINI, GOLD, "--task", "poetry"))


@pytest.mark.parametrize("value", ["0", "1.5"])
def test_iou_lies_above_0_and_at_most_1(value):
    result = CliRunner().invoke(command, [str(MINI), str(GOLD), "--iou", value])
    assert result.exit_code == 2
