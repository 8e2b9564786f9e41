"""The contrast set: variants with exact gold, faults that name the pair, and the consistency of a system."""

import json

import pytest
from msgspec.structs import replace

from accord import storage
from accord.corpus import load_corpus
from accord.derived import contrast_corpus, load_contrast, select
from accord.errors import FormatError
from accord.scoring.contrast import score_contrast

NAME = "prespa-nato-01"


@pytest.fixture
def pairs(mini):
    return load_contrast(mini.split("test"))


def rewrite(root, **change):
    path = root / "annotations" / "contrast" / f"{NAME}.json"
    data = json.loads(path.read_text())
    data["rewrites"][0].update(change)
    path.write_text(json.dumps(data))
    return load_corpus(root)


def gold_predictions(pairs):
    return {m.document.id: m.gold for pair in pairs for m in (pair.original, pair.variant)}


def test_a_variant_is_the_article_with_one_sentence_replaced(mini, pairs):
    flipped, dated = pairs
    original, variant = flipped.original.document, flipped.variant.document
    assert variant.id == flipped.id == f"{NAME}-c01"
    assert [variant.sentence_text(n) == original.sentence_text(n) for n in range(3)] == [True, False, True]
    storage.check_against_text(flipped.variant.gold, variant.text)
    assert flipped.original.frame in mini.gold[NAME].pledges
    assert flipped.variant.frame.kind == "POSSIBILITY" and not flipped.variant.gold.pledges
    added = next(m for m in dated.variant.gold.mentions if m.id in dated.variant.frame.deadline)
    assert (added.text, added.norm) == ("March 2019", "2019-03")
    assert len(dated.variant.gold.relations) == len(mini.gold[NAME].relations)


def test_what_the_new_sentence_lacks_is_left_out_of_the_gold(mini_copy):
    _, root = mini_copy
    near_miss = {"id": "n1", "s": 1, "trigger": "may", "content": "choose a name", "holder": [], "kind": "POSSIBILITY"}
    corpus = rewrite(root, text="Under it somebody may choose a name.", near_miss=near_miss)
    gold = load_contrast(corpus.split("test"))[0].variant.gold
    assert "North Macedonia" not in [m.text for m in gold.mentions]
    assert all(any(e.id in m.refers_to for m in gold.mentions) for e in gold.entities)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"target": "p9"}, "no 'p9'"),
        ({"axis": "mood"}, "axis 'mood' is unknown"),
        ({"sentence": 0}, "another sentence"),
        ({"text": "Under it the northern neighbour is to take the name of North Macedonia."}, "is the old one"),
        ({"text": "Two\nlines may be."}, "holds a line end"),
        ({"near_miss": None}, "states 0 frames"),
        ({"text": "Under it nothing at all happens."}, "may"),
    ],
)
def test_a_malformed_pair_is_named(mini_copy, change, message):
    _, root = mini_copy
    corpus = rewrite(root, **change)
    with pytest.raises(FormatError, match=message) as caught:
        load_contrast(corpus.split("test"))
    assert f"{NAME}-c01" in str(caught.value)


def test_a_perfect_system_is_consistent_and_a_silent_one_is_not(pairs):
    assert score_contrast(pairs, gold_predictions(pairs)).consistency == 1
    assert score_contrast(pairs, {}).consistency == 0


def test_a_pair_counts_only_where_both_members_are_right(pairs):
    predicted = gold_predictions(pairs)
    del predicted[pairs[0].variant.document.id]
    report = score_contrast(pairs, predicted)
    assert report.original_right == (True, True) and report.variant_right == (False, True)
    assert report.consistency == 0.5
    assert report.by_axis() == {"deadline": (1, 1), "label": (0, 1)}


def test_calling_everything_both_is_right_nowhere(pairs):
    predicted = gold_predictions(pairs)
    near_miss = pairs[0].variant.frame
    for doc_id, gold in predicted.items():
        frames = [*gold.pledges, *gold.near_misses]
        predicted[doc_id] = replace(
            gold,
            pledges=tuple(
                gold.pledges
                or [
                    replace(
                        pairs[0].original.frame, trigger=f.trigger, content=f.content, pledgor=(), source_mention=()
                    )
                    for f in frames
                ]
            ),
            near_misses=tuple(
                gold.near_misses
                or [replace(near_miss, trigger=f.trigger, content=f.content, holder=()) for f in frames]
            ),
        )
    assert score_contrast(pairs, predicted).consistency == 0


def test_a_wrong_value_on_the_axis_is_wrong_and_one_off_the_axis_is_not(pairs):
    predicted = gold_predictions(pairs)
    dated = pairs[1].variant
    pledge = replace(dated.frame, firmness="INTENDED")
    predicted[dated.document.id] = replace(dated.gold, pledges=(pledge,))
    assert score_contrast(pairs, predicted).variant_right == (True, True)
    predicted[dated.document.id] = replace(dated.gold, pledges=(replace(pledge, deadline=()),))
    assert score_contrast(pairs, predicted).variant_right == (True, False)


def test_an_attribute_axis_asks_for_its_value(pairs):
    pair = replace_axis(pairs[1], "firmness")
    predicted = gold_predictions(pairs)
    assert score_contrast([pair], predicted).consistency == 1
    gold = pair.variant.gold
    predicted[gold.doc_id] = replace(gold, pledges=(replace(gold.pledges[0], firmness="INTENDED"),))
    assert score_contrast([pair], predicted).consistency == 0


def replace_axis(pair, axis):
    return type(pair)(pair.id, axis, pair.original, pair.variant)


def test_there_is_an_interval_only_over_several_dossiers(pairs):
    assert score_contrast(pairs, gold_predictions(pairs)).interval is None
    other = type(pairs[0].original)(replace(pairs[0].original.document, dossier="other"), *members(pairs[0].original))
    both = (*pairs, type(pairs[0])("x", "label", other, pairs[0].variant))
    low, high = score_contrast(both, {pairs[0].original.document.id: pairs[0].original.gold}).interval
    assert 0 <= low <= high <= 1


def members(member):
    return member.gold, member.frame


def test_predictions_of_another_text_and_no_pairs_are_refused(pairs):
    predicted = gold_predictions(pairs)
    predicted[NAME] = replace(predicted[NAME], text_sha256="0" * 64)
    with pytest.raises(FormatError, match="another text"):
        score_contrast(pairs, predicted)
    with pytest.raises(FormatError, match="no contrast pairs"):
        score_contrast([], {})


def test_the_corpus_that_a_system_is_run_on_has_every_member_once_and_no_gold(mini, pairs):
    corpus = contrast_corpus(mini, pairs)
    assert [d.id for d in corpus.documents] == [NAME, f"{NAME}-c01", f"{NAME}-c02"]
    assert not corpus.gold and select(mini, "contrast").documents == corpus.documents
