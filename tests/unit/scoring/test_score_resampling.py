"""Bootstrap and randomisation against figures that can be counted by hand."""

from itertools import product

import numpy as np
import pytest

from accord.scoring.metrics import accuracy
from accord.scoring.resampling import bootstrap_weights, holm, primary_intervals, randomization_p
from accord.scoring.statistics import Row, Table


def table(found: list[int], size: int = 10) -> Table:
    """One document a dossier, with so many of ``size`` gold mentions found and nothing else predicted."""
    rows = [Row(f"d{n}", f"s{n:03d}", "record", "trade", "europe") for n in range(len(found))]
    counts = [
        {"mentions.exact/micro/tp": tp, "mentions.exact/micro/p": tp, "mentions.exact/micro/g": size} for tp in found
    ]
    return Table.from_counts(rows, counts)


def f1(found) -> float:
    return 2 * sum(found) / (sum(found) + 10 * len(found))


def test_bootstrap_draws_as_many_dossiers_as_there_are():
    weights = bootstrap_weights(7, 300, 1)
    assert weights.shape == (300, 7)
    assert (weights.sum(axis=1) == 7).all()
    assert weights.mean() == pytest.approx(1)
    assert not np.array_equal(weights, bootstrap_weights(7, 300, 2))


def test_intervals_match_a_direct_bootstrap():
    found = [2, 5, 9, 10, 4, 7, 8, 3]
    values = []
    for row in bootstrap_weights(len(found), 1000, 0).astype(int):
        drawn = [tp for tp, times in zip(found, row, strict=True) for _ in range(times)]
        values.append(f1(drawn))
    expected = np.percentile(values, (2.5, 97.5))
    assert primary_intervals(table(found), 1000, 0)["mentions"] == pytest.approx(tuple(expected))


def test_articles_of_a_dossier_are_drawn_together():
    """Two documents in one dossier leave one unit: no interval, though there are two rows."""
    rows = [Row(f"d{n}", "s1", "record", "trade", "europe") for n in range(2)]
    both = Table.from_counts(
        rows, [{"mentions.exact/micro/tp": 1, "mentions.exact/micro/p": 1, "mentions.exact/micro/g": 2}] * 2
    )
    assert primary_intervals(both, 100, 0)["mentions"] is None


def test_intervals_cover_the_truth():
    """In 95 of 100 draws from a known population the interval should hold its score; 85 at the least."""
    rng = np.random.default_rng(0)
    truth = 2 * 6 / (6 + 10)
    held = 0
    for draw in range(100):
        low, high = primary_intervals(table(list(rng.binomial(10, 0.6, size=30))), 300, draw)["mentions"]
        held += low <= truth <= high
    assert 85 <= held <= 100


def test_randomisation_equals_the_exact_test():
    """With six dossiers all 64 exchanges can be listed."""
    a, b = [9, 8, 9, 7, 8, 9], [5, 6, 4, 7, 5, 6]
    observed = abs(f1(a) - f1(b))
    large = 0
    for swaps in product((False, True), repeat=6):
        left = [y if swap else x for x, y, swap in zip(a, b, swaps, strict=True)]
        right = [x if swap else y for x, y, swap in zip(a, b, swaps, strict=True)]
        large += abs(f1(left) - f1(right)) >= observed - 1e-12
    p = randomization_p(table(a), table(b), 20_000, 0)["mentions"]
    assert p == pytest.approx(large / 64, abs=0.01)
    assert large / 64 < 0.1


def test_equal_systems_never_differ():
    assert randomization_p(table([5, 6, 7]), table([5, 6, 7]), 500, 0)["mentions"] == 1


def test_p_is_never_zero():
    p = randomization_p(table([10] * 40), table([1] * 40), 999, 0)["mentions"]
    assert p == 1 / 1000


def test_undefined_scores_have_no_p():
    assert randomization_p(table([5, 6]), table([5, 7]), 10, 0)["relations"] is None


def test_two_values_outside_the_inventory_do_not_agree():
    cells = {("a", "a"): np.array([3.0]), ("a", "other"): np.array([0.0]), ("other", "a"): np.array([0.0])}
    assert accuracy({**cells, ("other", "other"): np.array([1.0])}) == pytest.approx(0.75)


def test_holm():
    adjusted = holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": None})
    assert adjusted == {"a": pytest.approx(0.03), "b": pytest.approx(0.06), "c": pytest.approx(0.06), "d": None}
    assert holm({"a": 0.9, "b": 0.8})["a"] == 1
