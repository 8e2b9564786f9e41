"""Consistency on contrast pairs: a pair counts only where a system is right on both of its members.

Source: Gardner et al. 2020, "Evaluating models' local decision boundaries via contrast sets" (contrast consistency).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from accord.errors import FormatError, describe
from accord.model import Annotation, Document, NearMiss, Pledge
from accord.schema import Schema, load_schema
from accord.scoring.matching import Tokens
from accord.scoring.resampling import Interval, bootstrap_weights
from accord.scoring.view import FrameView, View, view_of

LABEL = "label"
"""The axis of a pair that flips a pledge to a near-miss, or back."""


@dataclass(frozen=True)
class Member:
    """One side of a pair: a document, its gold, and the pledge or near-miss in it that the pair is about."""

    document: Document
    gold: Annotation
    frame: Pledge | NearMiss


@dataclass(frozen=True)
class Pair:
    """An original and its minimal rewrite.

    ``axis`` says what the rewrite flips: ``label`` (pledge or near-miss), ``kind`` of a near-miss, an attribute of a
    pledge, or whether it has a ``condition`` or ``deadline``.
    """

    id: str
    axis: str
    original: Member
    variant: Member


@dataclass(frozen=True)
class ContrastReport:
    """What a system got right, pair by pair, in the order of ``pairs``."""

    pairs: tuple[Pair, ...]
    original_right: tuple[bool, ...]
    variant_right: tuple[bool, ...]
    samples: int
    seed: int

    @cached_property
    def both_right(self) -> tuple[bool, ...]:
        """Whether a system was right on both members of each pair."""
        return tuple(a and b for a, b in zip(self.original_right, self.variant_right, strict=True))

    @property
    def consistency(self) -> float:
        """Share of the pairs that are right on both sides, in [0, 1]."""
        return sum(self.both_right) / len(self.pairs)

    @cached_property
    def interval(self) -> Interval | None:
        """95% percentile bootstrap interval of the consistency over dossiers; None with fewer than two of them."""
        names = sorted({pair.original.document.dossier for pair in self.pairs})
        if len(names) < 2 or self.samples < 1:
            return None
        at = {name: number for number, name in enumerate(names)}
        sums = np.zeros((len(names), 2))
        for pair, right in zip(self.pairs, self.both_right, strict=True):
            sums[at[pair.original.document.dossier]] += (right, 1)
        drawn = bootstrap_weights(len(names), self.samples, self.seed) @ sums
        low, high = np.percentile(drawn[:, 0] / drawn[:, 1], (2.5, 97.5))
        return float(low), float(high)

    def by_axis(self) -> dict[str, tuple[int, int]]:
        """Return pairs right on both sides and all pairs, by axis, in order of the axes' names."""
        found: dict[str, tuple[int, int]] = {}
        for pair, right in sorted(zip(self.pairs, self.both_right, strict=True), key=lambda item: item[0].axis):
            good, total = found.get(pair.axis, (0, 0))
            found[pair.axis] = (good + right, total + 1)
        return found

    def to_dict(self) -> dict:
        """Return the figures as plain data; scores in [0, 1]."""
        return {
            "pairs": len(self.pairs),
            "consistency": self.consistency,
            "interval": list(self.interval) if self.interval else None,
            "original": sum(self.original_right) / len(self.pairs),
            "variant": sum(self.variant_right) / len(self.pairs),
            "by_axis": {axis: {"right": right, "pairs": total} for axis, (right, total) in self.by_axis().items()},
            "samples": self.samples,
            "seed": self.seed,
        }


def score_contrast(
    pairs: Iterable[Pair],
    predicted: Mapping[str, Annotation],
    *,
    samples: int = 1000,
    seed: int = 0,
    iou: float = 0.5,
) -> ContrastReport:
    """Score predictions on contrast pairs.

    A member is right where the system found something at its content (token overlap of at least ``iou``) and all that
    it found there is right: a pledge where gold has a pledge, a near-miss where gold has one, and on any other axis
    also the value that the pair is about. A system that calls everything both is therefore right nowhere.

    Args:
        pairs: what ``accord.load_contrast`` gives.
        predicted: annotations by document id, of the originals and of the variants; a missing one is wrong.
        samples: bootstrap samples of dossiers.
        seed: of the bootstrap.
        iou: least token overlap (intersection over union) of contents, in (0, 1].

    Raises:
        FormatError: without pairs, or where a prediction is of another text.
    """
    schema = load_schema()
    pairs = tuple(pairs)
    if not pairs:
        fix = "write annotations/contrast, or name data that have it."
        raise FormatError(describe("there are no contrast pairs to score on.", rule="contrast-empty", fix=fix))
    views: dict[str, View] = {}
    for document in {m.document.id: m.document for p in pairs for m in (p.original, p.variant)}.values():
        views[document.id] = _view(document, predicted.get(document.id), schema)
    original, variant = (
        tuple(
            _is_right(m, pair.axis, views[m.document.id], schema, iou) for m, pair in zip(members, pairs, strict=True)
        )
        for members in ([pair.original for pair in pairs], [pair.variant for pair in pairs])
    )
    return ContrastReport(pairs, original, variant, samples, seed)


def _view(document: Document, annotation: Annotation | None, schema: Schema) -> View:
    if annotation is None:
        return View()
    if annotation.text_sha256 != document.text_sha256:
        raise FormatError(
            describe(
                "the prediction is of another text.",
                document=document.id,
                rule="score-text",
                fix="run the system on this version of the data.",
            )
        )
    return view_of(annotation, schema)


def _is_right(member: Member, axis: str, predicted: View, schema: Schema, iou: float) -> bool:
    tokens = Tokens(member.document.text)
    content = (member.frame.content.start, member.frame.content.end)
    is_pledge = isinstance(member.frame, Pledge)

    def at_content(frames: Sequence[FrameView]) -> list[FrameView]:
        return [frame for frame in frames if tokens.iou(frame.content, content) >= iou]

    pledges, near_misses = at_content(predicted.pledges), at_content(predicted.near_misses)
    found, others = (pledges, near_misses) if is_pledge else (near_misses, pledges)
    return bool(found) and not others and all(_agrees(member.frame, frame, axis, schema) for frame in found)


def _agrees(gold: Pledge | NearMiss, predicted: FrameView, axis: str, schema: Schema) -> bool:
    """Whether a frame of the right label is right on the axis too."""
    if axis == LABEL:
        return True
    frame = schema.pledge if isinstance(gold, Pledge) else schema.near_miss
    if axis in frame.attributes:
        return predicted.attributes.get(axis) == getattr(gold, axis)
    filled = predicted.spans.get(axis) is not None if axis in frame.span_slots else bool(predicted.fillers.get(axis))
    return filled == bool(getattr(gold, axis))
