"""The built wheel, installed where no checkout is: its data, its public calls and its command.

The environment is new. So that the test needs no network, it links to this environment's copies of the packages that
the wheel declares, with what those need in turn, and to nothing else: an import that is not declared fails there.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from email import message_from_bytes
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
MINI = ROOT / "tests" / "data" / "mini"


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this project; until the corpus has gold, with the mini corpus in its place."""
    project = tmp_path_factory.mktemp("project")
    for name in ("src", "schema", "pyproject.toml", "README.md", "LICENSE", "LICENSE-DATA", "DATASHEET.md"):
        source = ROOT / name
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, project / name, ignore=ignore) if source.is_dir() else shutil.copy(source, project)
    data = ROOT if next((ROOT / "annotations" / "gold").glob("*/*.json"), None) else MINI
    for name in ("corpus", "annotations"):
        shutil.copytree(data / name, project / name)
    out = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(project)])
    shutil.rmtree(project)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The executables' folder of a new environment that has the wheel."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    run(
        [
            sys.executable,
            "-m",
            "pip",
            "--python",
            str(python),
            "install",
            "--quiet",
            "--no-index",
            "--no-deps",
            str(wheel),
        ]
    )
    library = Path(run([str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]).strip())
    for name in declared(wheel):
        for part in {file.parts[0] for file in metadata.files(name) if file.parts[0] not in ("..", "__pycache__")}:
            if not (library / part).exists():
                (library / part).symlink_to(metadata.distribution(name).locate_file(part))
    return home / "bin"


def declared(wheel: Path) -> set[str]:
    """The distributions that the wheel needs without extras, with what they need in turn."""
    archive = zipfile.ZipFile(wheel)
    stated = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    waiting = message_from_bytes(archive.read(stated)).get_all("Requires-Dist")
    found: set[str] = set()
    while waiting:
        requirement = Requirement(waiting.pop())
        if requirement.name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        found.add(requirement.name)
        waiting += metadata.requires(requirement.name) or []
    return found


@pytest.fixture
def call(installed: Path, tmp_path: Path):
    """Run Python code, or the command with arguments, in that environment from an empty folder."""

    def run_there(code: str | None = None, *arguments: str) -> str:
        command = [str(installed / "python"), "-c", code] if code else [str(installed / "accord"), *arguments]
        return run(command, cwd=tmp_path)

    return run_there


def run(command: list[str], cwd: Path | None = None) -> str:
    """Run a command without this process's Python path or data root; a failure shows its errors."""
    hidden = ("PYTHONPATH", "ACCORD_ROOT", "VIRTUAL_ENV")
    clean = {name: value for name, value in os.environ.items() if name not in hidden}
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, f"{command[:3]}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def test_the_wheel_holds_data_and_licences_but_no_raw_rounds(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    data = [name for name in names if name.startswith("accord/_data/")]
    for wanted in (
        "corpus/release.yaml",
        "corpus/splits.yaml",
        "schema/accord.yaml",
        "DATASHEET.md",
        "LICENSE",
        "LICENSE-DATA",
    ):
        assert f"accord/_data/{wanted}" in data
    assert any(name.startswith("accord/_data/annotations/gold/") for name in data)
    assert any(name.startswith("accord/_data/annotations/ledger/") for name in data)
    assert not any("/rounds/" in name for name in data)
    assert "accord/formats/templates/card.md" in names
    assert any(name.endswith("dist-info/licenses/LICENSE") for name in names)


def test_tables_and_corpus_load_from_the_installed_wheel(call):
    printed = json.loads(
        call("""
import json
import accord
table, corpus = accord.load("pledges", split="train"), accord.load_corpus()
print(json.dumps({"home": accord.__file__, "root": str(corpus.root), "gold": len(corpus.gold), "rows": table.num_rows,
                  "splits": sorted(set(table["split"].to_pylist())), "documents": accord.load("documents").num_rows}))
""")
    )
    assert str(ROOT) not in printed["home"]
    assert printed["root"] == str(Path(printed["home"]).parent / "_data")
    assert printed["rows"] > 0 and printed["splits"] == ["train"]
    assert printed["documents"] == printed["gold"] > 0


def test_what_an_extra_brings_is_not_there(call):
    assert (
        call("from importlib.util import find_spec; print(any(map(find_spec, ('datasets', 'pandas', 'spacy'))))")
        == "False\n"
    )


def test_the_dataset_builds_from_the_installed_wheel(call, tmp_path):
    call(None, "build", "--out", "hub/accord")
    assert {"README.md", "croissant.json", "DATASHEET.md", "LICENSE", "LICENSE-DATA", "SHA256SUMS"} <= {
        path.name for path in (tmp_path / "hub" / "accord").iterdir()
    }


def test_a_submission_made_from_gold_scores_perfect_in_the_installed_wheel_and_less_does_not(call):
    call("""
import msgspec, accord
from accord.formats.submission import dump_submission
corpus = accord.load_corpus(split="test")
gold, ledgers = corpus.gold.values(), corpus.ledgers.values()
dump_submission(gold, "gold.jsonl", ledgers)
dump_submission([msgspec.structs.replace(item, relations=item.relations[:1]) for item in gold], "less.jsonl", ledgers)
""")
    perfect, less = (
        json.loads(call(None, "score", "test", name, "--samples", "0", "--format", "json"))["primaries"]
        for name in ("gold.jsonl", "less.jsonl")
    )
    assert len(perfect) >= 6
    assert set(perfect.values()) == {1.0}
    assert 0 < less["relations"] < 1
    assert less["mentions"] == 1.0
