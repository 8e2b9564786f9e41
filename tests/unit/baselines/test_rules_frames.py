"""Names, relations, pledges and near-misses of the rule baseline, one phenomenon a sentence."""

import pytest


def texts(annotation, ids):
    return [annotation.mention(i).text for i in ids]


def typed(annotation):
    return {(m.text, m.type, m.form) for m in annotation.mentions if m.form}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Indian Defence Minister Rajnath Singh spoke.",
            {("Indian", "GPE", "DEMONYM"), ("Rajnath Singh", "PER", "NAME")},
        ),
        (
            "The Kenyan Navy sailed to the Bay of Orla.",
            {("Kenyan Navy", "MIL", "NAME"), ("Bay of Orla", "LOC", "NAME")},
        ),
        ("He read the Lumara Grain Accord twice.", {("Lumara Grain Accord", "PACT", "NAME")}),
        ("He praised the Ministry of Trade and Industry.", {("Ministry of Trade and Industry", "ORG", "NAME")}),
        (
            "They saw MQ-9B drones near Exercise Grey Heron.",
            {("MQ-9B", "EQUIP", "NAME"), ("Exercise Grey Heron", "EVENT", "NAME")},
        ),
        (
            "He praised the Northern Seas Alliance (NSA) and left.",
            {("Northern Seas Alliance", "ORG", "NAME"), ("NSA", "ORG", "NAME")},
        ),
        ("They talked at the Pentagon.", {("Pentagon", "LOC", "NAME")}),
    ],
)
def test_names(annotate, text, expected):
    assert typed(annotate(text)) == expected


def test_clusters_by_surname_demonym_and_capital(annotate):
    made = annotate(
        "French President Anne Morel spoke. Paris was glad, Ms Morel said. She flew to Paris. France agreed."
    )
    names = {e.name: [m.text for m in made.mentions_of(e.id)] for e in made.entities}
    assert names["Anne Morel"] == ["Anne Morel", "Morel"]
    assert names["France"] == ["French", "Paris", "France"]
    assert names["Paris"] == ["Paris"]
    assert {entity.kb_id for entity in made.entities} == {"NIL"}


def test_an_invented_demonym_joins_its_state(annotate):
    made = annotate("The ships left for Sorenia on Monday. The Sorenian port was shut.")
    state = next(e for e in made.entities if e.name == "Sorenia")
    assert [m.text for m in made.mentions_of(state.id)] == ["Sorenia", "Sorenian"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kenyan President Jane Okoth spoke.", ("Jane Okoth", "HOLDS_ROLE", "Kenyan")),
        ("Peru's Foreign Ministry was glad.", ("Foreign Ministry", "PART_OF", "Peru")),
        ("Mr Adam Bell met Ms Carla Dorn in Rome.", ("Adam Bell", "MEETS_WITH", "Carla Dorn")),
        ("Ghana and Togo signed the Volta Accord.", ("Ghana", "PARTY_TO", "Volta Accord")),
        ("Norway attended the Orla Summit.", ("Norway", "PARTICIPATES_IN", "Orla Summit")),
        ("Sweden supplied Estonia with radars.", ("Sweden", "SUPPLIES_TO", "Estonia")),
        ("Mali expelled French envoys.", ("Mali", "HOSTILE_TO", "French")),
    ],
)
def test_relations(annotate, text, expected):
    made = annotate(text)
    found = [(made.entity(r.head).name, r.type, made.entity(r.tail).name) for r in made.relations]
    assert expected in found
    assert all(r.evidence == (0,) for r in made.relations)


@pytest.mark.parametrize(
    "text",
    [
        "Ghana will sign the Volta Accord.",
        "Mr Adam Bell may have met Ms Carla Dorn.",
        "Norway never attended the Orla Summit.",
    ],
)
def test_unreal_links_are_no_relations(annotate, text):
    assert annotate(text).relations == ()


def only_pledge(made):
    assert len(made.pledges) == 1, [p.trigger.text for p in made.pledges]
    return made.pledges[0]


def test_a_joint_pledge(annotate):
    made = annotate("India and the United States have agreed to sign a new 10-year defence pact.")
    pledge = only_pledge(made)
    assert (pledge.trigger.text, pledge.content.text) == ("have agreed", "sign a new 10-year defence pact")
    assert texts(made, pledge.pledgor) == ["India", "United States"]
    assert texts(made, pledge.object) == ["10-year defence pact"]
    assert (pledge.firmness, pledge.polarity, pledge.specificity, pledge.status, pledge.source) == (
        "COMMITTED",
        "DO",
        "NAMED_ACT",
        "NEW",
        "NARRATOR",
    )


def test_a_spoken_pledge_with_deadline_and_condition(annotate):
    made = annotate("Kenya will give Uganda 40 tractors by next month if the port reopens, President Jane Okoth said.")
    pledge = only_pledge(made)
    assert (pledge.trigger.text, pledge.content.text) == ("will", "give Uganda 40 tractors")
    assert pledge.condition.text == "if the port reopens"
    assert texts(made, pledge.deadline) == ["next month"] and texts(made, pledge.object) == ["40 tractors"]
    assert texts(made, pledge.addressee) == ["Uganda"] and texts(made, pledge.source_mention) == ["Jane Okoth"]
    assert pledge.firmness == "COMMITTED" and pledge.specificity == "MEASURABLE"


@pytest.mark.parametrize(
    ("text", "trigger", "field", "value"),
    [
        ("Peru pledged not to test missiles.", "pledged not", "polarity", "REFRAIN"),
        ("Peru agreed to halt the patrols.", "agreed", "polarity", "REFRAIN"),
        ("Peru plans to buy tanks.", "plans", "firmness", "INTENDED"),
        ("Peru will also send tents.", "will", "firmness", "INTENDED"),
        ("Peru signed a contract to build ports.", "signed a contract", "firmness", "BINDING"),
        ("Peru vowed to support Chile.", "vowed", "specificity", "VAGUE"),
        ("Peru repeated its promise to build ports.", "repeated its promise", "status", "REITERATED"),
        ("Peru kept its promise to build ports.", "kept its promise", "status", "FULFILLED"),
        ("Peru broke its promise to build ports.", "broke its promise", "status", "BROKEN"),
        ("Peru dropped plans to build ports.", "dropped plans", "status", "WITHDRAWN"),
        ("Tanks will be delivered to Chile.", "will", "firmness", "INTENDED"),
    ],
)
def test_attributes(annotate, text, trigger, field, value):
    pledge = only_pledge(annotate(text))
    assert pledge.trigger.text == trigger
    assert getattr(pledge, field) == value


def test_sources(annotate):
    assert (
        only_pledge(annotate("Peru's foreign minister Luis Vega spoke. Peru will send tents, Mr Vega said.")).source
        == "PLEDGOR"
    )
    assert (
        only_pledge(annotate("Chilean President Eva Rojas said Peru had promised to send tents.")).source
        == "THIRD_PARTY"
    )


def test_a_collective_pledgor_refers_to_both(annotate):
    made = annotate("Peru and Chile spoke for hours. Both countries will join the Orla Summit.")
    pledge = only_pledge(made)
    (mention,) = (made.mention(i) for i in pledge.pledgor)
    assert mention.text == "Both countries" and mention.form == "NOMINAL"
    assert {made.entity(e).name for e in mention.refers_to} == {"Peru", "Chile"}


def test_a_pronoun_pledgor(annotate):
    made = annotate("Mr Adam Bell spoke in Rome. He promised to return the funds.")
    (mention,) = (made.mention(i) for i in only_pledge(made).pledgor)
    assert (mention.text, mention.form) == ("He", "PRONOUN")
    assert made.entity(mention.refers_to[0]).name == "Adam Bell"


@pytest.mark.parametrize(
    ("text", "kind", "holder"),
    [
        ("Peru hopes to buy tanks.", "HOPE", ["Peru"]),
        ("Peru urged Chile to leave Orla.", "REQUEST", ["Peru"]),
        ("Peru will retaliate if Chile closes the port.", "THREAT", ["Peru"]),
        ("Peru is expected to sign in May.", "PREDICTION", ["Peru"]),
        ("Peru is due to leave by May.", "SCHEDULE", ["Peru"]),
        ("Mr Adam Bell will visit Rome next week.", "SCHEDULE", ["Adam Bell"]),
        ("Peru delivered two frigates to Chile.", "PAST", ["Peru"]),
        ("Peru declined to sign.", "REFUSAL", ["Peru"]),
        ("Peru may buy tanks.", "POSSIBILITY", ["Peru"]),
        ("Peru is considering an offer.", "POSSIBILITY", ["Peru"]),
    ],
)
def test_near_misses(annotate, text, kind, holder):
    made = annotate(text)
    assert made.pledges == ()
    assert [(n.kind, texts(made, n.holder)) for n in made.near_misses] == [(kind, holder)]


@pytest.mark.parametrize("text", ["Peru has not promised to pay.", "It is raining.", "Peru praised the port."])
def test_nothing_is_found_where_nothing_is_promised(annotate, text):
    made = annotate(text)
    assert made.pledges == () and made.near_misses == ()
