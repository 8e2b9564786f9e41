"""Rules of the text layer: bytes, characters, blanks and stored sentences of each article."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from accord.validate.registry import Fault, rules_of
from accord.validate.workspace import ArticleFile, TextFile

_article = rules_of("text", ArticleFile)
_text = rules_of("text", TextFile)

_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_BLANK_FAULTS = (
    (re.compile(r"\A\s+"), "begins with blanks"),
    (re.compile(r"\s+\Z"), "ends with a newline or blanks"),
    (re.compile(r"[^\S\n]+(?=\n)"), "a paragraph ends with a blank"),
    (re.compile(r"(?<=\n)[^\S\n]+(?=\S)"), "a paragraph begins with a blank"),
    (re.compile(r"\n(?=\n)"), "an empty paragraph"),
    (re.compile(r"(?<=\S)[^\S\n]{2,}(?=\S)"), "two blanks in a row"),
)
_FIX_BLANKS = "separate paragraphs by one LF and words by one blank, with nothing before the first or after the last."


@_article("text-missing")
def check_text_missing(item: ArticleFile) -> Iterator[Fault]:
    """Reads the folder of a dossier and reports a listed article without a text file."""
    if item.raw is None:
        yield Fault("the article has no text.", "write the file, or take the article out of dossier.yaml.")


@_article("text-encoding")
def check_text_encoding(item: ArticleFile) -> Iterator[Fault]:
    """Reads a text's bytes and reports what is not UTF-8, or a byte order mark."""
    if item.raw is None:
        return
    try:
        item.raw.decode()
    except UnicodeDecodeError as error:
        line = f"line {item.raw.count(10, 0, error.start) + 1}"
        yield Fault(f"not UTF-8: byte 0x{item.raw[error.start]:02x} at offset {error.start}.", "save it as UTF-8.",
                    line)
    if item.raw.startswith(b"\xef\xbb\xbf"):
        yield Fault("begins with a byte order mark.", "save it as UTF-8 without BOM.", "line 1")


@_text("text-nfc")
def check_text_nfc(item: TextFile) -> Iterator[Fault]:
    """Reads a text and reports the first character sequence that is not in Unicode normal form C."""
    normal = unicodedata.normalize("NFC", item.text)
    if normal != item.text:
        at = next((n for n, (a, b) in enumerate(zip(item.text, normal, strict=False)) if a != b), len(normal))
        yield Fault(f"not NFC: {item.text[at:at + 2]!a}.", "normalise the file to NFC.", item.line_of(at))


@_text("text-lf")
def check_text_lf(item: TextFile) -> Iterator[Fault]:
    """Reads a text and reports a line break that is not a single LF (CR, CRLF, form feed, U+2028 ...)."""
    if match := _LINE_BREAKS.search(item.text):
        yield Fault(f"a line break {match[0]!a}; expected LF.", "convert the line ends to LF.",
                    item.line_of(match.start()))


@_text("text-blank")
def check_text_blank(item: TextFile) -> Iterator[Fault]:
    """Reads a text and reports leading, trailing and double blanks, empty paragraphs and a final newline."""
    for pattern, what in _BLANK_FAULTS:
        for match in pattern.finditer(item.text):
            yield Fault(f"{what}.", _FIX_BLANKS, item.line_of(match.start()))


@_text("text-control")
def check_text_control(item: TextFile) -> Iterator[Fault]:
    """Reads a text and reports control, zero-width, private and replacement characters, but for emoji joiners."""
    for at, char in enumerate(item.text):
        if char == "\n" or (char.isascii() and char.isprintable()):
            continue
        # A zero-width joiner is right inside an emoji sequence and nowhere else in English news.
        joins = char == "\u200d" and at > 0 and unicodedata.category(item.text[at - 1]) in ("So", "Sk", "Mn")
        bad = unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs", "Cn") or char == "\ufffd"
        if bad and not joins and not _LINE_BREAKS.match(char):
            yield Fault(f"a control or invisible character U+{ord(char):04X}.", "delete it.", item.line_of(at))


@_text("word-count")
def check_word_count(item: TextFile) -> Iterator[Fault]:
    """Reads an article's stated `words` and reports where its text has another number of blank-separated words."""
    if (words := len(item.text.split())) != item.article.words:
        yield Fault(f"dossier.yaml states {item.article.words} words; the text has {words}.", f"state words: {words}.",
                    file=item.file.with_name("dossier.yaml"))


@_article("sentences-missing")
def check_sentences_missing(item: ArticleFile) -> Iterator[Fault]:
    """Reads the folder of a dossier and reports a text without stored sentences."""
    if item.raw is not None and not item.sentences_file.exists():
        yield Fault("no stored sentences.", f"run `accord sentences {item.file}`.", file=item.sentences_file)


@_text("sentences-cover")
def check_sentences_cover(item: TextFile) -> Iterator[Fault]:
    """Reads stored sentences and reports disorder, overlap, boundary blanks and uncovered text."""
    fix = f"run `accord sentences --force {item.file}` before anyone annotates the text."
    text, last = unicodedata.normalize("NFC", item.text), 0
    if item.sentences is None:
        return
    for number, (start, end) in enumerate(item.sentences):
        at = f"sentence {number}"
        if not last <= start < end <= len(text):
            yield Fault(f"[{start}, {end}) is empty, out of order, overlaps or lies outside.", fix, at,
                        item.sentences_file)
            return
        if text[last:start].strip():
            yield Fault(f"text before it is in no sentence: {text[last:start].strip()[:40]!r}.", fix, at,
                        item.sentences_file)
        if text[start].isspace() or text[end - 1].isspace():
            yield Fault(f"[{start}, {end}) begins or ends with a blank.", fix, at, item.sentences_file)
        last = end
    if text[last:].strip():
        yield Fault(f"text after the last sentence is in none: {text[last:].strip()[:40]!r}.", fix,
                    file=item.sentences_file)


@_text("sentences-paragraph")
def check_sentences_paragraph(item: TextFile) -> Iterator[Fault]:
    """Reads stored sentences and reports one that crosses a newline."""
    text = unicodedata.normalize("NFC", item.text)
    for number, (start, end) in enumerate(item.sentences or ()):
        if 0 <= start < end <= len(text) and "\n" in text[start:end]:
            yield Fault("crosses a newline.", f"run `accord sentences --force {item.file}`.", f"sentence {number}",
                        item.sentences_file)
