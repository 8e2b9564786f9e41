"""The model: immutable, strict about keys, with its small look-ups."""

from pathlib import Path

import msgspec
import pytest

from accord import model
from accord.corpus import load_corpus

CORPUS = load_corpus(Path(__file__).parents[1] / "data" / "mini")
DOCUMENT = CORPUS.document("lake-orrin-01")
ANNOTATION = CORPUS.gold["lake-orrin-01"]
RECORDS = [value for value in vars(model).values()
           if isinstance(value, type) and issubclass(value, model.Record) and value is not model.Record]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_records_are_frozen_slotted_and_strict(record):
    config = record.__struct_config__
    assert config.frozen and config.forbid_unknown_fields
    assert "__dict__" not in dir(record)


def test_there_are_records_to_check():
    assert {model.Annotation, model.Document, model.Ledger, model.Release} <= set(RECORDS)


def test_assignment_is_refused():
    with pytest.raises(AttributeError):
        ANNOTATION.mentions[0].start = 5


def test_annotations_are_hashable_values():
    twin = msgspec.json.decode(msgspec.json.encode(ANNOTATION), type=model.Annotation)
    assert twin == ANNOTATION and hash(twin) == hash(ANNOTATION) and twin is not ANNOTATION


def test_look_ups():
    assert ANNOTATION.mention("m9").text == "Ana Brisk"
    assert ANNOTATION.entity("e4").name == "Ana Brisk"
    assert [mention.id for mention in ANNOTATION.mentions_of("e4")] == ["m6", "m9", "m16"]
    assert list(ANNOTATION.mentions_of("e99")) == []
    assert ANNOTATION.relations[1].triple == ("e4", "MEETS_WITH", "e5")
    assert ANNOTATION.mentions[0].span == (0, 6)
    for look_up in (ANNOTATION.mention, ANNOTATION.entity):
        with pytest.raises(KeyError, match="x9"):
            look_up("x9")


def test_mention_leaves_defaults_out_of_its_file():
    value = model.Mention(id="m1", start=0, end=4, text="2017", type="DATE", norm="2017")
    assert msgspec.json.decode(msgspec.json.encode(value)) == {
        "id": "m1", "start": 0, "end": 4, "text": "2017", "type": "DATE", "norm": "2017"}


def test_sentences():
    assert DOCUMENT.id == "lake-orrin-01"
    assert DOCUMENT.sentence_text(2) == (
        '"We will not close the crossing again 🚢," she said after meeting Vastrian Foreign Minister Oton Raal.')
    start, end = DOCUMENT.sentences[1]
    assert [DOCUMENT.sentence_of(at) for at in (start - 1, start, end - 1, end)] == [-1, 1, 1, -1]
    assert DOCUMENT.sentence_of(len(DOCUMENT.text)) == -1 and DOCUMENT.sentence_of(-1) == -1
