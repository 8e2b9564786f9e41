"""Agreement between two independent passes of a round, and the list of their differences for the adjudicator."""

from accord.agreement.differences import Difference, find_differences
from accord.agreement.measures import Agreement, Figure, Gate, Gates, load_gates, measure
from accord.agreement.rounds import load_pass

__all__ = [
    "Agreement",
    "Difference",
    "Figure",
    "Gate",
    "Gates",
    "find_differences",
    "load_gates",
    "load_pass",
    "measure",
]
