"""The rule against copied wording: eight words in a row that two articles share, names aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from accord.validate.registry import Fault, rule
from accord.validate.workspace import TextFile, Workspace

SHARED_WORDS = 8
"""How many ordinary words in a row two articles may not share."""

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_STARTS_SENTENCE = re.compile(r"(?:^|[.!?:]['\"”’)]*\s+)['\"“‘(]*\Z")


def find_stretches(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield every stretch of eight ordinary words, each run of names between them as ``*``, and where it begins.

    A word with a capital is a name unless it begins a sentence; names count for nothing, so that a sentence whose names
    alone were exchanged is found out. Stretches lie inside one paragraph.
    """
    begin = 0
    for line in text.split("\n"):
        words: list[tuple[str, int]] = []
        for match in _WORD.finditer(line):
            at = match.start()
            name = match[0][0].isupper() and at > 0 and not _STARTS_SENTENCE.search(line[max(0, at - 8):at])
            if not name:
                words.append((match[0].lower(), at))
            elif words and words[-1][0] != "*":
                words.append(("*", at))
        ordinary = [n for n, (word, _) in enumerate(words) if word != "*"]
        for first, last in zip(ordinary, ordinary[SHARED_WORDS - 1:], strict=False):
            yield tuple(word for word, _ in words[first:last + 1]), begin + words[first][1]
        begin += len(line) + 1


@rule("near-duplicate-ngram", layer="corpus", reads=Workspace)
def check_near_duplicate_ngram(work: Workspace) -> Iterator[Fault]:
    """Reads all texts and reports two that share eight words in a row outside names (a warning in one dossier)."""
    holders: dict[tuple[str, ...], dict[str, tuple[TextFile, int]]] = {}
    for item in work.texts:
        for stretch, at in find_stretches(item.text):
            holders.setdefault(stretch, {}).setdefault(item.document, (item, at))
    told: set[tuple[str, str]] = set()
    for stretch, found in holders.items():
        for (one, _), (other, at) in combinations(found.values(), 2):
            pair = one.document, other.document
            if pair in told:
                continue
            told.add(pair)
            same = one.dossier.id == other.dossier.id
            yield Fault(f"shares words with {one.document}: {' '.join(stretch)!r}.", "write one of the two anew.",
                        other.line_of(at), other.file, other.document, "warning" if same else "error")
