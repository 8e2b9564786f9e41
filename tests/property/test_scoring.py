"""Properties of the scorer on random annotations of the small test corpus."""

import random
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.corpus import load_corpus, tokenize
from accord.model import Annotation, Entity, Mention, NearMiss, Pledge, Relation, Span
from accord.schema import load_schema
from accord.scoring import PRIMARIES, score
from accord.scoring.matching import assign

CORPUS = load_corpus(Path(__file__).parents[1] / "data" / "mini")
PAIRS = list(CORPUS)[:3]
SCHEMA = load_schema()
TASKS = ("mentions", "clusters", "norms", "relations", "pledges", "near_misses")
SEEDS = st.integers(0, 2**32)


def random_annotation(document, gold: Annotation, seed: int) -> Annotation:
    """An annotation of nothing but noise, over few spans, so that matches, ties and duplicates come up often."""
    rng = random.Random(seed)
    tokens = tokenize(document.text)[:40]

    def span(longest: int) -> Span:
        first = rng.randrange(len(tokens))
        start, end = tokens[first][0], tokens[min(first + rng.randrange(longest), len(tokens) - 1)][1]
        return Span(start, end, document.text[start:end])

    entities = [Entity(f"e{n}", rng.choice(SCHEMA.entity_types), f"N{n}", "NIL") for n in range(rng.randrange(1, 6))]
    mentions = []
    for n in range(rng.randrange(15)):
        at, kind = span(2), rng.choice((*SCHEMA.entity_types[:2], "DATE", "QTY"))
        value = kind in SCHEMA.value_types
        mentions.append(
            Mention(
                id=f"m{n}",
                start=at.start,
                end=at.end,
                text=at.text,
                type=kind,
                form=None if value else rng.choice((None, *SCHEMA.forms)),
                refers_to=() if value else tuple(sorted({rng.choice(entities).id for _ in range(rng.randrange(3))})),
                norm=rng.choice(("2025", "3 ship", None)) if value else None,
            )
        )
    some = [mention.id for mention in mentions] or ["m0"]

    def fillers() -> tuple[str, ...]:
        return tuple(sorted({rng.choice(some) for _ in range(rng.randrange(3))}))

    relations = [
        Relation(
            f"r{n}",
            rng.choice(list(SCHEMA.relations)),
            rng.choice(entities).id,
            rng.choice(entities).id,
            (rng.randrange(3),),
        )
        for n in range(rng.randrange(5))
    ]
    pledges = [
        Pledge(
            id=f"p{n}",
            pledge_id=f"P{rng.randrange(3)}",
            trigger=span(2),
            content=span(8),
            condition=span(4) if rng.random() < 0.3 else None,
            **{slot: fillers() for slot in SCHEMA.pledge.mention_slots},
            **{name: rng.choice(list(item.values)) for name, item in SCHEMA.pledge.attributes.items()},
        )
        for n in range(rng.randrange(5))
    ]
    near_misses = [
        NearMiss(f"n{n}", span(2), span(8), fillers(), rng.choice(list(SCHEMA.near_miss.attributes["kind"].values)))
        for n in range(rng.randrange(4))
    ]
    return msgspec.structs.replace(
        gold,
        mentions=tuple(mentions),
        entities=tuple(entities),
        relations=tuple(relations),
        pledges=tuple(pledges),
        near_misses=tuple(near_misses),
    )


def two_sides(seed: int) -> tuple[list, dict[str, Annotation]]:
    """Gold and predicted, half of the predicted layers copied from gold."""
    rng = random.Random(seed)
    gold, predicted = [], {}
    for document, template in PAIRS:
        a, b = (random_annotation(document, template, rng.randrange(2**32)) for _ in range(2))
        if rng.random() < 0.5:
            b = msgspec.structs.replace(b, mentions=a.mentions, entities=a.entities)
        if rng.random() < 0.5:
            b = msgspec.structs.replace(
                b, pledges=a.pledges[1:] + b.pledges[:1], relations=a.relations[1:] + b.relations
            )
        gold.append((document, a))
        predicted[document.id] = b
    return gold, predicted


def well_formed(annotation: Annotation) -> Annotation:
    """What gold always is: no relation of an entity without a mention, no filler that is not there."""
    there = {entity for mention in annotation.mentions for entity in mention.refers_to}
    if annotation.mentions:
        return msgspec.structs.replace(
            annotation, relations=tuple(item for item in annotation.relations if {item.head, item.tail} <= there)
        )
    return msgspec.structs.replace(annotation, relations=(), pledges=(), near_misses=())


def scores_of(gold, predicted) -> dict[str, float | None]:
    return score(gold, predicted, tasks=TASKS, samples=0).scores


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_every_score_lies_in_its_range(seed):
    gold, predicted = two_sides(seed)
    report = score(gold, predicted, tasks=TASKS, samples=20)
    for name, value in report.scores.items():
        low = -1 if name.endswith("kappa") else 0
        assert value is None or low - 1e-12 <= value <= 1 + 1e-12, name
    for name, interval in report.intervals.items():
        assert interval is None or 0 <= interval[0] <= interval[1] <= 1 + 1e-12, name
    ladder = [
        value for name, value in report.scores.items() if name.startswith("pledges.ladder.") and name.endswith(".f1")
    ]
    assert None in ladder or ladder == sorted(ladder, reverse=True)
    exact, partial = (report.scores[f"mentions.{kind}.micro.f1"] for kind in ("exact", "partial"))
    assert exact is None or exact <= partial + 1e-12


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_swapping_the_sides_swaps_precision_and_recall(seed):
    gold, predicted = two_sides(seed)
    there = scores_of(gold, predicted)
    back = scores_of([(document, predicted[document.id]) for document, _ in gold], {d.id: a for d, a in gold})
    swapped = {"precision": "recall", "recall": "precision"}
    for name, value in there.items():
        stem, dot, measure = name.rpartition(".")
        if "given_span" not in name:
            assert value == pytest.approx(back[f"{stem}{dot}{swapped.get(measure, measure)}"], abs=1e-12), name


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_the_order_of_predictions_changes_no_digit(seed):
    gold, predicted = two_sides(seed)
    rng = random.Random(seed + 1)

    def shuffled(annotation: Annotation) -> Annotation:
        layers = ("mentions", "entities", "relations", "pledges", "near_misses")
        return msgspec.structs.replace(
            annotation,
            **{name: tuple(rng.sample(getattr(annotation, name), len(getattr(annotation, name)))) for name in layers},
        )

    order = rng.sample(sorted(predicted), len(predicted))
    again = scores_of(
        [(d, shuffled(a)) for d, a in rng.sample(gold, len(gold))], {name: shuffled(predicted[name]) for name in order}
    )
    assert again == scores_of(gold, predicted)


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_gold_against_itself_is_perfect(seed):
    gold = [(document, well_formed(annotation)) for document, annotation in two_sides(seed)[0]]
    for name, value in scores_of(gold, {document.id: annotation for document, annotation in gold}).items():
        assert value is None or value == pytest.approx(1), name


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_a_wrong_prediction_never_raises_precision(seed):
    """A mention, relation, pledge or near-miss at the end of the text, where nothing else is, can only cost."""
    gold, predicted = two_sides(seed)
    document = gold[0][0]
    last = tokenize(document.text)[-1]
    far = Span(*last, document.text[slice(*last)])
    given_ = predicted[document.id]
    wrong = msgspec.structs.replace(
        given_,
        mentions=(*given_.mentions, Mention("m99", *last, far.text, "PER", form="NAME", refers_to=("e99",))),
        entities=(*given_.entities, Entity("e99", "PER", "X", "NIL")),
        relations=(*given_.relations, Relation("r99", "MEMBER_OF", "e99", "e99", (0,))),
        pledges=(
            *given_.pledges,
            Pledge(
                "p99",
                "P99",
                far,
                far,
                None,
                ("m99",),
                (),
                (),
                (),
                (),
                **{name: next(iter(item.values)) for name, item in SCHEMA.pledge.attributes.items()},
            ),
        ),
        near_misses=(*given_.near_misses, NearMiss("n99", far, far, ("m99",), "HOPE")),
    )
    before, after = scores_of(gold, predicted), scores_of(gold, {**predicted, document.id: wrong})
    for name, value in before.items():
        if name.endswith("micro.precision") and value is not None and "_matched" not in name:
            assert after[name] <= value + 1e-12, name
    for primary in ("mentions", "clusters", "relations", "pledges", "slots"):
        name = PRIMARIES[primary]
        assert before[name] is None or after[name] <= before[name] + 1e-12


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 5)), st.sampled_from([1.0, 2.0, 3.0])))
def test_assignment_turns_with_its_sides(weights):
    """Ties included: the pairs of the transposed problem are the transposed pairs."""
    rows, columns = [(n, "row") for n in range(6)], [(n, "column") for n in range(6)]
    there = assign(rows, columns, weights)
    back = assign(columns, rows, {(j, i): weight for (i, j), weight in weights.items()})
    assert sorted((i, j) for j, i in back) == there
