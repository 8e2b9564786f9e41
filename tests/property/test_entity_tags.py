"""BIO tags lose nothing: they decode to exactly the mentions they were made from, whatever the text and spans."""

from __future__ import annotations

from itertools import pairwise

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from accord.corpus import tokenize
from accord.formats.tables import entity_rows
from accord.model import Annotation, Article, Document, Mention
from accord.schema import load_schema
from accord.storage import text_sha256

SCHEMA = load_schema()
SENTENCES = st.lists(
    st.text("aé’s-$5 .𝔸中", min_size=1).filter(lambda text: text.strip() == text), min_size=1, max_size=4
)


@st.composite
def annotated(draw: st.DrawFn) -> tuple[Document, Annotation]:
    """A document and an annotation with flat mentions over runs of whole tokens."""
    sentences = draw(SENTENCES)
    text, spans, mentions = "\n".join(sentences), [], []
    for sentence in sentences:
        offset = spans[-1][1] + 1 if spans else 0
        spans.append((offset, offset + len(sentence)))
        tokens = tokenize(sentence)
        cuts = sorted(draw(st.sets(st.integers(0, len(tokens)), max_size=6)))
        for first, last in pairwise(cuts):
            if draw(st.booleans()):
                start, end = offset + tokens[first][0], offset + tokens[last - 1][1]
                kind = draw(st.sampled_from(list(SCHEMA.mention_types)))
                form = None if kind in SCHEMA.value_types else draw(st.sampled_from(list(SCHEMA.forms)))
                mentions.append(Mention(f"m{len(mentions) + 1}", start, end, text[start:end], kind, form))
    article = Article(
        id="d-01", headline="", date="2025-01-01", genre="brief", english="indian", stratum="fiction", words=1,
        licence="CC-BY-4.0", references=(), author="", made="",
    )  # fmt: skip
    digest = text_sha256(text)
    document = Document(article, "d", "europe", "trade", "train", text, digest, tuple(spans))
    return document, Annotation("d-01", digest, "1.0.0", "1.0.0", "gold", "r", "model", tuple(mentions), (), (), (), ())


def decode(rows: list[dict]) -> set[tuple[int, int, str]]:
    """Decode strict BIO: a mention begins with B and runs on while I of its type follows."""
    found = set()
    for row in rows:
        opened = None
        for start, end, tag in [*zip(row["starts"], row["ends"], row["tags"], strict=True), (0, 0, "O")]:
            if opened and tag == f"I-{opened[2]}":
                opened = (opened[0], end, opened[2])
                continue
            assert not tag.startswith("I-")
            if opened:
                found.add(opened)
            opened = (start, end, tag[2:]) if tag.startswith("B-") else None
    return found


@given(annotated())
def test_tags_decode_to_the_mentions_marked_exhaustively(pair):
    document, gold = pair
    rows = [msgspec.to_builtins(row) for row in entity_rows(document, gold, SCHEMA, tokenize, True)]
    marked = {(m.start, m.end, m.type) for m in gold.mentions if m.form is None or m.form in SCHEMA.exhaustive_forms}
    assert decode(rows) == marked
    assert [row["sentence"] for row in rows] == list(range(len(document.sentences)))
    for row in rows:
        assert row["tokens"] == [document.text[a:b] for a, b in zip(row["starts"], row["ends"], strict=True)]
