"""Mention scores against seqeval (strict IOB2) and nervaluate (strict) on flat spans."""

import random

import pytest

from accord.schema import load_schema
from accord.scoring.mentions import mention_counts
from accord.scoring.metrics import all_scores
from accord.scoring.statistics import Row, Table
from accord.scoring.view import MentionView, View

TYPES = ("PER", "GPE", "ORG", "DATE")
LENGTH = 30


def flat_spans(rng: random.Random) -> list[tuple[int, int, str]]:
    """Spans over the positions 0 to LENGTH - 1 that do not overlap."""
    spans, at = [], 0
    while at < LENGTH - 4:
        start = at + rng.randrange(4)
        end = start + 1 + rng.randrange(3)
        spans.append((start, end, rng.choice(TYPES)))
        at = end
    return spans


def near(spans: list[tuple[int, int, str]], rng: random.Random) -> list[tuple[int, int, str]]:
    """The same spans with some dropped, retyped or cut short."""
    kept = []
    for start, end, kind in spans:
        turn = rng.random()
        if turn < 0.6:
            kept.append((start, end, kind))
        elif turn < 0.75:
            kept.append((start, end, rng.choice(TYPES)))
        elif turn < 0.9:
            kept.append((start, max(start + 1, end - 1), kind))
    return kept


@pytest.fixture(scope="module")
def documents() -> list[tuple[list, list]]:
    rng = random.Random(7)
    gold = [flat_spans(rng) for _ in range(40)]
    return [(spans, near(spans, rng)) for spans in gold]


@pytest.fixture(scope="module")
def scores(documents) -> dict[str, float]:
    def view(spans):
        mentions = (MentionView((s, e), kind, True, frozenset(), None) for s, e, kind in spans)
        return View(mentions=tuple(sorted(mentions, key=lambda m: m.span)))

    counts = [mention_counts(view(gold), view(predicted), load_schema()) for gold, predicted in documents]
    rows = [Row(f"d{n}", f"d{n}", "", "", "") for n in range(len(documents))]
    return {name: float(value[0]) for name, value in all_scores(Table.from_counts(rows, counts).total()).items()}


def tags(spans: list[tuple[int, int, str]]) -> list[str]:
    row = ["O"] * LENGTH
    for start, end, kind in spans:
        row[start:end] = [f"B-{kind}", *[f"I-{kind}"] * (end - start - 1)]
    return row


def test_seqeval_strict(documents, scores):
    from seqeval.metrics import classification_report
    from seqeval.scheme import IOB2

    outside = classification_report(
        [tags(gold) for gold, _ in documents],
        [tags(predicted) for _, predicted in documents],
        mode="strict",
        scheme=IOB2,
        output_dict=True,
        zero_division=0,
    )
    assert 0.3 < outside["micro avg"]["f1-score"] < 0.9
    for label, theirs in (("micro", "micro avg"), ("macro", "macro avg"), *((kind, kind) for kind in TYPES)):
        for ours, name in (("precision", "precision"), ("recall", "recall"), ("f1", "f1-score")):
            assert scores[f"mentions.exact.{label}.{ours}"] == pytest.approx(outside[theirs][name]), (label, ours)


def test_nervaluate_strict(documents, scores):
    from nervaluate import Evaluator

    def plain(spans):
        return [{"label": kind, "start": start, "end": end - 1} for start, end, kind in spans]

    results = Evaluator(
        [plain(gold) for gold, _ in documents],
        [plain(predicted) for _, predicted in documents],
        tags=list(TYPES),
        loader="dict",
    ).evaluate()
    overall = results["overall"]["strict"]
    assert scores["mentions.exact.micro.precision"] == pytest.approx(overall.precision)
    assert scores["mentions.exact.micro.recall"] == pytest.approx(overall.recall)
    for kind in TYPES:
        assert scores[f"mentions.exact.{kind}.f1"] == pytest.approx(results["entities"][kind]["strict"].f1)
