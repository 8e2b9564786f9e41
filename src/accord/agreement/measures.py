"""Agreement figures of two passes, from the scorer's counts, with intervals over resampled dossiers.

Where both passes were written by language models the figures are repeatability, not human agreement. Mentions,
relations and pledges are compared by F1, which is kappa's limit as negatives grow (Hripcsak & Rothschild 2005); closed
values of matched pledges by Cohen's kappa (weighted for ordinal ones), Gwet's AC1 and observed agreement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from accord import paths, storage
from accord.corpus import Corpus
from accord.errors import DataNotFoundError, FormatError, describe
from accord.model import Annotation, Document, Record
from accord.schema import Schema, load_schema
from accord.scoring import bootstrap_weights, score
from accord.scoring.clusters import align_entities
from accord.scoring.metrics import accuracy, all_scores, divide, kappa, label_f1, matrix
from accord.scoring.statistics import Counts, Row, Sums, Table, count
from accord.scoring.view import View, view_of

Array = np.ndarray


class Figure(Record):
    """One agreement figure with its 95% interval; None where it is 0/0."""

    value: float | None
    interval: tuple[float, float] | None


class Gate(Record):
    """A bound that a figure has to reach."""

    figure: str
    bound: float
    says: str


class Gates(Record):
    """``schema/gates.yaml``: least agreement figures, and largest shares of upheld challenges by layer."""

    agreement: tuple[Gate, ...]
    challenges: dict[str, float]


class Agreement(Record):
    """All figures of one round."""

    round: str
    annotators: tuple[str, str]
    guidelines_version: str
    schema_version: str
    documents: tuple[str, ...]
    dossiers: int
    samples: int
    seed: int
    figures: dict[str, Figure]

    def check(self, gates: tuple[Gate, ...]) -> list[tuple[Gate, float | None, bool]]:
        """Return each gate with its figure's value and whether it is met; an undefined figure does not meet it."""
        values = [self.figures[gate.figure].value if gate.figure in self.figures else None for gate in gates]
        return [(g, v, v is not None and v >= g.bound) for g, v in zip(gates, values, strict=True)]


def load_gates(root: Path | None = None) -> Gates:
    """Load ``schema/gates.yaml``. Raises ``DataNotFoundError`` and ``FormatError``."""
    path = paths.data_root(root) / "schema" / "gates.yaml"
    return storage.decode_yaml(storage.read_bytes(path), Gates, path)


def measure(
    corpus: Corpus,
    first: Mapping[str, Annotation],
    second: Mapping[str, Annotation],
    *,
    samples: int = 1000,
    seed: int = 0,
) -> Agreement:
    """Compare two passes over the same documents.

    Args:
        corpus: holds the documents.
        first: one pass, by document id.
        second: the other pass.
        samples: number of bootstrap samples of dossiers.
        seed: of the bootstrap.

    Returns:
        The figures; F1 is the same whichever pass is called first.

    Raises:
        DataNotFoundError: where a document is in one pass only.
        FormatError: where the passes followed different rounds, guidelines or schemas.
    """
    if odd := sorted(set(first) ^ set(second)):
        raise DataNotFoundError(
            describe(
                f"annotated in one pass only: {', '.join(odd)}.", rule="round-incomplete", fix="finish both passes."
            )
        )
    stamp = _common_stamp([*first.values(), *second.values()])
    pairs = [(corpus.document(doc_id), annotation) for doc_id, annotation in sorted(first.items())]
    report = score(pairs, second, samples=0)
    extra = _extra_table(pairs, second, load_schema())
    point = _figures(report.table.total(), extra.total())
    intervals = _intervals(report.table, extra, samples, seed)
    return Agreement(
        round=stamp["round"],
        annotators=(_annotator(first), _annotator(second)),
        guidelines_version=stamp["guidelines_version"],
        schema_version=stamp["schema_version"],
        documents=tuple(sorted(first)),
        dossiers=len(report.table.dossiers),
        samples=samples,
        seed=seed,
        figures={name: Figure(_number(value), intervals[name]) for name, value in point.items()},
    )


def _common_stamp(annotations: list[Annotation]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in ("round", "guidelines_version", "schema_version"):
        values = {getattr(annotation, name) for annotation in annotations}
        if len(values) != 1:
            raise FormatError(
                describe(f"{name} differs: {', '.join(sorted(values))}.", rule="round-mixed", fix="compare one round.")
            )
        found[name] = values.pop()
    return found


def _annotator(annotations: Mapping[str, Annotation]) -> str:
    return "+".join(sorted({annotation.annotator for annotation in annotations.values()}))


def _extra_table(pairs: list[tuple[Document, Annotation]], second: Mapping[str, Annotation], schema: Schema) -> Table:
    """Counts that a leaderboard does not need: mentions by form and type-blind, relations given agreed entities."""
    rows, counts = [], []
    for document, annotation in pairs:
        rows.append(Row(document.id, document.dossier, document.article.stratum, document.theme, document.region))
        counts.append(_extra_counts(annotation, second[document.id], schema))
    return Table.from_counts(rows, counts)


def _extra_counts(a: Annotation, b: Annotation, schema: Schema) -> Counts:
    counts: Counts = {}
    exhaustive = set(schema.exhaustive_forms)
    selections: dict[str, Callable[[Any], bool]] = {
        "all": lambda m: True,
        "name-demonym": lambda m: m.form in exhaustive,
        **{f"form-{form.lower()}": lambda m, form=form: m.form == form for form in schema.forms},
    }
    for name, chosen in selections.items():
        _count(
            counts, f"mentions.{name}", *({(*m.span, m.type) for m in side.mentions if chosen(m)} for side in (a, b))
        )
    _count(counts, "mentions.type-blind", *({m.span for m in side.mentions} for side in (a, b)))
    _count(counts, "relations.given-entities", *_agreed_triples(view_of(a, schema), view_of(b, schema)))
    return counts


def _count(counts: Counts, family: str, a: set, b: set) -> None:
    count(counts, family, "micro", len(a & b), len(b), len(a))


def _agreed_triples(a: View, b: View) -> tuple[set, set]:
    """The triples of each side whose two entities both sides have, under the first side's ids."""
    alignment = align_entities(a, b)
    agreed = set(alignment.values())
    left = {(t, *sorted((h, e))) for t, h, e in a.relations if h in agreed and e in agreed}
    right = {(t, *sorted((alignment[h], alignment[e]))) for t, h, e in b.relations if h in alignment and e in alignment}
    return left, right


def _figures(sums: Sums, extra: Sums) -> dict[str, Array]:
    """All figures of one or many resampled sums, by name."""
    scores = all_scores(sums)
    figures = {f"{family}.f1": label_f1(extra, family) for family in extra.families}
    for label in sums.families["mentions.exact"]:
        if label != "micro":
            figures[f"mentions.{label}.f1"] = scores[f"mentions.exact.{label}.f1"]
    for name, source in _NAMES.items():
        figures[name] = scores[source]
    for label in sums.families["relations.strict"]:
        if label != "micro":
            figures[f"relations.{label}.f1"] = scores[f"relations.strict.{label}.f1"]
    for frame in ("pledges", "near_misses"):
        for slot in sums.families[f"{frame}.slots_matched"]:
            if slot != "micro":
                figures[f"{frame}.{slot}.f1"] = scores[f"{frame}.slots_matched.{slot}.f1"]
        for family in sums.families:
            if family.startswith(f"{frame}.attributes."):
                figures.update(_closed(sums, family, f"{frame}.{family.rsplit('.', 1)[1]}"))
    for slot in ("condition", "deadline"):
        figures[f"pledges.{slot}.agreement"] = scores[f"pledges.alone.{slot}.f1"] / np.where(
            scores["pledges.alone.detected.f1"] == 0, np.nan, scores["pledges.alone.detected.f1"]
        )
    return figures


_NAMES = {
    "norms.given-span.accuracy": "norms.given_span.micro.accuracy",
    "clusters.conll.f1": "clusters.conll.f1",
    "clusters.muc.f1": "clusters.muc.micro.f1",
    "clusters.b3.f1": "clusters.b3.micro.f1",
    "clusters.ceafe.f1": "clusters.ceafe.micro.f1",
    "clusters.lea.f1": "clusters.lea.micro.f1",
    "clusters.exact.f1": "clusters.entity_hard.micro.f1",
    "relations.strict.f1": "relations.strict.micro.f1",
    "relations.evidence.f1": "relations.evidence.micro.f1",
    "pledges.detection.f1": "pledges.detection.micro.f1",
    "pledges.slots.f1": "pledges.slots_matched.micro.f1",
    "pledges.clusters.f1": "pledges.clusters.micro.f1",
    "near_misses.detection.f1": "near_misses.detection.micro.f1",
}
"""Figure to the scorer's name for it."""


def _closed(sums: Sums, family: str, name: str) -> dict[str, Array]:
    label = next(label for label in sums.families[family] if label in ("nominal", "ordinal"))
    cells = matrix(sums, family)
    return {
        f"{name}.agreement": accuracy(cells),
        f"{name}.kappa": kappa(cells, quadratic=label == "ordinal"),
        f"{name}.ac1": ac1(cells),
    }


def ac1(cells: Mapping[tuple[str, str], Array]) -> Array:
    """Return Gwet's AC1 of a confusion matrix: agreement corrected for chance without kappa's paradoxes.

    Range [-1, 1]; 0/0 where nothing was matched. Source: Gwet 2008, equation 5: chance agreement is
    ``sum(pi * (1 - pi)) / (K - 1)`` over the K values, pi the mean of both sides' shares of a value.

    Args:
        cells: ``(first, second)`` value to counts, one for each sample.
    """
    labels = [label for label in dict.fromkeys(g for g, _ in cells) if label != "other"]
    total = np.asarray(sum(cells.values()), dtype=float)
    chance = np.zeros_like(total)
    for label in labels:
        rows = sum(value for (g, _), value in cells.items() if g == label)
        columns = sum(value for (_, p), value in cells.items() if p == label)
        share = divide(np.asarray(rows + columns, dtype=float), 2 * total)
        chance = chance + share * (1 - share)
    chance = chance / max(len(labels) - 1, 1)
    return divide(accuracy(cells) - chance, 1 - chance)


def _intervals(table: Table, extra: Table, samples: int, seed: int) -> dict[str, tuple[float, float] | None]:
    if len(table.dossiers) < 2 or samples < 1:
        return dict.fromkeys(_figures(table.total(), extra.total()))
    weights = bootstrap_weights(len(table.dossiers), samples, seed)
    drawn = _figures(Sums(table.columns, table.by_dossier, weights), Sums(extra.columns, extra.by_dossier, weights))
    return {name: _percentiles(values) for name, values in drawn.items()}


def _percentiles(values: Array) -> tuple[float, float] | None:
    defined = values[~np.isnan(values)]
    if not len(defined):
        return None
    low, high = np.percentile(defined, (2.5, 97.5))
    return round(float(low), 4), round(float(high), 4)


def _number(values: Array) -> float | None:
    return None if np.isnan(values[0]) else round(float(values[0]), 4)


__all__ = ["Agreement", "Figure", "Gate", "Gates", "ac1", "load_gates", "measure"]
