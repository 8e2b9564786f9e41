"""NAME and DEMONYM mentions: known names, head nouns, titles, then what the document itself makes known."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from spacy.lang.en.stop_words import STOP_WORDS
from spacy.tokens import Doc

from .lexicon import Lexicon, Name
from .spans import Line

_DESIGNATOR = re.compile(r"(?=.*\d)(?=.*[A-Z])[A-Z][A-Za-z]{0,5}-?\d+[\w-]*|\d+[A-Z]{1,3}-?\d*")
_CALENDAR = re.compile(
    r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|June|July|August|September|October|November"
    r"|December|Christmas|Q[1-4]|FY\d*"
)
_PLACE_BEFORE = re.compile(r"\b(in|near|at|outside|around|across|to|from|visited|reached|via|off|for)\s+$", re.I)
_VENUE_BEFORE = re.compile(r"\b(at|in|to|inside|outside|near) the\s+$")
_FIRM_BEFORE = re.compile(
    r"\b(firm|company|giant|shipbuilder|maker|group|manufacturer|supplier|carrier|agency|party)\s+$"
)
_LINK = re.compile(r" (of|for|on|in)( the)? ")
_DEMONYM_END = re.compile(r"(i|ian|ean|an|ese|ish|ic|ite|er)$")
_VENUES = ("body:Pentagon", "body:White House", "body:Kremlin")


@dataclass
class _Piece:
    """Capitalised tokens ``[first, last)`` that no rule has typed yet."""

    first: int
    last: int
    titled: bool


class Names:
    """Finds names in one document at a time; remembers nothing between documents."""

    def __init__(self, lexicon: Lexicon, common: frozenset[str]) -> None:
        self.lexicon = lexicon
        self.common = common | STOP_WORDS

    def find(self, line: Line, sentences: tuple[tuple[int, int], ...]) -> Doc:
        """Add the NAME and DEMONYM mentions of a document; return its tokens."""
        doc = self.lexicon.nlp.make_doc(line.text)
        return _Search(self, line, doc, sentences).run()


class _Search:
    def __init__(self, names: Names, line: Line, doc: Doc, sentences: tuple[tuple[int, int], ...]) -> None:
        self.lexicon, self.line, self.doc = names.lexicon, line, doc
        self.common = names.common | {token.text for token in doc if token.text.islower()}
        self.first_tokens = {start for start, _ in sentences}
        self.headings = [(start, end) for start, end in sentences if _is_heading(line.text[start:end])]
        self.known = {i: (end, name) for i, end, name in self.lexicon.find_names(doc)}
        self.inside = {i for start, (end, _) in self.known.items() for i in range(start, end)}
        self.pieces: list[_Piece] = []

    def run(self) -> Doc:
        for first, last in self._runs():
            self._run(first, last)
        for start, (end, name) in sorted(self.known.items()):
            self._known(start, end, name)
        self.pieces.sort(key=lambda piece: (piece.first - piece.last, not piece.titled, piece.first))
        for piece in self.pieces:
            self._piece(piece)
        self._acronyms()
        self._adjectives()
        return self.doc

    def _cap(self, i: int) -> bool:
        token = self.doc[i]
        text = token.text
        if not (text[:1].isupper() or _DESIGNATOR.fullmatch(text)) or _CALENDAR.fullmatch(text):
            return False
        if text.rstrip(".") in self.lexicon.quantities["signs"]:
            return False
        if i in self.inside:
            return True
        if text == "May" and not (i and (self.doc[i - 1].text[:1].isupper() or self.doc[i - 1].text == ".")):
            return False
        opens = token.idx in self.first_tokens or (i and self.doc[i - 1].text in "“\"‘':;")
        return not (
            opens and text.lower() in self.common and text not in self.lexicon.title_heads | self.lexicon.portfolio
        )

    def _runs(self) -> list[tuple[int, int]]:
        """Maximal stretches of capitalised tokens inside a sentence, joined by blanks, hyphens and "&"."""
        runs, i = [], 0
        while i < len(self.doc):
            if not self._cap(i):
                i += 1
                continue
            first = i
            i += 1
            while i < len(self.doc) and self.doc[i].idx not in self.first_tokens:
                if (self._cap(i) and self._gap(i - 1, i) in (" ", "")) or self._same_name(i):
                    i += 1
                elif self.doc[i].text in ("-", "&", "/") and i + 1 < len(self.doc) and self._cap(i + 1):
                    i += 2
                else:
                    break
            runs.append((first, i))
        return self._joined(runs)

    def _same_name(self, i: int) -> bool:
        """Whether token ``i`` goes on with the known name that the token before it is in."""
        return any(start < i < end for start, (end, _) in self.known.items())

    def _gap(self, a: int, b: int) -> str:
        return self.line.text[self.doc[a].idx + len(self.doc[a]) : self.doc[b].idx]

    def _joined(self, runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Join "Ministry" + "of" + "Commerce" + "and" + "Industry"."""
        joined: list[tuple[int, int]] = []
        for first, last in runs:
            if joined and self._joins(joined[-1], first, last):
                joined[-1] = (joined[-1][0], last)
            else:
                joined.append((first, last))
        return joined

    def _joins(self, before: tuple[int, int], first: int, last: int) -> bool:
        gap = self._gap(before[1] - 1, first)
        head = self.doc[before[1] - 1].text
        if gap == " and " and _LINK.search(self._text(*before)):
            return (
                last - first == 1 and first not in self.inside and self.lexicon.heads.get(self._head(*before)) == "ORG"
            )
        if not (link := _LINK.fullmatch(gap)) or (
            head not in self.lexicon.heads and head not in self.lexicon.prefix_heads
        ):
            return link is not None and link[1] == "in" and self.lexicon.heads.get(self.doc[last - 1].text) == "PACT"
        if link[1] == "in":
            return False
        only_state = first in self.known and self.known[first][0] == last
        return link[1] == "of" or not only_state

    def _text(self, first: int, last: int) -> str:
        return self.doc[first:last].text

    def _head(self, first: int, last: int) -> str:
        """The head noun of a run: its last word, or the one before its first "of", "for", "on"."""
        before = re.split(r" (?:of|for|on)(?: the)? ", self._text(first, last))[0]
        return re.split(r"[ -]", before)[-1]

    def _run(self, first: int, last: int) -> None:
        start, end = self.doc[first].idx, self.doc[last - 1].idx + len(self.doc[last - 1])
        heading = any(a <= start < b for a, b in self.headings)
        while (
            first < last
            and self.doc[first].text in ("The", "New", "Former", "Both", "Earlier")
            and first not in self.inside
        ):
            first += 1
        if first >= last or (first in self.known and self.known[first][0] == last):
            return
        start = self.doc[first].idx
        kind = self._kind(first, last)
        if kind and not heading:
            key = f"{kind}:{self._text(first, last)}"
            if self.line.add(start, end, kind, form="NAME", key=key):
                self._forget(first, last)
            return
        self._split(first, last, heading)

    def _kind(self, first: int, last: int) -> str | None:
        words = self._text(first, last).split()
        head = self._head(first, last)
        if any(_DESIGNATOR.fullmatch(self.doc[i].text) for i in range(first, last)) and head not in self.lexicon.heads:
            return "EQUIP" if not self.lexicon.title_heads & set(words) else None
        if words[0] in ("Operation", "Exercise") and len(words) > 1:
            return "EVENT"
        if words[0] in self.lexicon.prefix_heads and len(words) > 1:
            return self.lexicon.heads.get(words[0])
        if head not in self.lexicon.heads or (head in self.lexicon.title_heads and len(words) > 1):
            return None
        if len(words) == 1 and self.doc[first].idx in self.first_tokens:
            return None
        return self.lexicon.heads[head]

    def _forget(self, first: int, last: int) -> None:
        """Known names inside a longer designation are swallowed by it."""
        for i in range(first, last):
            self.known.pop(i, None)

    def _split(self, first: int, last: int, heading: bool) -> None:
        """Cut a run without a head noun at titles and known names; what is left waits for the document's evidence."""
        i, titled = first, self._titled_before(first)
        while i < last:
            word = self.doc[i].text
            if i in self.known:
                i, titled = max(self.known[i][0], i + 1), False
            elif word in ("-", "/", "&", "of", "for", "the", "on", "and"):
                i += 1
            elif word in self.lexicon.title_heads or (
                word in self.lexicon.portfolio and self._title_follows(i, last, titled)
            ):
                i, titled = i + 1, True
            else:
                stop = i + 1
                while (
                    stop < last
                    and stop not in self.known
                    and self.doc[stop].text not in self.lexicon.title_heads
                    and self.doc[stop].text not in ("/", "of", "for", "on", "and")
                ):
                    stop += 1
                if not heading:
                    self.pieces.append(_Piece(i, stop, titled))
                i, titled = stop, False

    def _title_follows(self, i: int, last: int, titled: bool) -> bool:
        """Whether a portfolio word leads to a title, or follows one ("Secretary of State for Defence")."""
        if titled and self.doc[i - 1].text in ("of", "for", "and", "the"):
            return True
        for j in range(i, last):
            if self.doc[j].text in self.lexicon.title_heads:
                return True
            if self.doc[j].text not in self.lexicon.portfolio:
                return False
        return last < len(self.doc) and self._is_title_of(last)

    def _is_title_of(self, i: int) -> bool:
        return self.doc[i].text.lower() in self.lexicon.lower_titles

    def _titled_before(self, first: int) -> bool:
        before = [token.text for token in self.doc[max(0, first - 3) : first]]
        if len(before) > 1 and before[-1] in ("of", "for") and before[-2] in self.lexicon.title_heads:
            return True
        return any(" ".join(before[-n:]).lower() in self.lexicon.lower_titles for n in (1, 2, 3) if len(before) >= n)

    def _known(self, start: int, end: int, name: Name) -> None:
        at = self.doc[start].idx
        before = self.line.text[max(0, at - 30) : at]
        kind, key = name.type, name.key
        if name.plural and not re.search(r"\b[Tt]he $", before):
            return
        if name.capital and _PLACE_BEFORE.search(before):
            key = f"city:{self._text(start, end)}"
        elif key in _VENUES and _VENUE_BEFORE.search(before):
            kind, key = "LOC", f"venue:{key}"
        last = self.doc[end - 1]
        self.line.add(at, last.idx + len(last), kind, form=name.form, key=key)

    def _piece(self, piece: _Piece) -> None:
        first, last = piece.first, piece.last
        while first < last and not self.doc[last - 1].text[-1].isalnum() and self.doc[last - 1].text != "S.":
            last -= 1
        if first >= last:
            return
        start, end = self.doc[first].idx, self.doc[last - 1].idx + len(self.doc[last - 1])
        text = self.line.text[start:end]
        if (known := self._person(text)) is not None:
            self.line.add(start, end, "PER", form="NAME", key=known)
        elif text in self.lexicon.title_heads or text in self.lexicon.portfolio or (len(text) == 1):
            return
        elif start not in self.first_tokens or piece.titled or last - first > 1 or self._again(text, start):
            kind = self._guess(text, start, last - first, piece.titled)
            self.line.add(start, end, kind, form="NAME", key=f"{kind}:{text}")

    def _again(self, text: str, start: int) -> bool:
        """Whether a word that opens a sentence is capitalised inside one too, as only a name is."""
        places = (m.start() for m in re.finditer(rf"\b{re.escape(text)}\b", self.line.text))
        return any(at != start and at not in self.first_tokens for at in places)

    def _person(self, text: str) -> str | None:
        """The key of a person already named whose surname or name this is."""
        for item in self.line.found:
            if item.type == "PER" and item.key and (item.text == text or item.text.split()[-1] == text):
                return item.key
        return None

    def _guess(self, text: str, start: int, tokens: int, titled: bool) -> str:
        before = self.line.text[max(0, start - 40) : start]
        if titled:
            return "PER"
        same = [item.type for item in self.line.found if item.text == text and item.form == "NAME"]
        if same:
            return Counter(same).most_common(1)[0][0]
        if re.fullmatch(r"[A-Z]{2,6}", text) or _FIRM_BEFORE.search(before) or re.search(r"\b[Tt]he $", before):
            return "ORG"
        if _PLACE_BEFORE.search(before):
            return "GPE"
        return "PER" if tokens > 1 else "GPE"

    def _acronyms(self) -> None:
        """A bracketed acronym names what stands before it, here and wherever it comes again."""
        for match in re.finditer(r"([A-Z][\w’'-]+(?: [\w’'&-]+)*) \(([A-Z][A-Za-z-]{1,9})\)", self.line.text):
            long = next(
                (f for f in self.line.found if f.end == match.end(1) and f.type in ("ORG", "PACT", "MIL", "EVENT")),
                None,
            )
            if long is None:
                continue
            for item in list(self.line.found):
                if item.text == match[2] and item.form == "NAME":
                    item.type, item.key = long.type, long.key
            for at in re.finditer(rf"(?<!\w){re.escape(match[2])}(?!\w)", self.line.text):
                self.line.add(at.start(), at.end(), long.type, form="NAME", key=long.key)

    def _adjectives(self) -> None:
        """An unknown word that ends like a demonym and begins like a name of the document is that name's adjective."""
        singles = [
            f
            for f in self.line.found
            if f.form == "NAME"
            and " " not in f.text
            and f.key in (f"GPE:{f.text}", f"ORG:{f.text}")
            and not f.text.isupper()
        ]
        bases = sorted(
            {f.text for f in singles if f.type == "GPE" and not re.search(r"(ian|ean|ese|ish)s?$", f.text)}, key=len
        )
        for item in singles:
            base = next((b for b in bases if b != item.text and _derives(item.text, b)), None)
            if base is None:
                continue
            if item.text.endswith("s") and not re.search(
                r"\b[Tt]he $", self.line.text[max(0, item.start - 5) : item.start]
            ):
                self.line.remove(item)
            else:
                item.type, item.form, item.key = "GPE", "DEMONYM", f"GPE:{base}"


def _derives(word: str, base: str) -> bool:
    word = word.removesuffix("s")
    if not _DEMONYM_END.search(word) or len(base) < 4:
        return False
    stem = base.rstrip("aeiouy")[: max(3, len(base) - 2)]
    return word.startswith(stem) and len(word) >= len(base.rstrip("aeiouy"))


def _is_heading(sentence: str) -> bool:
    """A sentence without a closing sign whose long words are mostly capitalised."""
    words = [word for word in re.findall(r"[^\W\d_]+", sentence) if len(word) > 3]
    capitals = sum(word[0].isupper() for word in words)
    return sentence[-1:] not in ".!?”\"’'" and len(words) > 1 and capitals > 0.7 * len(words)
