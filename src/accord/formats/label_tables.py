"""The label tables of the docs and the guidelines, as Markdown, derived from the schema."""

from __future__ import annotations

from collections.abc import Sequence

from accord.schema import Frame, Schema


def label_tables(schema: Schema) -> str:
    """Return every label, slot and value of the schema with its definition, as Markdown tables."""
    parts = [f"# Labels of schema {schema.version}", schema.principle]
    parts.append(
        _table(
            "Mention types",
            ("type", "kind", "actor", "definition"),
            [
                (name, item.kind, "yes" if item.actor else "no", item.definition)
                for name, item in schema.mention_types.items()
            ],
        )
    )
    parts.append(
        _table(
            "Forms",
            ("form", "exhaustive", "definition"),
            [(name, "yes" if item.exhaustive else "no", item.definition) for name, item in schema.forms.items()],
        )
    )
    parts.append(
        _table(
            "Relations",
            ("relation", "from", "to", "symmetric", "definition"),
            [
                (name, ", ".join(item.head), ", ".join(item.tail), "yes" if item.symmetric else "no", item.definition)
                for name, item in schema.relations.items()
            ],
        )
    )
    parts += _frame("Pledge", schema.pledge) + _frame("Near-miss", schema.near_miss)
    parts.append(_table("Ledger", ("label", "definition"), list(schema.ledger.labels.items())))
    return "\n\n".join(parts) + "\n"


def _frame(title: str, frame: Frame) -> list[str]:
    slots = [
        (name, "span" if slot.kind == "span" else ", ".join(slot.types), slot.definition)
        for name, slot in frame.slots.items()
    ]
    values = [(name, value, text) for name, item in frame.attributes.items() for value, text in item.values.items()]
    return [
        _table(f"{title}: slots", ("slot", "filled by", "definition"), slots),
        _table(f"{title}: attributes", ("attribute", "value", "definition"), values),
    ]


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"## {title}", "", "| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    lines += [
        "| " + " | ".join(f"`{cell}`" if index == 0 else cell for index, cell in enumerate(row)) + " |" for row in rows
    ]
    return "\n".join(lines)
