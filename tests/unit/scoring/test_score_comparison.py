"""Comparing two reports."""

import json

import pytest
from scoring_builders import annotation, document, mention

from accord import compare, score
from accord.errors import IncomparableScoresError
from accord.scoring import Report, render_comparison

INDIA, JAPAN = mention("m1", "India", "GPE", "e1"), mention("m2", "Japan", "GPE", "e2")
DOCUMENTS = [document(doc_id=f"d{n}", dossier=f"s{n}") for n in range(12)]
GOLD = [(of, annotation(of, mentions=[INDIA, JAPAN], listed="e1:GPE e2:GPE")) for of in DOCUMENTS]
GOOD = {of.id: gold for of, gold in GOLD}
POOR = {of.id: annotation(of, mentions=[INDIA], listed="e1:GPE") for of in DOCUMENTS}


def test_a_clear_difference_is_found():
    found = {d.name: d for d in compare(score(GOLD, GOOD), score(GOLD, POOR), shuffles=2000)}
    assert list(found) == ["mentions", "clusters", "relations", "pledges", "slots", "attributes", "accord"]
    assert found["mentions"].difference == pytest.approx(1 / 3)
    assert found["mentions"].p < 0.01
    assert found["mentions"].p_holm == pytest.approx(2 * found["mentions"].p)
    assert found["relations"].p is found["accord"].p is None


def test_turning_it_round_turns_the_sign():
    there = compare(score(GOLD, GOOD), score(GOLD, POOR), shuffles=500)
    back = compare(score(GOLD, POOR), score(GOLD, GOOD), shuffles=500)
    assert [(d.a, d.p) for d in there] == [(d.b, d.p) for d in back]
    assert there[0].difference == -back[0].difference


def test_records_compare_without_scoring_again():
    stored = [Report.from_dict(json.loads(json.dumps(score(GOLD, side).to_dict()))) for side in (GOOD, POOR)]
    assert compare(*stored, shuffles=500) == compare(score(GOLD, GOOD), score(GOLD, POOR), shuffles=500)


def test_a_task_that_one_system_lacks_is_not_compared():
    found = compare(score(GOLD, GOOD), score(GOLD, POOR, tasks={"mentions"}), shuffles=100)
    assert found[0].p is not None
    assert (found[1].b, found[1].difference, found[1].p) == (None, None, None)


@pytest.mark.parametrize(
    ("options", "named"), [({"iou": 0.6}, "iou"), ({"track": "gold-entities"}, "track"), ({"split": "train"}, "split")]
)
def test_other_options_are_refused(options, named):
    with pytest.raises(IncomparableScoresError, match=named):
        compare(score(GOLD, GOOD), score(GOLD, GOOD, **options))


def test_other_data_are_refused():
    with pytest.raises(IncomparableScoresError, match="data sha256"):
        compare(score(GOLD, GOOD), score(GOLD[1:], GOOD))


def test_samples_seed_and_unseen_pairs_move_no_primary():
    other = score(GOLD, GOOD, samples=10, seed=5, unseen_from={("India", "MEETS_WITH", "Japan")})
    assert {d.difference for d in compare(score(GOLD, GOOD), other, shuffles=10)} == {0.0, None}
    assert {d.difference for d in compare(other, score(GOLD, GOOD), shuffles=10)} == {0.0, None}


def test_rendering():
    text = render_comparison(compare(score(GOLD, GOOD), score(GOLD, POOR), shuffles=99), "table")
    assert "+33.3" in text
    assert "–" in text
