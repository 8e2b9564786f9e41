"""An annotated article as one HTML page that asks nothing of the network and treats every text as text."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from importlib import resources
from typing import Any

from accord.display.layout import Card, Piece, cards_of, cut, marks_of
from accord.errors import DataNotFoundError, describe
from accord.model import Annotation, Document, LedgerEdge
from accord.schema import Schema

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_QID = re.compile(r"Q[1-9][0-9]*", re.ASCII)


def render_page(document: Document, annotation: Annotation, schema: Schema, edges: Iterable[LedgerEdge] = ()) -> str:
    """Return the page: text with its spans, cards, entities, relations, legend.

    Args:
        document: the article.
        annotation: of it.
        schema: gives labels, definitions and the colours of mention types.
        edges: of the dossier's ledger, shown with the pledges that they begin at.

    Raises:
        DataNotFoundError: where jinja2 is not installed.
    """
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError as error:
        fix = "pip install 'accord-corpus[display]'."
        raise DataNotFoundError(describe("pages need jinja2.", rule="extra-missing", fix=fix)) from error
    environment = Environment(
        loader=PackageLoader("accord.display"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["words"] = lambda name: name.replace("_", " ").replace("-", " ")
    style = _style(schema)
    script = _template("page.js")
    cards = cards_of(document, annotation, schema, edges)
    return environment.get_template("page.html").render(
        document=document,
        article=document.article,
        annotation=annotation,
        schema=schema,
        style=style,
        script=script,
        policy=_policy(style, script),
        provenance=schema.provenance[document.article.stratum],
        paragraphs=list(cut(document, marks_of(annotation, schema))),
        cards=cards,
        groups=_groups(cards),
        entities=_entities(annotation),
        relations=_relations(annotation),
        classes=_classes,
        kinds=schema.mention_types,
    )


def _template(name: str) -> str:
    return (resources.files("accord.display") / "templates" / name).read_text(encoding="utf-8")


def _style(schema: Schema) -> str:
    """The style sheet, and one rule a mention type with the schema's colour."""
    rules = [
        f'[data-type="{name}"] {{ --c: {item.color}; }}'
        for name, item in schema.mention_types.items()
        if name.isidentifier() and _COLOR.fullmatch(item.color)
    ]
    return _template("page.css") + "\n".join(rules) + "\n"


def _policy(style: str, script: str) -> str:
    """Allow this very style and this very script, and nothing else."""

    def digest(text: str) -> str:
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"

    sources = f"style-src {digest(style)}; script-src {digest(script)}"
    return f"default-src 'none'; {sources}; base-uri 'none'; form-action 'none'"


def _groups(cards: list[Card]) -> list[tuple[str, list[Card]]]:
    titles = {"pledge": "Pledges", "near-miss": "Near-misses"}
    return [(title, [card for card in cards if card.kind == kind]) for kind, title in titles.items()]


def _classes(piece: Piece) -> str:
    """Class names of a piece: ``mention``, and for each kind of frame that covers it the slots."""
    names = {f"{mark.label}-{mark.slot}" for mark in piece.marks if mark.slot is not None}
    names |= {mark.label for mark in piece.marks if mark.slot is not None}
    return " ".join(sorted(names | ({"mention"} if piece.mention else set())))


def _entities(annotation: Annotation) -> list[dict[str, Any]]:
    rows = []
    for entity in annotation.entities:
        mentions = list(annotation.mentions_of(entity.id))
        rows.append(
            {
                "entity": entity,
                "link": bool(_QID.fullmatch(entity.kb_id)),
                "keys": " ".join(mention.id for mention in mentions),
                "surfaces": Counter(mention.text for mention in mentions).most_common(),
                "count": len(mentions),
            }
        )
    return rows


def _relations(annotation: Annotation) -> list[dict[str, Any]]:
    entities = {entity.id: entity for entity in annotation.entities}
    mentions = {entity: [m.id for m in annotation.mentions_of(entity)] for entity in entities}
    return [
        {
            "relation": item,
            "head": entities[item.head],
            "tail": entities[item.tail],
            "keys": " ".join(mentions[item.head] + mentions[item.tail]),
        }
        for item in annotation.relations
        if item.head in entities and item.tail in entities
    ]
