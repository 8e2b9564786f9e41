"""The name-swap set: the same articles, with every entity consistently renamed.

A system that answers from what it remembers of a name, and not from the text, scores lower here. Names are drawn from
``invented_names.yaml`` by type, the same for a name throughout a dossier and the same for one seed; offsets, surfaces
and hashes are computed anew. Dates, amounts and their norms stay. Titles and generic words ("Defence Ministry") stay.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

from msgspec.structs import replace

from accord import storage
from accord.corpus import Corpus
from accord.errors import FormatError, describe
from accord.model import Annotation, Article, Document, Mention, NearMiss, Pledge, Span

Edit = tuple[int, int, str]
"""Code points ``[start, end)`` of the old text, and what takes their place."""

_WORD = re.compile(r"[^\W\d_]+")
_ACRONYM = re.compile(r"[A-Z]{2,6}s?")
_STATE_FORM = re.compile(
    r"((?:Republic|Kingdom|State) of (?:the )?)?(.+?)((?: (?:Republic|Kingdom|States|Emirates|Islands))?)"
)
"""What stays of a state's name: the words that say what kind of state it is."""
_YOO = re.compile(r"U[A-Z]|U(?:k|ni|ga|ru|ta)|Eu")
"""Names that begin with a vowel letter and the sound of "you": they take "a"."""
_LETTERS = "BCDFGHJKLMNPRSTVWXZ"
_LISTS = {"LOC": "sea", "ORG": "body", "MIL": "body", "EQUIP": "body", "PACT": "body", "EVENT": "body"}
"""The list that a proper word of a longer designation is drawn from; persons and states have rules of their own."""


@cache
def invented_names() -> Mapping[str, tuple[str, ...]]:
    """Return the invented names by list: ``state``, ``place``, ``given``, ``family``, ``sea``, ``body``."""
    data = files("accord.derived").joinpath("invented_names.yaml").read_bytes()
    return storage.decode_yaml(data, dict[str, tuple[str, ...]], "invented_names.yaml")


def swap_names(corpus: Corpus, whole: Corpus, seed: int = 0) -> Corpus:
    """Rename the entities of every document that has gold.

    Args:
        corpus: the documents to rename, such as ``whole.split("test")``.
        whole: every document: a word that some text has in lower case is generic and stays.
        seed: another seed draws other names.

    Returns:
        Documents with ``-swapN`` added to their ids (N the seed), in the same dossiers, with gold; no ledgers.

    Raises:
        FormatError: where a list of invented names is too short for a dossier.
    """
    generic = frozenset(w for d in whole.documents for w in _WORD.findall(d.text) if w.islower())
    texts = " ".join(document.text for document in whole.documents)
    documents, gold = [], {}
    for dossier in corpus.dossiers:
        pairs = [(d, corpus.gold[d.id]) for d in corpus.documents if d.dossier == dossier.id and d.id in corpus.gold]
        names = _Names(pairs, generic, texts, random.Random(f"{seed}:{dossier.id}"), dossier.id)
        for document, annotation in pairs:
            renamed, answer = _rename(document, annotation, names, f"{document.id}-swap{seed}")
            documents.append(renamed)
            gold[renamed.id] = answer
    return Corpus(corpus.root, corpus.dossiers, tuple(documents), gold, {})


class _Names:
    """The renaming of one dossier: whole surfaces of states, places and demonyms, and single words of all others."""

    def __init__(
        self,
        pairs: list[tuple[Document, Annotation]],
        generic: frozenset[str],
        texts: str,
        rng: random.Random,
        dossier: str,
    ) -> None:
        self.generic, self.dossier = generic, dossier
        self._taken = {word.lower() for word in _WORD.findall(texts)}
        self._rng = rng
        self._lists = {key: rng.sample(sorted(items), len(items)) for key, items in invented_names().items()}
        self._states: dict[str, str] = {}
        self.surfaces: dict[str, str] = {}
        self.words: dict[str, str] = {}
        mentions = [(m, annotation) for _, annotation in pairs for m in annotation.mentions if m.form in _NAMING]
        demonymous = {_key(m, a) for m, a in mentions if m.form == "DEMONYM"}
        for mention, annotation in mentions:
            if mention.type == "GPE" or mention.form == "DEMONYM":
                self._add_state(mention, _key(mention, annotation), demonymous)
        for mention, _ in mentions:
            if mention.type == "LOC":
                self._add_place(mention.text)
        for mention, _ in mentions:
            if mention.type == "PER":
                self._add_person(mention.text)
        self._known = _any_of(self.surfaces)
        for mention, _ in mentions:
            if mention.type not in ("GPE", "PER", "LOC") and mention.form == "NAME":
                self._add_words(mention)
        self._known = _any_of(self.surfaces)

    def edits(self, text: str, start: int, mention: Mention | None) -> Iterator[Edit]:
        """Yield the replacements in a stretch of text that begins at ``start``; ``mention`` None is plain text."""
        at = 0
        for match in [*self._known.finditer(text), None]:
            stop = match.start() if match else len(text)
            if mention is not None:
                for word in _WORD.finditer(text, at, stop):
                    if word[0] in self.words:
                        yield start + word.start(), start + word.end(), self.words[word[0]]
            if match:
                yield start + match.start(), start + match.end(), self.surfaces[match[0]]
                at = match.end()

    def _add_state(self, mention: Mention, key: str, demonymous: set[str]) -> None:
        text = mention.text
        if text in self.surfaces:
            return
        if _ACRONYM.fullmatch(text.replace(".", "")):
            self.surfaces[text] = self._acronym(text)
        elif mention.form == "DEMONYM":
            adjective = self._state(key, text) + "n"
            self.surfaces[text] = adjective + "s" if text.endswith("s") and not text.endswith("ss") else adjective
        elif key in demonymous and key not in self._states:
            self.surfaces[text] = self._state(key, text)
        else:
            before, name, after = _STATE_FORM.fullmatch(text).groups(default="")
            self.surfaces[text] = before + self._draw("place", name) + after

    def _state(self, key: str, like: str) -> str:
        if key not in self._states:
            self._states[key] = self._draw("state", like)
        return self._states[key]

    def _add_place(self, text: str) -> None:
        """A sea or base of ordinary words ("Black Sea") gets a new first word; else each proper word is replaced."""
        if text in self.surfaces:
            return
        words = _WORD.findall(text)
        proper = [word for word in words if self._is_proper(word)] or words[:1]
        new = text
        for word in proper:
            if word not in self.words:
                self.words[word] = self._draw("sea", word)
            new = re.sub(rf"\b{re.escape(word)}\b", self.words[word], new, count=1)
        self.surfaces[text] = new

    def _add_person(self, text: str) -> None:
        """The last word is a family name wherever it recurs; particles in lower case and initials stay."""
        words = [word for word in _WORD.findall(text) if word[0].isupper() and len(word) > 1]
        for place, word in enumerate(words):
            if word not in self.words:
                self.words[word] = self._draw("family" if place == len(words) - 1 else "given", word)

    def _add_words(self, mention: Mention) -> None:
        text = self._known.sub(lambda match: " " * len(match[0]), mention.text)
        for word in _WORD.findall(text):
            if word in self.words or not self._is_proper(word):
                continue
            acronym = _ACRONYM.fullmatch(word)
            self.words[word] = self._acronym(word) if acronym else self._draw(_LISTS.get(mention.type, "body"), word)

    def _is_proper(self, word: str) -> bool:
        return word[0].isupper() and len(word) > 1 and word.lower() not in self.generic

    def _acronym(self, text: str) -> str:
        """Keep the first letter, so that "a" and "an" before it stay right, and draw the others."""
        while True:
            new = "".join(
                letter if place == 0 or not letter.isupper() else self._rng.choice(_LETTERS)
                for place, letter in enumerate(text)
            )
            if new.replace(".", "").lower() not in self._taken:
                self._taken.add(new.replace(".", "").lower())
                return new

    def _draw(self, name: str, like: str) -> str:
        """The next invented name that begins with a vowel where the old one does."""
        for place, candidate in enumerate(self._lists[name]):
            if _sounds_vowel(candidate) == _sounds_vowel(like) and candidate.lower() not in self._taken:
                self._taken.add(candidate.lower())
                return self._lists[name].pop(place)
        raise FormatError(
            describe(
                f"the list {name!r} has no name left for {like!r}.",
                file=self.dossier,
                rule="name-swap-exhausted",
                fix="add names to src/accord/derived/invented_names.yaml.",
            )
        )


def _sounds_vowel(name: str) -> bool:
    return name[0] in "AEIOU" and not _YOO.match(name)


_NAMING = ("NAME", "DEMONYM")


def _key(mention: Mention, annotation: Annotation) -> str:
    """What an entity is known by in all articles of a dossier: its Wikidata id, else its name."""
    entity = next(entity for entity in annotation.entities if entity.id == mention.refers_to[0])
    return entity.name if entity.kb_id == "NIL" else entity.kb_id


def _any_of(surfaces: Iterable[str]) -> re.Pattern[str]:
    """Match any of these as whole words, the longest first."""
    found = sorted(surfaces, key=lambda surface: (-len(surface), surface))
    return re.compile("|".join(rf"(?<!\w){re.escape(surface)}(?!\w)" for surface in found) or r"(?!)")


def _rename(document: Document, annotation: Annotation, names: _Names, doc_id: str) -> tuple[Document, Annotation]:
    edits = _document_edits(document, annotation, names)
    text = _apply(document.text, edits)
    move = _Shift(edits)
    headline = _apply(document.article.headline, list(names.edits(document.article.headline, 0, None)))
    article: Article = replace(document.article, id=doc_id, headline=headline, words=len(text.split()))
    sentences = tuple((move.start(start), move.end(end)) for start, end in document.sentences)
    renamed = replace(document, article=article, text=text, text_sha256=storage.text_sha256(text), sentences=sentences)
    by_id = {m.id: m for m in annotation.mentions}

    def span(old: Span | None) -> Span | None:
        return old and Span(move.start(old.start), move.end(old.end), text[move.start(old.start) : move.end(old.end)])

    def frame(item: Pledge | NearMiss) -> Pledge | NearMiss:
        slots = {slot: span(getattr(item, slot)) for slot in ("trigger", "content", "condition") if hasattr(item, slot)}
        return replace(item, **slots)

    mentions = tuple(_moved(mention, move, text) for mention in annotation.mentions)
    answer = replace(
        annotation,
        doc_id=doc_id,
        text_sha256=renamed.text_sha256,
        mentions=mentions,
        entities=tuple(
            replace(e, name=_new_name(e.name, e.id, by_id.values(), mentions), kb_id="NIL") for e in annotation.entities
        ),
        pledges=tuple(map(frame, annotation.pledges)),
        near_misses=tuple(map(frame, annotation.near_misses)),
    )
    storage.check_against_text(answer, text, doc_id)
    return renamed, answer


def _document_edits(document: Document, annotation: Annotation, names: _Names) -> list[Edit]:
    """All replacements in order: inside mentions by every rule, between them only names of states and places."""
    edits, at = [], 0
    for mention in sorted(annotation.mentions, key=lambda m: m.start):
        edits += names.edits(document.text[at : mention.start], at, None)
        if mention.form is not None and mention.form != "PRONOUN":
            edits += names.edits(mention.text, mention.start, mention)
        at = mention.end
    edits += names.edits(document.text[at:], at, None)
    return edits


def _apply(text: str, edits: Iterable[Edit]) -> str:
    parts, at = [], 0
    for start, end, new in edits:
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


class _Shift:
    """Where an offset of the old text lies in the new one; one inside a replaced word moves to the word's edge."""

    def __init__(self, edits: list[Edit]) -> None:
        self._edits = edits

    def start(self, offset: int) -> int:
        """The new place of a span's first code point."""
        return self._place(offset, inside=0)

    def end(self, offset: int) -> int:
        """The new place of the code point after a span's last."""
        return self._place(offset, inside=1)

    def _place(self, offset: int, inside: int) -> int:
        moved = offset
        for start, end, new in self._edits:
            if end <= offset:
                moved += len(new) - (end - start)
            elif start < offset:
                return moved - (offset - start) + inside * len(new)
        return moved


def _moved(mention: Mention, move: _Shift, text: str) -> Mention:
    start, end = move.start(mention.start), move.end(mention.end)
    return replace(mention, start=start, end=end, text=text[start:end])


def _new_name(name: str, entity: str, old: Iterable[Mention], new: Iterable[Mention]) -> str:
    """An entity's name after renaming: that of the mention which bore the old name, else of its longest one."""
    pairs = [(a, b) for a, b in zip(old, new, strict=True) if entity in a.refers_to]
    return next((b.text for a, b in pairs if a.text == name), max((b.text for _, b in pairs), key=len))
