"""The lookup baseline: it answers with what the train split said most often of the same words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from accord import (
    Annotation,
    Corpus,
    Document,
    Entity,
    Mention,
    NearMiss,
    Pledge,
    Relation,
    Span,
    assemble,
    load_schema,
)

from .memory import Memory, memorise


class Lookup:
    """Extracts by memory alone."""

    name = "lookup"
    tasks = ("mentions", "clusters", "norms", "relations", "pledges", "near_misses")

    def __init__(self, memory: Memory) -> None:
        self.memory, self.schema = memory, load_schema()

    def extract(self, documents: Iterable[Document]) -> Iterator[Annotation]:
        """Yield one annotation for each document."""
        return (self.annotate(document) for document in documents)

    def annotate(self, document: Document) -> Annotation:
        """Annotate one document."""
        mentions, entities = self._mentions(document)
        pledges, near_misses = self._frames(document, mentions)
        return assemble(
            document,
            self.name,
            mentions=mentions,
            entities=entities,
            relations=self._relations(document, mentions, entities),
            pledges=pledges,
            near_misses=near_misses,
        )

    def _mentions(self, document: Document) -> tuple[list[Mention], list[Entity]]:
        """Known surfaces inside sentences; those that share an entity's name share the entity."""
        mentions: list[Mention] = []
        entities: dict[str, Entity] = {}
        if self.memory.spans is None:
            return [], []
        for start, end in document.sentences:
            for match in self.memory.spans.finditer(document.text, start, end):
                label = self.memory.labels[match[0]]
                refers_to: tuple[str, ...] = ()
                if label.name is not None:
                    key = f"{label.type}:{label.name}"
                    kb_id = None if document.article.stratum == "fiction" else label.kb_id
                    entities.setdefault(key, Entity(key, label.type, label.name, kb_id or "NIL"))
                    refers_to = (key,)
                mentions.append(
                    Mention(
                        id=f"m{len(mentions)}",
                        start=match.start(),
                        end=match.end(),
                        text=match[0],
                        type=label.type,
                        form=label.form,
                        refers_to=refers_to,
                        norm=label.norm,
                    )
                )
        return mentions, list(entities.values())

    def _relations(self, document: Document, mentions: list[Mention], entities: list[Entity]) -> list[Relation]:
        """Known pairs of names; evidence is where both are mentioned, else where the head is first."""
        places = {
            entity.id: [document.sentence_of(m.start) for m in mentions if entity.id in m.refers_to]
            for entity in entities
        }
        found = []
        for head in entities:
            for tail in entities:
                kind = self.memory.relations.get((head.name, tail.name))
                if kind is None or head.id == tail.id:
                    continue
                rule = self.schema.relations[kind]
                if head.type not in rule.head or tail.type not in rule.tail:
                    continue
                both = sorted(set(places[head.id]) & set(places[tail.id]))
                evidence = tuple(both or (places[head.id][0], places[tail.id][0]))
                found.append(Relation(id=f"r{len(found)}", type=kind, head=head.id, tail=tail.id, evidence=evidence))
        return found

    def _frames(self, document: Document, mentions: list[Mention]) -> tuple[list[Pledge], list[NearMiss]]:
        """Known triggers; the content is the rest of the sentence, the holder the actor before."""
        pledges: list[Pledge] = []
        near_misses: list[NearMiss] = []
        if self.memory.cues is None:
            return [], []
        lower = document.text.lower()
        # Lower case of a few letters is longer than the letter; offsets then would not fit.
        text = lower if len(lower) == len(document.text) else document.text
        for start, end in document.sentences:
            for match in self.memory.cues.finditer(text, start, end):
                content = _rest(document.text, match.end(), end)
                if content is None:
                    continue
                answer = self.memory.triggers[match[0]]
                trigger = Span(match.start(), match.end(), document.text[match.start() : match.end()])
                before = [m for m in mentions if start <= m.start and m.end <= match.start()]
                after = [m for m in mentions if content.start <= m.start and m.end <= end]
                if "kind" in answer:
                    near_misses.append(
                        NearMiss(
                            id=f"n{len(near_misses)}",
                            trigger=trigger,
                            content=content,
                            kind=answer["kind"],
                            holder=self._slot("near_miss", "holder", before[-1:]),
                        )
                    )
                    continue
                deadline = self._slot(
                    "pledge", "deadline", [m for m in after if not _past(m.norm, document.article.date)]
                )
                amounts = [m for m in after if m.norm is not None and m.end <= content.end]
                if answer["specificity"] == "MEASURABLE" and not deadline and not amounts:
                    # Nothing here measures it, whatever did in the train texts.
                    answer = {**answer, "specificity": "NAMED_ACT"}
                pledges.append(
                    Pledge(
                        id=f"p{len(pledges)}",
                        pledge_id=f"P{len(pledges)}",
                        trigger=trigger,
                        content=content,
                        condition=None,
                        pledgor=self._slot("pledge", "pledgor", before)[-1:],
                        addressee=(),
                        source_mention=(),
                        object=self._slot(
                            "pledge", "object", [m for m in after if m.type not in self.schema.actor_types]
                        ),
                        deadline=deadline,
                        **answer,
                    )
                )
        return pledges, near_misses

    def _slot(self, frame: str, slot: str, mentions: list[Mention]) -> tuple[str, ...]:
        types = getattr(self.schema, frame).slots[slot].types
        return tuple(mention.id for mention in mentions if mention.type in types)


def _past(norm: str | None, today: str) -> bool:
    """Whether a remembered date lies before this article's: it was another article's deadline."""
    last = (norm or "").split("/")[-1]
    return last[:4].isdigit() and last < today[: len(last)]


def _rest(text: str, start: int, end: int) -> Span | None:
    """The sentence from ``start`` to its end, without "to" and closing signs; None where nothing is left."""
    lead = re.compile(r"\s*(?:to )?").match(text, start, end)
    begin = lead.end()
    stop = begin + len(text[begin:end].rstrip(" .,;:!?”\"'’"))
    return Span(begin, stop, text[begin:stop]) if stop > begin else None


def build(config: dict[str, Any], train: Corpus) -> Lookup:
    """Memorise the train split."""
    return Lookup(memorise(train, config))
