"""A finding of each layer names file, document, annotation and a fix, word for word."""

import json
from pathlib import Path

import pytest

from accord import storage
from accord.corpus import load_corpus
from accord.errors import DataNotFoundError, SchemaError
from accord.validate import RULES, find_root, validate, validate_annotation

MINI = Path(__file__).parents[2] / "data" / "mini"
GOLD = "annotations/gold/lake-orrin/lake-orrin-01.json"

# rule: file, document and annotation; message; fix
LINES = {
    "grid-value": (
        "corpus/dossiers/lake-orrin/dossier.yaml:lake-orrin", "region is 'atlantis'.",
        "use one of south-asia, east-asia, south-east-asia-pacific, middle-east, europe, africa, americas, "
        "multilateral."),
    "text-blank": (
        "corpus/dossiers/lake-orrin/lake-orrin-01.txt:lake-orrin-01:line 1", "a paragraph ends with a blank.",
        "separate paragraphs by one LF and words by one blank, with nothing before the first or after the last."),
    "span-surface": (
        f"{GOLD}:lake-orrin-01:m1", "surface is 'Keldor'; the text has 'Kéldor' at [0, 6).",
        "correct the offsets (code points, half-open) or the surface."),
    "entity-kb": (f"{GOLD}:lake-orrin-01:e1", "kb_id is Q668 in a fiction article.", "invented things are NIL."),
    "relation-head-type": (
        f"{GOLD}:lake-orrin-01:r1", "the head of HOLDS_ROLE is a GPE; expected PER.",
        "correct the relation, its direction or the entity's type."),
    "slot-type": (
        f"{GOLD}:lake-orrin-01:p1.pledgor", "pledgor holds m3, a DATE; expected PER, GPE, ORG, MIL.",
        "name another mention or another slot."),
    "near-miss-kind": (
        f"{GOLD}:lake-orrin-01:n1.kind", "kind is 'DREAM'.",
        "use one of HOPE, REQUEST, THREAT, PREDICTION, SCHEDULE, PAST, REFUSAL, POSSIBILITY."),
    "annotation-path": (
        "annotations/rounds/p00/A/lake-orrin-01.json:lake-orrin-01", "annotator is 'B'; the path says 'A'.",
        "move the file or correct the field."),
    "ledger-dangling": (
        "annotations/ledger/lake-orrin.json:l1", "the gold of lake-orrin-01 has no pledge 'P9'.",
        "name a pledge_id of its gold."),
    "split-leak": (
        "corpus/splits.yaml:lake-orrin", "dossier 'lake-orrin' is listed 2 times, in train, test.",
        "keep it in one split."),
    "release-version": ("corpus/release.yaml", "version is 'v1'.", "use MAJOR.MINOR.PATCH."),
}


@pytest.mark.parametrize("rule_id", LINES)
def test_finding_of_each_layer_reads(patched, rule_id):
    root, _ = patched(rule_id)
    [finding] = validate(root, rules=[rule_id])
    place, message, fix = LINES[rule_id]
    assert str(finding).removeprefix(f"{root}/") == f"{place} [{rule_id}] {message} Fix: {fix}"


def test_one_finding_of_every_layer_is_spelt_out():
    assert {RULES[rule_id].layer for rule_id in LINES} == {rule.layer for rule in RULES.values()}


GARBAGE = {
    "empty": b"", "binary": b"\x00\xff\xfe", "deep json": b"[" * 200_000, "deep yaml": b"{a: " * 50_000,
    "other type": b"3", "list": b"[1, 2]", "bad date": b"date: 2025-02-30\n",
    "tag": b"!!python/object/apply:os.getcwd []",
    "truncated": b'{"doc_id": "x", "mentions": [{"id"',
}
FILES = [
    GOLD, "annotations/rounds/p00/B/prespa-nato-02.json", "annotations/ledger/prespa-nato.json", "corpus/release.yaml",
    "corpus/splits.yaml", "corpus/dossiers/prespa-nato/dossier.yaml",
    "corpus/dossiers/lake-orrin/lake-orrin-02.sentences.json",
]


@pytest.mark.parametrize("raw", GARBAGE.values(), ids=GARBAGE)
@pytest.mark.parametrize("file", FILES)
def test_malformed_file_is_a_finding_and_the_others_go_on(mini, file, raw):
    (mini / file).write_bytes(raw)
    other = mini / "annotations/gold/lake-orrin/lake-orrin-03.json"
    other.write_text(other.read_text("utf-8").replace('"BROKEN"', '"SHATTERED"'), encoding="utf-8")
    found = {(finding.rule, Path(finding.file).relative_to(mini).as_posix()) for finding in validate(mini)}
    assert {("file-form", file), ("dossier-form", file)} & found
    assert ("attribute-unknown", "annotations/gold/lake-orrin/lake-orrin-03.json") in found


def test_unreadable_dossier_does_not_make_its_gold_stray(mini):
    (mini / "corpus/dossiers/lake-orrin/dossier.yaml").write_text("id: [", encoding="utf-8")
    found = validate(mini)
    assert {finding.rule for finding in found} >= {"dossier-form", "split-unknown-dossier"}
    assert not {"file-undeclared", "document-unknown"} & {finding.rule for finding in found}


def test_id_that_climbs_out_of_the_folder_is_never_read(mini):
    path = mini / "corpus/dossiers/lake-orrin/dossier.yaml"
    path.write_text(path.read_text("utf-8").replace("id: lake-orrin-03", "id: ../../../secret"), encoding="utf-8")
    (mini / "secret.txt").write_text("not an article", encoding="utf-8")
    found = [finding for finding in validate(mini) if "secret" in finding.message]
    assert [finding.rule for finding in found] == ["file-name"]


def test_stray_files_are_named_wherever_they_lie(mini):
    stray = ["annotations/gold/lake-orrin/lake-orrin-09.json", "annotations/ledger/elsewhere.json",
             "corpus/dossiers/lake-orrin/lake-orrin-04.txt", "corpus/dossiers/no-dossier/a.txt"]
    for file in stray:
        (mini / file).parent.mkdir(exist_ok=True)
        (mini / file).write_text("{}", encoding="utf-8")
    found = [Path(f.file).relative_to(mini).as_posix() for f in validate(mini, rules=["file-undeclared"])]
    assert sorted(found) == sorted(stray)


def test_paths_restrict_what_is_reported(patched):
    root, _ = patched("slot-type")
    everything = {finding.rule for finding in validate(root)}
    assert {"slot-type", "release-digest"} <= everything
    assert [finding.rule for finding in validate(root, [root / GOLD])] == ["slot-type"]
    assert validate(root, [root / "corpus/dossiers/lake-orrin", root / "annotations/rounds/p00"]) == []
    assert {finding.rule for finding in validate(root, [root / "corpus"])} == {"release-digest"}


def test_annotation_file_outside_the_root_is_checked_against_its_document(mini, tmp_path):
    data = json.loads((mini / GOLD).read_text("utf-8"))
    data["mentions"][0]["end"] = 5
    outside = tmp_path / "elsewhere" / "mine.json"
    outside.parent.mkdir()
    outside.write_text(json.dumps(data), encoding="utf-8")
    assert {finding.rule for finding in validate(mini, [outside])} == {"span-surface", "span-word"}
    assert {finding.rule for finding in validate(mini, [outside.parent])} == {"span-surface", "span-word"}


def test_warnings_become_errors_only_where_said(mini):
    path = mini / "corpus/dossiers/prespa-nato/dossier.yaml"
    path.write_text(path.read_text("utf-8").replace("facts_checked: *checked", "facts_checked: null"), encoding="utf-8")
    (mini / "annotations/gold/prespa-nato/prespa-nato-03.json").unlink()
    found = {finding.document: finding.severity for finding in validate(mini, rules=["facts-unchecked"])}
    assert found == {"prespa-nato-02": "error", "prespa-nato-03": "warning"}


def test_a_round_of_an_older_minor_stays_valid_and_gold_does_not(mini):
    schema = (mini / "schema").resolve() / "accord.yaml"
    (mini / "schema").unlink()
    (mini / "schema").mkdir()
    text = schema.read_text("utf-8").replace("version: 1.0.0", "version: 1.2.0")
    (mini / "schema" / "accord.yaml").write_text(text, encoding="utf-8")
    found = {Path(finding.file).relative_to(mini).parts[1] for finding in validate(mini, rules=["schema-version"])}
    assert found == {"gold", "ledger"}


def test_annotation_in_memory():
    corpus = load_corpus(MINI)
    document, annotation = corpus.document("lake-orrin-01"), corpus.gold["lake-orrin-01"]
    assert validate_annotation(annotation, document) == []
    broken = storage.decode(storage.encode(annotation).replace('"m2"]', '"m99"]').encode(), type(annotation))
    [finding] = validate_annotation(broken, document, file=Path("pulled.json"))
    assert (finding.rule, finding.file, finding.annotation) == ("dangling-mention", "pulled.json", "p1.pledgor")
    other = validate_annotation(annotation, corpus.document("lake-orrin-02"))
    assert {finding.rule for finding in other} >= {"text-hash", "document-unknown"}


def test_unknown_rule_and_missing_paths_are_told(mini):
    with pytest.raises(SchemaError, match="span-word"):
        validate(mini, rules=["span-wurd"])
    with pytest.raises(DataNotFoundError, match="nowhere"):
        validate(mini, [mini / "nowhere"])
    with pytest.raises(DataNotFoundError, match="corpus-missing"):
        validate(mini / "annotations")


def test_find_root():
    assert find_root(MINI / GOLD) == MINI.resolve()
    assert find_root(MINI) == MINI.resolve()
    assert find_root(Path("/")) is None
