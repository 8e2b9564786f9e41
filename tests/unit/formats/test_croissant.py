from __future__ import annotations

import json

import mlcroissant
import pytest

import accord
from accord.formats.columns import CONFIGS


@pytest.fixture(scope="module")
def described(built) -> mlcroissant.Dataset:
    return mlcroissant.Dataset(jsonld=built / "croissant.json")


def plain(value):
    """A Croissant value as Arrow gives it: names without their prefix, bytes as text, arrays as lists."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, dict):
        return {key.rsplit("/", 1)[-1]: plain(item) for key, item in value.items()}
    if hasattr(value, "tolist"):
        value = value.tolist()
    return [plain(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("config", CONFIGS)
def test_records_load_as_the_rows_of_the_table(described, data_root, config):
    records = [plain(record) for record in described.records(config)]
    rows = accord.load(config, root=data_root).to_pylist()

    def key(row):
        return json.dumps(row, sort_keys=True)

    assert sorted(records, key=key) == sorted(rows, key=key)


def test_it_validates_without_errors_or_warnings(described):
    assert not described.metadata.ctx.issues.errors
    assert not described.metadata.ctx.issues.warnings


@pytest.mark.parametrize(
    "name",
    [
        "data_collection",
        "data_annotation_protocol",
        "annotator_demographics",
        "data_biases",
        "data_limitations",
        "personal_sensitive_information",
        "data_use_cases",
        "data_annotation_analysis",
    ],
)
def test_responsible_ai_fields_are_read(described, name):
    value = getattr(described.metadata, name)
    assert value and len(str(value)) > 60


def test_the_annotators_are_named_as_language_models(built):
    described = json.loads((built / "croissant.json").read_text())
    assert "language model" in described["rai:annotatorDemographics"]
    assert described["version"] == "9.8.7"


def test_licences_are_those_of_the_texts_that_are_given_away(built):
    assert json.loads((built / "croissant.json").read_text())["license"] == ["https://spdx.org/licenses/CC-BY-4.0.html"]
