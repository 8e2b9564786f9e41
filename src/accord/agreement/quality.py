"""The written trail after the passes: adjudicator's rulings, challenges, re-reading, and the rates they give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Literal, TypeVar

import msgspec

from accord import storage
from accord.agreement.differences import Difference
from accord.corpus import Corpus
from accord.errors import DataNotFoundError, FormatError, describe
from accord.model import Annotation, Record

Layer = Literal["mention", "entity", "relation", "pledge", "near-miss"]


class Ruling(Difference):
    """The adjudicator's decision on one difference between the passes."""

    ruling: Literal["first", "second", "both", "neither", "other"]
    kind: str
    reason: str


class Challenge(Record):
    """One attempt to break the gold, with the adjudicator's answer."""

    doc_id: str
    layer: Layer
    sentence: int
    fault: Literal["missing", "spurious", "wrong"]
    claim: str
    proof: str
    ruling: Literal["upheld", "rejected"]
    reason: str


class RereadError(Record):
    """One error that a fresh reader found in the finished gold; ``corrected`` once the gold was mended."""

    doc_id: str
    layer: Layer
    sentence: int
    fault: Literal["missing", "spurious", "wrong"]
    claim: str
    corrected: bool


class Rate(Record):
    """How many faults were found in a layer, against how many items it has."""

    layer: str
    faults: int
    items: int
    share: float | None
    bound: float | None

    @property
    def within(self) -> bool:
        """Whether the share keeps the bound; without a bound it does."""
        return self.bound is None or self.share is None or self.share <= self.bound


T = TypeVar("T", Ruling, Challenge, RereadError)


def load_trail(path: Path, kind: type[T]) -> list[T]:
    """Load a JSON Lines file of rulings, challenges or re-reading errors.

    Raises:
        DataNotFoundError: where the file does not exist.
        FormatError: naming the line that does not fit.
    """
    items = []
    for number, line in enumerate(storage.read_bytes(path).splitlines(), 1):
        try:
            items.append(msgspec.json.decode(line, type=kind))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            what = f"line {number}: {error}."
            raise FormatError(describe(what, file=path, rule="trail-form", fix=f"give a {kind.__name__}.")) from error
    return items


def count_items(annotations: Sequence[Annotation]) -> Counter[str]:
    """Return how many items each layer of these annotations has."""
    counts: Counter[str] = Counter()
    for annotation in annotations:
        counts["mention"] += len(annotation.mentions)
        counts["entity"] += len(annotation.entities)
        counts["relation"] += len(annotation.relations)
        counts["pledge"] += len(annotation.pledges)
        counts["near-miss"] += len(annotation.near_misses)
    return counts


def fault_rates(
    faults: Sequence[Challenge | RereadError],
    annotations: Sequence[Annotation],
    bounds: Mapping[str, float] = MappingProxyType({}),
) -> list[Rate]:
    """Return the share of faults by layer: upheld challenges, or errors of a re-reading, over the layer's items.

    Args:
        faults: challenges, of which only upheld ones count, or re-reading errors.
        annotations: the gold of the documents that were challenged or read again.
        bounds: largest share by layer; a layer without one has none.
    """
    items = count_items(annotations)
    found = Counter(f.layer for f in faults if not isinstance(f, Challenge) or f.ruling == "upheld")
    return [
        Rate(
            layer, found[layer], items[layer], found[layer] / items[layer] if items[layer] else None, bounds.get(layer)
        )
        for layer in ("mention", "entity", "relation", "pledge", "near-miss")
    ]


def round_gold(corpus: Corpus, round_name: str) -> list[Annotation]:
    """Return the gold annotations that came out of a round."""
    return [annotation for annotation in corpus.gold.values() if annotation.round == round_name]


def load_challenges(corpus: Corpus, round_name: str) -> list[list[Challenge]]:
    """Load the challenges of a round, ``annotations/challenges/{round}.{number}.jsonl``, one list a challenge in order.

    A round is challenged again after repair where upheld challenges exceed a bound; the last list is what counts.

    Raises:
        DataNotFoundError: where the round was never challenged.
        FormatError: where a line does not fit.
    """
    paths = sorted((corpus.root / "annotations" / "challenges").glob(f"{round_name}.*.jsonl"))
    if not paths:
        what, fix = (
            f"no challenges of round {round_name}.",
            f"keep them in annotations/challenges/{round_name}.1.jsonl.",
        )
        raise DataNotFoundError(describe(what, rule="challenges-missing", fix=fix))
    return [load_trail(path, Challenge) for path in paths]
