"""The quoted format: what is quoted resolves, what does not says why, and the way back is without loss."""

import copy
import json
from pathlib import Path

import msgspec
import pytest

from accord.corpus import load_corpus
from accord.errors import FormatError
from accord.formats.quoted import (
    MAX_NEAREST,
    QuotedSpan,
    find_occurrences,
    parse_quoted,
    quote,
    render_sentences,
    resolve,
)
from accord.model import Span

DATA = Path(__file__).parents[2] / "data"
CORPUS = load_corpus(DATA / "mini")
DOCUMENTS = [document.id for document in CORPUS.documents]
DOCUMENT = CORPUS.document("lake-orrin-01")
STAMP = {"annotator": "gold", "round": "gold", "schema_version": "1.0.0", "guidelines_version": "1.0.0"}
QUOTED = json.loads((DATA / "quoted" / "gold" / "lake-orrin-01.json").read_text("utf-8"))


def run(data, document=DOCUMENT):
    return resolve(parse_quoted(data), document, **STAMP)


def changed(layer, index, **fields):
    """The hand-written annotation with some fields of one item exchanged."""
    data = copy.deepcopy(QUOTED)
    data[layer][index].update(fields)
    return data


@pytest.mark.parametrize("doc_id", DOCUMENTS)
def test_hand_written_files_resolve_to_the_stored_gold(doc_id):
    data = (DATA / "quoted" / "gold" / f"{doc_id}.json").read_bytes()
    annotation, problems = run(data, CORPUS.document(doc_id))
    assert problems == [] and annotation == CORPUS.gold[doc_id]


@pytest.mark.parametrize("doc_id", DOCUMENTS)
def test_quote_then_resolve_is_identity(doc_id):
    document = CORPUS.document(doc_id)
    annotation, problems = resolve(quote(CORPUS.gold[doc_id], document), document, **STAMP)
    assert problems == [] and annotation == CORPUS.gold[doc_id]


def test_order_and_ids_of_the_writer_do_not_matter():
    data = copy.deepcopy(QUOTED)
    for layer in ("mentions", "entities", "relations", "pledges", "near_misses"):
        data[layer].reverse()
    annotation, problems = run(data)
    assert problems == [] and annotation == CORPUS.gold["lake-orrin-01"]


def test_symmetric_relation_is_stored_with_the_lower_number_first():
    index = next(i for i, relation in enumerate(QUOTED["relations"]) if relation["type"] == "MEETS_WITH")
    ends = QUOTED["relations"][index]
    annotation, problems = run(changed("relations", index, head=ends["tail"], tail=ends["head"]))
    assert problems == [] and annotation == CORPUS.gold["lake-orrin-01"]


def test_occurrences_are_whole_words_counted_from_the_left():
    assert find_occurrences("US, USA and US-led; bus US", "US") == [0, 12, 24]
    assert find_occurrences("Kéldor's and Kéldorian", "Kéldor") == [0]
    assert find_occurrences("a.b a.b", "a.b") == [0, 4] and find_occurrences("axb", "a.b") == []
    assert find_occurrences("paid $5 and $5", "$5") == [5, 12]


def test_occurrences_may_overlap():
    assert find_occurrences("ship to ship to ship", "ship to ship") == [0, 8]


def test_nth_occurrence():
    data = {"doc_id": "lake-orrin-01", "mentions": [
        {"id": f"x{n}", "s": 0, "text": "in", "n": n, "type": "LOC", "form": "NAME", "refers_to": ["e"]}
        for n in (1, 2)],
        "entities": [{"id": "e", "type": "LOC", "name": "in", "kb_id": "NIL"}]}
    annotation, problems = run(data)
    assert [mention.start for mention in annotation.mentions] == [119]
    assert [(p.item, p.why) for p in problems] == [("x2", "'in' occurs 1 times in sentence 0, not 2.")]


def test_second_occurrence_survives_quoting():
    assert find_occurrences(DOCUMENT.sentence_text(5), "the") == [25, 46, 57]
    start = DOCUMENT.sentences[5][0] + 46
    span = Span(start, start + 3, "the")
    pledge = CORPUS.gold["lake-orrin-01"].pledges[0]
    annotation = msgspec.structs.replace(
        CORPUS.gold["lake-orrin-01"], pledges=(msgspec.structs.replace(pledge, condition=span),), near_misses=())
    quoted = quote(annotation, DOCUMENT)
    assert quoted.pledges[0].condition == QuotedSpan(5, "the", 2)
    back, problems = resolve(quoted, DOCUMENT, **STAMP)
    assert problems == [] and back == annotation


@pytest.mark.parametrize(("fields", "why", "nearest"), [
    ({"text": "Keldor"}, "'Keldor' is not in sentence 0.", "'Kéldor' in sentence 0."),
    ({"text": "Oton Raal"}, "'Oton Raal' is not in sentence 0.", "'Oton Raal' in sentence 2."),
    ({"text": "Kéld"}, "'Kéld' is not in sentence 0.", "'Kéldor' in sentence 0."),
    ({"s": 6}, "no sentence 6; the document has 0 to 5.", None),
    ({"s": -1}, "no sentence -1; the document has 0 to 5.", None),
    ({"text": ""}, "surface '' is empty or has boundary blanks.", None),
    ({"text": "Kéldor "}, "surface 'Kéldor ' is empty or has boundary blanks.", None),
    ({"n": 0}, "'Kéldor' occurs 1 times in sentence 0, not 0.", None),
    ({"text": "Zanzibar"}, "'Zanzibar' is not in sentence 0.", None),
])
def test_mention_that_does_not_resolve_says_why_and_what_is_nearest(fields, why, nearest):
    _, problems = run(changed("mentions", 0, **fields))
    assert (problems[0].item, problems[0].why, problems[0].nearest) == ("k1", why, nearest)
    assert [problem.item for problem in problems[1:]] == ["a"], "the pledge whose pledgor is lost"


@pytest.mark.parametrize(("layer", "index", "fields", "item", "why"), [
    ("mentions", 0, {"refers_to": ["nobody"]}, "m1", "'Kéldor' refers to 'nobody', which is not among the entities."),
    ("mentions", 0, {"id": "v1"}, "v1", "id used twice among mentions."),
    ("entities", 7, {"id": "boat"}, "boat", "entity 'Vastrian Navy' has no mention."),
    ("pledges", 0, {"content": "sink the ferry"}, "a.content", "'sink the ferry' is not in sentence 0."),
    ("pledges", 0, {"deadline": ["d9"]}, "a", "deadline names mention 'd9', which is not there or did not resolve."),
    ("near_misses", 0, {"holder": ["?"]}, "x", "holder names mention '?', which is not there or did not resolve."),
    ("relations", 0, {"evidence": [0, 6]}, "relation 1 (brisk HOLDS_ROLE kel)",
     "evidence names sentences [6]; the document has 0 to 5."),
    ("relations", 0, {"head": "nobody"}, "relation 1 (nobody HOLDS_ROLE kel)",
     "names nobody, not among the entities that have a mention."),
])
def test_other_problems_name_their_item(layer, index, fields, item, why):
    _, problems = run(changed(layer, index, **fields))
    assert (item, why) in [(problem.item, problem.why) for problem in problems]


def test_other_document_is_told():
    _, problems = run(QUOTED | {"doc_id": "lake-orrin-09"})
    assert [str(problem) for problem in problems] == ["document: doc_id is 'lake-orrin-09'; expected 'lake-orrin-01'."]


@pytest.mark.parametrize("raw", [b"", b"[]", b'{"doc_id": 3}', b'{"doc_id": "x", "extra": 1}', b"\xff", b"[" * 200_000])
def test_malformed_quoted_file(raw):
    with pytest.raises(FormatError, match=r"q.json \[quoted-form\]"):
        parse_quoted(raw, "q.json")


def test_spans_that_cannot_be_quoted_are_refused():
    gold = CORPUS.gold["lake-orrin-01"]
    for start, end, rule in ((0, 5, "span-word"), (120, 140, "span-sentence")):
        mention = msgspec.structs.replace(gold.mentions[0], start=start, end=end, text=DOCUMENT.text[start:end])
        with pytest.raises(FormatError, match=rule):
            quote(msgspec.structs.replace(gold, mentions=(mention,)), DOCUMENT)


def test_render_sentences():
    lines = render_sentences(DOCUMENT).splitlines()
    assert len(lines) == 6 and lines[3].startswith("[3] Raal urged Kéldor")


def test_after_many_problems_nothing_nearest_is_looked_for():
    data = copy.deepcopy(QUOTED)
    text = f"{QUOTED['mentions'][0]['text']}x"
    data["mentions"] = [{"id": f"m{i}", "s": 0, "text": text, "type": "GPE"} for i in range(MAX_NEAREST + 5)]
    _, problems = run(data)
    found = [problem.nearest is not None for problem in problems if "is not in sentence" in problem.why]
    assert found == [True] * MAX_NEAREST + [False] * 5
