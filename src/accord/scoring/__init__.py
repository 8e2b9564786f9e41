"""Scoring: pure functions from gold and predicted annotations to a report; see docs/metrics.md for every metric."""

from accord.scoring.comparison import Difference, check_comparable, compare
from accord.scoring.metrics import HEADLINE, PRIMARIES
from accord.scoring.relations import named_triples, training_triples
from accord.scoring.rendering import FORMATS, render, render_comparison
from accord.scoring.report import DIMENSIONS, SCORER_VERSION, TASKS, Group, Report, Signature
from accord.scoring.resampling import bootstrap_weights, holm
from accord.scoring.scorer import TRACKS, score

__all__ = [
    "DIMENSIONS",
    "FORMATS",
    "HEADLINE",
    "PRIMARIES",
    "SCORER_VERSION",
    "TASKS",
    "TRACKS",
    "Difference",
    "Group",
    "Report",
    "Signature",
    "bootstrap_weights",
    "check_comparable",
    "compare",
    "holm",
    "named_triples",
    "render",
    "render_comparison",
    "score",
    "training_triples",
]
