"""Cluster scores: collectives apart, entities as wholes, the alignment."""

import pytest
from scoring_builders import annotation, document, mention

from accord import load_schema, score
from accord.scoring.clusters import align_entities
from accord.scoring.view import view_of

OF = document()
GOLD = [
    mention("m1", "India", "GPE", "e1"),
    mention("m2", "Japan", "GPE", "e2"),
    mention("m3", "Tokyo", "GPE", "e2"),
    mention("m4", "Both sides", "GPE", "e1 e2", form="NOMINAL"),
    mention("m5", "Kenya", "GPE", "e3"),
]
LISTED = "e1:GPE e2:GPE e3:GPE"


def scores(predicted, listed=LISTED):
    pairs = [(OF, annotation(mentions=GOLD, listed=LISTED))]
    return score(pairs, {OF.id: annotation(mentions=predicted, listed=listed)}, samples=0).scores


def without(*ids):
    return [item for item in GOLD if item.id not in ids]


def test_a_collective_sits_in_no_cluster():
    """Without the collective the clusters are perfect, and only the collective's links are missed."""
    found = scores(without("m4"))
    assert found["clusters.conll.f1"] == found["clusters.lea.micro.f1"] == 1
    assert found["clusters.collectives.micro.recall"] == 0
    assert scores(GOLD)["clusters.collectives.micro.f1"] == 1


def test_half_of_a_collective():
    """Read as India alone: one more mention in India's cluster, and no collective."""
    found = scores([*without("m4"), mention("m4", "Both sides", "GPE", "e1")])
    assert found["clusters.collectives.micro.f1"] == 0
    assert found["clusters.b3.micro.recall"] == 1
    assert found["clusters.b3.micro.precision"] == pytest.approx((0.5 + 2 + 1) / 5)


def test_one_entity_split_in_two():
    split = [*without("m3"), mention("m3", "Tokyo", "GPE", "e9")]
    found = scores(split, LISTED + " e9:GPE")
    assert found["clusters.muc.micro.recall"] == 0
    assert found["clusters.b3.micro.recall"] == pytest.approx((1 + 0.5 + 0.5 + 1) / 4)
    assert found["clusters.entity_hard.micro.precision"] == 0.5
    assert found["clusters.entity_hard.micro.recall"] == pytest.approx(2 / 3)


def test_soft_entity_score_is_dwies():
    """Each cluster counts one, by the share of its mentions found with its type, whichever cluster holds them."""
    found = scores([GOLD[0], GOLD[1], mention("x", "Kenya", "LOC", "e3")], "e1:GPE e2:GPE e3:LOC")
    assert found["clusters.entity_soft.micro.precision"] == pytest.approx((1 + 1 + 0) / 3)
    assert found["clusters.entity_soft.micro.recall"] == pytest.approx((1 + 0.5 + 0) / 3)
    assert found["clusters.entity_soft.GPE.precision"] == 1


def test_mentions_without_an_entity_are_in_no_cluster():
    found = scores([*without("m5"), mention("m5", "Kenya", "GPE")])
    assert found["clusters.b3.micro.precision"] == 1
    assert found["clusters.b3.micro.recall"] == pytest.approx(3 / 4)


def test_an_unlisted_entity_takes_its_mentions_type():
    assert scores(GOLD, listed="")["clusters.entity_hard.micro.f1"] == 1


def align(gold, predicted, listed_gold, listed_predicted):
    views = [
        view_of(annotation(mentions=m, listed=e), load_schema())
        for m, e in ((gold, listed_gold), (predicted, listed_predicted))
    ]
    return align_entities(*views)


def test_alignment_shares_the_most_mentions_in_all():
    gold = [mention("a", "India", "GPE", "e1"), mention("b", "Japan", "GPE", "e1"), mention("c", "Kenya", "GPE", "e2")]
    predicted = [
        mention("a", "India", "GPE", "x"),
        mention("b", "Japan", "GPE", "y"),
        mention("c", "Kenya", "GPE", "y"),
    ]
    assert align(gold, predicted, "e1:GPE e2:GPE", "x:GPE y:GPE") == {"x": "e1", "y": "e2"}


def test_alignment_prefers_the_same_type_among_equals():
    gold = [mention("a", "India", "GPE", "e1"), mention("b", "Japan", "GPE", "e1")]
    predicted = [mention("a", "India", "ORG", "x"), mention("b", "Japan", "GPE", "y")]
    assert align(gold, predicted, "e1:GPE", "x:ORG y:GPE") == {"y": "e1"}


def test_entities_told_apart_by_nothing_align_in_order():
    both = [mention("a", "Both sides", "ORG", "e1 e2", form="NOMINAL")]
    assert align(both, both, "e1:ORG e2:ORG", "e1:ORG e2:ORG") == {"e1": "e1", "e2": "e2"}
