"""Putting an extractor's finds into the stored form."""

from pathlib import Path

import pytest

from accord import Entity, Mention, Pledge, Relation, Span, assemble, load_corpus
from accord.errors import FormatError
from accord.validate import validate_annotation

ROOT = Path(__file__).parents[2] / "data" / "mini"


@pytest.fixture(scope="module")
def pair():
    return next(iter(load_corpus(ROOT)))


def test_gold_assembled_again_is_gold(pair):
    document, gold = pair
    made = assemble(
        document,
        "copy",
        mentions=reversed(gold.mentions),
        entities=reversed(gold.entities),
        relations=reversed(gold.relations),
        pledges=reversed(gold.pledges),
        near_misses=reversed(gold.near_misses),
    )
    for layer in ("mentions", "entities", "relations", "pledges", "near_misses"):
        assert getattr(made, layer) == getattr(gold, layer), layer
    assert validate_annotation(made, document) == []


def test_symmetric_relations_are_stored_one_way_and_merged(pair):
    document, _ = pair
    mentions = [
        Mention("a", 0, 2, document.text[:2], "PER", "NAME", ("A",)),
        Mention("b", 3, 5, document.text[3:5], "PER", "NAME", ("B",)),
    ]
    entities = [Entity("B", "PER", "b", "NIL"), Entity("A", "PER", "a", "NIL")]
    both = [Relation("1", "MEETS_WITH", "B", "A", (2,)), Relation("2", "MEETS_WITH", "A", "B", (0,))]
    made = assemble(document, "s", mentions=mentions, entities=entities, relations=both)
    assert [(r.head, r.tail, r.evidence) for r in made.relations] == [("e1", "e2", (0, 2))]


@pytest.mark.parametrize("what", ["unknown entity", "unknown mention", "bare entity", "id twice"])
def test_what_does_not_hang_together_is_refused(pair, what):
    document, _ = pair
    mention = Mention("a", 0, 2, document.text[:2], "PER", "NAME", ("A",))
    parts = {"mentions": [mention], "entities": [Entity("A", "PER", "a", "NIL")]}
    if what == "unknown entity":
        parts["relations"] = [Relation("r", "MEETS_WITH", "A", "Z", (0,))]
    elif what == "unknown mention":
        span = Span(0, 2, document.text[:2])
        parts["pledges"] = [
            Pledge("p", "P", span, span, None, ("zz",), (), (), (), (), "COMMITTED", "DO", "VAGUE", "NEW", "NARRATOR")
        ]
    elif what == "bare entity":
        parts["entities"].append(Entity("B", "PER", "b", "NIL"))
    else:
        parts["mentions"].append(mention)
    with pytest.raises(FormatError, match="prediction-form"):
        assemble(document, "s", **parts)
