"""Ledger edges: links from a pledge of an earlier article to what a later one reports of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from accord.model import Ledger, LedgerEdge
from accord.schema import Schema
from accord.scoring.frames import Context, match_frames
from accord.scoring.matching import assign
from accord.scoring.statistics import Counts, count, count_sets


@dataclass
class LedgerSide:
    """The edges of one side that are scored at one document, keyed in gold's terms, with their evidence."""

    edges: dict[tuple, frozenset[int]] = field(default_factory=dict)


def map_clusters(context: Context) -> dict[str, str]:
    """Map predicted pledge ids to gold pledge ids one to one, so that they share the most matched pledges in all."""
    gold, predicted = context.gold.pledges, context.predicted.pledges
    shared = Counter((gold[i].cluster, predicted[j].cluster) for i, j in match_frames(gold, predicted, context))
    g = sorted({a for a, _ in shared})
    p = sorted({b for _, b in shared})
    keys = [
        [(sorted(frame.content for frame in frames if frame.cluster == name), name) for name in names]
        for names, frames in ((g, gold), (p, predicted))
    ]
    pairs = assign(*keys, {(g.index(a), p.index(b)): float(number) for (a, b), number in shared.items()})
    return {p[j]: g[i] for i, j in pairs}


def place_edges(
    ledgers: Iterable[Ledger], documents: set[str], clusters: Mapping[str, Mapping[str, str]] | None
) -> tuple[dict[str, LedgerSide], int]:
    """Sort edges to the document that each is scored at: the later article; if that is not scored, the earlier.

    Args:
        ledgers: of one side.
        documents: ids of the documents that are scored.
        clusters: for predicted edges, the predicted pledge ids of each document in gold's terms; None: they are gold's.

    Returns:
        The edges by document, and how many were left out (neither article scored) or collapsed as duplicates.
    """
    placed: dict[str, LedgerSide] = {}
    dropped = 0
    for edge in sorted((edge for ledger in ledgers for edge in ledger.edges), key=lambda edge: edge.id):
        at = next((name for name in (edge.later_doc_id, edge.doc_id) if name in documents), None)
        if at is None:
            dropped += 1
            continue
        edges = placed.setdefault(at, LedgerSide()).edges
        key = _key(edge, clusters)
        dropped += key in edges
        edges[key] = edges.get(key, frozenset()) | set(edge.evidence)
    return placed, dropped


def _key(edge: LedgerEdge, clusters: Mapping[str, Mapping[str, str]] | None) -> tuple:
    def translate(document: str, pledge: str | None) -> tuple:
        if pledge is None or clusters is None:
            return (pledge,)
        known = clusters.get(document, {})
        return (known[pledge],) if pledge in known else ("unmatched", pledge)

    return (
        edge.label,
        edge.doc_id,
        translate(edge.doc_id, edge.pledge_id),
        edge.later_doc_id,
        translate(edge.later_doc_id, edge.later_pledge_id),
    )


def ledger_counts(gold: LedgerSide, predicted: LedgerSide, schema: Schema) -> Counts:
    """Count edges: strict (both pledges), relaxed (the later pledge ignored), and with each evidence sentence."""
    counts: Counts = {}
    labels = tuple(schema.ledger.labels)
    count_sets(counts, "ledger.edges", gold.edges, predicted.edges, labels, lambda key: key[0])
    count_sets(
        counts,
        "ledger.relaxed",
        (key[:4] for key in gold.edges),
        (key[:4] for key in predicted.edges),
        labels,
        lambda key: key[0],
    )
    for label in ("micro", *labels):
        g, p = (
            {key: shown for key, shown in side.edges.items() if label in ("micro", key[0])}
            for side in (gold, predicted)
        )
        shown = sum(len(sentences & g[key]) for key, sentences in p.items() if key in g)
        count(counts, "ledger.evidence", label, shown, sum(map(len, p.values())), sum(map(len, g.values())))
    return counts
