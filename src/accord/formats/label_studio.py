"""The Label Studio labelling configuration, derived from the schema."""

from __future__ import annotations

from xml.etree import ElementTree

from accord.schema import Frame, Schema

_STYLE = "white-space: pre-wrap; line-height: 1.9; font-size: 1.05em"
_FRAME_COLORS = {"PLEDGE": "#d62728", "NEAR_MISS": "#ffbb78"}


def labelling_config(schema: Schema) -> str:
    """Return the labelling interface as XML: span labels, per-region choices, and the allowed relation labels.

    A pledge or near-miss is a region over its content; its other spans are regions of their own, its arguments
    mentions, and both are tied to it by relations named after the slots.
    """
    view = ElementTree.Element("View")
    ElementTree.SubElement(view, "Header", value="$headline")
    labels = ElementTree.SubElement(view, "Labels", name="mention", toName="text", showInline="true")
    for name, item in schema.mention_types.items():
        ElementTree.SubElement(
            labels, "Label", value=name, background=item.color, hotkey=item.hotkey, hint=item.definition
        )
    spans = ElementTree.SubElement(view, "Labels", name="frame", toName="text", showInline="true")
    for name, frame in (("PLEDGE", schema.pledge), ("NEAR_MISS", schema.near_miss)):
        ElementTree.SubElement(spans, "Label", value=name, background=_FRAME_COLORS[name], hint=frame.definition)
    for slot in _own_spans(schema):
        ElementTree.SubElement(
            spans, "Label", value=slot.upper(), background="#aec7e8", hint=schema.pledge.slots[slot].definition
        )
    relations = ElementTree.SubElement(view, "Relations")
    for name, item in schema.relations.items():
        ElementTree.SubElement(relations, "Relation", value=name, hint=item.definition)
    ElementTree.SubElement(relations, "Relation", value="SAME_ENTITY", hint="Both mentions refer to one entity.")
    for slot in _linked_slots(schema):
        ElementTree.SubElement(relations, "Relation", value=slot)
    ElementTree.SubElement(view, "Text", name="text", value="$text", granularity="symbol", style=_STYLE)
    _choices(
        view, "form", {name: item.definition for name, item in schema.forms.items()}, "mention", schema.entity_types
    )
    ElementTree.SubElement(
        view,
        "TextArea",
        name="norm",
        toName="text",
        perRegion="true",
        whenTagName="mention",
        maxSubmissions="1",
        whenLabelValue=",".join(schema.value_types),
        placeholder="norm: EDTF, ISO 8601 duration, or number and unit",
    )
    for label, frame in (("PLEDGE", schema.pledge), ("NEAR_MISS", schema.near_miss)):
        for name, attribute in frame.attributes.items():
            _choices(view, name, attribute.values, "frame", (label,))
    ElementTree.indent(view)
    return ElementTree.tostring(view, encoding="unicode") + "\n"


def _own_spans(schema: Schema) -> list[str]:
    """Slots, besides content, that are spans of their own; content is the frame's region itself."""
    return [slot for slot in schema.pledge.span_slots if slot != "content"]


def _linked_slots(schema: Schema) -> list[str]:
    frames: tuple[Frame, ...] = (schema.pledge, schema.near_miss)
    return list(
        dict.fromkeys(
            slot for frame in frames for slot in (*frame.span_slots, *frame.mention_slots) if slot != "content"
        )
    )


def _choices(view: ElementTree.Element, name: str, values: dict[str, str], tag: str, labels: tuple[str, ...]) -> None:
    choices = ElementTree.SubElement(
        view,
        "Choices",
        name=name,
        toName="text",
        choice="single",
        perRegion="true",
        showInline="true",
        whenTagName=tag,
        whenLabelValue=",".join(labels),
    )
    for value, definition in values.items():
        ElementTree.SubElement(choices, "Choice", value=value, hint=definition)
