"""Relation scores: strict, relaxed, evidence, unseen, symmetric labels."""

import pytest
from scoring_builders import annotation, document, mention

from accord import named_triples, score
from accord.model import Relation

OF = document()
MENTIONS = [
    mention("m1", "India", "GPE", "e1"),
    mention("m2", "Japan", "GPE", "e2"),
    mention("m3", "Oslo Pact", "PACT", "e3"),
]
LISTED = "e1:GPE e2:GPE e3:PACT"


def relation(label, head, tail, *evidence, id_="r1"):
    return Relation(id_, label, head, tail, evidence or (0,))


GOLD = annotation(
    mentions=MENTIONS,
    listed=LISTED,
    relations=[
        relation("PARTY_TO", "e1", "e3", 0, 1),
        relation("PARTY_TO", "e2", "e3", 0, id_="r2"),
        relation("MEETS_WITH", "e1", "e2", 1, id_="r3"),
    ],
)


def scores(relations, mentions=MENTIONS, listed=LISTED, **options):
    options.setdefault("tasks", {"relations"})
    predicted = {OF.id: annotation(mentions=mentions, listed=listed, relations=relations)}
    return score([(OF, GOLD)], predicted, samples=0, **options).scores


def test_strict_needs_label_ends_and_direction():
    found = scores(
        [
            relation("PARTY_TO", "e1", "e3"),
            relation("PARTY_TO", "e3", "e2", id_="r2"),
            relation("MEMBER_OF", "e1", "e2", id_="r3"),
        ]
    )
    assert found["relations.strict.micro.precision"] == pytest.approx(1 / 3)
    assert found["relations.strict.PARTY_TO.f1"] == 0.5
    assert found["relations.strict.MEETS_WITH.recall"] == 0
    assert found["relations.strict.MEMBER_OF.f1"] == 0


def test_symmetric_labels_have_no_direction():
    assert scores([relation("MEETS_WITH", "e2", "e1")])["relations.strict.MEETS_WITH.f1"] == 1
    twice = [relation("MEETS_WITH", "e2", "e1"), relation("MEETS_WITH", "e1", "e2", id_="r2")]
    assert scores(twice)["relations.strict.micro.precision"] == 1


def test_ids_need_not_agree():
    renamed = [mention("m1", "India", "GPE", "e3"), mention("m3", "Oslo Pact", "PACT", "e1")]
    found = scores([relation("PARTY_TO", "e3", "e1")], renamed, "e1:PACT e3:GPE")
    assert found["relations.strict.micro.precision"] == 1


def test_a_wrong_entity_type_fails_strict_and_passes_relaxed():
    found = scores([relation("PARTY_TO", "e1", "e3")], MENTIONS, "e1:ORG e2:GPE e3:PACT")
    assert found["relations.strict.micro.precision"] == 0
    assert found["relations.relaxed.micro.precision"] == 1
    assert found["relations.relaxed.PARTY_TO.recall"] == 0.5


def test_evidence_counts_sentences_of_right_triples():
    found = scores([relation("PARTY_TO", "e1", "e3", 1, 2), relation("SUPPLIES_TO", "e1", "e2", 0, id_="r2")])
    assert found["relations.evidence.micro.precision"] == pytest.approx(1 / 3)
    assert found["relations.evidence.micro.recall"] == pytest.approx(1 / 4)


def test_unseen_leaves_out_what_training_holds():
    seen = {("E1", "PARTY_TO", "E3"), ("E2", "MEETS_WITH", "E1")}
    found = scores([relation("PARTY_TO", "e1", "e3"), relation("MEMBER_OF", "e1", "e2", id_="r2")], unseen_from=seen)
    assert found["relations.unseen.micro.precision"] == 0
    assert found["relations.unseen.micro.recall"] == 0
    right = scores([relation("PARTY_TO", "e1", "e3"), relation("PARTY_TO", "e2", "e3", id_="r2")], unseen_from=seen)
    assert right["relations.unseen.micro.f1"] == 1
    assert "relations.unseen.micro.f1" not in scores([])


def test_named_triples_are_what_unseen_from_asks_for():
    assert named_triples([(OF, GOLD)]) == {
        ("E1", "PARTY_TO", "E3"),
        ("E2", "PARTY_TO", "E3"),
        ("E1", "MEETS_WITH", "E2"),
    }
    everything = scores(GOLD.relations, unseen_from=named_triples([(OF, GOLD)]))
    assert everything["relations.unseen.micro.f1"] is None


def test_gold_entities_are_a_track_of_their_own():
    """Relations between gold's ids need no mentions; mention and cluster scores do not exist there."""
    predicted = {OF.id: annotation(relations=GOLD.relations)}
    report = score([(OF, GOLD)], predicted, track="gold-entities", samples=0)
    assert report.primaries["relations"] == 1
    assert report.primaries["mentions"] is report.primaries["clusters"] is report.headline is None
    assert "track:gold-entities" in str(report.signature)
    assert score([(OF, GOLD)], predicted, samples=0).primaries["relations"] == 0
