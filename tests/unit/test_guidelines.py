"""The guidelines teach every label of the schema, with enough examples, and their worked example resolves."""

import re
from pathlib import Path

import pytest

from accord.schema import load_schema

GUIDELINES = (Path(__file__).parents[2] / "schema" / "guidelines.md").read_text(encoding="utf-8")
SECTIONS = {
    match[1]: match[2]
    for match in re.finditer(r"^#### (\S+)[^\n]*\n(.*?)(?=^#{1,4} |\Z)", GUIDELINES, flags=re.M | re.S)
}
SCHEMA = load_schema()
LABELS = [
    *SCHEMA.mention_types,
    *SCHEMA.forms,
    *SCHEMA.relations,
    *SCHEMA.pledge.slots,
    *(value for attribute in SCHEMA.pledge.attributes.values() for value in attribute.values),
    *SCHEMA.near_miss.attributes["kind"].values,
    *SCHEMA.ledger.labels,
]


@pytest.mark.parametrize("label", LABELS)
def test_each_label_has_three_positive_and_two_negative_examples(label):
    lines = SECTIONS[label].splitlines()
    assert sum(line.startswith("- Yes:") for line in lines) >= 3
    assert sum(line.startswith("- No:") for line in lines) >= 2


def test_no_section_teaches_a_label_that_the_schema_does_not_have():
    assert {name for name in SECTIONS if name.isupper()} <= set(LABELS)


def test_the_guidelines_name_their_schema():
    assert f"for schema {SCHEMA.version}" in GUIDELINES


@pytest.mark.parametrize(
    "sentence",
    ["have agreed", "pledged to sign", "looked forward to", "expressed hope", "reaffirmed India", "will also join"],
)
def test_the_breaking_word_test_is_worked_on_the_source_article(sentence):
    worked = GUIDELINES[GUIDELINES.index("breaking-word test") :]
    assert sentence in worked.replace("’", "'")
