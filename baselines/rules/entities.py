"""Clusters: one entity a key, the type of most of its mentions, its fullest name."""

from __future__ import annotations

from collections import Counter

from accord import Entity

from .lexicon import Lexicon
from .spans import Found


def make_entities(found: list[Found], lexicon: Lexicon) -> list[Entity]:
    """Make the entities that the found mentions refer to; a mention takes the type of its entity.

    Nothing is linked to a knowledge base: that is no task of the benchmark.
    """
    groups: dict[str, list[Found]] = {}
    for item in sorted(found, key=lambda f: f.start):
        for key in item.entities:
            groups.setdefault(key, []).append(item)
    capitals = {text for text, name in lexicon.names.items() if name.capital}
    entities = []
    for key, items in groups.items():
        own = [item for item in items if not item.keys] or items
        kind = Counter(item.type for item in own).most_common(1)[0][0]
        for item in own:
            item.type = kind
        rank = {"NAME": 0, "DEMONYM": 2, "NOMINAL": 3, "PRONOUN": 4}
        best = min(
            own, key=lambda item: (item.text in capitals, rank.get(item.form or "", 5), -len(item.text), item.start)
        )
        entities.append(Entity(id=key, type=kind, name=best.text, kb_id="NIL"))
    return entities


def merge_acronyms(found: list[Found]) -> None:
    """Let an acronym stand for the one name of the document whose initials it spells."""
    names = {
        f.key: f.text
        for f in found
        if f.form == "NAME" and f.key and " " in f.text and f.type in ("ORG", "PACT", "MIL")
    }
    for item in found:
        if item.form == "NAME" and item.text.isupper() and 2 <= len(item.text) <= 6 and item.key:
            spelt = [key for key, name in names.items() if _initials(name) == item.text and key != item.key]
            if len(spelt) == 1 and not item.key.startswith("state:"):
                item.key = spelt[0]


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.replace("-", " ").split() if word[0].isupper())
