"""The hand-written form of a ledger: edges without ids, checked against the gold that they link."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from accord.errors import FormatError, describe
from accord.formats.quoted import Problem
from accord.model import Annotation, Document, Ledger, LedgerEdge, Record
from accord.schema import Schema


class QuotedEdge(Record):
    """One link, by pledge clusters and by sentence numbers of the later article."""

    label: str
    doc_id: str
    pledge_id: str
    later_doc_id: str
    later_pledge_id: str | None
    evidence: tuple[int, ...]


class QuotedLedger(Record):
    """The links of one dossier."""

    dossier: str
    edges: tuple[QuotedEdge, ...]


def parse_quoted_ledger(data: bytes, source: object = None) -> QuotedLedger:
    """Parse a hand-written ledger. Raises ``FormatError`` naming the path to what does not fit."""
    try:
        return msgspec.json.decode(data, type=QuotedLedger)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        fix = "give dossier and edges with label, doc_id, pledge_id, later_doc_id, later_pledge_id, evidence."
        raise FormatError(describe(f"{error}.", file=source, rule="ledger-form", fix=fix)) from error


def resolve_ledger(
    quoted: QuotedLedger,
    documents: Mapping[str, Document],
    gold: Mapping[str, Annotation],
    schema: Schema,
    *,
    annotator: str,
    round: str,
    verified_by: str = "model",
) -> tuple[Ledger, list[Problem]]:
    """Check every edge against the dossier's documents and gold, sort and number them.

    Args:
        quoted: the hand-written ledger.
        documents: the dossier's documents by id.
        gold: gold annotations by document id, whose pledge clusters the edges name.
        schema: gives the labels.
        annotator: who wrote it.
        round: in which round.
        verified_by: ``model`` or ``human``.

    Returns:
        The ledger made of the edges that hold, and the problems of the others: empty means complete.
    """
    problems: list[Problem] = []
    if not documents:
        # The dossier's id becomes a file's name: one that the corpus does not have is never written.
        problems.append(Problem("dossier", f"no dossier {quoted.dossier!r} in the corpus."))
    edges = []
    for number, edge in enumerate(quoted.edges, 1):
        found = _faults(edge, documents, gold, schema)
        problems += [Problem(f"edge {number}", why) for why in found]
        if not found:
            edges.append(edge)
    edges = sorted(
        set(edges),
        key=lambda e: (
            documents[e.doc_id].article.date,
            e.doc_id,
            int(e.pledge_id[1:]),
            documents[e.later_doc_id].article.date,
            e.later_doc_id,
            e.label,
        ),
    )
    ledger = Ledger(
        dossier=quoted.dossier,
        schema_version=schema.version,
        annotator=annotator,
        round=round,
        verified_by=verified_by,
        edges=tuple(
            LedgerEdge(
                id=f"l{number}",
                label=edge.label,
                doc_id=edge.doc_id,
                pledge_id=edge.pledge_id,
                later_doc_id=edge.later_doc_id,
                later_pledge_id=edge.later_pledge_id,
                evidence=tuple(sorted(set(edge.evidence))),
            )
            for number, edge in enumerate(edges, 1)
        ),
    )
    return ledger, problems


def _faults(
    edge: QuotedEdge, documents: Mapping[str, Document], gold: Mapping[str, Annotation], schema: Schema
) -> list[str]:
    faults = []
    if edge.label not in schema.ledger.labels:
        faults.append(f"label {edge.label!r}; expected one of {', '.join(schema.ledger.labels)}.")
    for doc_id, pledge_id in ((edge.doc_id, edge.pledge_id), (edge.later_doc_id, edge.later_pledge_id)):
        if doc_id not in documents or doc_id not in gold:
            faults.append(
                f"{doc_id!r} is no annotated document of this dossier; it has {', '.join(sorted(documents))}."
            )
        elif pledge_id is not None and pledge_id not in (known := {p.pledge_id for p in gold[doc_id].pledges}):
            faults.append(f"{doc_id} has no pledge {pledge_id!r}; it has {', '.join(sorted(known)) or 'none'}.")
    if faults:
        return faults
    if documents[edge.doc_id].article.date >= documents[edge.later_doc_id].article.date:
        faults.append(f"{edge.later_doc_id} is not later than {edge.doc_id}.")
    if not edge.evidence:
        faults.append("no evidence sentence.")
    last = len(documents[edge.later_doc_id].sentences) - 1
    if bad := [s for s in edge.evidence if not 0 <= s <= last]:
        faults.append(f"evidence names sentences {bad}; {edge.later_doc_id} has 0 to {last}.")
    return faults
