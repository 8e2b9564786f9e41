"""The rule baseline: word lists and patterns, no learning but of which words are written in lower case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from accord import Annotation, Corpus, Document, Mention, NearMiss, Pledge, Relation, Span, assemble, load_schema

from .dates import find_dates
from .discourse import Discourse
from .entities import make_entities, merge_acronyms
from .frames import PLEDGE, Frame, Frames
from .lexicon import load_lexicon
from .names import Names
from .quantities import Quantities
from .relations import Relations, Triple
from .spans import Found, Line


class Rules:
    """Extracts every layer of the schema by rule."""

    name = "rules"
    tasks = ("mentions", "clusters", "norms", "relations", "pledges", "near_misses")

    def __init__(self, config: dict[str, Any], common: frozenset[str]) -> None:
        self.config = config
        self.schema = load_schema()
        self.lexicon = load_lexicon()
        self.names = Names(self.lexicon, common)
        self.quantities = Quantities(self.lexicon.quantities)

    def extract(self, documents: Iterable[Document]) -> Iterator[Annotation]:
        """Yield one annotation for each document."""
        return (self.annotate(document) for document in documents)

    def annotate(self, document: Document) -> Annotation:
        """Annotate one document."""
        line, anchor = Line(document.text), date.fromisoformat(document.article.date)
        tokens = self.names.find(line, document.sentences)
        merge_acronyms(line.found)
        for start, end in document.sentences:
            find_dates(line, start, end, anchor)
            self.quantities.find(line, start, end)
        relations = Relations(line, document.sentences, self.lexicon, self.schema.relations)
        discourse = Discourse(line, document.sentences, self.lexicon)
        roles = relations.roles()
        discourse.represents = {
            head: tail for head, kind, tail, _ in reversed(roles) if kind in ("HOLDS_ROLE", "PART_OF")
        }
        frames = (
            Frames(line, document.sentences, self.lexicon, discourse, anchor).find(tokens)
            if self.config["frames"]
            else []
        )
        triples = (roles + relations.events()) if self.config["relations"] else []
        return self._annotation(document, line, triples, frames)

    def _annotation(self, document: Document, line: Line, triples: list[Triple], frames: list[Frame]) -> Annotation:
        entities = make_entities(line.found, self.lexicon)
        types = {entity.id: entity.type for entity in entities}
        ids = {id(found): f"m{number}" for number, found in enumerate(line.found)}
        mentions = [
            Mention(
                id=ids[id(f)],
                start=f.start,
                end=f.end,
                text=f.text,
                type=f.type,
                form=f.form,
                refers_to=f.entities,
                norm=f.norm,
            )
            for f in line.found
        ]
        allowed = self.schema.relations
        relations = [
            Relation(id=f"r{number}", type=kind, head=head, tail=tail, evidence=(sentence,))
            for number, (head, kind, tail, sentence) in enumerate(triples)
            if types.get(head) in allowed[kind].head and types.get(tail) in allowed[kind].tail
        ]

        def slot(frame: str, name: str, found: list[Found]) -> tuple[str, ...]:
            kinds = getattr(self.schema, frame).slots[name].types
            return tuple(dict.fromkeys(ids[id(f)] for f in found if id(f) in ids and f.type in kinds))

        def span(at: tuple[int, int]) -> Span:
            return Span(*at, document.text[slice(*at)])

        pledges, near_misses, acts = [], [], {}
        for number, frame in enumerate(frames):
            content = document.text[slice(*frame.content)]
            if frame.kind != PLEDGE:
                near_misses.append(
                    NearMiss(
                        id=f"n{number}",
                        trigger=span(frame.trigger),
                        content=span(frame.content),
                        holder=slot("near_miss", "holder", frame.holders),
                        kind=frame.kind,
                    )
                )
                continue
            pledges.append(
                Pledge(
                    id=f"p{number}",
                    pledge_id=acts.setdefault(_act(content), f"P{len(acts)}"),
                    trigger=span(frame.trigger),
                    content=span(frame.content),
                    condition=span(frame.condition) if frame.condition else None,
                    pledgor=slot("pledge", "pledgor", frame.holders),
                    addressee=slot("pledge", "addressee", frame.addressees),
                    object=slot("pledge", "object", frame.objects),
                    deadline=slot("pledge", "deadline", frame.deadline),
                    source_mention=slot("pledge", "source_mention", [frame.speaker] if frame.speaker else []),
                    **frame.attributes,
                )
            )
        return assemble(
            document,
            self.name,
            mentions=mentions,
            entities=entities,
            relations=relations,
            pledges=pledges,
            near_misses=near_misses,
        )


def _act(content: str) -> str:
    """What two tellings of one promise share: its verb and its last noun."""
    words = re.findall(r"[a-z]+", content.lower())
    return f"{words[0]} {words[-1]}" if words else content


def build(config: dict[str, Any], train: Corpus) -> Rules:
    """Build the extractor; of the train split only the lower-case words of its texts are used."""
    common = {word for document in train.documents for word in re.findall(r"\b[a-z]+\b", document.text)}
    return Rules(config, frozenset(common))
