"""Validation: rules with stable ids that read corpus, gold, rounds and ledgers and report findings.

A rule is one ``check_`` function, registered in ``RULES`` by its kebab-case id; ``validate`` runs them over a data
root. A file that cannot be parsed is itself a finding, and the others are still read.
"""

from accord.validate.registry import LAYERS, RULES, Fault, Finding, Rule
from accord.validate.running import find_root, validate, validate_annotation

__all__ = ["LAYERS", "RULES", "Fault", "Finding", "Rule", "find_root", "validate", "validate_annotation"]
