"""Running an extractor: resuming, what is refused, what is recorded."""

import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from accord import AccordError, load_corpus, storage
from accord.benchmark import load_recipe, load_result
from accord.benchmark.running import record_scores, run
from accord.errors import DataNotFoundError, FormatError, OffsetError

ROOT = Path(__file__).parents[2] / "data" / "mini"

EXTRACTOR = '''
import os
from pathlib import Path
from accord import Entity, Mention, assemble

class Capitals:
    """Marks the first word of each document, and writes down what it was asked for."""
    name = "capitals"

    def extract(self, documents):
        for number, document in enumerate(documents):
            mode, _, at = os.environ.get("FAULT", "").partition(":")
            if at and number == int(at):
                if mode == "kill":
                    os._exit(9)
                if mode == "raise":
                    raise ValueError("no such key")
                if mode == "skip":
                    continue
                if mode == "junk":
                    yield {"doc_id": document.id}
                    continue
            with open(os.environ["ASKED"], "a") as log:
                log.write(document.id + "\\n")
            word = document.text.split()[0]
            mention = Mention("a", 0, len(word), word, "GPE", "NAME", ("x",))
            annotation = assemble(document, self.name, mentions=[mention], entities=[Entity("x", "GPE", word, "NIL")])
            if mode == "shift" and number == int(at):
                from msgspec.structs import replace
                shifted = replace(annotation.mentions[0], start=1, end=len(word) + 1)
                annotation = replace(annotation, mentions=(shifted,))
            if mode == "twice" and number == int(at):
                yield annotation
            yield annotation

def build(config, train):
    assert all(document.split == "train" for document in train.documents)
    return Capitals()
'''


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("ASKED", str(tmp_path / "asked"))
    monkeypatch.delenv("FAULT", raising=False)
    home = tmp_path / "capitals"
    home.mkdir()
    (home / "extractor.py").write_text(EXTRACTOR)
    (home / "config.yaml").write_text("width: 1\n")
    return home


@pytest.fixture(scope="module")
def corpus():
    return load_corpus(ROOT)


def asked(folder):
    log = folder.parent / "asked"
    return log.read_text().split() if log.exists() else []


def go(folder, corpus, out="out", **options):
    return run(load_recipe(str(folder), **options), corpus, split="all", out=folder.parent / out)


def test_a_killed_run_goes_on_and_gives_the_same_bytes(folder, corpus):
    go(folder, corpus, "whole")
    whole = (folder.parent / "whole" / "predictions.jsonl").read_bytes()
    (folder.parent / "asked").unlink()
    call = [
        sys.executable,
        "-m",
        "accord",
        "--root",
        str(ROOT),
        "run",
        str(folder),
        "--split",
        "all",
        "--out",
        str(folder.parent / "out"),
    ]
    if not (Path(sys.prefix) / "bin" / "accord").exists():
        pytest.skip("the command is not installed")
    call[:3] = [str(Path(sys.prefix) / "bin" / "accord")]
    killed = subprocess.run(call, env={**os.environ, "FAULT": "kill:4"}, capture_output=True)
    assert killed.returncode == 9
    first = asked(folder)
    assert len(first) == 4
    out = folder.parent / "out"
    assert (out / "predictions.jsonl.partial").exists() and not (out / "predictions.jsonl").exists()
    go(folder, corpus)
    every = [document.id for document in corpus.documents]
    assert asked(folder) == every, "each document is asked for once, over both runs"
    assert (out / "predictions.jsonl").read_bytes() == whole
    assert not (out / "predictions.jsonl.partial").exists()


def test_a_torn_last_line_is_done_again(folder, corpus, monkeypatch):
    monkeypatch.setenv("FAULT", "raise:3")
    with pytest.raises(AccordError):
        go(folder, corpus)
    monkeypatch.delenv("FAULT")
    partial = folder.parent / "out" / "predictions.jsonl.partial"
    partial.write_bytes(partial.read_bytes()[:-20])
    go(folder, corpus)
    assert asked(folder).count(corpus.documents[2].id) == 2
    assert asked(folder).count(corpus.documents[1].id) == 1


@pytest.mark.parametrize("change", ["config", "code", "data"])
def test_another_run_does_not_go_on(folder, corpus, monkeypatch, change):
    monkeypatch.setenv("FAULT", "raise:3")
    with pytest.raises(AccordError):
        go(folder, corpus)
    monkeypatch.delenv("FAULT")
    if change == "config":
        (folder / "config.yaml").write_text("width: 2\n")
    elif change == "code":
        (folder / "more.py").write_text("x = 1\n")
    else:
        monkeypatch.setattr("accord.benchmark.running.data_digest", lambda root: "sha256:other")
    go(folder, corpus)
    assert asked(folder).count(corpus.documents[0].id) == 2


@pytest.mark.parametrize(
    ("fault", "error", "rule"),
    [
        ("raise:2", AccordError, "extractor-raised"),
        ("skip:2", FormatError, "extractor-missing"),
        ("junk:2", FormatError, "extractor-yield"),
        ("twice:2", FormatError, "extractor-yield"),
        ("shift:2", OffsetError, "span-surface"),
    ],
)
def test_a_fault_names_the_document(folder, corpus, monkeypatch, fault, error, rule):
    monkeypatch.setenv("FAULT", fault)
    with pytest.raises(error) as caught:
        go(folder, corpus)
    assert f"[{rule}]" in str(caught.value)
    if not fault.startswith("junk"):
        assert corpus.documents[2].id in str(caught.value)
    assert not (folder.parent / "out" / "predictions.jsonl").exists()


def test_the_record_is_whole_and_strict(folder, corpus):
    result = go(folder, corpus)
    path = folder.parent / "out" / "result.json"
    assert load_result(path) == result
    assert (result.system, result.split, result.documents, result.seed) == ("capitals", "all", 6, 0)
    assert "|unseen:" not in result.scores["signature"]["text"], "train itself is scored"
    test = run(load_recipe(str(folder)), corpus, split="test", out=folder.parent / "unseen")
    assert "|unseen:" in test.scores["signature"]["text"]
    assert result.data_digest.startswith("sha256:") and result.peak_memory_mb > 1 and result.words > 100
    assert result.scores["primaries"]["mentions"] > 0 and result.scores["primaries"]["pledges"] == 0
    wrong = {**json.loads(path.read_text()), "comment": "mine"}
    path.write_text(json.dumps(wrong))
    with pytest.raises(FormatError, match="comment"):
        load_result(path)
    with pytest.raises(AttributeError):
        result.split = "test"


def test_a_config_hash_follows_the_settings_and_the_seed(folder):
    plain = load_recipe(str(folder))
    assert load_recipe(str(folder)).config_hash == plain.config_hash
    assert load_recipe(str(folder), seed=1).config_hash != plain.config_hash
    (folder / "README.md").write_text("words")
    assert load_recipe(str(folder)).code_hash == plain.code_hash


def test_record_writes_scores_beside_the_code(folder, corpus):
    recipe = load_recipe(str(folder))
    result = go(folder, corpus)
    path = record_scores(recipe, result)
    assert path == folder / f"scores.{result.split}.json" and load_result(path) == result
    test = replace(result, split="test")
    assert record_scores(recipe, test) == folder / "scores.json"
    assert load_recipe(str(folder)).code_hash == recipe.code_hash


def test_a_dotted_path_works(folder, corpus, monkeypatch):
    (folder.parent / "dotted_capitals.py").write_text(EXTRACTOR)
    monkeypatch.syspath_prepend(folder.parent)
    recipe = load_recipe("dotted_capitals:build")
    result = run(recipe, corpus, split="test", out=folder.parent / "dotted")
    assert result.target == "dotted_capitals:build" and result.documents == 3
    with pytest.raises(DataNotFoundError, match="record-folder"):
        record_scores(recipe, result)


def test_extractors_see_no_gold(folder, corpus):
    seen = []

    class Spy:
        name = "spy"

        def extract(self, documents):
            from accord import assemble

            for document in documents:
                seen.append(document)
                yield assemble(document, self.name)

    recipe = load_recipe(str(folder))
    trains = []
    recipe = type(recipe)(**{**vars(recipe), "build": lambda config, train: trains.append(train) or Spy()})
    run(recipe, corpus, split="test", out=folder.parent / "spy")
    assert {type(document).__name__ for document in seen} == {"Document"}
    test = {document.id for document in corpus.split("test").documents}
    assert {document.id for document in seen} == test
    assert not test & set(trains[0].gold) and not test & {document.id for document in trains[0].documents}


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("nothing-here", "baseline-unknown"),
        ("no_such_module:build", "extractor-import"),
        ("json:build", "extractor-build"),
    ],
)
def test_what_is_no_extractor_is_named(target, said):
    with pytest.raises(AccordError, match=said):
        load_recipe(target)


def test_a_build_that_returns_no_extractor_is_refused(folder, corpus):
    (folder / "extractor.py").write_text("def build(config, train):\n    return 3\n")
    with pytest.raises(FormatError, match="int"):
        go(folder, corpus)


def test_batches_that_read_ahead_name_what_is_pending(folder, corpus):
    class Batch:
        name = "batch"

        def extract(self, documents):
            list(documents)
            raise RuntimeError("out of memory")
            yield

    recipe = load_recipe(str(folder))
    recipe = type(recipe)(**{**vars(recipe), "build": lambda config, train: Batch()})
    with pytest.raises(AccordError, match="out of memory") as caught:
        run(recipe, corpus, split="test", out=folder.parent / "batch")
    assert corpus.split("test").documents[-1].id in str(caught.value)


def test_partial_lines_are_plain_json(folder, corpus, monkeypatch):
    monkeypatch.setenv("FAULT", "raise:2")
    with pytest.raises(AccordError):
        go(folder, corpus)
    lines = storage.read_bytes(folder.parent / "out" / "predictions.jsonl.partial").splitlines()
    assert len(lines) == 3
    assert msgspec.json.decode(lines[0])["system"] == "capitals"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("def build(config, train: pass", "SyntaxError"),
        ("def build(config, train):\n    raise KeyError('x')", "KeyError"),
    ],
)
def test_code_that_raises_before_the_first_document_is_named(folder, corpus, code, said):
    (folder / "extractor.py").write_text(code + "\n")
    with pytest.raises(AccordError, match=said):
        go(folder, corpus)


def test_a_seed_is_an_integer(folder):
    (folder / "config.yaml").write_text("seed: first\n")
    with pytest.raises(FormatError, match="extractor-seed"):
        load_recipe(str(folder))
