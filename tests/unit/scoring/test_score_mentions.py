"""Mention and norm scores on small hand-counted cases."""

import pytest
from scoring_builders import annotation, document, mention

from accord import score

OF = document()


def scores(gold, predicted, **options):
    options.setdefault("tasks", {"mentions", "norms"})
    return score(
        [(OF, annotation(mentions=gold))], {OF.id: annotation(mentions=predicted)}, samples=0, **options
    ).scores


INDIA, JAPAN = mention("m1", "India", "GPE"), mention("m2", "Japan", "GPE")
SIDES = mention("m3", "Both sides", "GPE", form="NOMINAL")
PACT = mention("m4", "Oslo Pact", "PACT")
YEAR = mention("m5", "2026", "DATE", form=None, norm="2026")
DRONES = mention("m6", "31 drones", "QTY", form=None, norm="31 drone")


def test_span_and_type_must_both_be_right():
    found = scores([INDIA, JAPAN, PACT], [INDIA, mention("x", "Japan", "ORG"), mention("y", "the Oslo Pact", "PACT")])
    assert found["mentions.exact.micro.f1"] == pytest.approx(1 / 3)
    assert found["mentions.exact.GPE.recall"] == 0.5
    assert found["mentions.exact.ORG.precision"] == 0
    assert found["mentions.partial.micro.f1"] == pytest.approx(2 / 3)
    assert found["mentions.partial.PACT.f1"] == 1


def test_forms_marked_only_in_slots_are_left_out_on_both_sides():
    assert scores([INDIA, SIDES], [INDIA])["mentions.exact.micro.f1"] == 1
    assert scores([INDIA], [INDIA, SIDES])["mentions.exact.micro.f1"] == 1


def test_a_predicted_mention_without_form_counts():
    assert scores([INDIA], [mention("a", "India", "GPE", form=None)])["mentions.exact.micro.f1"] == 1
    bare = mention("b", "Both sides", "GPE", form=None)
    assert scores([INDIA, SIDES], [INDIA, bare])["mentions.exact.micro.precision"] == 0.5


def test_surface_text_never_matches():
    elsewhere = mention("x", "Pact", "PACT")
    assert scores([PACT], [elsewhere])["mentions.exact.micro.f1"] == 0


def test_partial_matches_are_one_to_one():
    halves = [mention("x", "Oslo", "PACT"), mention("y", "Pact", "PACT")]
    found = scores([PACT], halves)
    assert found["mentions.partial.micro.precision"] == 0.5
    assert found["mentions.partial.micro.recall"] == 1


def test_partial_matching_takes_the_most_pairs():
    """Overlap alone would pair "Oslo Pact by" with the long prediction and leave the other two over."""
    gold = [mention("a", "the Oslo Pact", "PACT"), mention("b", "by", "PACT")]
    predicted = [mention("x", "the", "PACT"), mention("y", "Oslo Pact by", "PACT")]
    assert scores(gold, predicted)["mentions.partial.micro.f1"] == 1


def test_macro_leaves_out_types_that_neither_side_has():
    found = scores([INDIA, PACT], [INDIA])
    assert found["mentions.exact.macro.f1"] == 0.5
    assert found["mentions.exact.PER.f1"] is None


def test_a_type_outside_the_schema_is_wrong_but_no_class_of_its_own():
    found = scores([INDIA], [INDIA, mention("x", "Japan", "COUNTRY")])
    assert found["mentions.exact.micro.precision"] == 0.5
    assert found["mentions.exact.macro.f1"] == 1
    assert not any("COUNTRY" in name for name in found)


def test_norms():
    wrong = mention("x", "2026", "DATE", form=None, norm="2025")
    found = scores([YEAR, DRONES], [wrong, mention("y", "31 drones", "QTY", form=None, norm="31.0 drone")])
    assert found["norms.micro.f1"] == 0.5
    assert found["norms.given_span.micro.accuracy"] == 0.5
    assert found["norms.given_span.QTY.accuracy"] == 1
    missing = scores([YEAR, DRONES], [mention("x", "2026", "DATE", form=None), DRONES])
    assert missing["norms.micro.precision"] == 1
    assert missing["norms.micro.recall"] == 0.5
    assert missing["norms.given_span.micro.accuracy"] == 0.5, "an unanswered norm is wrong, not left out"


def test_duplicates_collapse_with_a_warning():
    again = mention("m9", "India", "GPE")
    report = score([(OF, annotation(mentions=[INDIA]))], {OF.id: annotation(mentions=[INDIA, again])}, samples=0)
    assert report.primaries["mentions"] == 1
    assert report.warnings == ("1 duplicate predictions were collapsed.",)
