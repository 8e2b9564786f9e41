"""Relations by what stands between two mentions of a sentence: titles, possessives, and verbs of the past."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from .lexicon import Lexicon
from .spans import Found, Line

_GAP = r"(?:['’]s)?,? (?:the |its |their |new |former |then-?|acting |outgoing |deputy )*"
_UNREAL = re.compile(
    r"\b(will|would|may|might|could|should|must|to|if|unless|plans?|hopes?|agreed|expected|not|never|denied|refused|declined|threatened)\b"
)
_AND = r" and (?:the |of |for |[A-Z]\w+ )*"
Triple = tuple[str, str, str, int]


class Relations:
    """Finds the relations of one document as (head key, type, tail key, sentence)."""

    def __init__(
        self, line: Line, sentences: tuple[tuple[int, int], ...], lexicon: Lexicon, constraints: dict[str, Any]
    ) -> None:
        self.line, self.sentences, self.lexicon, self.constraints = line, sentences, lexicon, constraints
        titles = sorted(lexicon.lower_titles | {title.lower() for title in lexicon.title_heads}, key=len, reverse=True)
        portfolio = "|".join(sorted(map(re.escape, lexicon.portfolio), key=len, reverse=True))
        self._title = rf"(?:(?:{portfolio}) )*?(?:{'|'.join(map(re.escape, titles))})"
        self.verbs: dict[str, Any] = lexicon.verbs

    def roles(self) -> list[Triple]:
        """Return HOLDS_ROLE and PART_OF, which names and titles alone decide."""
        found: list[Triple] = []
        for number, (start, end) in enumerate(self.sentences):
            items = [f for f in self.line.between(start, end) if f.key]
            for left, right in pairwise(items):
                between = self.line.text[left.end : right.start]
                if right.type == "PER" and left.type in ("ORG", "GPE", "MIL") and self._titled(between):
                    left.modifier = True
                    found += self._triple(left, "HOLDS_ROLE", right, number, swap=True)
                if left.type == "PER" and right.type in ("ORG", "GPE", "MIL") and self._apposed(between, right):
                    found += self._triple(left, "HOLDS_ROLE", right, number)
                if left.type == "GPE" and right.type in ("ORG", "MIL") and re.fullmatch(r"['’]s ", between):
                    found += self._triple(right, "PART_OF", left, number)
                if (
                    left.type in ("ORG", "MIL", "LOC")
                    and right.type in ("GPE", "ORG")
                    and re.fullmatch(r" of (?:the )?", between)
                ):
                    found += self._triple(left, "PART_OF", right, number)
        return found + self._inside_names()

    def _titled(self, between: str) -> bool:
        """ "Indian [Defence Minister] Rajnath Singh", "his American [counterpart] Pete Hegseth"."""
        if not between.strip(" ’'s,") or "." in between.replace("Gen.", ""):
            return False
        body = rf"{_GAP}(?:{self._title}|counterpart)(?:,)?(?: (?:{self._title}))* "
        return re.fullmatch(body, between, re.I) is not None

    def _apposed(self, between: str, right: Found) -> bool:
        """ "X, the Norvian foreign minister": a state or body with a title right after it, or before "of"."""
        after = self.line.text[right.end : right.end + 50]
        if re.fullmatch(r", (?:the |a )?(?:former |then )?", between) and re.match(
            rf"(?:['’]s)? {self._title}\b", after, re.I
        ):
            return True
        return (
            re.fullmatch(rf", (?:the |a )?(?:former )?{self._title} (?:of|to|at|for) (?:the )?", between, re.I)
            is not None
        )

    def _inside_names(self) -> list[Triple]:
        """A body whose name begins with a state that the document mentions is part of it."""
        states = {f.text: f for f in self.line.found if f.type == "GPE" and f.key and not f.key.startswith("city:")}
        found: list[Triple] = []
        for item in self.line.found:
            if item.type not in ("ORG", "MIL") or item.form != "NAME" or " " not in item.text:
                continue
            for surface, state in states.items():
                if item.text.startswith(f"{surface} ") or re.search(rf" of {re.escape(surface)}$", item.text):
                    number = next((i for i, (a, b) in enumerate(self.sentences) if a <= item.start < b), 0)
                    found += self._triple(item, "PART_OF", state, number)
        return found

    def events(self) -> list[Triple]:
        """Return the relations that verbs decide, past and affirmed only."""
        found: list[Triple] = []
        for number, (start, end) in enumerate(self.sentences):
            items = [f for f in self.line.between(start, end) if f.entities and not f.modifier]
            for kind, verbs in self.verbs["relations"].items():
                pattern = re.compile(rf"\b(?:{'|'.join(re.escape(v) for v in sorted(verbs, key=len, reverse=True))})\b")
                for verb in pattern.finditer(self.line.text, start, end):
                    found += self._around(items, kind, verb, number)
            found += self._encounters(items, number)
            found += self._pacts_between(items, number)
        return found

    def _around(self, items: list[Found], kind: str, verb: re.Match, number: int) -> list[Triple]:
        text = self.line.text
        before = [f for f in items if f.end <= verb.start() and f.type in self.constraints[kind].head]
        after = [f for f in items if f.start >= verb.end() and f.type in self.constraints[kind].tail]
        if not before or not after:
            return []
        subject, target = before[-1], after[0]
        lead = text[subject.end : verb.start()]
        if len(lead) > 40 or _UNREAL.search(lead) or len(text[verb.end() : target.start]) > 60:
            return []
        if re.search(r"[.;:]|\bthat\b|\bwho\b", text[verb.end() : target.start]):
            return []
        subjects = [subject]
        if len(before) > 1 and re.fullmatch(_AND, text[before[-2].end : subject.start]):
            subjects.insert(0, before[-2])
        targets = [target]
        if len(after) > 1 and re.fullmatch(_AND, text[target.end : after[1].start]):
            targets.append(after[1])
        return [t for s in subjects for a in targets for t in self._triple(s, kind, a, number)]

    def _encounters(self, items: list[Found], number: int) -> list[Triple]:
        """ "a call between X and Y", "talks with Y" after a subject X."""
        text, (start, end) = self.line.text, self.sentences[number]
        nouns = "|".join(self.verbs["encounters"])
        found: list[Triple] = []
        fits = [f for f in items if f.type in self.constraints["MEETS_WITH"].head]
        for m in re.finditer(rf"\b(?:{nouns})\b(?: \w+){{0,2}}? (?P<how>between|with) ", text[start:end]):
            after = [f for f in fits if f.start >= start + m.end()]
            before = [f for f in fits if f.end <= start + m.start()]
            pair = after[:2] if m["how"] == "between" else before[-1:] + after[:1]
            if m["how"] == "between":
                pair = [f for f in after if f.type == "PER"][:2] or pair
            if len(pair) == 2 and not _UNREAL.search(
                text[pair[0].end : start + m.start()] if m["how"] == "with" else ""
            ):
                found += self._triple(pair[0], "MEETS_WITH", pair[1], number)
        return found

    def _pacts_between(self, items: list[Found], number: int) -> list[Triple]:
        """ "the X Accord between A and B", "the joint statement of A and B"."""
        found: list[Triple] = []
        for i, item in enumerate(items):
            if item.type != "PACT" or i + 2 >= len(items):
                continue
            a, b = items[i + 1 : i + 3]
            if re.match(r" (?:between|of) (?:the )?", self.line.text[item.end : a.start]) and re.match(
                r" and ", self.line.text[a.end : b.start] + " "
            ):
                found += self._triple(a, "PARTY_TO", item, number) + self._triple(b, "PARTY_TO", item, number)
        return found

    def _triple(self, head: Found, kind: str, tail: Found, number: int, swap: bool = False) -> list[Triple]:
        """The triples of two mentions, where the schema allows their types."""
        if swap:
            head, tail = tail, head
        rule = self.constraints[kind]
        if head.type not in rule.head or tail.type not in rule.tail:
            return []
        return [(h, kind, t, number) for h in head.entities for t in tail.entities if h != t]
