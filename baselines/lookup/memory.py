"""What is remembered of the train split: tables from surfaces to their commonest labels."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from accord import Annotation, Corpus, Document, Mention, load_schema


@dataclass(frozen=True)
class Label:
    """What a surface is: its type, form and norm, and for an entity its name, type and identifier."""

    type: str
    form: str | None
    norm: str | None
    name: str | None
    kb_id: str | None


@dataclass
class Memory:
    """Tables by surface, pair of names, and trigger."""

    labels: dict[str, Label] = field(default_factory=dict)
    relations: dict[tuple[str, str], str] = field(default_factory=dict)
    triggers: dict[str, dict[str, str]] = field(default_factory=dict)
    spans: re.Pattern[str] | None = None
    cues: re.Pattern[str] | None = None


def memorise(train: Corpus, config: dict[str, Any]) -> Memory:
    """Read the train split's gold once and keep the commonest answer to each question.

    Args:
        train: documents with gold.
        config: ``mention_share`` and ``trigger_share``, the least share of a surface's occurrences that was annotated.
    """
    schema = load_schema()
    exhaustive = set(schema.exhaustive_forms)
    labels: dict[str, Counter[Label]] = defaultdict(Counter)
    pairs: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    frames: dict[str, Counter[tuple[tuple[str, str], ...]]] = defaultdict(Counter)
    texts = []
    for document, gold in train:
        texts.append(document.text)
        names = {entity.id: entity.name for entity in gold.entities}
        for mention in gold.mentions:
            if mention.form is None or (mention.form in exhaustive and len(mention.refers_to) == 1):
                labels[mention.text][_label(mention, gold)] += 1
        for relation in gold.relations:
            pairs[names[relation.head], names[relation.tail]][relation.type] += 1
        for surface, answer in _frames(document, gold, tuple(schema.pledge.attributes)):
            frames[surface][answer] += 1
    text = "\n".join(texts)
    memory = Memory(
        labels={
            surface: _commonest(found)
            for surface, found in labels.items()
            if sum(found.values()) >= config["mention_share"] * _occurrences(surface, text)
        },
        relations={pair: _commonest(found) for pair, found in pairs.items()},
        triggers={
            surface: dict(_commonest(found))
            for surface, found in frames.items()
            if sum(found.values()) >= config["trigger_share"] * _occurrences(surface, text.lower())
        },
    )
    memory.spans, memory.cues = _any_of(memory.labels), _any_of(memory.triggers)
    return memory


def _label(mention: Mention, gold: Annotation) -> Label:
    entity = next((e for e in gold.entities if e.id in mention.refers_to), None)
    return Label(mention.type, mention.form, mention.norm, entity and entity.name, entity and entity.kb_id)


def _frames(
    document: Document, gold: Annotation, attributes: tuple[str, ...]
) -> Iterable[tuple[str, tuple[tuple[str, str], ...]]]:
    """Each trigger in lower case with its answer: the kind of a near-miss, or a pledge's attributes."""
    for pledge in gold.pledges:
        yield pledge.trigger.text.lower(), tuple((name, getattr(pledge, name)) for name in attributes)
    for near_miss in gold.near_misses:
        yield near_miss.trigger.text.lower(), (("kind", near_miss.kind),)


def _commonest(found: Counter) -> Any:
    """The commonest answer; among equals the first in order of its representation, so that runs agree."""

    def rank(item: tuple[Hashable, int]) -> tuple[int, str]:
        return -item[1], repr(item[0])

    return min(found.items(), key=rank)[0]


def _occurrences(surface: str, text: str) -> int:
    return len(re.findall(rf"(?<!\w){re.escape(surface)}(?!\w)", text))


def _any_of(surfaces: Iterable[str]) -> re.Pattern[str] | None:
    """Match any of the surfaces as whole words, the longest first; None for none."""
    ordered = sorted(surfaces, key=lambda surface: (-len(surface), surface))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, ordered)) + r")(?!\w)") if ordered else None
