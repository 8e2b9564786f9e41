"""Rules of the ledger layer: edges between articles of one dossier."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from accord.validate.registry import Fault, rules_of
from accord.validate.workspace import LedgerFile

_ledger = rules_of("ledger", LedgerFile)


@_ledger("ledger-id")
def check_ledger_id(item: LedgerFile) -> Iterator[Fault]:
    """Reads the ids of edges and reports one that is not l and a number, or is used twice."""
    counts = Counter(edge.id for edge in item.ledger.edges)
    for name, count in counts.items():
        if not re.fullmatch(r"l[1-9][0-9]{0,8}", name):
            yield Fault(f"id is {name[:40]!r}.", "use l1, l2, ...", name[:40] or None)
        if count > 1:
            yield Fault(f"{count} edges have this id.", "give each an id of its own.", name)


@_ledger("ledger-label")
def check_ledger_label(item: LedgerFile) -> Iterator[Fault]:
    """Reads the labels of edges and reports one that the schema lacks."""
    known = item.schema.ledger.labels
    for edge in item.ledger.edges:
        if edge.label not in known:
            yield Fault(f"label is {edge.label[:40]!r}.", f"use one of {', '.join(known)}.", edge.id)


@_ledger("ledger-dossier")
def check_ledger_dossier(item: LedgerFile) -> Iterator[Fault]:
    """Reads a ledger's dossier and the documents of its edges and reports one of another dossier or file name."""
    name = item.ledger.dossier
    if name != item.file.stem:
        yield Fault(f"dossier is {name[:60]!r}; the file is {item.file.name}.", "name file and dossier alike.")
    for edge in item.ledger.edges:
        for doc_id in (edge.doc_id, edge.later_doc_id):
            article = item.articles.get(doc_id)
            if article and article.dossier.id != name:
                yield Fault(f"{doc_id} belongs to dossier {article.dossier.id}.", "edges stay inside one dossier.",
                            edge.id)


@_ledger("ledger-dangling")
def check_ledger_dangling(item: LedgerFile) -> Iterator[Fault]:
    """Reads what edges link and reports a document that no dossier lists, or a pledge that its gold lacks."""
    for edge in item.ledger.edges:
        for doc_id, pledge in ((edge.doc_id, edge.pledge_id), (edge.later_doc_id, edge.later_pledge_id)):
            if doc_id not in item.articles:
                yield Fault(f"no dossier lists {doc_id[:60]!r}.", "correct the id.", edge.id)
            elif pledge is not None and pledge not in item.clusters.get(doc_id, ()):
                yield Fault(f"the gold of {doc_id} has no pledge {pledge[:20]!r}.", "name a pledge_id of its gold.",
                            edge.id)


@_ledger("ledger-order")
def check_ledger_order(item: LedgerFile) -> Iterator[Fault]:
    """Reads the documents of edges and reports a later one that is not later: by date, then by place in the dossier."""
    for edge in item.ledger.edges:
        before, after = item.articles.get(edge.doc_id), item.articles.get(edge.later_doc_id)
        if before and after:
            ids = [article.id for article in before.dossier.articles]
            place = [(a.article.date, ids.index(a.document) if a.document in ids else 0) for a in (before, after)]
            if place[1] <= place[0]:
                yield Fault(f"{edge.later_doc_id} ({after.article.date}) is not later than {edge.doc_id} "
                            f"({before.article.date}).", "an edge leads to a later article.", edge.id)


@_ledger("ledger-evidence")
def check_ledger_evidence(item: LedgerFile) -> Iterator[Fault]:
    """Reads the evidence of edges and reports none, or a sentence number that the later document lacks."""
    for edge in item.ledger.edges:
        if not edge.evidence:
            yield Fault("the edge has no evidence.", "name the sentences of the later article.", edge.id)
        article = item.articles.get(edge.later_doc_id)
        count = len(article.sentences or ()) if article else 0
        if count and (bad := [n for n in edge.evidence if not 0 <= n < count]):
            yield Fault(f"evidence names sentence {', '.join(map(str, bad[:5]))}; {edge.later_doc_id} has 0 to "
                        f"{count - 1}.", "count sentences from 0.", edge.id)


@_ledger("ledger-duplicate")
def check_ledger_duplicate(item: LedgerFile) -> Iterator[Fault]:
    """Reads edges and reports two with the same label between the same pledges and documents."""
    seen: dict[tuple, str] = {}
    for edge in item.ledger.edges:
        key = (edge.label, edge.doc_id, edge.pledge_id, edge.later_doc_id, edge.later_pledge_id)
        first = seen.setdefault(key, edge.id)
        if first != edge.id:
            yield Fault(f"the same as {first}.", "keep one, with the evidence of both.", edge.id)
