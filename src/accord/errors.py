"""The error classes of Accord: one root, children that also inherit the matching builtin.

A message reads ``file:document:annotation [rule-id] what; expected X, got Y. Fix: ...`` as far as its parts are known.
"""

from __future__ import annotations


class AccordError(Exception):
    """Root of every error that Accord raises for a user's mistake."""


class SchemaError(AccordError, ValueError):
    """The schema file is malformed, unknown in version, or used against its own definitions."""


class OffsetError(AccordError, ValueError):
    """A span does not lie in its text or its surface differs from the text there."""


class FormatError(AccordError, ValueError):
    """A file does not have the form that its kind requires."""


class DataNotFoundError(AccordError, FileNotFoundError):
    """A file, document or data root that was asked for does not exist."""


class IncomparableScoresError(AccordError, ValueError):
    """Two scores rest on different data, schema or split and may not be compared."""


def describe(
    what: str,
    *,
    file: object = None,
    document: str | None = None,
    annotation: str | None = None,
    rule: str | None = None,
    fix: str | None = None,
) -> str:
    """Return one error message in the house form, leaving out the parts that are not known."""
    place = ":".join(str(part) for part in (file, document, annotation) if part)
    head = f"{place} " if place else ""
    tag = f"[{rule}] " if rule else ""
    tail = f" Fix: {fix}" if fix else ""
    return f"{head}{tag}{what}{tail}"
