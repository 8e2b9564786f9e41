"""The data model: frozen, typed, slotted objects for documents, annotations and ledgers.

Offsets are Unicode code points, half-open ``[start, end)``, into the document's text. Sentence numbers count from 0.
Label values are plain strings; which strings are allowed is said by the schema alone, and checked by
``accord.validate``.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of every stored object: immutable, slotted, and strict about unknown keys."""


class Span(Record):
    """A stretch of text: ``text`` repeats the surface at ``[start, end)``."""

    start: int
    end: int
    text: str


class Mention(Record, omit_defaults=True):
    """A typed span: of an entity (``form`` and ``refers_to`` set) or a value (``norm`` set)."""

    id: str
    start: int
    end: int
    text: str
    type: str
    form: str | None = None
    refers_to: tuple[str, ...] = ()
    norm: str | None = None

    @property
    def span(self) -> tuple[int, int]:
        """The offsets ``(start, end)``."""
        return self.start, self.end


class Entity(Record):
    """A cluster of mentions in one document; ``kb_id`` is a Wikidata QID or ``NIL``."""

    id: str
    type: str
    name: str
    kb_id: str


class Relation(Record):
    """A reported fact between two entities, with the numbers of its evidence sentences."""

    id: str
    type: str
    head: str
    tail: str
    evidence: tuple[int, ...]

    @property
    def triple(self) -> tuple[str, str, str]:
        """``(head, type, tail)``."""
        return self.head, self.type, self.tail


class Pledge(Record):
    """One mention of a pledge; mentions of the same pledge in a document share ``pledge_id``."""

    id: str
    pledge_id: str
    trigger: Span
    content: Span
    condition: Span | None
    pledgor: tuple[str, ...]
    addressee: tuple[str, ...]
    object: tuple[str, ...]
    deadline: tuple[str, ...]
    source_mention: tuple[str, ...]
    firmness: str
    polarity: str
    specificity: str
    status: str
    source: str


class NearMiss(Record):
    """What looks like a pledge and is none: a hope, request, threat, prediction, ..."""

    id: str
    trigger: Span
    content: Span
    holder: tuple[str, ...]
    kind: str


class Annotation(Record):
    """All annotations of one document by one annotator in one round."""

    doc_id: str
    text_sha256: str
    schema_version: str
    guidelines_version: str
    annotator: str
    round: str
    verified_by: str
    mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]
    relations: tuple[Relation, ...]
    pledges: tuple[Pledge, ...]
    near_misses: tuple[NearMiss, ...]

    def mention(self, mention_id: str) -> Mention:
        """Return the mention with this id. Raises ``KeyError`` where there is none."""
        for mention in self.mentions:
            if mention.id == mention_id:
                return mention
        raise KeyError(mention_id)

    def entity(self, entity_id: str) -> Entity:
        """Return the entity with this id. Raises ``KeyError`` where there is none."""
        for entity in self.entities:
            if entity.id == entity_id:
                return entity
        raise KeyError(entity_id)

    def mentions_of(self, entity_id: str) -> Iterator[Mention]:
        """Yield the mentions that refer to this entity, in text order as stored."""
        return (mention for mention in self.mentions if entity_id in mention.refers_to)


class FactCheck(Record):
    """Who checked an article's facts against its references, when, and what was found."""

    by: str
    date: str
    findings: tuple[str, ...]


class Reference(Record):
    """A public source of facts: which fact of the dossier came from it."""

    id: str
    publisher: str
    title: str
    date: str
    url: str
    accessed: str
    facts: tuple[str, ...]


class Article(Record):
    """The metadata of one article, as its dossier lists it."""

    id: str
    headline: str
    date: str
    genre: str
    english: str
    stratum: str
    words: int
    licence: str
    references: tuple[str, ...]
    author: str
    made: str
    facts_checked: FactCheck | None = None


class Dossier(Record):
    """One story told over time: its references and its articles in order of date."""

    id: str
    title: str
    stratum: str
    region: str
    theme: str
    summary: str
    references: tuple[Reference, ...]
    articles: tuple[Article, ...]


class Document(Record):
    """An article with its text and its stored sentences.

    ``sentences`` holds ``(start, end)`` code point offsets into ``text``, in order, without overlap.
    ``split`` is None where the dossier stands in no split.
    """

    article: Article
    dossier: str
    region: str
    theme: str
    split: str | None
    text: str
    text_sha256: str
    sentences: tuple[tuple[int, int], ...]

    @property
    def id(self) -> str:
        """The document's id, which is its article's."""
        return self.article.id

    def sentence_text(self, number: int) -> str:
        """Return the text of sentence ``number``, counted from 0."""
        start, end = self.sentences[number]
        return self.text[start:end]

    def sentence_of(self, offset: int) -> int:
        """Return the number of the sentence that holds this offset, or -1 between sentences."""
        for number, (start, end) in enumerate(self.sentences):
            if start <= offset < end:
                return number
        return -1


class LedgerEdge(Record):
    """One link from a pledge of an earlier article to what a later article reports of it.

    ``pledge_id`` names a pledge cluster of ``doc_id``; ``later_pledge_id`` one of ``later_doc_id``, or None where the
    later article reports an act and no pledge. ``evidence`` are sentence numbers of the later article.
    """

    id: str
    label: str
    doc_id: str
    pledge_id: str
    later_doc_id: str
    later_pledge_id: str | None
    evidence: tuple[int, ...]


class Ledger(Record):
    """The edges of one dossier by one annotator in one round."""

    dossier: str
    schema_version: str
    annotator: str
    round: str
    verified_by: str
    edges: tuple[LedgerEdge, ...]


class Release(Record):
    """What ``corpus/release.yaml`` states: data version, schema version, the digest of the data."""

    version: str
    schema_version: str
    date: str
    digest: str
    text_licence: str
    annotation_licence: str
    code_licence: str
