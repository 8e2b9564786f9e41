"""The command as a user meets it: help, exit codes, and no traceback for a mistake."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from accord.cli import VERBS

MINI = Path(__file__).parents[2] / "data" / "mini"


def accord(*arguments, root=MINI):
    command = [sys.executable, "-c", "from accord.cli import main; main()", "--root", str(root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_help_names_every_verb_without_importing_one():
    listing = "print([m for m in sys.modules if m.startswith('accord.cli.')])"
    code = f"import sys; from accord.cli import main\ntry: main()\nfinally: {listing}"
    done = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, text=True, timeout=60)
    assert all(verb in done.stdout for verb in VERBS)
    assert done.stdout.strip().endswith("[]")


def test_import_accord_pulls_in_nothing_heavy():
    heavy = {"numpy", "scipy", "pyarrow", "rich", "datasets", "spacy"}
    code = f"import sys, accord; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_each_verb_explains_itself(verb):
    done = accord(verb, "--help")
    assert done.returncode == 0, done.stderr
    assert "Usage: " in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["quote", "lake-orin-01"], "lake-orrin-01"),
        (["agreement", "nowhere"], "round-missing"),
        (["quality", "nowhere"], "no such file"),
        (["frobnicate"], "No such command"),
        (["import", "quoted", "/nowhere.json", "--annotator", "A", "--round", "r"], "does not exist"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(arguments, says):
    done = accord(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_root_without_a_corpus_is_explained(tmp_path):
    done = accord("quote", "x", root=tmp_path)
    assert done.returncode == 2
    assert "corpus-missing" in done.stderr


def test_quote_and_import_give_the_same_file_back(tmp_path):
    for path in sorted((MINI / "annotations" / "gold").glob("*/*.json")):
        stored = json.loads(path.read_text(encoding="utf-8"))
        quoted = tmp_path / f"{path.stem}.quoted.json"
        quoted.write_text(accord("quote", path.stem, "--gold").stdout, encoding="utf-8")
        done = accord(
            "import",
            "quoted",
            str(quoted),
            "--annotator",
            stored["annotator"],
            "--round",
            stored["round"],
            "--guidelines",
            stored["guidelines_version"],
            "--out",
            str(tmp_path),
        )
        assert done.returncode == 0, done.stderr
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_an_item_that_does_not_resolve_is_explained_and_nothing_is_written(tmp_path):
    quoted = json.loads(accord("quote", "lake-orrin-01", "--gold").stdout)
    quoted["mentions"][0]["text"] += "x"
    path = tmp_path / "q.json"
    path.write_text(json.dumps(quoted), encoding="utf-8")
    done = accord("import", "quoted", str(path), "--annotator", "A", "--round", "r", "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert "Nearest:" in done.stderr
    assert not (tmp_path / "out").exists()


def test_digest_says_when_the_release_is_stale_and_renews_it(mini_copy):
    _, root = mini_copy
    assert accord("digest", root=root).returncode == 0
    text = next((root / "corpus" / "dossiers").glob("*/*.txt"))
    text.write_text(text.read_text(encoding="utf-8") + " More.", encoding="utf-8")
    assert accord("digest", root=root).returncode == 1
    assert accord("digest", "--write", root=root).returncode == 0
    assert accord("digest", root=root).returncode == 0


def test_agreement_is_stored_once_and_not_overwritten_by_other_figures(mini_copy):
    _, root = mini_copy
    stored = root / "annotations" / "agreement" / "p00.json"
    first = accord("agreement", "p00", "--samples", "10", root=root)
    assert first.returncode in (0, 1), first.stderr
    kept = stored.read_bytes()
    second = accord("agreement", "p00", "--samples", "20", root=root)
    assert second.returncode == 2
    assert "agreement-stored" in second.stderr
    assert stored.read_bytes() == kept
