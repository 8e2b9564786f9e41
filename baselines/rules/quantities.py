"""QTY mentions and their norms: money by ISO 4217 code, everything else by its singular noun."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from .numerals import DIGITS, NUMBER, SCALES, WORD, parse_number, plain
from .spans import Line

_SCALE = r"(?:lakh crore|trillion|tn|billion|bn|million|mn|thousand|lakh|crore|hundred|m|k|b)\b"


class Quantities:
    """Finds amounts; made from the data file's currencies, measures and irregular nouns."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.signs: dict[str, str] = data["signs"]
        self.words: dict[str, str] = data["currency_words"]
        self.irregular: dict[str, str] = data["irregular"]
        self.measures: dict[str, str] = data["measures"]
        self.resumed = frozenset(data["resumed_actors"])
        self.function = frozenset(data["function_words"])
        self.not_counted = frozenset(data["not_counted"])
        sign = "|".join(re.escape(s) for s in sorted(self.signs, key=len, reverse=True))
        word = "|".join(re.escape(w) for w in sorted(self.words, key=len, reverse=True))
        code = "|".join(sorted(set(self.signs.values())))
        self._money = (
            re.compile(rf"(?<![\w.])(?P<sign>{sign}) ?(?P<n>{DIGITS})(?:[ -]?(?P<scale>{_SCALE}))?"),
            re.compile(rf"(?P<n>{NUMBER})(?:[ -]?(?P<scale>{_SCALE}))? (?P<sign>{word})\b", re.I),
            re.compile(rf"\b(?P<sign>{code}) ?(?P<n>{DIGITS})(?: ?(?P<scale>{_SCALE}))?"),
        )
        self._percent = re.compile(rf"(?P<n>{NUMBER})(?: ?%| per ?cent\b| percentage points?\b)", re.I)
        measure = "|".join(sorted(self.measures, key=len, reverse=True))
        self._measure = re.compile(rf"(?P<n>{NUMBER})(?: (?P<scale>{_SCALE}))?[ -]?(?P<unit>{measure})\b")
        self._strong = re.compile(rf"(?P<n>{NUMBER})-strong\b")
        self._counted = re.compile(
            rf"(?<![\w.,$€£-])(?P<n>{DIGITS}|\b{WORD}\b)(?:[ -](?P<scale>{_SCALE}))?(?=[ -])(?!\.\d)", re.I
        )

    def find(self, line: Line, start: int, end: int) -> None:
        """Add the QTY mentions of one sentence ``[start, end)`` (code points)."""
        text = line.text[start:end]
        for pattern in self._money:
            for m in pattern.finditer(text):
                unit = self.signs.get(m["sign"]) or self.words.get(m["sign"].lower()) or m["sign"]
                self._add(line, start, m.start(), m.end(), self._value(m), unit)
        for m in self._percent.finditer(text):
            self._add(line, start, m.start(), m.end(), parse_number(m["n"]), "percent")
        for m in self._measure.finditer(text):
            self._add(line, start, m.start(), m.end(), self._value(m), self.measures[m["unit"]])
        for m in self._strong.finditer(text):
            self._add(line, start, m.start(), m.end(), parse_number(m["n"]), "person")
        for m in self._counted.finditer(text):
            self._count(line, start, text, m)

    def singular(self, noun: str) -> str:
        """Return a noun's singular by spelling rules and the list of irregular ones."""
        noun = noun.lower()
        if noun in self.irregular:
            return self.irregular[noun]
        if noun.endswith("ies") and len(noun) > 4:
            return noun[:-3] + "y"
        if re.search(r"(ss|sh|ch|x|z)es$", noun):
            return noun[:-2]
        return noun[:-1] if self._plural(noun) else noun

    def _plural(self, noun: str) -> bool:
        return noun in self.irregular or (
            noun.endswith("s") and not noun.endswith(("ss", "us", "is")) and len(noun) > 3
        )

    def _value(self, m: re.Match) -> Decimal | None:
        number = parse_number(m["n"])
        if number is None or not m["scale"]:
            return number
        for part in m["scale"].lower().split():
            number *= SCALES[part]
        return number

    def _add(self, line: Line, base: int, start: int, end: int, value: Decimal | None, unit: str) -> None:
        if value is not None:
            line.add(base + start, base + end, "QTY", norm=f"{plain(value)} {unit}")

    def _count(self, line: Line, base: int, text: str, m: re.Match) -> None:
        """A number with the noun that it counts; a mention between them leaves the number alone in the span."""
        value = self._value(m)
        if value is None or not line.free(base + m.start(), base + m.end()):
            return
        before = text[: m.start()].split()
        noun_at, alone, at = None, False, m.end()
        for _ in range(6):
            word = re.compile(r"[ -]([\w-]+)").match(text, at)
            if word is None:
                break
            taken = not line.free(base + word.start(1), base + word.end(1))
            if taken:
                mention = next(f for f in line.found if f.start < base + word.end(1) and f.end > base + word.start(1))
                if mention.type in ("DATE", "QTY"):
                    break
                alone, at = True, mention.end - base
                continue
            if word[1].lower() == "more":
                at = word.end()
                continue
            if word[1].lower() in self.function or word[1].lower() in self.not_counted:
                break
            if word[1][0].isupper() and not self._plural(word[1].lower()):
                break
            noun_at, at = word.span(1), word.end()
            if self._plural(word[1].lower()) or value == 1:
                break
        if noun_at is None or (noun := text[slice(*noun_at)]).lower() in self.not_counted:
            return
        if value != 1 and not self._plural(noun.lower()):
            return
        resumes = before and before[-1].lower() in ("the", "both", "all", "these", "those", "their", "our", "its")
        if noun.lower() in self.resumed and resumes:
            return
        if value == 1 and (not m["n"].isalpha() or noun.lower() in self.resumed):
            return
        unit = self.singular(noun.rsplit("-", 1)[-1])
        self._add(line, base, m.start(), m.end() if alone else noun_at[1], value, unit)
