"""Measures of how the articles were written and what they hold, each with its bound.

The bounds keep out what spoils a corpus that is written for its purpose: copied wording, one mould for every article,
promises that always come in the same words, values too rare to be measured.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

from accord.errors import DataNotFoundError, describe
from accord.model import Annotation
from accord.schema import Schema
from accord.validate.overlap import SHARED_WORDS, find_stretches
from accord.validate.registry import Fault, rule
from accord.validate.workspace import Workspace

MAX_JACCARD = 0.2
"""Two articles whose word 5-grams overlap more than this (Jaccard) are near-duplicates."""

MAX_COMMON_SHARE = 0.015
"""Greatest share of running word 4-grams that stand in three or more dossiers."""

MAX_LEMMA_SHARE = 0.08
"""Greatest share of the pledges that one trigger lemma may take."""

FRAMES_PER_ARTICLE = (3.0, 7.0)
"""Bounds of the mean number of pledges, and of near-misses, an article."""

MIN_VALUE_COUNT = 30
"""Least count of every attribute value, once there are ``VALUES_FROM`` annotated articles."""

VALUES_FROM = 100

BOUNDS_FROM = 24
"""Dossiers from which on `accord validate` holds a corpus to the bounds; a smaller one is still growing into them."""

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_AUXILIARIES = frozenset((
    "am", "are", "be", "been", "being", "did", "do", "does", "had", "has", "have", "is", "was", "were", "would",
    "will", "shall", "should",
))  # fmt: skip
_LEMMAS = {"would": "will", "am": "be", "is": "be", "are": "be", "was": "be", "were": "be"}
_FILLERS = frozenset((
    "a", "again", "all", "already", "also", "an", "and", "any", "both", "firmly", "formally", "further", "he", "her",
    "his", "i", "in", "indeed", "it", "its", "itself", "jointly", "last", "my", "never", "no", "not", "now", "of",
    "on", "once", "our", "own", "publicly", "repeatedly", "she", "solemnly", "still", "that", "the", "their", "then",
    "there", "they", "this", "to", "together", "under", "we", "you", "your",
))  # fmt: skip


class Article(Protocol):
    """What is measured of a document."""

    id: str
    dossier: str
    text: str


class Collection(Protocol):
    """What is measured: documents, and pairs of a document and its gold; a ``Corpus`` is one."""

    documents: Sequence[Article]

    def __iter__(self) -> Iterator[tuple[Article, Annotation]]:
        """Yield the documents that have gold, each with it."""


@dataclass(frozen=True)
class Measure:
    """One measure: its value, its bound in words, whether it holds (None: not yet to be told), and what made it."""

    id: str
    name: str
    value: float | None
    bound: str
    ok: bool | None
    detail: str = ""


def measure(corpus: Collection, schema: Schema) -> list[Measure]:
    """Return every measure of the corpus.

    Raises:
        DataNotFoundError: where the libraries of the extra ``stats`` are missing.
    """
    documents = corpus.documents
    return [
        shared_run(documents),
        near_duplicates(documents),
        common_share(documents),
        *_per_article(corpus),
        lemma_share(corpus),
        *_rarest_values(corpus, schema),
    ]


def _words(text: str) -> list[str]:
    return [match[0].lower() for match in _WORD.finditer(text)]


def _grams(words: Sequence[str], size: int) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + size]) for at in range(len(words) - size + 1)]


def shared_run(documents: Iterable[Article]) -> Measure:
    """Measure the longest run of words outside names that two articles share; 0 stands for under eight.

    Names are told from words as the rule ``near-duplicate-ngram`` of ``accord validate`` tells them.
    """
    places: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    starts: dict[str, list[int]] = {}
    longest, found = 0, ""
    lengths: dict[tuple[str, int, str, int], int] = {}
    for document in documents:
        stretches = list(find_stretches(document.text))
        starts[document.id] = [at for _, at in stretches]
        for number, (stretch, _) in enumerate(stretches):
            for other, place in places[stretch]:
                if other == document.id:
                    continue
                # Stretches that go on in both articles are one run, a word longer with each.
                length = lengths.get((document.id, number - 1, other, place - 1), SHARED_WORDS - 1) + 1
                lengths[document.id, number, other, place] = length
                if length > longest:
                    longest, found = length, f"{other} and {document.id}: ... {' '.join(stretch)}"
            places[stretch].append((document.id, number))
    bound = f"under {SHARED_WORDS} words"
    return Measure(
        "shared-run",
        f"longest run of {SHARED_WORDS} or more words shared by two articles",
        longest,
        bound,
        longest < SHARED_WORDS,
        found,
    )


def near_duplicates(documents: Iterable[Article]) -> Measure:
    """Count the pairs of articles whose word 5-grams have a Jaccard index above 0.2.

    Computed exactly over the 5-grams that articles share, which a corpus of this size allows; at millions of articles
    MinHash (Broder 1997) estimates the same figure.
    """
    sizes: dict[str, int] = {}
    holders: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for document in documents:
        grams = set(_grams(_words(document.text), 5))
        sizes[document.id] = len(grams)
        for gram in grams:
            holders[gram].append(document.id)
    shared = Counter(pair for found in holders.values() for pair in combinations(found, 2))
    jaccards = [(both / (sizes[one] + sizes[other] - both), one, other) for (one, other), both in shared.items()]
    pairs = sorted((item for item in jaccards if item[0] > MAX_JACCARD), reverse=True)
    detail = "; ".join(f"{one} and {other} ({jaccard:.2f})" for jaccard, one, other in pairs[:5])
    return Measure("near-duplicates", "near-duplicate pairs of articles", len(pairs), "none", not pairs, detail)


def common_share(documents: Iterable[Article]) -> Measure:
    """Measure the share of running word 4-grams that stand in three or more dossiers; in [0, 1], None under three."""
    dossiers: dict[tuple[str, ...], set[str]] = defaultdict(set)
    running: Counter[tuple[str, ...]] = Counter()
    names = set()
    for document in documents:
        names.add(document.dossier)
        for line in document.text.split("\n"):
            for gram in _grams(_words(line), 4):
                running[gram] += 1
                dossiers[gram].add(document.dossier)
    common = Counter({gram: count for gram, count in running.items() if len(dossiers[gram]) >= 3})
    share = common.total() / running.total() if len(names) >= 3 and running else None
    detail = "; ".join(" ".join(gram) for gram, _ in common.most_common(3))
    bound = f"at most {MAX_COMMON_SHARE:.1%}"
    return Measure(
        "common-share",
        "share of word 4-grams in three or more dossiers",
        share,
        bound,
        None if share is None else share <= MAX_COMMON_SHARE,
        detail,
    )


def _per_article(corpus: Collection) -> list[Measure]:
    low, high = FRAMES_PER_ARTICLE
    gold = [annotation for _, annotation in corpus]
    found = []
    for layer, name in (("pledges", "pledges"), ("near_misses", "near-misses")):
        mean = sum(len(getattr(annotation, layer)) for annotation in gold) / len(gold) if gold else None
        ok = None if mean is None else low <= mean <= high
        found.append(Measure(f"{name}-an-article", f"{name} an article", mean, f"{low:g} to {high:g}", ok))
    return found


def head_lemma(trigger: str) -> str:
    """Return the lemma of a trigger's head word: its first word that is neither auxiliary nor filler.

    ``have agreed`` gives ``agree``, ``its promise of`` gives ``promise``; a trigger of auxiliaries alone gives the
    first of these (``will not``: ``will``, ``is to``: ``be``). ``would`` is ``will`` in reported speech.
    """
    try:
        from simplemma import lemmatize
    except ImportError as error:
        raise _missing("simplemma") from error
    words = [word for word in _words(trigger) if word not in _FILLERS] or _words(trigger)
    if not words:
        return trigger.strip().lower()
    head = next((word for word in words if word not in _AUXILIARIES), words[0])
    return _LEMMAS.get(head) or lemmatize(head, lang="en").lower()


def trigger_lemmas(corpus: Collection) -> list[tuple[str, int, float]]:
    """Return each trigger lemma of the pledges with its count and share, the commonest first."""
    counts = Counter(head_lemma(pledge.trigger.text) for _, gold in corpus for pledge in gold.pledges)
    return [
        (lemma, count, count / counts.total())
        for lemma, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def lemma_share(corpus: Collection) -> Measure:
    """Measure the greatest share of the pledges that one trigger lemma takes; in [0, 1], None without pledges."""
    lemmas = trigger_lemmas(corpus)
    bound = f"at most {MAX_LEMMA_SHARE:.0%}"
    if not lemmas:
        return Measure("lemma-share", "share of the commonest trigger lemma", None, bound, None)
    detail = ", ".join(f"{lemma} {share:.1%}" for lemma, _, share in lemmas if share > MAX_LEMMA_SHARE) or lemmas[0][0]
    return Measure(
        "lemma-share",
        "share of the commonest trigger lemma",
        lemmas[0][2],
        bound,
        lemmas[0][2] <= MAX_LEMMA_SHARE,
        detail,
    )


def _rarest_values(corpus: Collection, schema: Schema) -> list[Measure]:
    pairs = list(corpus)
    found = []
    for layer, name, frame in (("pledges", "pledge", schema.pledge), ("near_misses", "near-miss", schema.near_miss)):
        for attribute, item in frame.attributes.items():
            counts = Counter({value: 0 for value in item.values})
            counts.update(getattr(frame_item, attribute) for _, gold in pairs for frame_item in getattr(gold, layer))
            rarest = min(item.values, key=lambda value: counts[value])
            rare = [f"{value} {counts[value]}" for value in item.values if counts[value] < MIN_VALUE_COUNT]
            ok = counts[rarest] >= MIN_VALUE_COUNT if len(pairs) >= VALUES_FROM else None
            bound = f"at least {MIN_VALUE_COUNT} (from {VALUES_FROM} articles)"
            found.append(
                Measure(f"rarest-{attribute}", f"rarest {name} {attribute}", counts[rarest], bound, ok, ", ".join(rare))
            )
    return found


def _missing(library: str) -> DataNotFoundError:
    return DataNotFoundError(
        describe(f"measures need {library}.", rule="extra-missing", fix="pip install 'accord-corpus[stats]'.")
    )


@dataclass(frozen=True)
class _Text:
    id: str
    dossier: str
    text: str


@dataclass(frozen=True)
class _Measured:
    """The readable texts of a workspace, and those that have readable gold with it."""

    documents: tuple[_Text, ...]
    gold: dict[str, Annotation]

    def __iter__(self) -> Iterator[tuple[_Text, Annotation]]:
        return ((text, self.gold[text.id]) for text in self.documents if text.id in self.gold)


@rule("measure-bound", layer="corpus", reads=Workspace)
def check_measure_bound(work: Workspace) -> Iterator[Fault]:
    """Reads texts and gold of a corpus of 24 dossiers or more and reports a measure that is out of its bound."""
    if len(work.dossiers) < BOUNDS_FROM:
        return
    texts = tuple(_Text(item.document, item.dossier.id, item.text) for item in work.texts)
    corpus = _Measured(texts, {item.document: item.annotation for item in work.annotations if item.gold})
    try:
        measures = measure(corpus, work.schema)
    except DataNotFoundError:
        # What needs the extra is left to `accord stats --measures`, which says that it is missing.
        measures = [near_duplicates(texts), common_share(texts), *_per_article(corpus),
                    *_rarest_values(corpus, work.schema)]  # fmt: skip
    for item in measures:
        if item.ok is False and item.id != "shared-run":  # the rule near-duplicate-ngram tells of each shared run
            yield Fault(f"{item.name}: {item.value:.3g}; expected {item.bound}. {item.detail}",
                        "write or add articles that balance it; see `accord stats --measures`.", item.id)  # fmt: skip
