"""Coreference scores against worked examples with published figures."""

import pytest

from accord.scoring.clusters import coreference_counts
from accord.scoring.metrics import all_scores
from accord.scoring.statistics import Row, Table


def clusters(text: str) -> list[frozenset]:
    return [frozenset(part) for part in text.split()]


def scored(gold: str, predicted: str) -> dict[str, float]:
    counts = coreference_counts(clusters(gold), clusters(predicted))
    table = Table.from_counts([Row("d", "d", "", "", "")], [counts])
    return {name: float(value[0]) for name, value in all_scores(table.total()).items()}


def of(scores: dict[str, float], metric: str) -> tuple[float, float, float]:
    label = f"clusters.{metric}.micro"
    return scores[f"{label}.recall"], scores[f"{label}.precision"], scores[f"{label}.f1"]


def test_pradhan_2014_worked_example():
    """Pradhan et al. 2014, section 4: key {abc}{defg}, response {ab}{cd}{fghi}."""
    scores = scored("abc defg", "ab cd fghi")
    assert of(scores, "muc") == pytest.approx((0.40, 0.40, 0.40))
    assert of(scores, "b3") == pytest.approx((0.42, 0.50, 0.46), abs=0.006)
    assert of(scores, "ceafe") == pytest.approx((0.65, 0.43, 0.52), abs=0.006)
    assert scores["clusters.conll.f1"] == pytest.approx((0.4 + 5 / 11 + 0.52) / 3, abs=0.001)


def test_moosavi_strube_2016_worked_example():
    """Moosavi & Strube 2016, section 4: the same clusters under LEA."""
    recall, precision, _ = of(scored("abc defg", "ab cd fghi"), "lea")
    assert (recall, precision) == pytest.approx((0.24, 0.33), abs=0.006)
    assert recall == pytest.approx((3 * 1 / 3 + 4 * 1 / 6) / 7)


@pytest.mark.parametrize(
    ("response", "muc", "b3", "ceafe"),
    [
        ("12345 6789ABC", 0.947, 0.865, 0.733),
        ("1234589ABC 67", 0.947, 0.737, 0.667),
        ("123456789ABC", 0.900, 0.545, 0.294),
        ("1 2 3 4 5 6 7 8 9 A B C", 0.0, 0.400, 0.178),
    ],
)
def test_luo_2005_table_1(response, muc, b3, ceafe):
    """Luo 2005, table 1 (its first two responses are those of Bagga & Baldwin 1998): F of each metric."""
    scores = scored("12345 67 89ABC", response)
    assert [of(scores, name)[2] for name in ("muc", "b3", "ceafe")] == pytest.approx([muc, b3, ceafe], abs=0.0006)


def test_bagga_baldwin_1998_precision():
    """Bagga & Baldwin 1998: B-cubed precision 76% where two small clusters merge, 58% where two large ones do."""
    assert of(scored("12345 67 89ABC", "12345 6789ABC"), "b3")[1] == pytest.approx(0.76, abs=0.005)
    assert of(scored("12345 67 89ABC", "1234589ABC 67"), "b3")[1] == pytest.approx(0.58, abs=0.005)


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ("a bc def", {"muc": (1, 1, 1), "b3": (1, 1, 1), "ceafe": (1, 1, 1), "lea": (1, 1, 1)}),
        (
            "a de",
            {"muc": (1 / 3, 1, 0.5), "b3": (7 / 18, 1, 14 / 25), "ceafe": (0.6, 0.9, 0.72), "lea": (2 / 6, 1, 0.5)},
        ),
        (
            "a bcx defy z",
            {
                "muc": (1, 3 / 5, 0.75),
                "b3": (1, (4 + 7 / 12) / 9, 110 / 163),
                "ceafe": (0.88571, 0.66429, 0.75918),
                "lea": (1, 4 / 9, 8 / 13),
            },
        ),
    ],
)
def test_reference_scorer_cases_a1_to_a3(response, expected):
    """The reference scorer's cases A1 to A3: key {a}{bc}{def}; perfect, mentions missing, mentions too many."""
    scores = scored("a bc def", response)
    for metric, figures in expected.items():
        assert of(scores, metric) == pytest.approx(figures, abs=1e-5), metric


def test_singletons_are_kept_and_make_muc_undefined():
    scores = scored("a b", "a b")
    assert of(scores, "b3") == of(scores, "ceafe") == of(scores, "lea") == (1, 1, 1)
    assert scores["clusters.muc.micro.f1"] != scores["clusters.muc.micro.f1"]
    assert scores["clusters.conll.f1"] == 1
