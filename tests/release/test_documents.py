"""The documents that go out with a release say what they must, and what they say holds."""

import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from accord import storage

ROOT = Path(__file__).parents[2]
DATASHEET = (ROOT / "DATASHEET.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = msgspec.toml.decode((ROOT / "pyproject.toml").read_bytes())["project"]


def test_the_datasheet_answers_52_questions_under_seven_headings():
    assert len(re.findall(r"^## ", DATASHEET, flags=re.M)) == 7
    questions = re.findall(r"^\*\*(\d+)\. [^*]+\?\*\*\n(.+)$", DATASHEET, flags=re.M)
    assert [int(number) for number, _ in questions] == list(range(1, 53))
    assert all(len(answer) > 1 for _, answer in questions)


@pytest.mark.parametrize("name", ["DATASHEET.md", "README.md", "CHANGELOG.md", "CITATION.cff"])
def test_no_figure_is_left_to_be_filled_in(name):
    assert "@@" not in (ROOT / name).read_text(encoding="utf-8")


def test_the_release_is_named_alike_everywhere():
    version = storage.load_release(ROOT).version
    citation = msgspec.yaml.decode((ROOT / "CITATION.cff").read_bytes())
    assert citation["version"] == version
    assert f"Datasheet for Accord {version}" in DATASHEET
    assert f"## {version} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "DATASHEET.md"])
def test_links_to_files_of_the_repository_lead_somewhere(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    assert [target for target in targets if not (ROOT / target).exists()] == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_each_command_that_the_documents_name_exists(name):
    from accord.cli import VERBS

    text = (ROOT / name).read_text(encoding="utf-8")
    verbs = set(re.findall(r"(?:`|^|\s)accord ([a-z]+)\b", text, flags=re.M))
    assert verbs
    assert verbs <= set(VERBS)


def test_the_readmes_python_runs(tmp_path, monkeypatch, real):
    import accord
    from accord.dataset import build

    build(tmp_path / "build" / "hub" / "accord", root=real.root)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    blocks = re.findall(r"```python\n(.*?)```", README, flags=re.S)
    assert len(blocks) == 3
    names = {"my_system": lambda document: real.gold[document.id]}
    for block in blocks:
        exec(block, names)
    assert names["table"].num_rows == len(names["pledges"]) == len(names["frame"])
    assert names["report"].headline == 1
    assert accord.load("pledges", split="train").equals(names["table"])


def test_every_figure_in_the_documents_is_what_the_command_prints():
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "fill_documents.py"), "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_recorded_scores_rest_on_the_data_of_this_release():
    records = [msgspec.json.decode(path.read_bytes()) for path in (ROOT / "baselines").glob("*/scores.json")]
    assert {record["system"] for record in records} == {"rules", "lookup"}
    assert {record["data_digest"] for record in records} == {storage.load_release(ROOT).digest}
