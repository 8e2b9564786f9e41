"""The contrast set: hand-written minimal rewrites of test sentences, each with gold of its own.

A pair takes one pledge or near-miss of a test article and rewrites its sentence so that the label or one attribute
flips ("pledged" to "hoped", "by June" to "one day"). The variant is the whole article with that sentence replaced.
What the rewrite leaves alone is carried over from the article's gold; what it changes is written down by quotation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from accord import paths, storage
from accord.corpus import Corpus
from accord.errors import FormatError, describe
from accord.formats.quoted import (
    QuotedDocument,
    QuotedMention,
    QuotedNearMiss,
    QuotedPledge,
    find_occurrences,
    quote,
    resolve,
)
from accord.model import Annotation, Document, NearMiss, Pledge, Record
from accord.schema import load_schema
from accord.scoring.contrast import Member, Pair

AXES = ("label", "kind", "condition", "deadline")
"""What a rewrite may flip besides an attribute of a pledge."""


class Rewrite(Record):
    """One rewritten sentence and what is gold in it.

    ``target`` is the id of the pledge or near-miss in the article's gold; exactly one of ``pledge`` and ``near_miss``
    says what became of it, by quotation from the new sentence. ``mentions`` are those that the old sentence lacks;
    the slots may also name mentions of the article's gold that are still there.
    """

    id: str
    target: str
    axis: str
    sentence: int
    text: str
    mentions: tuple[QuotedMention, ...] = ()
    pledge: QuotedPledge | None = None
    near_miss: QuotedNearMiss | None = None


class Rewrites(Record):
    """The rewrites of one article, as ``annotations/contrast/{doc_id}.json`` holds them."""

    doc_id: str
    schema_version: str
    guidelines_version: str
    annotator: str
    verified_by: str
    rewrites: tuple[Rewrite, ...]


def load_rewrites(root: Path | str | None = None) -> tuple[Rewrites, ...]:
    """Load ``annotations/contrast``, in order of the documents' ids; empty where there is none.

    Raises:
        FormatError: naming the file that is malformed.
    """
    folder = paths.data_root(root) / "annotations" / "contrast"
    return tuple(storage.decode(storage.read_bytes(path), Rewrites, path) for path in sorted(folder.glob("*.json")))


def load_contrast(corpus: Corpus) -> tuple[Pair, ...]:
    """Make the contrast pairs of a corpus: each original frame with its rewritten twin.

    Args:
        corpus: with the articles that were rewritten, and their gold, such as ``load_corpus(split="test")``.

    Raises:
        DataNotFoundError: where a rewritten article is not in the corpus.
        FormatError: naming the pair whose target, sentence or quotation is wrong.
    """
    return tuple(
        _pair(corpus.document(item.doc_id), corpus.gold[item.doc_id], rewrite, item)
        for item in (load_rewrites(corpus.root) if corpus.documents else ())
        for rewrite in item.rewrites
    )


def contrast_corpus(corpus: Corpus, pairs: Iterable[Pair]) -> Corpus:
    """Return the articles of the pairs and all their variants as a corpus without gold: what a system is run on."""
    members = [member for pair in pairs for member in (pair.original, pair.variant)]
    documents = {member.document.id: member.document for member in members}
    kept = {document.dossier for document in documents.values()}
    dossiers = tuple(dossier for dossier in corpus.dossiers if dossier.id in kept)
    return Corpus(corpus.root, dossiers, tuple(documents.values()), {}, {})


def make_variant(document: Document, gold: Annotation, rewrite: Rewrite, item: Rewrites) -> tuple[Document, Annotation]:
    """Replace one sentence of an article and carry its gold over.

    Mentions, relations and frames that the new sentence no longer has are left out; slots that they filled lose them.

    Returns:
        The variant, which bears the rewrite's id, and its gold.

    Raises:
        FormatError: where what the rewrite says of the new sentence does not resolve in it.
    """
    variant = _replace_sentence(document, rewrite)
    quoted = _carry(quote(gold, document), variant, rewrite)
    annotation, problems = resolve(
        replace(quoted, doc_id=variant.id),
        variant,
        annotator=item.annotator,
        round=gold.round,
        schema_version=item.schema_version,
        guidelines_version=item.guidelines_version,
        verified_by=item.verified_by,
    )
    if problems:
        raise _fault(rewrite, "; ".join(str(problem) for problem in problems), "quote from the new sentence.")
    return variant, annotation


def _pair(document: Document, gold: Annotation, rewrite: Rewrite, item: Rewrites) -> Pair:
    axes = (*AXES, *load_schema().pledge.attributes)
    if rewrite.axis not in axes:
        raise _fault(rewrite, f"axis {rewrite.axis!r} is unknown.", f"name one of {', '.join(axes)}.")
    original = next((f for f in (*gold.pledges, *gold.near_misses) if f.id == rewrite.target), None)
    if original is None:
        raise _fault(rewrite, f"the gold of {document.id} has no {rewrite.target!r}.", "name a pledge or near-miss.")
    if document.sentence_of(original.trigger.start) != rewrite.sentence:
        raise _fault(rewrite, f"{rewrite.target} has its trigger in another sentence.", "rewrite that sentence.")
    variant, annotation = make_variant(document, gold, rewrite, item)
    twin = _twin(variant, annotation, rewrite)
    return Pair(rewrite.id, rewrite.axis, Member(document, gold, original), Member(variant, annotation, twin))


def _twin(variant: Document, annotation: Annotation, rewrite: Rewrite) -> Pledge | NearMiss:
    """Find the frame that the rewrite states among the variant's, which are renumbered."""
    stated = _stated(rewrite)
    frames = annotation.pledges if rewrite.pledge else annotation.near_misses
    trigger, content = (part if isinstance(part, str) else part.text for part in (stated.trigger, stated.content))
    for frame in frames:
        at = variant.sentence_of(frame.trigger.start)
        if (frame.trigger.text, frame.content.text, at) == (trigger, content, stated.s):
            return frame
    raise _fault(rewrite, "the stated frame is not in the variant.", "check its sentence and quotations.")


def _stated(rewrite: Rewrite) -> QuotedPledge | QuotedNearMiss:
    stated = [frame for frame in (rewrite.pledge, rewrite.near_miss) if frame is not None]
    if len(stated) != 1:
        raise _fault(rewrite, f"states {len(stated)} frames.", "state either `pledge` or `near_miss`.")
    return stated[0]


def _replace_sentence(document: Document, rewrite: Rewrite) -> Document:
    if not 0 <= rewrite.sentence < len(document.sentences):
        raise _fault(rewrite, f"no sentence {rewrite.sentence}.", f"count from 0 to {len(document.sentences) - 1}.")
    start, end = document.sentences[rewrite.sentence]
    if rewrite.text == document.text[start:end] or "\n" in rewrite.text or rewrite.text != rewrite.text.strip():
        raise _fault(rewrite, "the new sentence is the old one, or holds a line end or outer blanks.", "rewrite it.")
    text = document.text[:start] + rewrite.text + document.text[end:]
    longer = len(rewrite.text) - (end - start)
    sentences = tuple(
        (a + longer * (number > rewrite.sentence), b + longer * (number >= rewrite.sentence))
        for number, (a, b) in enumerate(document.sentences)
    )
    article = replace(document.article, id=rewrite.id, words=len(text.split()))
    return replace(document, article=article, text=text, text_sha256=storage.text_sha256(text), sentences=sentences)


def _carry(quoted: QuotedDocument, variant: Document, rewrite: Rewrite) -> QuotedDocument:
    """The gold by quotation, without what the new sentence no longer has, and with what the rewrite states."""
    sentence = variant.sentence_text(rewrite.sentence)

    def there(text: str, n: int = 1) -> bool:
        return len(find_occurrences(sentence, text)) >= n

    stated = _stated(rewrite)
    named = {m.id for m in rewrite.mentions}
    mentions = (
        *(m for m in quoted.mentions if m.id not in named and (m.s != rewrite.sentence or there(m.text, m.n))),
        *rewrite.mentions,
    )
    ids = {m.id for m in mentions}
    entities = tuple(e for e in quoted.entities if any(e.id in m.refers_to for m in mentions))
    known = {entity.id for entity in entities}

    def spans_there(frame: QuotedPledge | QuotedNearMiss) -> bool:
        for name in ("trigger", "content", "condition"):
            span = getattr(frame, name, None)
            if span is None:
                continue
            at, text, n = (frame.s, span, 1) if isinstance(span, str) else (span.s, span.text, span.n)
            if at == rewrite.sentence and not there(text, n):
                return False
        return True

    def kept(frames: Iterable) -> Iterator:
        for frame in frames:
            if frame.id != rewrite.target and spans_there(frame):
                slots = {
                    name: tuple(m for m in value if m in ids)
                    for name in frame.__struct_fields__
                    if isinstance(value := getattr(frame, name), tuple)
                }
                yield replace(frame, **slots)

    return replace(
        quoted,
        mentions=mentions,
        entities=entities,
        relations=tuple(r for r in quoted.relations if r.head in known and r.tail in known),
        pledges=(*kept(quoted.pledges), *((stated,) if rewrite.pledge else ())),
        near_misses=(*kept(quoted.near_misses), *((stated,) if rewrite.near_miss else ())),
    )


def _fault(rewrite: Rewrite, what: str, fix: str) -> FormatError:
    return FormatError(
        describe(what, file="annotations/contrast", annotation=rewrite.id, rule="contrast-pair", fix=fix)
    )
