"""The data files as typed objects, and the matchers that are made of them."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import spacy
import yaml
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.util import filter_spans

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Name:
    """One known surface: what it is, which entity it names, and as what."""

    type: str
    form: str
    key: str
    capital: bool = False
    plural: bool = False


@dataclass(frozen=True)
class Cue:
    """One expression that makes a pledge or a near-miss, and what may follow it."""

    kind: str
    firmness: str
    complements: tuple[str, ...]
    status: str
    polarity: str


@dataclass
class Lexicon:
    """All word lists, and the pipeline whose tokens they are matched on."""

    nlp: Any
    names: dict[str, Name] = field(default_factory=dict)
    cues: dict[str, Cue] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)
    prefix_heads: frozenset[str] = frozenset()
    nominal: dict[str, str] = field(default_factory=dict)
    title_heads: frozenset[str] = frozenset()
    lower_titles: frozenset[str] = frozenset()
    portfolio: frozenset[str] = frozenset()
    quantities: dict[str, Any] = field(default_factory=dict)
    verbs: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = PhraseMatcher(self.nlp.vocab)
        self._cues = PhraseMatcher(self.nlp.vocab, attr="LOWER")

    def compile(self) -> Lexicon:
        """Build the two phrase matchers."""
        self._names.add("name", [self.nlp.make_doc(text) for text in self.names])
        self._cues.add("cue", [self.nlp.make_doc(text) for text in self.cues])
        return self

    def find_names(self, doc: Doc) -> list[tuple[int, int, Name]]:
        """Return known names as ``(first token, token after the last, name)``, the longest where they overlap."""
        spans = filter_spans([doc[start:end] for _, start, end in self._names(doc)])
        return [(span.start, span.end, self.names[span.text]) for span in spans if span.text in self.names]

    def find_cues(self, doc: Doc) -> list[tuple[int, int, Cue]]:
        """Return cues as ``(start, end, cue)`` in code points, the longest where they overlap."""
        spans = filter_spans([doc[start:end] for _, start, end in self._cues(doc)])
        return [(s.start_char, s.end_char, self.cues[s.text.lower()]) for s in spans if s.text.lower() in self.cues]


def load_lexicon() -> Lexicon:
    """Read the data files beside this module."""
    heads, titles = _yaml("heads.yaml"), _yaml("titles.yaml")
    lexicon = Lexicon(
        nlp=spacy.blank("en"),
        heads={word: kind for kind in ("EQUIP", "EVENT", "PACT", "LOC", "MIL", "ORG") for word in heads[kind]},
        prefix_heads=frozenset(heads["prefix_heads"]),
        nominal={word: kind for kind, words in heads["nominal"].items() for word in words},
        title_heads=frozenset(titles["heads"]),
        lower_titles=frozenset(titles["lower"]),
        portfolio=frozenset(titles["portfolio"]),
        quantities=_yaml("quantities.yaml"),
        verbs=_yaml("verbs.yaml"),
    )
    _add_states(lexicon.names)
    _add_bodies(lexicon.names)
    for row in _table("cues.tsv"):
        cue = Cue(
            row["kind"],
            row["firmness"],
            tuple(row["complements"].split(",")),
            row["status"] or "NEW",
            row["polarity"] or "DO",
        )
        for form in row["forms"].split("/"):
            lexicon.cues[form] = cue
    return lexicon.compile()


def _yaml(name: str) -> dict[str, Any]:
    return yaml.safe_load((DATA / name).read_text("utf-8"))


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def _split(cell: str | None) -> list[str]:
    return [part for part in (cell or "").split(",") if part]


def _spellings(text: str) -> tuple[str, ...]:
    """A surface with straight and with curly apostrophes."""
    return (text, text.replace("'", "’")) if "'" in text else (text,)


def _add_states(names: dict[str, Name]) -> None:
    for row in _table("states.tsv"):
        key = f"state:{row['name']}"
        for text in (row["name"], *_split(row["aliases"])):
            for spelling in _spellings(text.removeprefix("The ")):
                names[spelling] = Name("GPE", "NAME", key)
        for text in _split(row["demonyms"]):
            names.setdefault(text, Name("GPE", "DEMONYM", key))
            if not text.endswith(("ese", "ish", "ch", "ss", "ic")):
                names.setdefault(f"{text}s", Name("GPE", "DEMONYM", key, plural=True))
        for text in _split(row["capitals"]):
            for spelling in _spellings(text.removeprefix("The ")):
                names.setdefault(spelling, Name("GPE", "NAME", key, capital=True))


def _add_bodies(names: dict[str, Name]) -> None:
    for row in _table("bodies.tsv"):
        for text in (row["name"], *_split(row["aliases"])):
            for spelling in _spellings(text):
                names[spelling] = Name(row["type"], "NAME", f"body:{row['name']}")
