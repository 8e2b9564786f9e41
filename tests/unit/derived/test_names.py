"""The name-swap set: consistent, deterministic, exact in its offsets, and without the old names."""

import re

import msgspec
import pytest

from accord import storage
from accord.corpus import load_corpus
from accord.derived import names as module
from accord.derived import select, swap_names
from accord.derived.names import invented_names
from accord.errors import FormatError
from accord.schema import load_schema


@pytest.fixture(scope="module")
def swapped(real):
    return select(real, "name_swap")


def originals(real, swapped):
    return [(real.document(d.id.removesuffix("-swap0")), d) for d in swapped.documents]


def test_every_test_document_is_renamed_and_its_gold_still_quotes_its_text(real, swapped):
    assert len(swapped.documents) == len(swapped) == len(real.split("test")) > 0
    for document, gold in swapped:
        storage.check_against_text(gold, document.text)
        assert [document.text[m.start : m.end] for m in gold.mentions] == [m.text for m in gold.mentions]
        assert document.sentences[-1][1] == len(document.text)
        assert {entity.kb_id for entity in gold.entities} == {"NIL"}


def test_what_is_annotated_stays_the_same_but_for_places_and_surfaces(real, swapped):
    for old, new in originals(real, swapped):
        before, after = real.gold[old.id], swapped.gold[new.id]
        assert [(m.id, m.type, m.form, m.refers_to, m.norm) for m in before.mentions] == [
            (m.id, m.type, m.form, m.refers_to, m.norm) for m in after.mentions
        ]
        assert before.relations == after.relations
        for a, b in zip((*before.pledges, *before.near_misses), (*after.pledges, *after.near_misses), strict=True):
            plain_a, plain_b = (msgspec.structs.asdict(x) for x in (a, b))
            for slot in ("trigger", "content", "condition"):
                plain_a.pop(slot, None), plain_b.pop(slot, None)
            assert plain_a == plain_b
            assert bool(a.content.text) and bool(b.content.text)
        assert [m.text for m in before.mentions if m.norm] == [m.text for m in after.mentions if m.norm]


def test_no_name_of_a_person_or_state_is_left_in_the_text(real, swapped):
    for old, new in originals(real, swapped):
        gold = real.gold[old.id]
        gone = {m.text for m in gold.mentions if m.type == "GPE" and m.form in ("NAME", "DEMONYM")}
        gone |= {m.text.split()[-1] for m in gold.mentions if m.type == "PER" and m.form == "NAME"}
        values = [(m.start, m.end) for m in swapped.gold[new.id].mentions if m.norm]
        for name in gone:
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", new.text):
                assert any(start <= match.start() < end for start, end in values), (new.id, name)


def test_one_name_is_renamed_alike_throughout_a_dossier(real, swapped):
    seen = {}
    for old, new in originals(real, swapped):
        for a, b in zip(real.gold[old.id].mentions, swapped.gold[new.id].mentions, strict=True):
            if a.form == "NAME" and a.type in ("GPE", "PER"):
                assert seen.setdefault((old.dossier, a.text), b.text) == b.text
    different = {(dossier, new) for (dossier, _), new in seen.items()}
    assert len(seen) > 100 and len(different) > 0.95 * len(seen)


def test_a_seed_gives_the_same_set_and_another_seed_another(real, swapped):
    test = real.split("test")
    assert swap_names(test, real, 0).documents == swapped.documents
    assert [d.text for d in swap_names(test, real, 1).documents] != [d.text for d in swapped.documents]


def test_a_name_of_the_corpus_is_never_given_to_another_and_no_name_stands_in_two_lists(real, swapped):
    listed = [name for items in invented_names().values() for name in items]
    assert len(listed) == len(set(listed))
    before = {word for d in real.documents for word in re.findall(r"\w+", d.text)}
    after = {word for d in swapped.documents for word in re.findall(r"\w+", d.text)}
    given = after & set(listed)
    assert len(given) > 100 and not given & before


def test_the_article_before_a_name_stays_right(real, swapped):
    vowels = {name for items in invented_names().values() for name in items if name[0] in "AEIOU"}
    for document in swapped.documents:
        for article, name in re.findall(r"\b([Aa]n?) (\w+)", document.text):
            stem = name.removesuffix("n")
            if {name, stem} & {n for items in invented_names().values() for n in items}:
                assert (article.lower() == "an") == bool({name, stem} & vowels), (document.id, article, name)


def test_a_renamed_document_is_valid(real, swapped):
    schema = load_schema()
    for _, gold in swapped:
        assert {m.type for m in gold.mentions} <= {*schema.entity_types, *schema.value_types}
        for entity in gold.entities:
            assert any(entity.id in m.refers_to for m in gold.mentions)


def test_lists_that_are_too_short_are_named(mini, monkeypatch):
    monkeypatch.setattr(module, "invented_names", lambda: {**invented_names(), "family": ("Barrowglen",)})
    with pytest.raises(FormatError, match="'family' has no name left"):
        swap_names(mini, mini)


def test_a_corpus_root_may_hold_no_contrast_pairs(mini_copy):
    _, root = mini_copy
    for path in (root / "annotations" / "contrast").glob("*.json"):
        path.unlink()
    assert select(load_corpus(root), "contrast").documents == ()
