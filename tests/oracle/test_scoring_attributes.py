"""Attribute scores against scikit-learn's cohen_kappa_score, accuracy_score and f1_score."""

import random

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score

from accord.schema import load_schema
from accord.scoring.frames import Context, match_frames, pledge_counts
from accord.scoring.matching import Tokens
from accord.scoring.metrics import all_scores
from accord.scoring.statistics import Row, Table
from accord.scoring.view import FrameView, View

FRAME = load_schema().pledge
TEXT = " ".join(f"w{n:02d}" for n in range(60))


def pledge(number: int, attributes: dict[str, str]) -> FrameView:
    """A pledge whose content is word ``number`` alone."""
    span = (4 * number, 4 * number + 3)
    spans = {slot: span if slot in ("content", "trigger") else None for slot in FRAME.span_slots}
    fillers = {slot: frozenset() for slot in FRAME.mention_slots}
    return FrameView(spans, fillers, attributes, f"P{number}", (span, span, (), (), (), ("p", number, "")))


@pytest.fixture(scope="module")
def pairs() -> list[tuple[dict[str, str], dict[str, str]]]:
    """Attributes of 60 gold pledges and what was predicted for them: right in about two cases of three."""
    rng = random.Random(3)
    found = []
    for _ in range(60):
        gold = {name: rng.choice(list(item.values)) for name, item in FRAME.attributes.items()}
        predicted = {
            n: v if rng.random() < 0.66 else rng.choice(list(FRAME.attributes[n].values)) for n, v in gold.items()
        }
        found.append((gold, predicted))
    return found


def scored(gold: list[FrameView], predicted: list[FrameView]) -> dict[str, float]:
    context = Context(View(pledges=tuple(gold)), View(pledges=tuple(predicted)), {}, Tokens(TEXT), 0.5)
    assert len(match_frames(gold, predicted, context)) == len(
        {f.content for f in gold} & {f.content for f in predicted}
    )
    table = Table.from_counts([Row("d", "d", "", "", "")], [pledge_counts(FRAME, context)])
    return {name: float(value[0]) for name, value in all_scores(table.total()).items()}


def test_accuracy_and_kappa_on_matched_pledges(pairs):
    scores = scored([pledge(n, g) for n, (g, _) in enumerate(pairs)], [pledge(n, p) for n, (_, p) in enumerate(pairs)])
    for name, attribute in FRAME.attributes.items():
        values = list(attribute.values)
        g, p = ([values.index(side[at][name]) for side in pairs] for at in (0, 1))
        weights = "quadratic" if attribute.ordinal else None
        kappa = cohen_kappa_score(g, p, labels=range(len(values)), weights=weights)
        assert 0.2 < kappa < 0.9
        assert scores[f"pledges.attributes.{name}.kappa"] == pytest.approx(kappa)
        assert scores[f"pledges.attributes.{name}.accuracy"] == pytest.approx(accuracy_score(g, p))


def test_macro_f1_end_to_end(pairs):
    """Pledges missed and made up count against their values: to scikit-learn, a class that is not averaged."""
    gold = {n: g for n, (g, _) in enumerate(pairs) if n < 50}
    predicted = {n: p for n, (_, p) in enumerate(pairs) if n >= 10}
    scores = scored([pledge(n, g) for n, g in gold.items()], [pledge(n, p) for n, p in predicted.items()])
    for name, attribute in FRAME.attributes.items():
        numbers = sorted(set(gold) | set(predicted))
        g, p = ([side[n][name] if n in side else "none" for n in numbers] for side in (gold, predicted))
        outside = f1_score(g, p, labels=list(attribute.values), average="macro", zero_division=np.nan)
        assert scores[f"pledges.attributes.{name}.macro.f1"] == pytest.approx(outside)
        micro = f1_score(g, p, labels=list(attribute.values), average="micro")
        assert scores[f"pledges.attributes.{name}.micro.f1"] == pytest.approx(micro)
    ours = [scores[f"pledges.attributes.{name}.macro.f1"] for name in FRAME.attributes]
    assert scores["pledges.attributes.macro.f1"] == pytest.approx(np.mean(ours))


def test_values_that_neither_side_has_are_left_out(pairs):
    """A label with nothing to find and nothing found is undefined, as with scikit-learn's zero_division=nan."""
    first = {name: next(iter(item.values)) for name, item in FRAME.attributes.items()}
    scores = scored([pledge(0, first), pledge(1, first)], [pledge(0, first)])
    assert scores["pledges.attributes.firmness.macro.f1"] == pytest.approx(2 / 3)
    assert f1_score(
        ["INTENDED"] * 2,
        ["INTENDED", "none"],
        labels=["INTENDED", "COMMITTED", "BINDING"],
        average="macro",
        zero_division=np.nan,
    ) == pytest.approx(2 / 3)
