"""What the rules read: every file of a data root, read tolerantly, so that a malformed one never hides the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import msgspec

from accord import storage
from accord.errors import AccordError
from accord.model import Annotation, Article, Dossier, Ledger, Mention, NearMiss, Pledge, Release, Span
from accord.schema import Frame, Schema

T = TypeVar("T")


@dataclass(frozen=True)
class Broken:
    """A file that cannot be read as its kind; ``missing`` where there is none."""

    file: Path
    kind: str
    why: str
    missing: bool = False


@dataclass(frozen=True)
class DossierFile:
    """A ``dossier.yaml`` that reads as a dossier."""

    file: Path
    dossier: Dossier
    schema: Schema
    document: None = None


@dataclass(frozen=True)
class ArticleFile:
    """An article that a dossier lists, with the bytes of its text (None where there are none) and its sentences."""

    file: Path
    article: Article
    dossier: Dossier
    raw: bytes | None
    sentences: tuple[tuple[int, int], ...] | None
    has_gold: bool
    schema: Schema

    @property
    def document(self) -> str:
        """The document's id."""
        return self.article.id

    @property
    def sentences_file(self) -> Path:
        """Where the sentences are stored."""
        return storage.sentences_path(self.file)


@dataclass(frozen=True)
class TextFile(ArticleFile):
    """An article whose bytes are UTF-8: ``text`` is as it stands in the file, not yet NFC."""

    text: str

    def line_of(self, offset: int) -> str:
        """Say in which line of the file an offset in code points lies."""
        return f"line {self.text.count(chr(10), 0, offset) + 1}"


@dataclass(frozen=True)
class Text:
    """The text that an annotation is of, with what the rules ask of its article."""

    text: str
    sentences: tuple[tuple[int, int], ...]
    date: str
    stratum: str

    def sentence_of(self, offset: int) -> int:
        """Return the number of the sentence that holds this offset, or -1."""
        return next((n for n, (start, end) in enumerate(self.sentences) if start <= offset < end), -1)


@dataclass(frozen=True)
class AnnotationFile:
    """An annotation file, with indexes over it; ``gold`` tells whether it stands in the gold."""

    file: Path
    annotation: Annotation
    schema: Schema
    gold: bool = False
    source: Text | None = None
    """The document's text, or None where the document is unknown or its text unreadable."""
    listed: bool = True
    """Whether some dossier lists the document, or might: a dossier that does not read is given the benefit."""
    place: tuple[str, str] | None = None
    """Round and annotator, or ``gold`` and dossier, as the folders above the file say."""
    dossier: str | None = None
    """The dossier that lists the document."""

    @property
    def document(self) -> str:
        """The document's id."""
        return self.annotation.doc_id

    @property
    def stamp(self) -> Annotation:
        """What says who annotated, in which round, by which schema."""
        return self.annotation

    @cached_property
    def mentions(self) -> dict[str, Mention]:
        """Mentions by id."""
        return {mention.id: mention for mention in self.annotation.mentions}

    @cached_property
    def entity_types(self) -> dict[str, str]:
        """Entity types by entity id."""
        return {entity.id: entity.type for entity in self.annotation.entities}

    @cached_property
    def mentions_of(self) -> dict[str, list[Mention]]:
        """Mentions by the id of an entity that they refer to."""
        found: dict[str, list[Mention]] = {}
        for mention in self.annotation.mentions:
            for entity in mention.refers_to:
                found.setdefault(entity, []).append(mention)
        return found

    @property
    def frames(self) -> Iterator[tuple[Frame, Pledge | NearMiss]]:
        """Yield every pledge and near-miss with its frame in the schema."""
        yield from ((self.schema.pledge, pledge) for pledge in self.annotation.pledges)
        yield from ((self.schema.near_miss, near_miss) for near_miss in self.annotation.near_misses)

    @cached_property
    def fillers(self) -> list[tuple[str, str, str]]:
        """Every filler of a slot that holds mentions, as ``(frame id, slot, mention id)``."""
        return [(item.id, slot, mention) for frame, item in self.frames
                for slot in frame.mention_slots for mention in getattr(item, slot)]


@dataclass(frozen=True)
class AnchoredFile(AnnotationFile):
    """An annotation file whose hash is its document's: its offsets can be checked."""

    source: Text

    @property
    def spans(self) -> Iterator[tuple[str, Mention | Span]]:
        """Yield the spans that lie in the text, with the id of the item that holds each."""
        return ((at, span) for at, span in storage.spans_of(self.annotation)
                if 0 <= span.start < span.end <= len(self.source.text))


@dataclass(frozen=True)
class LedgerFile:
    """A ledger file, with what its edges may point to."""

    file: Path
    ledger: Ledger
    schema: Schema
    articles: dict[str, ArticleFile]
    """Every listed article by document id."""
    clusters: dict[str, frozenset[str]]
    """Pledge clusters of the gold by document id."""
    gold: bool = True
    document: None = None

    @property
    def stamp(self) -> Ledger:
        """What says who annotated, in which round, by which schema."""
        return self.ledger


@dataclass(frozen=True)
class SplitsFile:
    """``corpus/splits.yaml`` and the dossiers that it should divide."""

    file: Path
    splits: dict[str, tuple[str, ...]]
    dossiers: dict[str, Dossier]
    schema: Schema
    document: None = None


@dataclass(frozen=True)
class ReleaseFile:
    """``corpus/release.yaml``."""

    file: Path
    release: Release
    root: Path
    schema: Schema
    document: None = None


@dataclass
class Workspace:
    """All files of a data root. Rules over several files read the workspace itself."""

    root: Path
    schema: Schema
    broken: list[Broken] = field(default_factory=list)
    dossiers: list[DossierFile] = field(default_factory=list)
    articles: list[ArticleFile] = field(default_factory=list)
    annotations: list[AnnotationFile] = field(default_factory=list)
    ledgers: list[LedgerFile] = field(default_factory=list)
    splits: SplitsFile | None = None
    release: ReleaseFile | None = None
    stray: list[Path] = field(default_factory=list)
    document: None = None

    @property
    def file(self) -> Path:
        """The data root."""
        return self.root

    @property
    def items(self) -> Iterator[object]:
        """Yield everything that a rule may read, the workspace first."""
        yield self
        yield from self.dossiers
        yield from self.articles
        yield from self.annotations
        yield from self.ledgers
        yield from (item for item in (self.splits, self.release) if item is not None)

    @property
    def texts(self) -> list[TextFile]:
        """The articles whose text could be read."""
        return [item for item in self.articles if isinstance(item, TextFile)]

    def read(self, path: Path, kind: type[T], *, yaml: bool = False, name: str = "") -> T | None:
        """Read a file as an object of the model, or note that it is broken and return None."""
        decode = storage.decode_yaml if yaml else storage.decode
        try:
            return decode(storage.read_bytes(path), kind, path)
        except (AccordError, OSError) as error:
            why = str(error.__cause__ or error)
            self.broken.append(Broken(path, name or kind.__name__, why, missing=not path.exists()))
            return None


def make_annotation_file(
    file: Path, annotation: Annotation, schema: Schema, source: Text | None, **where: object,
) -> AnnotationFile:
    """Return the item for an annotation: anchored where the text is known and its hash is the annotation's."""
    anchored = source is not None and storage.text_sha256(source.text) == annotation.text_sha256
    return (AnchoredFile if anchored else AnnotationFile)(file, annotation, schema, source=source, **where)


def is_id(name: str) -> bool:
    """Tell whether a name has the form of a dossier's or document's id: lower-case words and digits with hyphens."""
    return len(name) <= 100 and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) is not None


def is_ledger(path: Path) -> bool:
    """Tell whether a JSON file is a ledger by its key ``edges``; False where it is no JSON object."""
    try:
        data = msgspec.json.decode(storage.read_bytes(path))
    except (AccordError, OSError, msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return False
    return isinstance(data, dict) and "edges" in data
