from __future__ import annotations

import msgspec
import pytest
from seqeval.scheme import IOB2, Entities

import accord
from accord.corpus import tokenize
from accord.derived import load_contrast, swap_names
from accord.errors import FormatError
from accord.formats import tables
from accord.formats.columns import CONFIGS, PLEDGE, arrow_schema
from accord.model import Annotation, Article, Document, Entity, Mention
from accord.schema import Attribute, Slot, load_schema
from accord.storage import text_sha256

TEXT = "India’s Narendra Modi paid US$5 million.\nHe left in May."
SENTENCES = ((0, 40), (41, 56))
ENTITIES = (Entity("e1", "GPE", "India", "Q668"), Entity("e2", "PER", "Narendra Modi", "Q1058"))


def mention(
    name: str,
    surface: str,
    kind: str,
    form: str | None = None,
    refers_to: tuple[str, ...] = (),
    norm: str | None = None,
) -> Mention:
    start = TEXT.index(surface)
    return Mention(
        id=name,
        start=start,
        end=start + len(surface),
        text=surface,
        type=kind,
        form=form,
        refers_to=refers_to,
        norm=norm,
    )


MENTIONS = (
    mention("m1", "India", "GPE", "NAME", ("e1",)),
    mention("m2", "Narendra Modi", "PER", "NAME", ("e2",)),
    mention("m3", "US$5 million", "QTY", norm="5000000 USD"),
    mention("m4", "He", "PER", "PRONOUN", ("e2",)),
    mention("m5", "May", "DATE", norm="2025-05"),
)


def document() -> Document:
    article = Article(
        id="d-01",
        headline="H",
        date="2025-06-01",
        genre="brief",
        english="indian",
        stratum="fiction",
        words=11,
        licence="CC-BY-4.0",
        references=(),
        author="a",
        made="m",
    )
    return Document(
        article=article,
        dossier="d",
        region="south-asia",
        theme="trade",
        split="train",
        text=TEXT,
        text_sha256=text_sha256(TEXT),
        sentences=SENTENCES,
    )


def gold(**changes: object) -> Annotation:
    empty = Annotation(
        doc_id="d-01",
        text_sha256=text_sha256(TEXT),
        schema_version="1.0.0",
        guidelines_version="1.0.0",
        annotator="gold",
        round="r",
        verified_by="model",
        mentions=MENTIONS,
        entities=ENTITIES,
        relations=(),
        pledges=(),
        near_misses=(),
    )
    return msgspec.structs.replace(empty, **changes)


def entity_rows(**changes: object) -> list[dict]:
    return list(tables.entity_rows(document(), gold(**changes), load_schema(), tokenize, True))


def test_tags_mark_names_and_values_and_no_pronoun():
    first, second = entity_rows()
    assert list(zip(first["tokens"], first["tags"], strict=True)) == [
        ("India", "B-GPE"),
        ("’", "O"),
        ("s", "O"),
        ("Narendra", "B-PER"),
        ("Modi", "I-PER"),
        ("paid", "O"),
        ("US", "B-QTY"),
        ("$", "I-QTY"),
        ("5", "I-QTY"),
        ("million", "I-QTY"),
        (".", "O"),
    ]
    assert second["tags"] == ["O", "O", "O", "B-DATE", "O"]
    assert second["sentence"] == 1
    assert [TEXT[start:end] for start, end in zip(second["starts"], second["ends"], strict=True)] == second["tokens"]


@pytest.mark.parametrize(
    "wrong",
    [
        Mention("m1", 0, 3, "Ind", "GPE", "NAME", ("e1",)),
        Mention("m1", 8, 16, "Narendra", "PER", "NAME", ("e2",)),
    ],
)
def test_a_mention_that_splits_a_token_or_overlaps_another_is_refused(wrong):
    with pytest.raises(FormatError, match=r"d-01:m\d \[mention-token\]"):
        entity_rows(mentions=(wrong, *MENTIONS[1:]))


def test_a_mention_across_sentences_is_refused():
    with pytest.raises(FormatError, match="span-sentence"):
        entity_rows(mentions=(Mention("m1", 31, 43, TEXT[31:43], "QTY", norm="1 USD"),))


def test_seqeval_reads_the_tags_as_the_mentions_that_are_marked_exhaustively(data_root):
    schema = load_schema()
    rows = accord.load("entities", root=data_root).to_pylist()
    for doc, annotation in accord.load_corpus(data_root):
        mine = [row for row in rows if row["doc_id"] == doc.id]
        found = Entities([row["tags"] for row in mine], IOB2).entities
        decoded = {
            (row["starts"][entity.start], row["ends"][entity.end - 1], entity.tag)
            for row, entities in zip(mine, found, strict=True)
            for entity in entities
        }
        marked = [m for m in annotation.mentions if m.type in schema.value_types or m.form in ("NAME", "DEMONYM")]
        assert decoded == {(m.start, m.end, m.type) for m in marked}


def test_pledge_rows_name_arguments_by_text_mention_and_entity(data_root):
    rows = {(row["doc_id"], row["id"]): row for row in accord.load("pledges", root=data_root).to_pylist()}
    seen = 0
    for doc, annotation in accord.load_corpus(data_root):
        for item in annotation.pledges:
            row = rows.pop((doc.id, item.id))
            assert row["kind"] == PLEDGE
            assert row["pledgor"] == [annotation.mention(name).text for name in item.pledgor]
            assert row["deadline_norms"] == [annotation.mention(name).norm for name in item.deadline]
            assert doc.text[row["content_start"] : row["content_end"]] == row["content"] == item.content.text
            assert row["trigger"] in row["sentence_text"]
            assert row["firmness"] == item.firmness and row["holder"] == []
            assert set(row["pledgor_entities"]) == {
                entity for name in item.pledgor for entity in annotation.mention(name).refers_to
            }
            seen += 1
        for item in annotation.near_misses:
            row = rows.pop((doc.id, item.id))
            assert (row["kind"], row["pledge_id"], row["firmness"], row["condition"], row["pledgor"]) == (
                item.kind,
                None,
                None,
                None,
                [],
            )
            assert row["holder_mentions"] == list(item.holder)
    assert seen and not rows


def test_relation_rows_quote_both_ends_and_the_evidence(data_root):
    rows = accord.load("relations", root=data_root).to_pylist()
    for row in rows:
        doc = accord.load_corpus(data_root).document(row["doc_id"])
        for end in ("head", "tail"):
            spans = zip(row[f"{end}_starts"], row[f"{end}_ends"], strict=True)
            assert [doc.text[start:stop] for start, stop in spans] == row[f"{end}_mentions"] != []
        assert [doc.sentence_text(number) for number in row["evidence"]] == row["evidence_texts"] != []
    assert rows


def test_ledger_rows_quote_the_pledges_they_link(data_root):
    rows = accord.load("ledger", root=data_root).to_pylist()
    for row in rows:
        pledges = accord.load_corpus(data_root).gold[row["doc_id"]].pledges
        assert row["content"] in [pledge.content.text for pledge in pledges if pledge.pledge_id == row["pledge_id"]]
        assert row["date"] <= row["later_date"]
        assert (row["later_content"] is None) == (row["later_pledge_id"] is None)
        assert len(row["evidence"]) == len(row["evidence_texts"])
    assert rows


def test_a_new_slot_attribute_or_label_of_the_schema_is_a_new_column_or_value():
    schema = load_schema()
    frame = msgspec.structs.replace(
        schema.pledge,
        slots={
            **schema.pledge.slots,
            "witness": Slot(kind="mentions", definition="Who saw it.", types=("PER", "DATE")),
        },
        attributes={
            **schema.pledge.attributes,
            "tone": Attribute(ordinal=False, definition="Tone.", values={"WARM": "."}),
        },
    )
    changed = msgspec.structs.replace(schema, pledge=frame)
    added = set(arrow_schema("pledges", changed).names) - set(arrow_schema("pledges", schema).names)
    assert added == {"witness", "witness_mentions", "witness_entities", "witness_norms", "tone"}
    nested = {field.name for field in arrow_schema("documents", changed).field("pledges").type.value_type}
    assert {"witness", "tone"} <= nested


@pytest.mark.parametrize("config", CONFIGS)
def test_columns_are_unique_and_described(config):
    columns = CONFIGS[config](load_schema())
    assert len({column.name for column in columns}) == len(columns)
    assert all(column.description.endswith(".") for column in columns)


def test_every_row_has_exactly_the_columns_of_its_table(data_root):
    """``Table.from_pylist`` fills what is missing with nulls and drops what it does not know: it would hide a slip."""
    schema, corpus = load_schema(), accord.load_corpus(data_root)
    pairs = list(corpus)
    made = {
        "documents": [row for pair in pairs for row in tables.document_rows(*pair, schema, True)],
        "entities": [row for pair in pairs for row in tables.entity_rows(*pair, schema, tokenize, True)],
        "relations": [row for pair in pairs for row in tables.relation_rows(*pair, schema, True)],
        "pledges": [row for pair in pairs for row in tables.pledge_rows(*pair, schema, True)],
        "ledger": list(tables.ledger_rows(pairs, corpus.ledgers, schema, lambda document: True)),
        "contrast": list(tables.contrast_rows(load_contrast(corpus), schema, lambda document: True)),
        "name_swap": [row for pair in swap_names(corpus, corpus) for row in tables.document_rows(*pair, schema, True)],
    }
    assert list(made) == list(CONFIGS)
    for config, rows in made.items():
        columns = {column.name: column for column in CONFIGS[config](schema)}
        assert rows
        for row in rows:
            assert set(row) == set(columns)
            for column in (column for column in columns.values() if column.members):
                members = {member.name for member in column.members}
                assert all(set(item) == members for item in row[column.name])
