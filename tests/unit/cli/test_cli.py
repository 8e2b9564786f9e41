"""The command as a user meets it: help, exit codes, and no traceback for a mistake."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from accord.cli import VERBS
from accord.cli.console import print_table

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
        (["show", "lake-orrin-01", "--html", "/dev/null/page.html"], "file-access"),
        (["run", "lookup", "--out", "/dev/null/run"], "file-access"),
        (["stats", "--plots", "/dev/null/plots"], "file-access"),
        (["agreement", "p00", "--no-store", "--seed", "-1"], "--seed"),
        (["score", "all", str(MINI / "annotations" / "gold"), "--seed", "-1"], "--seed"),
        (["run", ":build", "--out", "/dev/null/run"], "extractor-import"),
        (["run", ".relative:build", "--out", "/dev/null/run"], "extractor-import"),
        (["run", "os:getcwd", "--out", "/dev/null/run"], "extractor-raised"),
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


def test_a_digest_that_cannot_be_renewed_is_no_success(mini_copy):
    _, root = mini_copy
    path = root / "corpus" / "release.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("digest:", '"digest":'), encoding="utf-8")
    text = next((root / "corpus" / "dossiers").glob("*/*.txt"))
    text.write_text(text.read_text(encoding="utf-8") + " More.", encoding="utf-8")
    done = accord("digest", "--write", root=root)
    assert done.returncode == 2
    assert "no line begins with" in done.stderr


def test_differences_of_a_document_that_one_pass_lacks_are_refused(mini_copy):
    _, root = mini_copy
    (root / "annotations" / "rounds" / "p00" / "A" / "lake-orrin-01.json").unlink()
    done = accord("agreement", "p00", "--differences", "lake-orrin-01", root=root)
    assert done.returncode == 2
    assert "round-document" in done.stderr


def test_a_ledger_of_no_dossier_is_never_written(tmp_path):
    path = tmp_path / "ledger.json"
    path.write_text(json.dumps({"dossier": "../../escaped", "edges": []}), encoding="utf-8")
    out = tmp_path / "out" / "deep"
    done = accord("import", "ledger", str(path), "--annotator", "A", "--round", "r", "--out", str(out))
    assert done.returncode == 1
    assert "no dossier '../../escaped'" in done.stderr
    assert not (tmp_path / "escaped.json").exists()


def test_cells_of_a_table_are_data_and_no_markup(capsys):
    print_table(["where"], [["[/b] at [start, end)"]], title="[/i]")
    shown = capsys.readouterr().out
    assert "[/b] at [start, end)" in shown
    assert "[/i]" in shown
