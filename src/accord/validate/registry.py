"""The rule registry: a rule is one function with a stable id, a severity and a layer; what it reports is a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from types import UnionType
from typing import Any, Literal, NamedTuple

from accord.errors import describe

Severity = Literal["error", "warning"]

LAYERS = (
    "corpus", "text", "mention", "entity", "relation", "pledge", "near-miss", "round", "ledger", "split", "release",
)
"""The layers in which findings are sorted and rules are listed."""


@dataclass(frozen=True)
class Finding:
    """One fault in the data: which rule found it, how grave, where, what is wrong, and what to do.

    ``annotation`` names the item inside the file: an annotation id, ``id.slot``, a reference id or ``line 3``.
    """

    rule: str
    severity: Severity
    file: str
    document: str | None
    annotation: str | None
    message: str
    fix: str

    def __str__(self) -> str:
        return describe(self.message, file=self.file, document=self.document, annotation=self.annotation,
                        rule=self.rule, fix=self.fix)


class Fault(NamedTuple):
    """What a rule's function yields; where, file and document are those of the item that it read unless given."""

    message: str
    fix: str
    at: str | None = None
    file: object = None
    document: str | None = None
    severity: Severity | None = None


@dataclass(frozen=True)
class Rule:
    """One rule: ``doc`` is its sentence, ``reads`` the class or classes of the items that it is given."""

    id: str
    severity: Severity
    layer: str
    doc: str
    reads: type | UnionType
    function: Callable[[Any], Iterable[Fault]]

    def check(self, item: Any) -> Iterator[Finding]:
        """Yield this rule's findings on one item, which has a ``file`` and a ``document``."""
        for fault in self.function(item):
            yield Finding(
                rule=self.id, severity=fault.severity or self.severity, file=str(fault.file or item.file),
                document=fault.document or item.document, annotation=fault.at,
                message=" ".join(fault.message.split()), fix=fault.fix)


RULES: dict[str, Rule] = {}
"""Every rule by its id, in the order of definition."""

Check = Callable[[Any], Iterable[Fault]]


def rule(
    rule_id: str, severity: Severity = "error", *, layer: str, reads: type | UnionType,
) -> Callable[[Check], Check]:
    """Register a ``check_`` function as the rule with this id.

    Args:
        rule_id: kebab-case, stable for ever: fixtures, docs and users' scripts name it.
        severity: what a finding weighs unless its fault says otherwise.
        layer: one of ``LAYERS``.
        reads: the class of the workspace's items that the function takes.

    Raises:
        ValueError: where the id is taken or the layer unknown: a mistake in this package, not in data.
    """

    def register(function: Check) -> Check:
        if rule_id in RULES or layer not in LAYERS:
            raise ValueError(f"rule {rule_id!r} is registered twice or its layer {layer!r} is unknown")
        RULES[rule_id] = Rule(rule_id, severity, layer, (function.__doc__ or "").strip(), reads, function)
        return function

    return register


def rules_of(layer: str, reads: type | UnionType) -> Callable[..., Callable[[Check], Check]]:
    """Return ``rule`` with layer and class of items filled in, for a module whose rules share them."""
    return partial(rule, layer=layer, reads=reads)
