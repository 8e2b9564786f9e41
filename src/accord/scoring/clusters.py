"""Coreference: MUC, B-cubed, CEAF-e and LEA over mention clusters; entities as wholes; collectives apart.

The clusters hold the spans that refer to one entity. A span that refers to several ("both sides") is a collective: it
would sit in several clusters at once, for which no coreference metric is defined, so collectives are left out of the
clusters and scored as links between a span and each of its entities.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import fsum

from accord.schema import Schema
from accord.scoring.matching import assign
from accord.scoring.statistics import Counts, count, count_sets
from accord.scoring.view import EntityView, Offsets, View

Cluster = frozenset
Shared = dict[tuple[int, int], int]
"""Numbers of mentions shared by cluster i of one side and cluster j of the other; none is 0."""


def align_entities(gold: View, predicted: View) -> dict[str, str]:
    """Map predicted entities to gold entities one to one, so that they share the most spans in all.

    Ties go to pairs of the same type, then to those alike in spans and rank. Surface text and names play no part.

    Returns:
        Predicted entity id to gold entity id; both share at least one span.
    """
    g, p = list(gold.entities.values()), list(predicted.entities.values())
    g_rank, p_rank = _ranks(g), _ranks(p)
    by_span: dict[Offsets, list[int]] = {}
    for i, entity in enumerate(g):
        for span in entity.spans:
            by_span.setdefault(span, []).append(i)
    weights: dict[tuple[int, int], float] = {}
    for j, entity in enumerate(p):
        for i, shared in Counter(i for span in entity.spans for i in by_span.get(span, ())).items():
            same_type = g[i].type == entity.type
            weights[i, j] = shared + 1e-3 * same_type + 1e-6 * (g_rank[i] == p_rank[j])
    pairs = assign([entity.key for entity in g], [entity.key for entity in p], weights)
    return {p[j].id: g[i].id for i, j in pairs}


def _ranks(entities: Sequence[EntityView]) -> list[tuple]:
    """Tell apart entities with the very same spans and type ("the two firms") by their order."""
    seen: Counter = Counter()
    ranks = []
    for entity in entities:
        alike = (tuple(sorted(entity.spans)), entity.type)
        ranks.append((alike, seen[alike]))
        seen[alike] += 1
    return ranks


def cluster_counts(gold: View, predicted: View, alignment: dict[str, str], schema: Schema) -> Counts:
    """Count everything about clusters in one document."""
    g_spans, p_spans = gold.span_entities, predicted.span_entities
    g_clusters, p_clusters = _singular(g_spans), _singular(p_spans)
    counts = coreference_counts(list(g_clusters.values()), list(p_clusters.values()))

    g_typed = {(gold.entities[name].type, cluster) for name, cluster in g_clusters.items()}
    p_typed = {(predicted.entities[name].type, cluster) for name, cluster in p_clusters.items()}
    count_sets(counts, "clusters.entity_hard", g_typed, p_typed, schema.entity_types, lambda item: item[0])
    _soft(counts, g_typed, p_typed, schema.entity_types)

    g_links = {(span, entity) for span, entities in g_spans.items() if len(entities) > 1 for entity in entities}
    p_links = {(span, entity) for span, entities in p_spans.items() if len(entities) > 1 for entity in entities}
    right = {(span, alignment.get(entity)) for span, entity in p_links} & g_links
    count(counts, "clusters.collectives", "micro", len(right), len(p_links), len(g_links))
    return counts


def _singular(spans: dict[Offsets, frozenset[str]]) -> dict[str, Cluster]:
    clusters: dict[str, set[Offsets]] = {}
    for span, entities in sorted(spans.items()):
        if len(entities) == 1:
            clusters.setdefault(next(iter(entities)), set()).add(span)
    return {name: frozenset(members) for name, members in clusters.items()}


def _soft(counts: Counts, gold: set, predicted: set, labels: Sequence[str]) -> None:
    """DWIE's soft entity score: each cluster counts 1, in proportion to its mentions found with the cluster's type."""
    pairs = {
        side: {(kind, span) for kind, cluster in clusters for span in cluster}
        for side, clusters in (("g", gold), ("p", predicted))
    }
    for label in ("micro", *labels):
        for clusters, found, name in ((predicted, pairs["g"], "p"), (gold, pairs["p"], "r")):
            chosen = sorted((kind, tuple(sorted(cluster))) for kind, cluster in clusters if label in ("micro", kind))
            counts[f"clusters.entity_soft/{label}/{name}n"] = fsum(
                sum((kind, span) in found for span in cluster) / len(cluster) for kind, cluster in chosen
            )
            counts[f"clusters.entity_soft/{label}/{name}d"] = len(chosen)


def coreference_counts(gold: Sequence[Cluster], predicted: Sequence[Cluster]) -> Counts:
    """Count numerators and denominators of MUC, B-cubed, CEAF-e and LEA, singletons kept, no mention made up.

    Args:
        gold: disjoint sets of mentions, none empty.
        predicted: the same.
    """
    gold, predicted = (sorted(side, key=sorted) for side in (gold, predicted))
    g_of = {mention: i for i, cluster in enumerate(gold) for mention in cluster}
    p_of = {mention: j for j, cluster in enumerate(predicted) for mention in cluster}
    overlap = Counter((g_of[mention], p_of[mention]) for mention in sorted(g_of) if mention in p_of)
    flipped = {(j, i): shared for (i, j), shared in overlap.items()}
    counts: Counts = {}
    for name, one_side in (("muc", _muc), ("b3", _b_cubed), ("lea", _lea)):
        for side, clusters, others, shared in (("r", gold, predicted, overlap), ("p", predicted, gold, flipped)):
            top, bottom = one_side(clusters, others, dict(sorted(shared.items())))
            counts[f"clusters.{name}/micro/{side}n"], counts[f"clusters.{name}/micro/{side}d"] = top, bottom
    similar = {(i, j): 2 * shared / (len(gold[i]) + len(predicted[j])) for (i, j), shared in overlap.items()}
    best = fsum(similar[pair] for pair in assign([sorted(c) for c in gold], [sorted(c) for c in predicted], similar))
    for side, clusters in (("r", gold), ("p", predicted)):
        counts[f"clusters.ceafe/micro/{side}n"], counts[f"clusters.ceafe/micro/{side}d"] = best, len(clusters)
    return counts


def _muc(clusters: Sequence[Cluster], others: Sequence[Cluster], shared: Shared) -> tuple[float, float]:
    """Links kept over links needed (Vilain et al. 1995); a mention that the other side lacks is a part of its own."""
    kept = needed = 0
    for i, cluster in enumerate(clusters):
        parts = [size for (a, _), size in shared.items() if a == i]
        kept += len(cluster) - (len(parts) + len(cluster) - sum(parts))
        needed += len(cluster) - 1
    return kept, needed


def _b_cubed(clusters: Sequence[Cluster], others: Sequence[Cluster], shared: Shared) -> tuple[float, float]:
    """Mean over mentions of the share of their cluster found together with them (Bagga & Baldwin 1998)."""
    return fsum(size * size / len(clusters[i]) for (i, _), size in shared.items()), sum(map(len, clusters))


def _lea(clusters: Sequence[Cluster], others: Sequence[Cluster], shared: Shared) -> tuple[float, float]:
    """Links resolved, weighted by cluster size (Moosavi & Strube 2016); a singleton is resolved by a singleton."""

    def resolved(i: int, j: int, size: int) -> float:
        n = len(clusters[i])
        return float(len(others[j]) == 1) if n == 1 else n * (size * (size - 1)) / (n * (n - 1))

    return fsum(resolved(i, j, size) for (i, j), size in shared.items()), sum(map(len, clusters))
