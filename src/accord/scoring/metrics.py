"""Scores derived from sums of counts, for one sum or for thousands of resampled ones at once.

Undefined values (0/0) are NaN here and None in a report. docs/metrics.md states every metric.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from accord.scoring.statistics import Sums

Array = np.ndarray

PRIMARIES: Mapping[str, str] = {
    "mentions": "mentions.exact.micro.f1",
    "clusters": "clusters.conll.f1",
    "relations": "relations.strict.micro.f1",
    "pledges": "pledges.detection.micro.f1",
    "slots": "pledges.slots.micro.f1",
    "attributes": "pledges.attributes.macro.f1",
}
"""The six primary scores, by short name; the Accord score is their unweighted mean."""

HEADLINE = "accord"

_COREFERENCE = ("muc", "b3", "ceafe")
_ATTRIBUTES = "pledges.attributes."


def divide(top: Array, bottom: Array) -> Array:
    """Divide; 0/0 and anything over 0 is NaN."""
    return np.divide(top, bottom, out=np.full(np.shape(bottom), np.nan), where=np.asarray(bottom) != 0)


def f1(precision: Array, recall: Array) -> Array:
    """Harmonic mean of precision and recall.

    Range [0, 1]. NaN only where both are undefined; where one is (nothing predicted, or no gold), 0.
    Source: van Rijsbergen 1979. For counts it equals 2TP/(P+G).
    """
    both = np.isnan(precision) & np.isnan(recall)
    p, r = np.nan_to_num(precision), np.nan_to_num(recall)
    harmonic = np.nan_to_num(divide(2 * p * r, p + r))
    return np.where(both, np.nan, harmonic)


def mean(values: Sequence[Array], *, skip_undefined: bool) -> Array:
    """Unweighted mean; undefined values are left out, or make the mean undefined."""
    stacked = np.stack(values)
    if not skip_undefined:
        return stacked.mean(axis=0)
    defined = ~np.isnan(stacked)
    return divide(np.where(defined, stacked, 0).sum(axis=0), defined.sum(axis=0))


def precision_recall(sums: Sums, family: str, label: str) -> tuple[Array, Array]:
    """Return precision and recall of one label from whichever counts the family has."""
    at = f"{family}/{label}/"
    if "tp" in sums.families[family][label]:
        return divide(sums[at + "tp"], sums[at + "p"]), divide(sums[at + "tp"], sums[at + "g"])
    return divide(sums[at + "pn"], sums[at + "pd"]), divide(sums[at + "rn"], sums[at + "rd"])


def label_f1(sums: Sums, family: str, label: str = "micro") -> Array:
    """Return F1 of one label of a family; for counts as 2TP/(P+G), which no division precedes."""
    at = f"{family}/{label}/"
    if "tp" in sums.families[family][label]:
        return divide(2 * sums[at + "tp"], sums[at + "p"] + sums[at + "g"])
    return f1(*precision_recall(sums, family, label))


def classes(sums: Sums, family: str) -> list[str]:
    """Return the labels of a family that are classes of the schema: not the pool, not a confusion matrix."""
    return [label for label in sums.families[family] if label not in ("micro", "nominal", "ordinal")]


def attribute_families(sums: Sums) -> list[str]:
    """Return the families of the pledges' attributes."""
    return [family for family in sums.families if family.startswith(_ATTRIBUTES)]


def macro_f1(sums: Sums, family: str) -> Array:
    """Mean F1 over the schema's labels, those left out that neither side has (0/0)."""
    return mean([label_f1(sums, family, label) for label in classes(sums, family)], skip_undefined=True)


def primaries(sums: Sums) -> dict[str, Array]:
    """Return the six primary scores and the headline, by the names of ``PRIMARIES`` and ``HEADLINE``.

    The CoNLL average leaves out a part that is 0/0 (MUC where all clusters are singletons on both sides); the headline
    leaves out nothing.
    """
    missing = np.full(1, np.nan)
    found = {
        name: label_f1(sums, column.removesuffix(".micro.f1"))
        if column.removesuffix(".micro.f1") in sums.families
        else missing
        for name, column in PRIMARIES.items()
        if column.endswith(".micro.f1")
    }
    families = attribute_families(sums)
    found["attributes"] = (
        mean([macro_f1(sums, family) for family in families], skip_undefined=True) if families else missing
    )
    parts = [f"clusters.{name}" for name in _COREFERENCE]
    found["clusters"] = (
        mean([label_f1(sums, part) for part in parts], skip_undefined=True) if parts[0] in sums.families else missing
    )
    ordered = {name: found[name] for name in PRIMARIES}
    return {**ordered, HEADLINE: mean(list(np.broadcast_arrays(*ordered.values())), skip_undefined=False)}


def all_scores(sums: Sums) -> dict[str, Array]:
    """Return every score, flat: ``family.label.precision`` and so on."""
    found: dict[str, Array] = {}
    for family in sums.families:
        _family_scores(found, sums, family)
    found.update((PRIMARIES.get(name, name), value) for name, value in primaries(sums).items())
    for measure in ("accuracy", "kappa"):
        values = [found[f"{family}.{measure}"] for family in attribute_families(sums)]
        if values:
            found[f"{_ATTRIBUTES}macro.{measure}"] = mean(values, skip_undefined=True)
    return found


def _family_scores(found: dict[str, Array], sums: Sums, family: str) -> None:
    labels = sums.families[family]
    for label, names in labels.items():
        if label in ("nominal", "ordinal"):
            if family != "confusion":
                cells = matrix(sums, family)
                found[f"{family}.accuracy"] = accuracy(cells)
                found[f"{family}.kappa"] = kappa(cells, quadratic=label == "ordinal")
        elif "hits" in names:
            found[f"{family}.{label}.accuracy"] = divide(
                sums[f"{family}/{label}/hits"], sums[f"{family}/{label}/total"]
            )
        else:
            precision, recall = precision_recall(sums, family, label)
            found.update(
                {
                    f"{family}.{label}.precision": precision,
                    f"{family}.{label}.recall": recall,
                    f"{family}.{label}.f1": label_f1(sums, family, label),
                }
            )
    several = classes(sums, family)
    if "micro" in labels and several and "hits" not in labels["micro"]:
        for measure in ("precision", "recall", "f1"):
            found[f"{family}.macro.{measure}"] = mean(
                [found[f"{family}.{label}.{measure}"] for label in several], skip_undefined=True
            )


def matrix(sums: Sums, family: str) -> dict[tuple[str, str], Array]:
    """Return a family's confusion matrix, ``(gold, predicted)`` to counts, in the schema's order."""
    label = next(label for label in sums.families[family] if label in ("nominal", "ordinal"))
    return {tuple(cell.split(">")): sums[f"{family}/{label}/{cell}"] for cell in sums.families[family][label]}


def accuracy(cells: Mapping[tuple[str, str], Array]) -> Array:
    """Return the share of counts on the diagonal.

    Range [0, 1]; 0/0 where nothing was matched. A value outside the inventory is never right.
    """
    right = sum(value for (g, p), value in cells.items() if g == p and g != "other")
    return divide(np.asarray(right, dtype=float), np.asarray(sum(cells.values()), dtype=float))


def kappa(cells: Mapping[tuple[str, str], Array], *, quadratic: bool) -> Array:
    """Return Cohen's kappa, or for an ordinal scale kappa weighted by squared distance.

    Range [-1, 1]; 0/0 where nothing was matched or both sides use one and the same value throughout. A predicted value
    outside the inventory is as far from every value as the scale is long. Source: Cohen 1960, 1968.
    """
    labels = list(dict.fromkeys(g for g, _ in cells))
    counts = np.stack([np.stack([np.asarray(cells[g, p], dtype=float) for p in labels]) for g in labels])
    known = [number for number, label in enumerate(labels) if label != "other"]
    size = len(labels)
    weights = 1.0 - np.eye(size)
    if quadratic:
        longest = max(len(known) - 1, 1)
        for a in known:
            for b in known:
                weights[a, b] = ((a - b) / longest) ** 2
    total = counts.sum(axis=(0, 1))
    chance = counts.sum(axis=1)[:, None] * counts.sum(axis=0)[None, :]
    observed = np.tensordot(weights, counts, axes=([0, 1], [0, 1]))
    expected = divide(np.tensordot(weights, chance, axes=([0, 1], [0, 1])), total)
    return 1.0 - divide(observed, np.nan_to_num(expected))
