"""Ledger scores: predicted pledge ids in gold's terms, evidence, gold pledges given."""

import pytest
from scoring_builders import annotation, document, edge, ledger, pledge

from accord import score

EARLY, LATE = document(doc_id="d1"), document(doc_id="d2")
PLEDGES = [
    pledge("p1", "sign the Oslo Pact", cluster="P1"),
    pledge("p2", "send 31 drones to Kenya", "pledged", cluster="P2"),
]


class Gold(list):
    """Pairs with ledgers, as a corpus has them."""

    def __init__(self, pairs, *edges):
        super().__init__(pairs)
        self.ledgers = {"s1": ledger(*edges)}


TRUTH = Gold(
    [(EARLY, annotation(EARLY, pledges=PLEDGES)), (LATE, annotation(LATE, pledges=PLEDGES[:1]))],
    edge("l1", "FULFILS", "d1.P1", "d2", (0, 2)),
    edge("l2", "REITERATES", "d1.P2", "d2.P1"),
)


def scores(*edges, early=PLEDGES, late=PLEDGES[:1], **options):
    predicted = {"d1": annotation(EARLY, pledges=early), "d2": annotation(LATE, pledges=late)}
    return score(TRUTH, predicted, ledgers={"s1": ledger(*edges)}, samples=0, **options)


def test_edges_and_evidence():
    found = scores(edge("x", "FULFILS", "d1.P1", "d2", (0, 1)), edge("y", "BREAKS", "d1.P2", "d2.P1")).scores
    assert found["ledger.edges.micro.f1"] == 0.5
    assert found["ledger.edges.FULFILS.f1"] == 1
    assert found["ledger.edges.BREAKS.f1"] == found["ledger.edges.REITERATES.f1"] == 0
    assert found["ledger.evidence.micro.precision"] == pytest.approx(1 / 3)
    assert found["ledger.evidence.micro.recall"] == pytest.approx(1 / 3)


def test_pledge_ids_are_mapped_through_the_matching():
    renamed = [
        pledge("a", "sign the Oslo Pact", cluster="P2"),
        pledge("b", "send 31 drones to Kenya", "pledged", cluster="P1"),
    ]
    edges = edge("x", "FULFILS", "d1.P2", "d2", (0, 2)), edge("y", "REITERATES", "d1.P1", "d2.P1")
    assert scores(*edges, early=renamed).scores["ledger.edges.micro.f1"] == 1
    assert scores(*edges).scores["ledger.edges.micro.f1"] == 0


def test_an_edge_from_an_unmatched_pledge_is_wrong():
    unmatched = [pledge("a", "join the summit soon", "hopes", cluster="P1")]
    assert scores(edge("x", "FULFILS", "d1.P1", "d2"), early=unmatched).scores["ledger.edges.micro.precision"] == 0


def test_relaxed_leaves_the_later_pledge_out():
    found = scores(edge("y", "REITERATES", "d1.P2", "d2")).scores
    assert found["ledger.edges.micro.precision"] == 0
    assert found["ledger.relaxed.micro.precision"] == 1


def test_without_pledges_of_its_own_a_ledger_names_golds():
    report = score(TRUTH, {}, ledgers=TRUTH.ledgers, tasks={"ledger"}, samples=0)
    assert report.scores["ledger.edges.micro.f1"] == report.scores["ledger.evidence.micro.f1"] == 1
    assert "|ledger:gold-pledges|" in str(report.signature)
    assert any("gold pledges" in note for note in report.notes)


def test_a_dossier_without_a_gold_ledger_is_not_scored():
    predicted = {"d1": annotation(EARLY, pledges=PLEDGES)}
    report = score(list(TRUTH), predicted, ledgers=TRUTH.ledgers, samples=0)
    assert report.scores["ledger.edges.micro.f1"] is None
    assert any("no gold ledger" in warning for warning in report.warnings)


def test_ledgers_of_other_dossiers_are_no_part_of_the_data():
    more = Gold(TRUTH, *TRUTH.ledgers["s1"].edges)
    more.ledgers["s9"] = ledger(edge("l1", "BREAKS", "z.P1", "d2"), dossier="s9")
    both = [score(gold, {}, tasks={"ledger"}, ledgers=more.ledgers, samples=0) for gold in (TRUTH, more)]
    assert both[0].signature == both[1].signature
    assert both[0].scores == both[1].scores


def test_edges_outside_the_scored_articles_are_left_out():
    report = scores(
        edge("x", "FULFILS", "d8.P1", "d9"),
        edge("y", "REITERATES", "d1.P2", "d2.P1"),
        edge("z", "REITERATES", "d1.P2", "d2.P1"),
    )
    assert report.scores["ledger.edges.micro.precision"] == 1
    assert any(warning.startswith("2 predicted ledger edges") for warning in report.warnings)
