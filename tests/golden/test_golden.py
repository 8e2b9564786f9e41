"""What people read stays as it is unless somebody means it: `make golden` renews the files, and the diff is read."""

import os
from pathlib import Path

import pytest

from accord.agreement import load_pass
from accord.formats.label_studio import labelling_config
from accord.schema import load_schema
from accord.scoring import render, score

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def report(mini):
    return score(mini, load_pass(mini, "p00", "B"), samples=200)


def check(name: str, text: str) -> None:
    path = HERE / name
    if os.environ.get("ACCORD_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("form", "name"), [("markdown", "report.md"), ("latex", "report.tex"), ("json", "report.json")]
)
def test_a_report_in_every_form(report, form, name):
    check(name, render(report, form).rstrip("\n") + "\n")


def test_the_label_studio_configuration():
    check("label_studio.xml", labelling_config(load_schema()))
