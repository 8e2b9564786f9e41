"""Pledge scores: slots at entity level, attributes, the ladder, clusters, the confusion matrix."""

import pytest
from scoring_builders import TEXT, annotation, document, mention, near_miss, pledge

from accord import score

OF = document()
MENTIONS = [
    mention("m1", "India", "GPE", "e1"),
    mention("m2", "Japan", "GPE", "e2"),
    mention("m3", "Oslo Pact", "PACT", "e3"),
    mention("m4", "2026", "DATE", form=None, norm="2026"),
    mention("m5", "Both sides", "GPE", "e1 e2", form="NOMINAL"),
    mention("m6", "31 drones", "QTY", form=None, norm="31 drone"),
    mention("m7", "Kenya", "GPE", "e4"),
    mention("m8", "Tokyo", "GPE", "e2"),
]
LISTED = "e1:GPE e2:GPE e3:PACT e4:GPE"
SIGN = pledge(
    "p1", "sign the Oslo Pact", condition="if Norway joins", pledgor=("m1", "m2"), object=("m3",), deadline=("m4",)
)
SEND = pledge(
    "p2",
    "send 31 drones to Kenya",
    "pledged",
    cluster="P2",
    pledgor=("m5",),
    addressee=("m7",),
    object=("m6",),
    firmness="INTENDED",
)
HOPE = near_miss("n1", "join the summit soon", "HOPE", holder=("m8",))


def report(
    pledges=(), near_misses=(), mentions=MENTIONS, listed=LISTED, gold=(SIGN, SEND), gold_misses=(HOPE,), **options
):
    options.setdefault("tasks", {"pledges", "near_misses"})
    truth = annotation(mentions=MENTIONS, listed=LISTED, pledges=gold, near_misses=gold_misses)
    given = annotation(mentions=mentions, listed=listed, pledges=pledges, near_misses=near_misses)
    return score([(OF, truth)], {OF.id: given}, samples=0, **options)


def changed(item, **fields):
    import msgspec

    return msgspec.structs.replace(item, **fields)


def test_detection_needs_half_of_the_tokens():
    """ "sign the Oslo" is 3 of 4 tokens; "the Oslo Pact by 2026" shares 3 of 6; "Pact by 2026" 1 of 6."""
    for content, found in (("sign the Oslo", 1), ("the Oslo Pact by 2026", 1), ("Pact by 2026", 0)):
        assert report([pledge("p1", content)]).scores["pledges.detection.micro.precision"] == found
    strict = report([pledge("p1", "sign the Oslo")], iou=0.8)
    assert strict.scores["pledges.detection.micro.precision"] == 0
    assert "|iou:0.8|" in str(strict.signature)


def test_a_filler_is_right_by_any_mention_of_its_entity():
    found = report([changed(SIGN, pledgor=("m1", "m8"))]).scores
    assert found["pledges.slots.pledgor.precision"] == 1


def test_a_collective_stands_for_each_of_its_entities():
    one = report([changed(SEND, pledgor=("m1",))]).scores
    assert one["pledges.slots_matched.pledgor.recall"] == 0.5
    both = report([changed(SEND, pledgor=("m1", "m2"))]).scores
    assert both["pledges.slots_matched.pledgor.f1"] == 1


def test_values_are_right_by_their_span():
    other = [*MENTIONS, mention("m9", "by 2026", "DATE", form=None)]
    assert report([SIGN], mentions=other).scores["pledges.slots.deadline.f1"] == 1
    assert report([changed(SIGN, deadline=("m9",))], mentions=other).scores["pledges.slots.deadline.f1"] == 0


def test_a_mention_without_entity_is_right_by_a_span_of_the_gold_entity():
    bare = [changed(item, refers_to=()) for item in MENTIONS]
    found = report([SIGN, changed(SEND, pledgor=("m8", "m7"))], mentions=bare, listed="").scores
    assert found["pledges.slots.object.f1"] == 1
    assert found["pledges.slots.pledgor.precision"] == pytest.approx(3 / 4)
    assert found["pledges.slots.pledgor.recall"] == pytest.approx(3 / 4)


def test_slots_of_missed_and_made_up_pledges_count():
    made_up = pledge("p9", "join the summit soon", "hopes", pledgor=("m8",))
    found = report([SIGN, made_up]).scores
    assert found["pledges.slots.pledgor.precision"] == pytest.approx(2 / 3)
    assert found["pledges.slots.pledgor.recall"] == pytest.approx(2 / 4)
    assert found["pledges.slots_matched.pledgor.f1"] == 1
    # Right: trigger, condition, two pledgors, object, deadline; predicted 8; gold 6 and 5.
    assert found["pledges.slots.micro.f1"] == pytest.approx(2 * 6 / (8 + 11))


def test_span_slots_need_the_overlap_too():
    found = report([changed(SIGN, condition=None), SEND]).scores
    assert found["pledges.slots.condition.recall"] == 0
    assert found["pledges.slots.trigger.f1"] == 1


def test_a_span_slot_elsewhere_is_wrong():
    elsewhere = pledge("p1", "sign the Oslo Pact", "pledged", condition="join the summit soon")
    found = report([elsewhere]).scores
    assert found["pledges.slots.trigger.precision"] == found["pledges.slots.condition.precision"] == 0


def test_a_filler_that_is_no_mention_is_wrong():
    assert report([changed(SIGN, object=("m3", "m77"))]).scores["pledges.slots.object.precision"] == 0.5


def test_attributes_end_to_end_and_given_a_match():
    found = report([changed(SIGN, firmness="BINDING")]).scores
    assert found["pledges.attributes.firmness.accuracy"] == 0
    assert found["pledges.attributes.polarity.accuracy"] == 1
    assert found["pledges.attributes.polarity.DO.f1"] == pytest.approx(2 / 3)
    assert found["pledges.attributes.firmness.macro.f1"] == 0
    assert found["pledges.attributes.macro.f1"] == pytest.approx((0 + 2 / 3 * 4) / 5)


def test_an_unanswered_attribute_is_wrong():
    blank = changed(SIGN, status="")
    found = report([blank, SEND])
    assert found.scores["pledges.attributes.status.accuracy"] == 0.5
    assert found.scores["pledges.attributes.status.NEW.recall"] == 0.5
    assert found.confusion("pledges.attributes.status")["NEW"] == {
        "NEW": 1,
        "REITERATED": 0,
        "FULFILLED": 0,
        "BROKEN": 0,
        "WITHDRAWN": 0,
        "other": 1,
    }


def test_the_ladder_names_where_a_pledge_falls():
    found = report([changed(SIGN, object=(), status="BROKEN"), SEND]).scores
    rungs = {
        name.split(".")[2]: value
        for name, value in found.items()
        if name.startswith("pledges.ladder.") and name.endswith("f1")
    }
    assert list(rungs) == [
        "01-detected",
        "02-pledgor",
        "03-addressee",
        "04-object",
        "05-deadline",
        "06-condition",
        "07-firmness",
        "08-polarity",
        "09-specificity",
        "10-status",
        "11-source",
        "12-all",
    ]
    assert [rungs["01-detected"], rungs["03-addressee"], rungs["04-object"], rungs["12-all"]] == [1, 1, 0.5, 0.5]
    assert found["pledges.alone.deadline.f1"] == 1
    assert found["pledges.alone.status.f1"] == 0.5


def test_only_the_last_rung_asks_for_trigger_and_source_mention():
    found = report([changed(SIGN, source_mention=("m1",)), SEND]).scores
    assert found["pledges.ladder.11-source.f1"] == 1
    assert found["pledges.ladder.12-all.f1"] == 0.5


def test_links_between_mentions_of_one_pledge():
    again = pledge("p3", "join the summit soon", "hopes", cluster="P1")
    gold = (SIGN, SEND, again)
    assert report(gold, gold=gold).scores["pledges.clusters.micro.f1"] == 1
    one = [changed(item, pledge_id="P1") for item in gold]
    found = report(one, gold=gold).scores
    assert found["pledges.clusters.micro.precision"] == pytest.approx(1 / 3)
    assert found["pledges.clusters.micro.recall"] == 1
    assert report([SIGN, SEND]).scores["pledges.clusters.micro.f1"] is None


def test_confusion_of_pledges_near_misses_and_nothing():
    """A hope taken for a pledge, a pledge taken for a forecast."""
    forecast = near_miss("n1", "sign the Oslo Pact", "PREDICTION", "agreed")
    found = report([pledge("p1", "join the summit soon", "hopes")], [forecast]).confusion()
    assert found["HOPE"]["PLEDGE"] == found["PLEDGE"]["PREDICTION"] == found["PLEDGE"]["nothing"] == 1
    assert sum(sum(row.values()) for row in found.values()) == 3


def test_near_misses():
    found = report([], [changed(HOPE, kind="REQUEST")]).scores
    assert found["near_misses.detection.micro.f1"] == 1
    assert found["near_misses.slots.holder.f1"] == 1
    assert found["near_misses.attributes.kind.HOPE.f1"] == found["near_misses.attributes.kind.micro.f1"] == 0
    assert found["near_misses.attributes.kind.accuracy"] == 0


def test_equal_contents_are_told_apart_by_their_triggers():
    a, b = pledge("p1", "sign the Oslo Pact", "agreed"), pledge("p2", "sign the Oslo Pact", "India", firmness="BINDING")
    swapped_ids = [changed(b, id="p1"), changed(a, id="p2")]
    assert report(swapped_ids, gold=(a, b)).scores["pledges.attributes.firmness.accuracy"] == 1
    assert TEXT.index("agreed") > TEXT.index("India")
