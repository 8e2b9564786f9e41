"""Pledges and near-misses: detection, slots, attributes, the ladder, the confusion matrix, clusters of one pledge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product

from accord.schema import Frame
from accord.scoring.matching import Tokens, assign
from accord.scoring.statistics import Counts, count
from accord.scoring.view import FrameView, Unit, View

Pairs = list[tuple[int, int]]

NOTHING = "nothing"
OTHER = "other"
"""Stands for a predicted value outside the schema's inventory: wrong, and no class of its own."""

_LAST_RUNG = ("trigger", "source_mention")
"""Slots that only the ladder's last rung asks for: they say how the article tells the pledge, not what it binds to."""


@dataclass(frozen=True)
class Context:
    """What a comparison of frames needs besides the frames: both views, the entity alignment, tokens, the threshold."""

    gold: View
    predicted: View
    alignment: dict[str, str]
    tokens: Tokens
    threshold: float

    def same_span(self, a: tuple[int, int], b: tuple[int, int]) -> bool:
        """Whether two spans overlap by the threshold."""
        return a == b or self.tokens.iou(a, b) >= self.threshold

    def same_filler(self, gold: Unit, predicted: Unit) -> bool:
        """Whether a filler is right: aligned entity; the same span; or the span of a mention of the other's entity."""
        if gold[0] == "entity" and predicted[0] == "entity":
            return self.alignment.get(predicted[1]) == gold[1]
        if gold[0] == "entity" and predicted[0] == "span":
            return predicted[1:] in self.gold.entities[gold[1]].spans
        if gold[0] == "span" and predicted[0] == "entity":
            return gold[1:] in self.predicted.entities[predicted[1]].spans
        return gold[0] == "span" and gold == predicted

    def right_fillers(self, gold: frozenset[Unit], predicted: frozenset[Unit]) -> int:
        """Return how many fillers match one to one."""
        g, p = sorted(gold), sorted(predicted)
        weights = {(i, j): 1.0 for i, a in enumerate(g) for j, b in enumerate(p) if self.same_filler(a, b)}
        return len(assign(g, p, weights))


def match_frames(gold: Sequence[FrameView], predicted: Sequence[FrameView], context: Context) -> list[tuple[int, int]]:
    """Match frames one to one by token overlap of their content: at least the threshold, and most overlap in all.

    Ties go to triggers that overlap more, then to frames alike in everything, then by offsets.
    """
    weights = {}
    for i, a in enumerate(gold):
        for j, b in enumerate(predicted):
            overlap = context.tokens.iou(a.content, b.content)
            if overlap >= context.threshold and overlap > 0:
                weights[i, j] = (
                    overlap + 1e-6 * context.tokens.iou(a.trigger, b.trigger) + 1e-9 * (a.key[:-1] == b.key[:-1])
                )
    return assign([frame.key for frame in gold], [frame.key for frame in predicted], weights)


def near_miss_counts(frame: Frame, context: Context) -> Counts:
    """Count detection, slots and kinds of near-misses."""
    gold, predicted = context.gold.near_misses, context.predicted.near_misses
    return _frame_counts("near_misses", gold, predicted, match_frames(gold, predicted, context), frame, context)


def pledge_counts(frame: Frame, context: Context) -> Counts:
    """Count detection, slots and attributes of pledges, the ladder, and links between mentions of one pledge."""
    gold, predicted = context.gold.pledges, context.predicted.pledges
    pairs = match_frames(gold, predicted, context)
    counts = _frame_counts("pledges", gold, predicted, pairs, frame, context)
    _ladder(counts, gold, predicted, pairs, frame, context)
    in_gold = [gold[i].cluster == gold[k].cluster for (i, _), (k, _) in combinations(pairs, 2)]
    in_predicted = [predicted[j].cluster == predicted[k].cluster for (_, j), (_, k) in combinations(pairs, 2)]
    both = sum(g and p for g, p in zip(in_gold, in_predicted, strict=True))
    count(counts, "pledges.clusters", "micro", both, sum(in_predicted), sum(in_gold))
    return counts


def _frame_counts(
    family: str,
    gold: Sequence[FrameView],
    predicted: Sequence[FrameView],
    pairs: Pairs,
    frame: Frame,
    context: Context,
) -> Counts:
    counts: Counts = {}
    count(counts, f"{family}.detection", "micro", len(pairs), len(predicted), len(gold))
    _slots(counts, family, gold, predicted, pairs, frame, context)
    for name in frame.attributes:
        _attribute(counts, f"{family}.attributes.{name}", name, gold, predicted, pairs, frame)
    return counts


def _slot_counts(
    slot: str, frame: Frame, gold: FrameView, predicted: FrameView, context: Context
) -> tuple[int, int, int]:
    """Return right, predicted and gold fillers of one slot of a matched pair."""
    if slot in frame.span_slots:
        g, p = gold.spans[slot], predicted.spans[slot]
        return int(g is not None and p is not None and context.same_span(g, p)), int(p is not None), int(g is not None)
    g, p = gold.fillers[slot], predicted.fillers[slot]
    return context.right_fillers(g, p), len(p), len(g)


def _size(slot: str, frame: Frame, view: FrameView) -> int:
    return int(view.spans[slot] is not None) if slot in frame.span_slots else len(view.fillers[slot])


def scored_slots(frame: Frame) -> tuple[str, ...]:
    """Slots that are scored as such: all but ``content``, which detection has matched already."""
    return tuple(slot for slot in frame.slots if slot != "content")


def _slots(counts: Counts, family: str, gold, predicted, pairs, frame: Frame, context: Context) -> None:
    for slot in scored_slots(frame):
        matched = [_slot_counts(slot, frame, gold[i], predicted[j], context) for i, j in pairs]
        tp, p, g = (sum(column) for column in zip(*matched, strict=True)) if matched else (0, 0, 0)
        everywhere = sum(_size(slot, frame, view) for view in predicted), sum(_size(slot, frame, view) for view in gold)
        for label in ("micro", slot):
            count(counts, f"{family}.slots", label, tp, *everywhere)
            count(counts, f"{family}.slots_matched", label, tp, p, g)


def _attribute(counts: Counts, column: str, name: str, gold, predicted, pairs, frame: Frame) -> None:
    attribute = frame.attributes[name]
    values = tuple(attribute.values)
    found = [(gold[i].attributes[name], predicted[j].attributes[name]) for i, j in pairs]
    right = [g for g, p in found if g == p]
    count(counts, column, "micro", len(right), len(predicted), len(gold))
    for value in values:
        count(
            counts,
            column,
            value,
            right.count(value),
            sum(view.attributes[name] == value for view in predicted),
            sum(view.attributes[name] == value for view in gold),
        )
    cells = "ordinal" if attribute.ordinal else "nominal"
    for g, p in product((*values, OTHER), repeat=2):
        counts[f"{column}/{cells}/{g}>{p}"] = 0
    for g, p in found:
        counts[f"{column}/{cells}/{g if g in values else OTHER}>{p if p in values else OTHER}"] += 1


def _ladder(counts: Counts, gold, predicted, pairs, frame: Frame, context: Context) -> None:
    slots = scored_slots(frame)
    early = [slot for slot in (*frame.mention_slots, *frame.span_slots) if slot in slots and slot not in _LAST_RUNG]
    rungs = ["detected", *early, *frame.attributes, "all"]
    cumulative, alone = dict.fromkeys(rungs, 0), dict.fromkeys(rungs, 0)
    for i, j in pairs:
        right = {"detected": True}
        for slot in slots:
            tp, p, g = _slot_counts(slot, frame, gold[i], predicted[j], context)
            right[slot] = tp == p == g
        right.update({name: gold[i].attributes[name] == predicted[j].attributes[name] for name in frame.attributes})
        right["all"] = all(right.values())
        standing = True
        for rung in rungs:
            standing = standing and right[rung]
            cumulative[rung] += standing
            alone[rung] += right[rung]
    for number, rung in enumerate(rungs, 1):
        count(counts, "pledges.ladder", f"{number:02d}-{rung}", cumulative[rung], len(predicted), len(gold))
        count(counts, "pledges.alone", rung, alone[rung], len(predicted), len(gold))


def confusion_counts(context: Context, kind_of: str, kinds: Sequence[str]) -> Counts:
    """Count gold against predicted kinds over pledges and near-misses matched together.

    Args:
        context: the two views.
        kind_of: the attribute that tells near-misses apart.
        kinds: its values in the schema.
    """
    sides = [[*view.pledges, *view.near_misses] for view in (context.gold, context.predicted)]
    names = [
        ["PLEDGE"] * len(view.pledges)
        + [item.attributes[kind_of] if item.attributes[kind_of] in kinds else OTHER for item in view.near_misses]
        for view in (context.gold, context.predicted)
    ]
    keyed = [
        [_Keyed(frame, name) for frame, name in zip(side, labels, strict=True)]
        for side, labels in zip(sides, names, strict=True)
    ]
    weights = {}
    for i, a in enumerate(sides[0]):
        for j, b in enumerate(sides[1]):
            overlap = context.tokens.iou(a.content, b.content)
            if overlap >= context.threshold and overlap > 0:
                weights[i, j] = (
                    overlap
                    + 1e-6 * context.tokens.iou(a.trigger, b.trigger)
                    + 1e-9 * (keyed[0][i].alike == keyed[1][j].alike)
                )
    pairs = assign([item.key for item in keyed[0]], [item.key for item in keyed[1]], weights)
    labels = ("PLEDGE", *kinds, OTHER, NOTHING)
    counts: Counts = {
        f"confusion/nominal/{g}>{p}": 0 for g, p in product(labels, repeat=2) if (g, p) != (NOTHING, NOTHING)
    }
    matched = dict(pairs)
    for i, name in enumerate(names[0]):
        counts[f"confusion/nominal/{name}>{names[1][matched[i]] if i in matched else NOTHING}"] += 1
    for j, name in enumerate(names[1]):
        if j not in matched.values():
            counts[f"confusion/nominal/{NOTHING}>{name}"] += 1
    return counts


@dataclass(frozen=True)
class _Keyed:
    """A frame of either kind under one sort key."""

    frame: FrameView
    name: str

    @property
    def alike(self) -> tuple:
        return self.frame.content, self.frame.trigger, self.name

    @property
    def key(self) -> tuple:
        return (*self.alike, self.frame.key[-1])
