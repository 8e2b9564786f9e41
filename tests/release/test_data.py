"""The released data themselves: ids, hashes, splits, totals, and the first, middle and last rows."""

import json
from pathlib import Path

import pytest

import accord
from accord.corpus import data_digest, split_sentences
from accord.derived import load_contrast
from accord.schema import load_schema
from accord.storage import load_release
from accord.validate import validate

ROOT = Path(__file__).parents[2]


def test_the_corpus_and_its_gold_are_without_an_error():
    assert [str(finding) for finding in validate(ROOT) if finding.severity == "error"] == []


def test_the_release_states_the_digest_of_the_data():
    assert load_release(ROOT).digest == data_digest(ROOT)


def test_the_source_article_is_the_owners_byte_for_byte(real):
    document = real.document("india-us-framework-01")
    assert document.text_sha256 == "eca333f69a9bbb3d60bfbef759720aa90a6c3d03dc0cf00a02748d1aeaa68e2d"
    assert document.split == "train"
    assert document.text.startswith("India and the United States have agreed to sign")
    # The opening quotation mark that the source lacks stays missing.
    assert document.text.count("”") == document.text.count("“") + 1


def test_every_document_has_gold_with_both_raw_passes_or_waits_with_its_whole_dossier(real):
    annotated = {document.dossier for document in real.documents if document.id in real.gold}
    waiting = {dossier.id for dossier in real.dossiers} - annotated
    assert waiting == {"jetp-south-africa", "mistral-ships", "pakistan-floods"}
    assert not waiting & {document.dossier for document in real.split("test").documents}
    for document in real.documents:
        if document.dossier in waiting:
            continue
        assert document.id in real.gold
        for annotator in "AB":
            assert (
                ROOT / "annotations" / "rounds" / real.gold[document.id].round / annotator / f"{document.id}.json"
            ).is_file()


def test_every_dossier_has_a_ledger_and_stands_in_one_split(real):
    assert set(real.ledgers) == {document.dossier for document, _ in real}
    assert all(document.split for document in real.documents)
    assert {d.article.stratum for d in real.documents if d.split == "test"} == {"record", "fiction"}


def test_stored_sentences_are_what_the_splitter_gives(real):
    for document in real.documents:
        assert document.sentences == split_sentences(document.text)


def test_every_entity_type_relation_and_near_miss_kind_occurs(real):
    schema = load_schema()
    gold = list(real.gold.values())
    assert {m.type for a in gold for m in a.mentions} == set(schema.mention_types)
    assert {r.type for a in gold for r in a.relations} == set(schema.relations)
    assert {n.kind for a in gold for n in a.near_misses} == set(schema.near_miss.attributes["kind"].values)
    for name, attribute in schema.pledge.attributes.items():
        assert {getattr(p, name) for a in gold for p in a.pledges} == set(attribute.values), name


@pytest.mark.parametrize("config", ["documents", "entities", "relations", "pledges", "ledger"])
def test_tables_are_whole(config, real):
    table = accord.load(config)
    parts = [accord.load(config, split=split) for split in ("train", "validation", "test")]
    assert table.num_rows == sum(part.num_rows for part in parts) > 0


def test_first_middle_and_last_rows(real):
    documents = accord.load("documents").to_pylist()
    order = ("train", "validation", "test")
    placed = [(order.index(row["split"]), row["doc_id"]) for row in documents]
    assert placed == sorted(placed)
    assert {row["doc_id"] for row in documents} == set(real.gold)
    for row in (documents[0], documents[len(documents) // 2], documents[-1]):
        document = real.document(row["doc_id"])
        assert row["text"] == document.text
        for mention in row["mentions"]:
            assert row["text"][mention["start"] : mention["end"]] == mention["text"]


@pytest.mark.parametrize("config", ["documents", "entities", "relations", "pledges", "ledger"])
def test_every_row_says_what_its_text_is(config):
    said = load_schema().provenance
    rows = accord.load(config).to_pylist()
    assert {row["stratum"] for row in rows} == set(said)
    assert all(row["provenance"] == said[row["stratum"]] for row in rows)


def test_the_blind_reader_of_the_contrast_set_agreed_as_the_datasheet_says(real):
    pairs = {pair.id: pair for pair in load_contrast(real.split("test"))}
    lines = (ROOT / "annotations" / "rereading" / "contrast-blind.jsonl").read_text().splitlines()
    read = [json.loads(line) for line in lines]
    agreed = sum(_agrees(pairs[item["pair"]], item["side"], item["answer"]) for item in read)
    assert {item["pair"] for item in read if item["side"] == "variant"} == set(pairs)
    assert agreed == len(read)
    assert f"labelled {len(read)} of the sentences blind" in (ROOT / "DATASHEET.md").read_text()


def _agrees(pair, side, answer):
    """Whether a blind answer gives the gold's label and, on another axis, the value that the pair is about."""
    frame = getattr(pair, side).frame
    kind = getattr(frame, "kind", "PLEDGE")
    if pair.axis == "label":
        return (answer[0] == "PLEDGE") == (kind == "PLEDGE") and answer[0] != "NOTHING"
    if kind != "PLEDGE":
        return answer[0] == kind
    said = dict(zip(("firmness", "polarity", "specificity", "status", "source"), answer[1:6], strict=True))
    said |= dict(part.split("=") for part in answer[6:])
    value = getattr(frame, pair.axis)
    wanted = ("yes" if value else "no") if pair.axis in ("condition", "deadline") else value
    return answer[0] == "PLEDGE" and said[pair.axis] == wanted
