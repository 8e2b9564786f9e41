"""Submissions: round trips, one fixture a fault, bounds, hostile input, and the command."""

from __future__ import annotations

import json
import random
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from accord.cli import group
from accord.corpus import Corpus, load_corpus
from accord.errors import DataNotFoundError, FormatError
from accord.formats import submission_form
from accord.formats.submission import check_submission, dump_submission, load_submission, read_submission
from accord.schema import load_schema

DATA = Path(__file__).parents[2] / "data"
INVALID = DATA / "submissions" / "invalid"
GENERATED = {"file-size", "line-size", "items-many", "faults-many"}
DOC = "lake-orrin-01"


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(DATA / "mini")


@pytest.fixture
def write(tmp_path: Path):
    def write(*lines: dict | str | bytes) -> Path:
        path = tmp_path / "system.jsonl"
        parts = [line if isinstance(line, (str, bytes)) else json.dumps(line) for line in lines]
        path.write_bytes(b"\n".join(part if isinstance(part, bytes) else part.encode() for part in parts) + b"\n")
        return path

    return write


def rules(path: Path, corpus: Corpus, **options) -> list[str]:
    return [fault.rule for fault in check_submission(path, corpus, **options)]


# Reading and writing


@pytest.mark.parametrize("name", ["valid.jsonl", "valid-quoted.jsonl"])
def test_both_forms_give_back_the_gold(corpus: Corpus, name: str) -> None:
    submission = load_submission(DATA / "submissions" / name, corpus, system="me")
    assert set(submission.predictions) == set(corpus.gold)
    for doc_id, gold in corpus.gold.items():
        found = submission.predictions[doc_id]
        for layer in submission_form.LAYERS:
            assert getattr(found, layer) == getattr(gold, layer), (doc_id, layer)
        assert (found.annotator, found.text_sha256) == ("me", gold.text_sha256)
    assert submission.problems == ()


def test_dump_is_deterministic_sorted_and_reads_back(corpus: Corpus, tmp_path: Path) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    dump_submission(corpus.gold.values(), first, corpus.ledgers.values())
    dump_submission(reversed(corpus.gold.values()), second, reversed(corpus.ledgers.values()))
    assert first.read_bytes() == second.read_bytes() == (DATA / "submissions" / "valid.jsonl").read_bytes()
    submission = load_submission(first, corpus)
    assert submission.system == "a"
    assert {name: ledger.edges for name, ledger in submission.ledgers.items()} == {
        name: ledger.edges for name, ledger in corpus.ledgers.items()
    }
    assert list(tmp_path.iterdir()) == [first, second] or set(tmp_path.iterdir()) == {first, second}


def test_dump_refuses_a_document_twice_and_writes_nothing(corpus: Corpus, tmp_path: Path) -> None:
    gold = corpus.gold[DOC]
    with pytest.raises(FormatError, match=f"{DOC}.*submission-twice"):
        dump_submission([gold, gold], tmp_path / "x.jsonl")
    assert not list(tmp_path.iterdir())


def test_tasks_are_the_layers_that_any_line_has(corpus: Corpus, write) -> None:
    path = write({"doc_id": DOC, "near_misses": []}, {"doc_id": "lake-orrin-02", "pledges": []})
    assert load_submission(path, corpus).tasks == {"pledges", "near_misses"}
    assert load_submission(write({"doc_id": DOC}), corpus).tasks == frozenset()
    mentions = [{"id": "a", "start": 29, "end": 35, "type": "DATE", "norm": "2019-03-04"}]
    assert load_submission(write({"doc_id": DOC, "mentions": mentions}), corpus).tasks == {"mentions", "norms"}
    mentions = [{"id": "a", "start": 0, "end": 6, "type": "GPE", "refers_to": ["x"]}]
    assert load_submission(write({"doc_id": DOC, "mentions": mentions}), corpus).tasks == {"mentions", "clusters"}
    assert load_submission(write({"dossier": "lake-orrin", "edges": []}), corpus).tasks == {"ledger"}


def test_tasks_without_a_find_survive_the_dump(corpus: Corpus, tmp_path: Path) -> None:
    gold = replace(corpus.gold[DOC], relations=(), pledges=(), near_misses=())
    path = tmp_path / "x.jsonl"
    dump_submission([gold], path)
    assert load_submission(path, corpus).tasks == {"mentions", "clusters", "norms"}
    dump_submission([gold], path, tasks={"pledges"})
    assert load_submission(path, corpus).tasks == {"mentions", "clusters", "norms", "pledges"}


def test_what_is_left_out_is_filled(corpus: Corpus, write) -> None:
    path = write(
        {
            "doc_id": DOC,
            "mentions": [
                {"id": "x", "start": 0, "end": 6, "type": "GPE", "refers_to": ["k"]},
                {"id": "y", "start": 181, "end": 192, "type": "GPE", "refers_to": ["k"]},
            ],
            "pledges": [
                {"id": "a", "trigger": {"start": 19, "end": 25}, "content": {"start": 39, "end": 73}, "firmness": None}
            ],
            "near_misses": [{"id": "n", "trigger": {"start": 384, "end": 389}, "content": {"start": 400, "end": 415}}],
        }
    )
    found = load_submission(path, corpus).predictions[DOC]
    assert [mention.text for mention in found.mentions] == ["Kéldor", "her country"]
    assert [(entity.id, entity.type, entity.name, entity.kb_id) for entity in found.entities] == [
        ("k", "GPE", "her country", "NIL")
    ]
    (pledge,) = found.pledges
    assert (pledge.trigger.text, pledge.content.text) == ("agreed", "reopen the ferry across Lake Orrin")
    assert (pledge.pledge_id, pledge.condition, pledge.pledgor) == ("a", None, ())
    assert {getattr(pledge, name) for name in load_schema().pledge.attributes} == {""}
    assert found.near_misses[0].kind == ""
    assert found.text_sha256 == corpus.document(DOC).text_sha256


def test_a_quoted_line_keeps_its_ids_so_that_a_ledger_can_name_them(corpus: Corpus, write) -> None:
    pledge = {"id": "a", "s": 0, "pledge_id": "ferry", "trigger": "agreed", "content": "reopen the ferry"}
    edge = {"label": "BREAKS", "doc_id": DOC, "pledge_id": "ferry", "later_doc_id": "lake-orrin-02", "evidence": [0]}
    path = write({"doc_id": DOC, "pledges": [pledge]}, {"dossier": "lake-orrin", "edges": [edge]})
    submission = load_submission(path, corpus)
    assert submission.predictions[DOC].pledges[0].pledge_id == "ferry"
    assert submission.ledgers["lake-orrin"].edges[0].id == "l1"


def test_a_malformed_norm_is_a_problem_and_no_fault(corpus: Corpus, write) -> None:
    mentions = [
        {"id": "a", "start": 29, "end": 35, "type": "DATE", "norm": "next Monday"},
        {"id": "b", "start": 203, "end": 218, "type": "QTY", "norm": "4,000,000 EUR"},
        {"id": "c", "start": 0, "end": 6, "type": "GPE", "norm": "2019"},
    ]
    submission = load_submission(write({"doc_id": DOC, "mentions": mentions}), corpus)
    assert [(item.rule, item.path) for item in submission.problems] == [
        ("norm-form", f"mentions[{number}].norm") for number in range(3)
    ]
    assert submission.predictions[DOC].mentions[0].norm == "next Monday"
    assert set(submission_form.WARNINGS) == {"norm-form"}


def test_line_ends_and_blank_lines_do_not_matter(corpus: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'\r\n{"doc_id": "lake-orrin-01", "mentions": []}\r\n\n{"doc_id": "lake-orrin-02"}')
    assert set(load_submission(path, corpus).predictions) == {DOC, "lake-orrin-02"}


# Faults


def test_every_rule_has_a_fixture_or_is_generated_below() -> None:
    assert {path.stem for path in INVALID.glob("*.jsonl")} | GENERATED == set(submission_form.RULES)


@pytest.mark.parametrize("rule", sorted(set(submission_form.RULES) - GENERATED))
def test_fixture_breaks_its_rule_and_no_other(corpus: Corpus, rule: str) -> None:
    split = "train" if rule == "document-split" else None
    faults = check_submission(INVALID / f"{rule}.jsonl", corpus, split=split)
    assert [fault.rule for fault in faults] == [rule]
    assert faults[0].line == (0 if rule.startswith("file-") else 2)
    assert faults[0].message and faults[0].fix
    if split is None:
        with pytest.raises(FormatError, match=rule):
            load_submission(INVALID / f"{rule}.jsonl", corpus)


@pytest.mark.parametrize(
    ("line", "rule", "path"),
    [
        ({"mentions": [{"id": "a", "start": 1.0, "end": 6, "type": "GPE"}]}, "offset-type", "mentions[0].start"),
        ({"mentions": [{"id": "a", "start": True, "end": 6, "type": "GPE"}]}, "offset-type", "mentions[0].start"),
        ({"mentions": [{"id": "a", "start": -1, "end": 6, "type": "GPE"}]}, "offset-range", "mentions[0]"),
        ({"mentions": {"id": "a"}}, "value-type", "mentions"),
        ({"mentions": ["m1"]}, "value-type", "mentions[0]"),
        ({"mentions": [None]}, "value-type", "mentions[0]"),
        ({"quoted": "yes"}, "value-type", "quoted"),
        ({"quoted": True, "mentions": [{"id": "a", "start": 0, "end": 6, "type": "GPE"}]}, "quote-mixed", ""),
        (
            {"quoted": True, "mentions": [{"id": "a", "s": 99, "text": "x", "type": "GPE"}]},
            "quote-unresolved",
            "mentions[0]",
        ),
        (
            {"quoted": True, "mentions": [{"id": "a", "s": 0, "text": "", "type": "GPE"}]},
            "quote-unresolved",
            "mentions[0]",
        ),
        (
            {"quoted": True, "pledges": [{"id": "a", "s": 0, "trigger": "agreed", "content": "fly"}]},
            "quote-unresolved",
            "pledges[0].content",
        ),
        (
            {"pledges": [{"id": "a", "trigger": {"start": 0, "end": "6"}, "content": {"start": 0, "end": 6}}]},
            "offset-type",
            "pledges[0].trigger.end",
        ),
        (
            {"relations": [{"type": "PART_OF", "head": "e1", "tail": "e2"}], "entities": []},
            "reference-entity",
            "relations[0].head",
        ),
        ({"system": "x"}, "key-unknown", ""),
        (
            {
                "pledges": [
                    {"id": "a", "trigger": {"start": 19, "end": 25}, "content": {"start": 39, "end": 73}, "status": ""}
                ]
            },
            "label-attribute",
            "pledges[0].status",
        ),
    ],
)
def test_more_faults_and_where_they_are(corpus: Corpus, write, line: dict, rule: str, path: str) -> None:
    faults = check_submission(write({"doc_id": DOC, **line}), corpus)
    assert (faults[0].line, faults[0].rule, faults[0].path) == (1, rule, path)


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b'\xef\xbb\xbf{"doc_id": "lake-orrin-01"}', "line-encoding"),
        (b'{"doc_id": "\\ud83d"}', "line-encoding"),
        (
            b'{"doc_id": "lake-orrin-01", "mentions": [{"id": "a", "start": 1e999, "end": 6, "type": "GPE"}]}',
            "line-number",
        ),
        (
            b'{"doc_id": "lake-orrin-01", "mentions": [{"id": "a", "start": -Infinity, "end": 6, "type": "GPE"}]}',
            "line-number",
        ),
        (
            b'{"doc_id": "lake-orrin-01", "mentions": [{"id": "a", "start": '
            + b"9" * 5000
            + b', "end": 6, "type": "GPE"}]}',
            "line-number",
        ),
        (b'{"a":' * 50_000, "line-depth"),
        (b"[" * 200_000, "line-depth"),
        (b"PAR1 and so on", "file-binary"),
        (b"PK\x03\x04 and so on", "file-binary"),
        (b'{"doc_id":\0}', "file-binary"),
        (b'{"doc_id": 7}', "document-missing"),
        (b'{"dossier": ["lake-orrin"], "edges": []}', "dossier-unknown"),
        (b'{"dossier": "lake-orrin"}', "key-missing"),
    ],
)
def test_hostile_bytes_are_faults_and_never_tracebacks(corpus: Corpus, write, raw: bytes, rule: str) -> None:
    assert rules(write(raw), corpus) == [rule]


def test_an_unresolved_quotation_names_the_nearest(corpus: Corpus) -> None:
    (fault,) = check_submission(INVALID / "quote-unresolved.jsonl", corpus)
    assert fault.path == "mentions[0]" and "'Ana Brisk' in sentence 1" in fault.message


def test_every_fault_of_every_line_is_named(corpus: Corpus, write) -> None:
    bad = {"id": "a", "start": 0, "end": 6, "type": "X", "form": "Y"}
    path = write({"doc_id": DOC, "mentions": [bad, {"id": "a"}, {"id": "b"}]}, {"doc_id": "nowhere"}, "no JSON")
    assert [(fault.line, fault.rule) for fault in check_submission(path, corpus)] == [
        (1, "key-missing"),
        (1, "key-missing"),
        (2, "document-unknown"),
        (3, "line-json"),
    ]
    path = write({"doc_id": DOC, "mentions": [bad, bad]})
    assert sorted(rules(path, corpus)) == ["id-twice", "label-form", "label-form", "label-mention", "label-mention"]


def test_a_sentence_break_is_no_fault_but_emoji_count_once(corpus: Corpus, write) -> None:
    """Offsets are code points: after the ship, which is two UTF-16 units and four bytes, they still fit."""
    text = corpus.document(DOC).text
    start = text.index("Oton Raal")
    path = write(
        {"doc_id": DOC, "mentions": [{"id": "a", "start": start, "end": start + 9, "type": "PER", "text": "Oton Raal"}]}
    )
    assert rules(path, corpus) == []
    shifted = len(text[:start].encode("utf-16-le")) // 2
    path = write(
        {
            "doc_id": DOC,
            "mentions": [{"id": "a", "start": shifted, "end": shifted + 9, "type": "PER", "text": "Oton Raal"}],
        }
    )
    assert rules(path, corpus) == ["span-text"]


def test_split_coverage(corpus: Corpus) -> None:
    path = DATA / "submissions" / "valid.jsonl"
    assert rules(path, corpus, split="all") == []
    assert rules(path, corpus, split="test") == ["document-split"] * 3


def test_missing_file(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(DataNotFoundError, match="file-missing"):
        check_submission(tmp_path / "none.jsonl", corpus)


def _places(value: object, place: tuple = ()) -> Iterator[tuple]:
    """Every place inside a JSON value, as keys and indices."""
    yield place
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield from _places(item, (*place, key))


def test_mutilated_lines_never_end_in_a_traceback(corpus: Corpus, tmp_path: Path) -> None:
    """Values of a good line are deleted or replaced by odd ones, and bytes are overwritten, 600 times in all."""
    dice = random.Random(1)
    odd = [
        "null",
        "true",
        "0",
        "-1",
        "1.5",
        '""',
        "[]",
        "{}",
        "[[]]",
        '{"s": 1}',
        '{"start": 1}',
        '"m1"',
        '["e1", "e1"]',
    ]
    good = [
        line
        for name in ("valid.jsonl", "valid-quoted.jsonl")
        for line in (DATA / "submissions" / name).read_text(encoding="utf-8").splitlines()
    ]
    path, found = tmp_path / "x.jsonl", set()
    for _ in range(300):
        value = json.loads(dice.choice(good))
        *way, last = dice.choice([place for place in _places(value) if place])
        target = value
        for key in way:
            target = target[key]
        if dice.random() < 0.3:
            del target[last]
        else:
            target[last] = json.loads(dice.choice(odd))
        path.write_text(json.dumps(value), encoding="utf-8")
        found.update(rules(path, corpus))
    for _ in range(300):
        raw = bytearray(dice.choice(good).encode())
        for _ in range(3):
            raw[dice.randrange(len(raw))] = dice.randrange(256)
        path.write_bytes(raw)
        found.update(rules(path, corpus))
    assert len(found) > 12 and found <= set(submission_form.RULES)


# Bounds


def test_file_size(corpus: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "large.jsonl"
    with path.open("wb") as stream:
        stream.truncate(submission_form.MAX_FILE_BYTES + 1)
    assert rules(path, corpus) == ["file-size"]


def test_a_long_line_is_skipped_without_being_held(corpus: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    with path.open("wb") as stream:
        stream.write(b'{"doc_id": "')
        for _ in range(32):
            stream.write(b"x" * 1024 * 1024)
        stream.write(b'"}\n{"doc_id": "lake-orrin-01", "mentions": []}\n')
    load_schema()
    tracemalloc.start()
    submission, faults = read_submission(path, corpus)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [(fault.line, fault.rule) for fault in faults] == [(1, "line-size")]
    assert set(submission.predictions) == {DOC}
    assert peak < 4 * submission_form.MAX_LINE_BYTES


def test_the_longest_line_that_is_allowed(corpus: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    line = b'{"doc_id": "lake-orrin-01"' + b" " * submission_form.MAX_LINE_BYTES
    line = line[: submission_form.MAX_LINE_BYTES - 1] + b"}"
    for end in (b"\n", b"\r\n", b""):
        path.write_bytes(line + end)
        assert rules(path, corpus) == []
    path.write_bytes(b" " + line + b"\r\n")
    assert rules(path, corpus) == ["line-size"]


def test_items_many(corpus: Corpus, write) -> None:
    items = [{"id": f"m{n}", "start": 0, "end": 6, "type": "GPE"} for n in range(submission_form.MAX_ITEMS + 1)]
    assert rules(write({"doc_id": DOC, "mentions": items}), corpus) == ["items-many"]
    assert rules(write({"doc_id": DOC, "mentions": items[:-1]}), corpus) == []


def test_faults_many(corpus: Corpus, write) -> None:
    found = rules(write(*["x"] * (submission_form.MAX_FAULTS + 500)), corpus)
    assert found == ["line-json"] * submission_form.MAX_FAULTS + ["faults-many"]


# The command and the documentation


def run(*arguments: str):
    return CliRunner().invoke(group, ["--root", str(DATA / "mini"), "check", *arguments])


@pytest.fixture(autouse=True)
def _root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCORD_ROOT", str(DATA / "mini"))


def test_command_on_a_good_file() -> None:
    result = run(str(DATA / "submissions" / "valid.jsonl"))
    assert result.exit_code == 0, result.output
    assert "clusters, ledger, mentions, near_misses, norms, pledges, relations" in result.output
    assert "6 read, 0 of 6 in all missing" in result.output and "no faults" in result.output


def test_command_counts_what_is_missing(write) -> None:
    result = run(str(write({"doc_id": "prespa-nato-02", "mentions": []})), "--split", "test", "--format", "json")
    record = json.loads(result.output)
    assert (result.exit_code, record["documents"], record["missing"]) == (0, 1, ["prespa-nato-01", "prespa-nato-03"])


def test_command_names_faults_by_line_and_rule(write) -> None:
    path = write(
        {"doc_id": "[/bold]\x1b[31m"}, {"doc_id": DOC, "mentions": [{"id": "m", "start": 9, "end": 6, "type": "GPE"}]}
    )
    result = run(str(path))
    assert result.exit_code == 1 and "\x1b" not in result.output
    assert "document-unknown" in result.output and "[/bold]" in result.output and "2 faults" in result.output
    record = json.loads(run(str(path), "--format", "json").output)
    assert [(fault["line"], fault["rule"]) for fault in record["faults"]] == [
        (1, "document-unknown"),
        (2, "offset-order"),
    ]


def test_documentation_lists_every_rule_and_bound() -> None:
    page = (DATA.parents[1] / "docs" / "submission.md").read_text(encoding="utf-8")
    for rule, meaning in (submission_form.RULES | submission_form.WARNINGS).items():
        assert f"| `{rule}` | {meaning} |" in page, rule
    for bound in ("256 MiB", "4 MiB", f"{submission_form.MAX_ITEMS:,} items", f"{submission_form.MAX_FAULTS:,} faults"):
        assert bound in page
