"""Numbers in digits and words."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {
    **{word: number for number, word in enumerate(_ONES)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
}
SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "k": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "mn": 10**6,
    "m": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "bn": 10**9,
    "b": 10**9,
    "trillion": 10**12,
    "tn": 10**12,
}

_UNIT = "|".join(sorted(_WORDS, key=len, reverse=True))
WORD = rf"(?:{_UNIT})(?:[- ](?:{_UNIT}|hundred|thousand|million|billion|and(?=[ -](?:{_UNIT})\b)))*"
DIGITS = r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?"
NUMBER = rf"(?:{DIGITS}|\b{WORD}\b)"
"""A number in digits or words, as a regular expression without groups."""


def parse_number(text: str) -> Decimal | None:
    """Return the value of a number in digits or words, or None where it is none."""
    bare = text.replace(",", "").strip()
    if re.fullmatch(r"\d+(\.\d+)?", bare):
        try:
            return Decimal(bare)
        except InvalidOperation:
            return None
    total = part = 0
    seen = False
    for word in re.split(r"[- ]", text.lower()):
        if word in _WORDS:
            part += _WORDS[word]
        elif word == "hundred":
            part = max(part, 1) * 100
        elif word in SCALES:
            total += max(part, 1) * SCALES[word]
            part = 0
        elif word != "and":
            return None
        seen = True
    return Decimal(total + part) if seen else None


def plain(value: Decimal) -> str:
    """Return digits without separators, exponent or needless zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
