"""The Label Studio configuration: well-formed, each label once, derived from the schema."""

from __future__ import annotations

from collections import Counter
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from test_json_schema import extended

from accord.cli import group
from accord.formats.label_studio import labelling_config
from accord.schema import Schema, load_schema


@pytest.fixture(params=["stored", "extended"])
def schema(request: pytest.FixtureRequest) -> Schema:
    return load_schema() if request.param == "stored" else extended(load_schema())


def values(schema: Schema, path: str) -> list[str]:
    return [node.get("value", "") for node in ElementTree.fromstring(labelling_config(schema)).findall(path)]


def test_mention_labels_are_the_schemas_with_their_colours_and_hotkeys(schema: Schema) -> None:
    nodes = ElementTree.fromstring(labelling_config(schema)).findall("./Labels[@name='mention']/Label")
    found = [(node.get("value"), node.get("background"), node.get("hotkey"), node.get("hint")) for node in nodes]
    assert found == [(name, item.color, item.hotkey, item.definition) for name, item in schema.mention_types.items()]


def test_each_label_stands_once(schema: Schema) -> None:
    labels = Counter(values(schema, ".//Label"))
    assert set(labels.values()) == {1}
    assert set(labels) == {*schema.mention_types, "PLEDGE", "NEAR_MISS", "TRIGGER", "CONDITION"}
    relations = Counter(values(schema, ".//Relation"))
    assert set(relations.values()) == {1}
    slots = {*schema.pledge.slots, *schema.near_miss.slots} - {"content"}
    assert set(relations) == {*schema.relations, "SAME_ENTITY", *slots}


def test_each_attribute_is_one_set_of_choices(schema: Schema) -> None:
    root = ElementTree.fromstring(labelling_config(schema))
    expected = {"form": list(schema.forms)}
    for frame in (schema.pledge, schema.near_miss):
        expected |= {name: list(item.values) for name, item in frame.attributes.items()}
    found = {node.get("name"): [choice.get("value") for choice in node] for node in root.findall(".//Choices")}
    assert found == expected
    assert all(node.get("perRegion") == "true" for node in root.findall(".//Choices"))


def test_no_hotkey_twice_and_every_control_reads_the_text(schema: Schema) -> None:
    root = ElementTree.fromstring(labelling_config(schema))
    hotkeys = [node.get("hotkey") for node in root.iter("Label") if node.get("hotkey")]
    assert len(hotkeys) == len(set(hotkeys)) == len(schema.mention_types)
    controls = [node for node in root.iter() if node.get("toName")]
    assert controls and {node.get("toName") for node in controls} == {root.find("Text").get("name")}
    assert len({node.get("name") for node in controls}) == len(controls)


def test_norms_are_asked_of_values_only(schema: Schema) -> None:
    area = ElementTree.fromstring(labelling_config(schema)).find("TextArea")
    assert area.get("whenLabelValue").split(",") == list(schema.value_types)
    form = ElementTree.fromstring(labelling_config(schema)).find("./Choices[@name='form']")
    assert form.get("whenLabelValue").split(",") == list(schema.entity_types)


def test_command_prints_it() -> None:
    result = CliRunner().invoke(group, ["schema", "--as", "label-studio"])
    assert (result.exit_code, result.output) == (0, labelling_config(load_schema()))
