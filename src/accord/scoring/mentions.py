"""Counts over mentions and the norms of values."""

from __future__ import annotations

from accord.schema import Schema
from accord.scoring.matching import assign
from accord.scoring.statistics import Counts, count, count_sets
from accord.scoring.view import MentionView, View

_PAIR = 1e7
"""Worth of one more matched pair, above any number of shared code points."""


def mention_counts(gold: View, predicted: View, schema: Schema) -> Counts:
    """Count exact and partial matches over the exhaustively marked mentions, micro and by type.

    Exhaustive are values, and entity mentions whose form is marked wherever it occurs; a predicted mention without a
    form counts as such. Exact: same offsets and type. Partial: same type and at least one shared code point, matched
    one to one with the most pairs and, among those, the most shared code points.
    """
    counts: Counts = {}
    g = [mention for mention in gold.mentions if mention.exhaustive]
    p = [mention for mention in predicted.mentions if mention.exhaustive]
    labels = tuple(schema.mention_types)
    count_sets(counts, "mentions.exact", (_key(m) for m in g), (_key(m) for m in p), labels, lambda item: item[2])
    matched = [gold_mention.type for gold_mention, _ in match_overlapping(g, p)]
    count(counts, "mentions.partial", "micro", len(matched), len(p), len(g))
    for label in labels:
        count(
            counts,
            "mentions.partial",
            label,
            matched.count(label),
            sum(m.type == label for m in p),
            sum(m.type == label for m in g),
        )
    return counts


def norm_counts(gold: View, predicted: View, schema: Schema) -> Counts:
    """Count norms of values: right with span and type (F), and right among the spans found (accuracy)."""
    counts: Counts = {}
    g = {_key(m): m.norm for m in gold.mentions if m.type in schema.value_types and m.norm is not None}
    p = {_key(m): m.norm for m in predicted.mentions if m.type in schema.value_types}
    stated = {(*key, norm) for key, norm in p.items() if norm is not None}
    count_sets(
        counts, "norms", {(*key, norm) for key, norm in g.items()}, stated, schema.value_types, lambda item: item[2]
    )
    for label in ("micro", *schema.value_types):
        found = [key for key in g if key in p and label in ("micro", key[2])]
        counts[f"norms.given_span/{label}/hits"] = sum(g[key] == p[key] for key in found)
        counts[f"norms.given_span/{label}/total"] = len(found)
    return counts


def match_overlapping(gold: list[MentionView], predicted: list[MentionView]) -> list[tuple[MentionView, MentionView]]:
    """Match mentions of the same type that share code points one to one: most pairs first, then most shared."""
    weights = {}
    for i, a in enumerate(gold):
        for j, b in enumerate(predicted):
            shared = min(a.span[1], b.span[1]) - max(a.span[0], b.span[0])
            if shared > 0 and a.type == b.type:
                weights[i, j] = _PAIR + shared
    pairs = assign([_key(m) for m in gold], [_key(m) for m in predicted], weights)
    return [(gold[i], predicted[j]) for i, j in pairs]


def _key(mention: MentionView) -> tuple[int, int, str]:
    return (*mention.span, mention.type)
