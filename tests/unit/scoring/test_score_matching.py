"""The matching is optimal where taking the first match, or the best one first, is not."""

import pytest
from scoring_builders import annotation, document, pledge

from accord import score
from accord.scoring.matching import Tokens, assign

WORDS = "a b c d e f g h i j k l"


def test_first_match_would_lose_a_pair():
    """Row 0 fits both columns, row 1 only column 0: who takes the first fit leaves row 1 without."""
    assert assign([0, 1], [0, 1], {(0, 0): 1.0, (0, 1): 1.0, (1, 0): 1.0}) == [(0, 1), (1, 0)]


def test_best_first_would_lose_weight():
    assert assign([0, 1], [0, 1], {(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.8}) == [(0, 1), (1, 0)]


def test_pledges_are_matched_optimally():
    """Gold "a-f" fits both predictions, gold "d-h" only "a-g" best-first would spend on the former."""
    of = document(WORDS)
    gold = [pledge("p1", "a b c d e f", "a", text=WORDS), pledge("p2", "c d e f g h i", "b", text=WORDS)]
    predicted = [pledge("p1", "b c d e f g", "a", text=WORDS), pledge("p2", "a b c", "b", text=WORDS)]
    tokens = Tokens(WORDS)
    overlaps = [[tokens.iou(*((s.content.start, s.content.end) for s in (g, p))) for p in predicted] for g in gold]
    assert overlaps[0] == [pytest.approx(5 / 7), pytest.approx(1 / 2)]
    assert overlaps[1] == [pytest.approx(5 / 8), pytest.approx(1 / 9)]
    for order in (gold, gold[::-1]):
        report = score([(of, annotation(of, pledges=order))], {of.id: annotation(of, pledges=predicted)}, samples=0)
        assert report.primaries["pledges"] == 1.0


def test_token_overlap_counts_tokens_not_characters():
    tokens = Tokens("send 31 extraordinarily large drones, soon")
    assert tokens.iou((0, 36), (0, 7)) == pytest.approx(2 / 5)
    assert tokens.iou((0, 7), (8, 36)) == 0
    assert tokens.iou((4, 5), (4, 5)) == 0


def test_tokens_that_are_only_touched_count():
    assert Tokens("abcdef gh").iou((2, 4), (0, 6)) == 1


def test_components_are_solved_apart():
    weights = {(i, j): 1.0 for base in (0, 3, 6) for i in range(base, base + 3) for j in range(base, base + 3)}
    assert assign(range(9), range(9), weights) == [(n, n) for n in range(9)]
