"""Score a system's output against gold: views, counts of each document, one table, one report."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import msgspec

from accord.errors import FormatError, describe
from accord.model import Annotation, Document, Ledger
from accord.schema import Schema, load_schema
from accord.scoring.clusters import align_entities, cluster_counts
from accord.scoring.frames import Context, confusion_counts, near_miss_counts, pledge_counts
from accord.scoring.ledger import LedgerSide, ledger_counts, map_clusters, place_edges
from accord.scoring.matching import Tokens
from accord.scoring.mentions import mention_counts, norm_counts
from accord.scoring.relations import Triple, relation_counts
from accord.scoring.report import SCORER_VERSION, TASKS, Report, Signature
from accord.scoring.statistics import Counts, Row, Table
from accord.scoring.view import View, view_of

TRACKS = ("end-to-end", "gold-entities")


class Gold(Protocol):
    """What ``score`` asks of gold, and ``accord.Corpus`` gives: pairs to go through; ``ledgers`` may be absent."""

    def __iter__(self) -> Any:
        """Yield pairs of document and gold annotation."""


def score(
    gold: Gold | Iterable[tuple[Document, Annotation]],
    predicted: Mapping[str, Annotation],
    *,
    tasks: Iterable[str] | None = None,
    samples: int = 1000,
    seed: int = 0,
    unseen_from: Iterable[Triple] | None = None,
    ledgers: Mapping[str, Ledger] | None = None,
    track: str = "end-to-end",
    iou: float = 0.5,
    split: str | None = None,
) -> Report:
    """Score predicted annotations against gold.

    A document that is missing from ``predicted`` counts as wrong throughout; one left empty is right where gold is
    empty too. Duplicates collapse. Surface text never matches, offsets do.

    Args:
        gold: a corpus, or any iterable of (document, gold annotation).
        predicted: annotations by document id; ``entities`` may be empty and ``form`` None.
        tasks: the tasks the system attempts, of ``TASKS``; None: all of them, the ledger only where ``ledgers`` are
            given. What is missing in an attempted task counts as wrong. The scores of other tasks are None, never 0,
            and there is no Accord score then.
        samples: number of bootstrap samples of dossiers.
        seed: of the bootstrap.
        unseen_from: training triples by name (see ``named_triples``), to score relations on unseen pairs.
        ledgers: predicted ledgers by dossier id. Where the system attempts no pledges, they name gold's.
        track: ``end-to-end``, or ``gold-entities`` where the system was given gold mentions and entities and refers to
            their ids; it then has no mention and cluster score.
        iou: least token overlap (intersection over union) of content spans, and span slots, that match.
        split: the split's name; None: the one that all documents stand in, else ``all``.

    Returns:
        The report.

    Raises:
        FormatError: for an unknown task or track, a threshold outside (0, 1], no gold at all, or an annotation stored
            under another document's id or of another text.
    """
    schema = load_schema()
    pairs = sorted(gold, key=lambda pair: (pair[0].dossier, pair[0].id))
    stated = None if tasks is None else frozenset(tasks)
    _check(pairs, predicted, stated or frozenset(), track, iou, samples)
    attempted = _default_tasks(ledgers) if stated is None else stated
    if track == "gold-entities":
        # Given gold mentions, a system has neither found nor clustered any; norms it has only where it says so.
        attempted -= {"mentions", "clusters", *(("norms",) if stated is None else ())}
    unseen = None if unseen_from is None else frozenset(unseen_from)

    warnings = _document_warnings(pairs, predicted)
    rows, counts, contexts = [], [], []
    duplicates = 0
    for document, annotation in pairs:
        given = predicted.get(document.id)
        if given is not None and track == "gold-entities":
            given = msgspec.structs.replace(given, mentions=annotation.mentions, entities=annotation.entities)
        gold_view = view_of(annotation, schema)
        view = View() if given is None else view_of(given, schema)
        duplicates += view.duplicates
        context = _context(document, gold_view, view, track, iou)
        rows.append(Row(document.id, document.dossier, document.article.stratum, document.theme, document.region))
        counts.append(_document_counts(context, schema, unseen))
        contexts.append(context)
    if duplicates:
        warnings.append(f"{duplicates} duplicate predictions were collapsed.")

    gold_ledgers = {
        name: ledger for name, ledger in getattr(gold, "ledgers", {}).items() if name in {row.dossier for row in rows}
    }
    given_pledges = "pledges" not in attempted and "ledger" in attempted
    _add_ledgers(counts, rows, contexts, gold_ledgers, ledgers or {}, given_pledges, schema, warnings)
    signature = Signature(
        schema=schema.version,
        data=_digest(pairs, gold_ledgers),
        split=split or _split_of(pairs),
        track=track,
        scorer=SCORER_VERSION,
        iou=iou,
        samples=samples,
        seed=seed,
        unseen=None if unseen is None else _short_digest(sorted(unseen)),
        ledger="gold-pledges" if given_pledges else None,
    )
    return Report(signature, attempted, Table.from_counts(rows, counts), tuple(warnings))


def _check(
    pairs: list, predicted: Mapping[str, Annotation], tasks: frozenset[str], track: str, iou: float, samples: int
) -> None:
    if not pairs:
        raise _refusal("gold", "no gold annotations to score against.", "choose a split that has gold.")
    if unknown := sorted(tasks - set(TASKS)):
        raise _refusal("tasks", f"unknown tasks {', '.join(unknown)}.", f"name some of {', '.join(TASKS)}.")
    if track not in TRACKS:
        raise _refusal("track", f"unknown track {track!r}.", f"name one of {', '.join(TRACKS)}.")
    if not 0 < iou <= 1:
        raise _refusal("iou", f"iou is {iou}; expected above 0 and at most 1.", "leave it at 0.5.")
    if samples < 0:
        raise _refusal("samples", f"samples is {samples}; expected 0 or more.", "leave it at 1000.")
    seen: set[str] = set()
    for document, _ in pairs:
        if document.id in seen:
            raise _refusal("gold", "given twice as gold.", "give each document once.", document.id)
        seen.add(document.id)
        given = predicted.get(document.id)
        if given is not None and given.doc_id != document.id:
            what = f"holds a prediction for {given.doc_id!r}."
            raise _refusal("document", what, "key each annotation by its own doc_id.", document.id)
        if given is not None and given.text_sha256 != document.text_sha256:
            what = f"predicted on text {given.text_sha256[:12]}; expected {document.text_sha256[:12]}."
            raise _refusal("text", what, "predict on the text of this release.", document.id)


def _refusal(rule: str, what: str, fix: str, document: str | None = None) -> FormatError:
    return FormatError(describe(what, document=document, rule=f"score-{rule}", fix=fix))


def _default_tasks(ledgers: Mapping[str, Ledger] | None) -> frozenset[str]:
    """All tasks; the ledger, which no annotation can hold, only where one was given."""
    return frozenset(TASKS) - (frozenset() if ledgers else {"ledger"})


def _document_warnings(pairs: list, predicted: Mapping[str, Annotation]) -> list[str]:
    ids = {document.id for document, _ in pairs}
    found = (
        (sorted(ids - set(predicted)), "documents are missing and count as wrong"),
        (sorted(set(predicted) - ids), "predicted documents are not scored here"),
    )
    return [
        f"{len(names)} {what}: {', '.join(names[:5])}{' ...' if len(names) > 5 else ''}"
        for names, what in found
        if names
    ]


def _context(document: Document, gold: View, predicted: View, track: str, iou: float) -> Context:
    alignment = {name: name for name in gold.entities} if track == "gold-entities" else align_entities(gold, predicted)
    alignment = {p: g for p, g in alignment.items() if p in predicted.entities}
    return Context(gold, predicted, alignment, Tokens(document.text), iou)


def _document_counts(context: Context, schema: Schema, unseen: frozenset[Triple] | None) -> Counts:
    gold, predicted = context.gold, context.predicted
    ((kind, attribute),) = schema.near_miss.attributes.items()
    return {
        **mention_counts(gold, predicted, schema),
        **norm_counts(gold, predicted, schema),
        **cluster_counts(gold, predicted, context.alignment, schema),
        **relation_counts(gold, predicted, context.alignment, schema, unseen),
        **pledge_counts(schema.pledge, context),
        **near_miss_counts(schema.near_miss, context),
        **confusion_counts(context, kind, tuple(attribute.values)),
    }


def _add_ledgers(
    counts: list[Counts],
    rows: list[Row],
    contexts: list[Context],
    gold: Mapping[str, Ledger],
    predicted: Mapping[str, Ledger],
    given_pledges: bool,
    schema: Schema,
    warnings: list[str],
) -> None:
    """Add the ledgers' counts to each edge's document; a dossier without a gold ledger is not scored."""
    documents = {row.document for row in rows}
    clusters = (
        None
        if given_pledges
        else {row.document: map_clusters(context) for row, context in zip(rows, contexts, strict=True)}
    )
    kept = [ledger for name, ledger in sorted(predicted.items()) if name in gold]
    if any(ledger.edges for name, ledger in predicted.items() if name not in gold):
        warnings.append("Predicted ledgers of dossiers that have no gold ledger here were left out.")
    g_edges, _ = place_edges(gold.values(), documents, None)
    p_edges, dropped = place_edges(kept, documents, clusters)
    if dropped:
        warnings.append(f"{dropped} predicted ledger edges were duplicates or between articles that are not scored.")
    for row, item in zip(rows, counts, strict=True):
        item.update(
            ledger_counts(g_edges.get(row.document, LedgerSide()), p_edges.get(row.document, LedgerSide()), schema)
        )


def _split_of(pairs: list[tuple[Document, Annotation]]) -> str:
    splits = {document.split for document, _ in pairs}
    return (splits.pop() or "all") if len(splits) == 1 else "all"


def _digest(pairs: list[tuple[Document, Annotation]], ledgers: Mapping[str, Ledger]) -> str:
    """Return a digest of exactly what is scored: texts, gold, groups and ledgers, whoever made or checked them."""
    total = hashlib.sha256()
    for document, annotation in pairs:
        layers = [
            annotation.mentions,
            annotation.entities,
            annotation.relations,
            annotation.pledges,
            annotation.near_misses,
        ]
        groups = [document.dossier, document.article.stratum, document.theme, document.region]
        total.update(msgspec.json.encode([document.id, document.text_sha256, groups, layers], order="sorted") + b"\n")
    for name in sorted(ledgers):
        total.update(msgspec.json.encode([name, ledgers[name].edges], order="sorted") + b"\n")
    return f"sha256:{total.hexdigest()}"


def _short_digest(items: list) -> str:
    return hashlib.sha256(msgspec.json.encode(items)).hexdigest()[:8]
