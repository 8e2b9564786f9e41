"""Agreement of two passes over the ledgers: F1 of edges, with and without their label, over resampled dossiers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from accord import storage
from accord.agreement.measures import Agreement, Figure
from accord.corpus import Corpus
from accord.errors import DataNotFoundError, describe
from accord.model import Ledger, LedgerEdge
from accord.scoring import bootstrap_weights


def load_ledger_pass(corpus: Corpus, round_name: str, annotator: str) -> dict[str, Ledger]:
    """Load one annotator's ledgers of a round by dossier.

    Raises:
        DataNotFoundError: where the pass has none.
        FormatError: where a file is malformed.
    """
    folder = corpus.root / "annotations" / "rounds" / round_name / annotator / "ledger"
    paths = sorted(folder.glob("*.json"))
    if not paths:
        fix = "import them with `accord import ledger`."
        raise DataNotFoundError(describe("no ledgers of this pass.", file=folder, rule="round-missing", fix=fix))
    return {path.stem: storage.load_ledger(path) for path in paths}


def measure_ledgers(
    first: Mapping[str, Ledger],
    second: Mapping[str, Ledger],
    *,
    round_name: str,
    annotators: tuple[str, str],
    guidelines_version: str,
    samples: int = 1000,
    seed: int = 0,
) -> Agreement:
    """Compare two passes over the ledgers of the same dossiers.

    An edge is its earlier pledge and later article (``ledger.pairs``), with its label (``ledger.edges``), and with its
    evidence sentences as well (``ledger.evidence``). F1 as 2TP/(A+B); 0/0 is None. Intervals resample dossiers.

    Raises:
        DataNotFoundError: where a dossier is in one pass only.
    """
    if odd := sorted(set(first) ^ set(second)):
        what = f"in one pass only: {', '.join(odd)}."
        raise DataNotFoundError(describe(what, rule="round-incomplete", fix="finish both passes."))
    dossiers = sorted(first)
    weights = bootstrap_weights(len(dossiers), samples, seed) if len(dossiers) > 1 and samples else None
    figures = {}
    for name, key in _KEYS.items():
        counts = np.array([_counts(key, first[dossier], second[dossier]) for dossier in dossiers], dtype=float)
        value = _f1(counts.sum(axis=0, keepdims=True))[0]
        drawn = _f1(weights @ counts) if weights is not None else np.array([])
        defined = drawn[~np.isnan(drawn)]
        interval = tuple(round(float(v), 4) for v in np.percentile(defined, (2.5, 97.5))) if len(defined) else None
        figures[name] = Figure(None if np.isnan(value) else round(float(value), 4), interval)
    return Agreement(
        round=round_name,
        annotators=annotators,
        guidelines_version=guidelines_version,
        schema_version=next(iter(first.values())).schema_version,
        documents=tuple(dossiers),
        dossiers=len(dossiers),
        samples=samples,
        seed=seed,
        figures=figures,
    )


def _pair(edge: LedgerEdge) -> tuple:
    return edge.doc_id, edge.pledge_id, edge.later_doc_id


_KEYS = {
    "ledger.pairs.f1": _pair,
    "ledger.edges.f1": lambda edge: (*_pair(edge), edge.label),
    "ledger.evidence.f1": lambda edge: (*_pair(edge), edge.label, edge.evidence),
}


def _counts(key, first: Ledger, second: Ledger) -> tuple[int, int, int]:
    a, b = ({key(edge) for edge in ledger.edges} for ledger in (first, second))
    return len(a & b), len(a), len(b)


def _f1(counts: np.ndarray) -> np.ndarray:
    size = counts[:, 1] + counts[:, 2]
    return np.divide(2 * counts[:, 0], size, out=np.full(len(counts), np.nan), where=size != 0)
