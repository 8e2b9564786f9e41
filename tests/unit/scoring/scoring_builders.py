"""Short ways to write documents and annotations in tests of the scorer."""

from __future__ import annotations

from accord.model import (
    Annotation,
    Article,
    Document,
    Entity,
    Ledger,
    LedgerEdge,
    Mention,
    NearMiss,
    Pledge,
    Relation,
    Span,
)
from accord.storage import text_sha256

TEXT = (
    "India and Japan agreed to sign the Oslo Pact by 2026 if Norway joins. "
    "Both sides pledged to send 31 drones to Kenya. Tokyo hopes to join the summit soon."
)


def document(
    text: str = TEXT, doc_id: str = "d1", dossier: str = "s1", stratum: str = "record", theme: str = "trade"
) -> Document:
    article = Article(
        id=doc_id,
        headline="",
        date="2025-01-01",
        genre="report",
        english="indian",
        stratum=stratum,
        words=1,
        licence="",
        references=(),
        author="",
        made="",
    )
    return Document(
        article=article,
        dossier=dossier,
        region="europe",
        theme=theme,
        split="test",
        text=text,
        text_sha256=text_sha256(text),
        sentences=((0, len(text)),),
    )


def span(surface: str, text: str = TEXT, n: int = 1) -> Span:
    at = -1
    for _ in range(n):
        at = text.index(surface, at + 1)
    return Span(at, at + len(surface), surface)


def mention(
    id_: str,
    surface: str,
    kind: str,
    refers: str = "",
    form: str | None = "NAME",
    norm: str | None = None,
    text: str = TEXT,
    n: int = 1,
) -> Mention:
    at = span(surface, text, n)
    return Mention(id_, at.start, at.end, surface, kind, form, tuple(refers.split()), norm)


def entities(listed: str) -> tuple[Entity, ...]:
    """Entities from words such as ``e1:GPE``."""
    return tuple(Entity(name, kind, name.upper(), "NIL") for name, kind in (word.split(":") for word in listed.split()))


def pledge(
    id_: str,
    content: str,
    trigger: str = "agreed",
    condition: str | None = None,
    cluster: str = "P1",
    text: str = TEXT,
    **changed,
) -> Pledge:
    fields = {
        "pledgor": (),
        "addressee": (),
        "object": (),
        "deadline": (),
        "source_mention": (),
        "firmness": "COMMITTED",
        "polarity": "DO",
        "specificity": "NAMED_ACT",
        "status": "NEW",
        "source": "NARRATOR",
    }
    return Pledge(
        id=id_,
        pledge_id=cluster,
        trigger=span(trigger, text),
        content=span(content, text),
        condition=None if condition is None else span(condition, text),
        **{**fields, **changed},
    )


def near_miss(id_: str, content: str, kind: str, trigger: str = "hopes", holder: tuple[str, ...] = ()) -> NearMiss:
    return NearMiss(id_, span(trigger), span(content), holder, kind)


def annotation(
    of: Document | None = None,
    mentions: tuple[Mention, ...] = (),
    listed: str = "",
    relations: tuple[Relation, ...] = (),
    pledges: tuple[Pledge, ...] = (),
    near_misses: tuple[NearMiss, ...] = (),
) -> Annotation:
    of = of or document()
    return Annotation(
        doc_id=of.id,
        text_sha256=of.text_sha256,
        schema_version="1.0.0",
        guidelines_version="1.0.0",
        annotator="gold",
        round="r",
        verified_by="model",
        mentions=tuple(mentions),
        entities=entities(listed),
        relations=tuple(relations),
        pledges=tuple(pledges),
        near_misses=tuple(near_misses),
    )


def edge(id_: str, label: str, earlier: str, later: str, evidence: tuple[int, ...] = (0,)) -> LedgerEdge:
    """An edge from ``document.pledge`` to ``document.pledge`` or ``document`` alone."""
    doc_id, pledge_id = earlier.split(".")
    later_doc, _, later_pledge = later.partition(".")
    return LedgerEdge(id_, label, doc_id, pledge_id, later_doc, later_pledge or None, evidence)


def ledger(*edges: LedgerEdge, dossier: str = "s1") -> Ledger:
    return Ledger(dossier, "1.0.0", "gold", "r", "model", edges)
