"""Normal forms of values and dates: EDTF, ISO 8601 durations, quantities, calendar days."""

from __future__ import annotations

import datetime
import re
import time
from functools import lru_cache
from typing import Any

_DURATION = re.compile(
    r"P(?=\d|T\d)(\d+(\.\d+)?Y)?(\d+(\.\d+)?M)?(\d+(\.\d+)?W)?(\d+(\.\d+)?D)?"
    r"(T(?=\d)(\d+(\.\d+)?H)?(\d+(\.\d+)?M)?(\d+(\.\d+)?S)?)?", re.ASCII)
_QUANTITY = re.compile(r"(?P<number>(0|[1-9][0-9]*)(\.[0-9]+)?) (?P<unit>\S.*)", re.ASCII)
_UNIT = re.compile(r"[^\W\d_]\w*([ '’-]\w+)*")
_MAX_LENGTH = 80


def parse_day(text: str) -> datetime.date | None:
    """Return the day that ``YYYY-MM-DD`` names, or None where the text is nothing else than that."""
    try:
        return datetime.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) else None
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _parse_edtf(text: str) -> Any:
    """Return what the edtf library makes of a text, or None where it is no EDTF."""
    from edtf import parse_edtf

    if not 0 < len(text) <= _MAX_LENGTH or text != text.strip():
        return None
    try:
        return parse_edtf(text)
    except Exception:
        # The parser lets ValueError, AttributeError and pyparsing's own errors through for odd input; all mean no.
        return None


def is_edtf(text: str) -> bool:
    """Tell whether a text is an EDTF date or interval whose ends are in order."""
    if (parsed := _parse_edtf(text)) is None:
        return False
    bounds = _bounds(parsed)
    return bounds is None or bounds[0] <= bounds[1]


def is_duration(text: str) -> bool:
    """Tell whether a text is an ISO 8601 duration such as ``P10Y`` or ``PT36H``."""
    return len(text) <= _MAX_LENGTH and _DURATION.fullmatch(text) is not None


def last_day(text: str) -> datetime.date | None:
    """Return the last day that an EDTF expression can mean, or None where it is open, a duration or no EDTF."""
    parsed = _parse_edtf(text)
    bounds = None if parsed is None else _bounds(parsed)
    try:
        return None if bounds is None else datetime.date(*bounds[1])
    except ValueError:
        return None


def _bounds(parsed: Any) -> tuple[tuple[int, int, int], tuple[int, int, int]] | None:
    """First and last day as (year, month, day), or None where the expression is open or the library gives none."""
    try:
        lower, upper = parsed.lower_strict(), parsed.upper_strict()
    except Exception:
        return None
    if not (isinstance(lower, time.struct_time) and isinstance(upper, time.struct_time)):
        return None
    return tuple(lower[:3]), tuple(upper[:3])


def find_quantity_fault(text: str, currencies: tuple[str, ...]) -> str | None:
    """Return what is wrong with a quantity's norm, which is ``number unit``, or None.

    Args:
        text: the norm, such as ``500000000 USD`` or ``31 drone``.
        currencies: the ISO 4217 codes that the schema allows.
    """
    match = _QUANTITY.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    if match is None:
        return f"{text!r} is no number without separators, one blank and a unit"
    unit = match["unit"]
    if unit in currencies:
        return None
    if re.fullmatch(r"[A-Z]{3}", unit):
        return f"{unit!r} is no currency of the schema"
    return None if _UNIT.fullmatch(unit) and unit == unit.lower() else f"unit {unit!r} is no lower-case noun"
