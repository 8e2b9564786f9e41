import msgspec
import numpy as np
import pytest

from accord.agreement import find_differences, load_gates, load_pass, measure
from accord.agreement.measures import ac1
from accord.errors import DataNotFoundError, FormatError


def replace(annotation, **changes):
    return msgspec.structs.replace(annotation, **changes)


def test_a_pass_agrees_with_itself_fully(mini):
    gold = dict(mini.gold)
    agreement = measure(mini, gold, gold, samples=20)
    values = {name: figure.value for name, figure in agreement.figures.items() if figure.value is not None}
    assert len(values) > 40
    assert {name: value for name, value in values.items() if value != pytest.approx(1)} == {}


def test_f1_does_not_depend_on_who_comes_first(mini):
    first, second = (load_pass(mini, "p00", name) for name in "AB")
    one, other = (measure(mini, *sides, samples=0) for sides in ((first, second), (second, first)))
    f1 = {name for name in one.figures if name.endswith(".f1")}
    assert {name: one.figures[name].value for name in f1} == {name: other.figures[name].value for name in f1}


def test_one_mention_fewer_lowers_mention_f1_by_the_count(mini):
    doc_id, gold = next(iter(mini.gold.items()))
    total = len(gold.mentions)
    unused = next(
        m
        for m in gold.mentions
        if m.norm is not None and not any(m.id in (*p.deadline, *p.object) for p in gold.pledges)
    )
    fewer = replace(gold, mentions=tuple(m for m in gold.mentions if m is not unused))
    agreement = measure(mini, {doc_id: gold}, {doc_id: fewer}, samples=0)
    assert agreement.figures["mentions.all.f1"].value == round(2 * (total - 1) / (2 * total - 1), 4)
    assert agreement.figures["mentions.name-demonym.f1"].value == 1


def test_a_document_in_one_pass_only_is_refused(mini):
    gold = dict(mini.gold)
    some = dict(list(gold.items())[1:])
    with pytest.raises(DataNotFoundError, match="round-incomplete"):
        measure(mini, gold, some)


def test_passes_of_two_guidelines_are_refused(mini):
    doc_id, gold = next(iter(mini.gold.items()))
    with pytest.raises(FormatError, match="guidelines_version differs"):
        measure(mini, {doc_id: gold}, {doc_id: replace(gold, guidelines_version="9.9.9")})


def test_gates_name_figures_that_exist_and_fail_below_the_bound(mini):
    gates = load_gates().agreement
    gold = dict(mini.gold)
    agreement = measure(mini, gold, gold, samples=0)
    assert {gate.figure for gate in gates} <= set(agreement.figures)
    emptied = {doc_id: replace(item, pledges=()) for doc_id, item in gold.items()}
    checked = measure(mini, gold, emptied, samples=0).check(gates)
    met = {gate.figure: ok for gate, _, ok in checked}
    assert not met["pledges.detection.f1"]
    assert met["mentions.name-demonym.f1"]


def test_ac1_agrees_with_gwet_2008_worked_out_by_hand():
    # Two raters, 100 items: 80 yes/yes, 10 yes/no, 5 no/yes, 5 no/no. pi(yes) = (90 + 85) / 200 = .875;
    # chance = 2 * .875 * .125 = .21875; AC1 = (.85 - .21875) / (1 - .21875).
    cells = {("y", "y"): 80, ("y", "n"): 10, ("n", "y"): 5, ("n", "n"): 5}
    cells = {pair: np.array([float(value)]) for pair, value in cells.items()}
    assert ac1(cells)[0] == pytest.approx((0.85 - 0.21875) / (1 - 0.21875))


def test_a_file_under_another_annotators_name_is_refused(mini_copy):
    corpus, root = mini_copy
    folder = root / "annotations" / "rounds" / "p00"
    source = next((folder / "A").glob("*.json"))
    (folder / "C").mkdir()
    (folder / "C" / source.name).write_bytes(source.read_bytes())
    with pytest.raises(FormatError, match="round-path"):
        load_pass(corpus, "p00", "C")


def test_differences_are_none_against_itself_and_name_each_change(mini):
    document, gold = next((d, a) for d, a in mini if a.pledges and a.relations)
    assert find_differences(document, gold, gold) == []
    pledge = gold.pledges[0]
    changed = replace(
        gold,
        relations=gold.relations[1:],
        pledges=(replace(pledge, polarity="REFRAIN" if pledge.polarity == "DO" else "DO"), *gold.pledges[1:]),
    )
    found = find_differences(document, gold, changed)
    assert [item.layer for item in found] == ["relation", "pledge"]
    assert found[0].second is None
    assert found[1].what.endswith("| polarity")
    assert {found[1].first, found[1].second} == {"DO", "REFRAIN"}


def test_every_difference_between_the_passes_is_mirrored(mini):
    first, second = (load_pass(mini, "p00", name) for name in "AB")
    for doc_id in first:
        document = mini.document(doc_id)
        there = find_differences(document, first[doc_id], second[doc_id])
        back = find_differences(document, second[doc_id], first[doc_id])
        assert len(there) == len(back)
        missing = sum(item.second is None for item in there)
        assert missing == sum(item.first is None for item in back)
