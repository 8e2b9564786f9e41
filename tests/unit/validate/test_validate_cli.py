"""``accord validate`` as a user meets it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from accord.cli.validate import find_line
from accord.validate import RULES, validate

GOLD = "annotations/gold/lake-orrin/lake-orrin-01.json"


def run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own: exit codes and streams are what is tested."""
    environment = {key: value for key, value in os.environ.items() if key != "ACCORD_ROOT"}
    return subprocess.run([sys.executable, "-c", "from accord.cli import main; main()", *map(str, arguments)],
                          cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_clean_data(mini):
    done = run("--root", mini, "validate", cwd=mini)
    assert (done.returncode, done.stdout, done.stderr) == (0, "0 errors, 0 warnings\n", "")


def test_table_of_findings(patched):
    root, _ = patched("slot-type")
    done = run("validate", root / GOLD, cwd=root)
    assert done.returncode == 1
    assert "slot-type" in done.stdout and f"{GOLD}:lake-orrin-01:p1.pledgor" in done.stdout
    assert done.stdout.endswith("1 error, 0 warnings\n")


def test_warnings_alone_are_no_failure(patched):
    root, _ = patched("measurable-check")
    done = run("validate", root / "annotations", cwd=root)
    assert done.returncode == 0
    assert done.stdout.endswith("0 errors, 1 warning\n")


def test_json_and_rule(patched):
    root, _ = patched("relation-self")
    done = run("validate", root, "--format", "json", "--rule", "relation-self", cwd=root)
    result = json.loads(done.stdout)
    assert (done.returncode, result["errors"], result["warnings"]) == (1, 1, 0)
    [finding] = result["findings"]
    assert (finding["rule"], finding["file"], finding["annotation"]) == ("relation-self", GOLD, "r6")


def test_github_lines_point_into_the_file(patched):
    root, _ = patched("text-blank")
    done = run("validate", root / "corpus/dossiers/lake-orrin", "--format", "github", "--rule", "text-blank", cwd=root)
    assert done.stdout.splitlines()[0] == (
        "::error file=corpus/dossiers/lake-orrin/lake-orrin-01.txt,line=1,title=text-blank::lake-orrin-01:line 1: a "
        "paragraph ends with a blank. Fix: separate paragraphs by one LF and words by one blank, with nothing before "
        "the first or after the last.")


@pytest.mark.parametrize("rule_id", ["entity-kb", "relation-head-type", "near-miss-kind", "ledger-label", "date-form"])
def test_line_of_a_finding_holds_its_item(patched, rule_id):
    root, expect = patched(rule_id)
    file = root / expect["file"]
    if file.suffix == ".json":
        from accord import storage

        file.write_text(storage.encode(json.loads(file.read_text("utf-8"))), encoding="utf-8")
    [finding] = validate(root, rules=[rule_id])
    line = file.read_text("utf-8").splitlines()[find_line(finding) - 1]
    item = expect["annotation"].split(".")[0]
    assert f'"id": "{item}"' in line or f"id: {item}" in line


def test_list_rules(mini):
    done = run("validate", "--list-rules", "--format", "json", cwd=mini)
    assert {row["id"] for row in json.loads(done.stdout)} == set(RULES)
    table = run("validate", "--list-rules", cwd=mini).stdout
    assert table.startswith(f"{len(RULES)} rules") and "span-surface" in table


def test_mistakes_of_use_exit_2_without_traceback(mini):
    mistakes = [["validate", "--rule", "span-wurd"], ["validate", "no/such"], ["--root", mini / "nowhere", "validate"]]
    for arguments in mistakes:
        done = run(*arguments, cwd=mini)
        assert done.returncode == 2 and "Traceback" not in done.stderr and done.stderr, arguments
