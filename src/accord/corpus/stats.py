"""Counts of a corpus and its gold: by split, by every cell of the grid, by every label and value of the schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from accord.corpus.loading import Corpus
from accord.model import Annotation, Document
from accord.schema import Schema

Pairs = list[tuple[Document, Annotation]]

_LAYERS = ("mentions", "entities", "relations", "pledges", "near_misses")


@dataclass(frozen=True)
class Statistic:
    """A table of counts; the first columns, ``keys`` in number, name what is counted."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    keys: int = 1

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as objects."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def statistics(corpus: Corpus, schema: Schema) -> list[Statistic]:
    """Return every table of counts; labels and values that occur nowhere are counted as 0.

    Args:
        corpus: documents, gold and ledgers; documents without gold count among articles and words only.
        schema: gives the grid, labels and values.
    """
    pairs = list(corpus)
    splits = schema.grid["split"]
    split_of = {document.id: document.split for document in corpus.documents}
    return [
        _overview(corpus, pairs, splits),
        _grid(corpus, pairs, schema),
        _regions_by_themes(corpus, schema),
        _mentions(pairs, schema),
        _crossed(
            "relations",
            "Relations by label",
            schema.relations,
            splits,
            ((item.type, document.split) for document, gold in pairs for item in gold.relations),
        ),
        _attributes("pledges", "Pledges by attribute", schema.pledge.attributes, splits, pairs),
        _attributes("near_misses", "Near-misses by attribute", schema.near_miss.attributes, splits, pairs),
        _crossed(
            "ledger",
            "Ledger edges by label",
            schema.ledger.labels,
            splits,
            ((edge.label, split_of.get(edge.doc_id)) for ledger in corpus.ledgers.values() for edge in ledger.edges),
        ),
    ]


def grid_value(document: Document, dimension: str) -> str:
    """Return a document's value in one dimension: ``year``, or a key of the schema's grid."""
    if dimension == "year":
        return document.article.date[:4]
    source = document if dimension in ("split", "region", "theme") else document.article
    return str(getattr(source, dimension) or "none")


def _overview(corpus: Corpus, pairs: Pairs, splits: tuple[str, ...]) -> Statistic:
    def row(name: str, chosen: Callable[[str | None], bool]) -> tuple[Any, ...]:
        documents = [document for document in corpus.documents if chosen(document.split)]
        gold = [annotation for document, annotation in pairs if chosen(document.split)]
        ids = {document.id for document in documents}
        edges = sum(edge.doc_id in ids for ledger in corpus.ledgers.values() for edge in ledger.edges)
        return (
            name,
            len({document.dossier for document in documents}),
            len(documents),
            len(gold),
            sum(document.article.words for document in documents),
            sum(len(document.sentences) for document in documents),
            *(sum(len(getattr(annotation, layer)) for annotation in gold) for layer in _LAYERS),
            edges,
        )

    rows = [row(split, lambda name, split=split: name == split) for split in splits]
    if any(document.split not in splits for document in corpus.documents):
        rows.append(row("none", lambda name: name not in splits))
    columns = (
        "split",
        "dossiers",
        "articles",
        "annotated",
        "words",
        "sentences",
        *(_title(layer) for layer in _LAYERS),
        "ledger edges",
    )
    return Statistic("overview", "Corpus", columns, (*rows, row("all", lambda name: True)))


def _grid(corpus: Corpus, pairs: Pairs, schema: Schema) -> Statistic:
    gold = {document.id: annotation for document, annotation in pairs}
    rows = []
    for dimension in ("stratum", "region", "theme", "genre", "english", "year"):
        of: dict[str, list[Document]] = {value: [] for value in schema.grid.get(dimension, ())}
        for document in corpus.documents:
            of.setdefault(grid_value(document, dimension), []).append(document)
        for value in sorted(of) if dimension == "year" else of:
            found = [gold[document.id] for document in of[value] if document.id in gold]
            rows.append(
                (
                    dimension,
                    value,
                    len(of[value]),
                    sum(document.article.words for document in of[value]),
                    sum(len(annotation.pledges) for annotation in found),
                    sum(len(annotation.near_misses) for annotation in found),
                )
            )
    return Statistic(
        "grid", "The grid", ("dimension", "value", "articles", "words", "pledges", "near-misses"), tuple(rows), 2
    )


def _regions_by_themes(corpus: Corpus, schema: Schema) -> Statistic:
    cells = Counter((document.theme, document.region) for document in corpus.documents)
    rows = [(theme, *(cells[theme, region] for region in schema.grid["region"])) for theme in schema.grid["theme"]]
    return Statistic(
        "regions_by_themes", "Articles by theme and region", ("theme", *schema.grid["region"]), tuple(rows)
    )


def _mentions(pairs: Pairs, schema: Schema) -> Statistic:
    cells = Counter((item.type, item.form) for _, gold in pairs for item in gold.mentions)
    rows = []
    for name in schema.mention_types:
        forms = [cells[name, form] for form in schema.forms]
        rows.append((name, *forms, cells[name, None], sum(forms) + cells[name, None]))
    total = ("all", *(sum(column) for column in list(zip(*rows, strict=True))[1:]))
    return Statistic("mentions", "Mentions by type and form", ("type", *schema.forms, "no form", "all"), (*rows, total))


def _crossed(
    name: str,
    title: str,
    labels: Iterable[str],
    splits: tuple[str, ...],
    items: Iterable[tuple[str, str | None]],
) -> Statistic:
    cells = Counter(items)
    total = Counter(label for label, _ in cells.elements())
    rows = tuple((label, *(cells[label, split] for split in splits), total[label]) for label in labels)
    return Statistic(name, title, ("label", *splits, "all"), rows)


def _attributes(layer: str, title: str, attributes: dict[str, Any], splits: tuple[str, ...], pairs: Pairs) -> Statistic:
    cells = Counter(
        (name, getattr(item, name), document.split)
        for document, gold in pairs
        for item in getattr(gold, layer)
        for name in attributes
    )
    total = Counter((name, value) for name, value, _ in cells.elements())
    rows = tuple(
        (name, value, *(cells[name, value, split] for split in splits), total[name, value])
        for name, attribute in attributes.items()
        for value in attribute.values
    )
    return Statistic(layer, title, ("attribute", "value", *splits, "all"), rows, 2)


def _title(layer: str) -> str:
    return layer.replace("_", "-")
