"""The sentence splitter whose output is stored with the corpus, and the tokenizer of the ``entities`` table.

Sentences are split once, when an article is added, and stored: a later version of the library can never move an
evidence number. syntok is used because it splits quotations of several sentences, which sentencex 1.0 does not.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\w+|[^\w\s]")


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Split a text into sentences.

    A paragraph (a line) ends a sentence always; within a paragraph syntok decides. Deterministic.

    Args:
        text: NFC text whose paragraphs are separated by one LF.

    Returns:
        ``(start, end)`` code point offsets, half-open, without boundary blanks, in order, none empty.
    """
    from syntok import segmenter

    spans = []
    line_start = 0
    for line in text.split("\n"):
        for paragraph in segmenter.process(line):
            for sentence in paragraph:
                start = line_start + sentence[0].offset
                last = sentence[-1]
                end = line_start + last.offset + len(last.value)
                spans.append((start, end))
        line_start += len(line) + 1
    return tuple(spans)


def tokenize(text: str) -> list[tuple[int, int]]:
    """Split a text into tokens: runs of word characters, and single other signs.

    So fine a cut that every mention boundary of the corpus is a token boundary.

    Returns:
        ``(start, end)`` code point offsets, half-open.
    """
    return [match.span() for match in _TOKEN.finditer(text)]
