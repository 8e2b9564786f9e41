"""Rules that hold an annotation's spans against its document's text."""

from __future__ import annotations

from collections.abc import Iterator

from accord import storage
from accord.validate.registry import Fault, rules_of
from accord.validate.workspace import AnchoredFile, AnnotationFile

_annotation = rules_of("mention", AnnotationFile)
_anchored = rules_of("mention", AnchoredFile)


@rules_of("text", AnnotationFile)("text-hash")
def check_text_hash(item: AnnotationFile) -> Iterator[Fault]:
    """Reads an annotation's `text_sha256` and reports where it is not its text's; spans are then not checked."""
    if item.source is None:
        return
    if item.annotation.text_sha256 != (digest := storage.text_sha256(item.source.text)):
        yield Fault(f"text_sha256 is {item.annotation.text_sha256[:12]!r}...; the text has {digest[:12]}...",
                    "annotate the current text anew; offsets are never shifted.")


@_anchored("span-bounds")
def check_span_bounds(item: AnchoredFile) -> Iterator[Fault]:
    """Reads every span and reports one that is empty, reversed or outside the text."""
    size = len(item.source.text)
    for at, span in storage.spans_of(item.annotation):
        if not 0 <= span.start < span.end <= size:
            yield Fault(f"[{span.start}, {span.end}) is empty, reversed or outside the text of {size} code points.",
                        "correct the offsets (code points, half-open).", at)


@_anchored("span-surface")
def check_span_surface(item: AnchoredFile) -> Iterator[Fault]:
    """Reads every span and reports one whose stored surface is not what stands there."""
    for at, span in item.spans:
        if (there := item.source.text[span.start:span.end]) != span.text:
            yield Fault(f"surface is {span.text[:60]!r}; the text has {there[:60]!r} at [{span.start}, {span.end}).",
                        "correct the offsets (code points, half-open) or the surface.", at)


@_anchored("span-blank")
def check_span_blank(item: AnchoredFile) -> Iterator[Fault]:
    """Reads every span and reports one that begins or ends with a blank."""
    text = item.source.text
    for at, span in item.spans:
        if text[span.start].isspace() or text[span.end - 1].isspace():
            yield Fault("the span begins or ends with a blank.", "trim it.", at)


@_anchored("span-word")
def check_span_word(item: AnchoredFile) -> Iterator[Fault]:
    """Reads every span and reports one that begins or ends inside a word."""
    text = item.source.text
    for at, span in item.spans:
        for edge in (span.start, span.end):
            if 0 < edge < len(text) and _in_word(text[edge - 1]) and _in_word(text[edge]):
                yield Fault(f"the span cuts a word: {text[max(0, edge - 12):edge]}|{text[edge:edge + 12]}.",
                            "annotate whole words.", at)


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "_"


@_anchored("span-sentence")
def check_span_sentence(item: AnchoredFile) -> Iterator[Fault]:
    """Reads every span and reports one that crosses the bounds of a stored sentence."""
    sentences = item.source.sentences
    for at, span in item.spans:
        number = item.source.sentence_of(span.start)
        if sentences and (number < 0 or span.end > sentences[number][1]):
            yield Fault(f"[{span.start}, {span.end}) does not lie inside one sentence.",
                        "annotate inside one sentence.", at)
