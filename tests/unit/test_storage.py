"""The codec: strict reading, diff-friendly writing, atomic replacement, spans held against their text."""

import json
import os
import random
from pathlib import Path

import msgspec
import pytest

from accord import storage
from accord.corpus import load_corpus
from accord.errors import AccordError, DataNotFoundError, FormatError, OffsetError
from accord.model import Annotation, Dossier, Ledger, Release

MINI = Path(__file__).parents[1] / "data" / "mini"
GOLD = MINI / "annotations/gold/lake-orrin/lake-orrin-01.json"
FOLDER = MINI / "corpus/dossiers/lake-orrin"


@pytest.fixture
def text():
    return storage.load_text(FOLDER / "lake-orrin-01.txt")


def change(**fields):
    return msgspec.structs.replace(storage.load_annotation(GOLD), **fields)


# Reading


def test_missing_file():
    with pytest.raises(DataNotFoundError, match=r"nowhere.json \[file-missing\]") as caught:
        storage.load_annotation(MINI / "nowhere.json")
    assert isinstance(caught.value, AccordError) and isinstance(caught.value, FileNotFoundError)


def test_size_is_bounded_to_the_byte(tmp_path):
    path = tmp_path / "big"
    path.write_bytes(b"x" * 10)
    assert storage.read_bytes(path, limit=10) == b"x" * 10
    with pytest.raises(FormatError, match=r"\[file-size\] too large; expected at most 9 bytes, got 10"):
        storage.read_bytes(path, limit=9)


def test_unknown_and_missing_keys_are_refused_with_their_path():
    data = json.loads(GOLD.read_text("utf-8"))
    data["mentions"][2]["colour"] = "blue"
    with pytest.raises(FormatError, match=r"unknown field `colour` - at `\$.mentions\[2\]`"):
        storage.decode(json.dumps(data).encode(), Annotation, "x.json")
    del data["mentions"][2]["colour"], data["annotator"]
    with pytest.raises(FormatError, match="missing required field `annotator`"):
        storage.decode(json.dumps(data).encode(), Annotation, "x.json")


@pytest.mark.parametrize("raw", [b"", b"\xff", b"[" * 200_000, b"null", b'{"a": "\\ud800"}', b"[1", b'{"a": NaN}'])
def test_bad_json_is_a_format_error(raw):
    with pytest.raises(FormatError, match=r"f.json \[file-form\]"):
        storage.decode(raw, dict[str, str], "f.json")


@pytest.mark.parametrize("raw", [
    b"\x00", b"\xff", b"a: [", b"date: 2025-02-30", b"a: !!python/object/apply:os.getcwd []", b"? [a]\n: b", b"3",
    b"a: 2025-01-01", b"[" * 200_000, b"- " * 100_000, b"{a: " * 100_000])
def test_bad_yaml_is_a_format_error(raw):
    with pytest.raises(FormatError, match=r"f.yaml \[file-form\]"):
        storage.decode_yaml(raw, dict[str, str], "f.yaml")


def test_yaml_depth_is_bounded_to_the_level():
    nested = b"[" * storage.MAX_YAML_DEPTH + b"]" * storage.MAX_YAML_DEPTH
    storage.decode_yaml(nested, list)
    with pytest.raises(FormatError, match="nested deeper than"):
        storage.decode_yaml(b"[" + nested + b"]", list)


def test_text_is_nfc_and_utf8(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("Ke\u0301ldor\r\n".encode())
    assert storage.load_text(path) == "Kéldor\r\n"
    path.write_bytes("Kéldor".encode("latin-1"))
    with pytest.raises(FormatError, match=r"\[text-encoding\]"):
        storage.load_text(path)


def test_load_document():
    dossier = storage.load_dossier(FOLDER / "dossier.yaml")
    document = storage.load_document(dossier, "lake-orrin-02", FOLDER, "train")
    assert (document.id, document.split, len(document.sentences)) == ("lake-orrin-02", "train", 6)
    assert document.text_sha256 == storage.text_sha256(document.text)
    with pytest.raises(DataNotFoundError, match="document-listed"):
        storage.load_document(dossier, "lake-orrin-09", FOLDER)


# Writing


def test_encode_is_sorted_one_item_a_line_and_reversible():
    annotation = storage.load_annotation(GOLD)
    encoded = storage.encode(annotation)
    assert encoded == GOLD.read_text("utf-8")
    assert storage.decode(encoded.encode(), Annotation) == annotation
    lines = encoded.splitlines()
    layers = ("mentions", "entities", "relations", "pledges", "near_misses")
    items = sum(len(getattr(annotation, layer)) for layer in layers)
    assert sum(line.startswith('  {"') for line in lines) == items
    keys = list(json.loads(encoded))
    assert keys == sorted(keys) and encoded.endswith("}\n") and "Kéldor" in encoded


def test_one_changed_label_is_one_changed_line():
    annotation = storage.load_annotation(GOLD)
    first, *rest = annotation.entities
    changed = change(entities=(msgspec.structs.replace(first, name="Keldor"), *rest))
    before, after = storage.encode(annotation).splitlines(), storage.encode(changed).splitlines()
    assert len(before) == len(after) and sum(a != b for a, b in zip(before, after, strict=True)) == 1


@pytest.mark.parametrize(("path", "kind"), [
    ("annotations/ledger/lake-orrin.json", Ledger), ("corpus/release.yaml", Release),
    ("corpus/dossiers/prespa-nato/dossier.yaml", Dossier)])
def test_encode_reverses_decode(path, kind):
    decode = storage.decode_yaml if path.endswith("yaml") else storage.decode
    value = decode((MINI / path).read_bytes(), kind)
    assert storage.decode(storage.encode(value).encode(), kind) == value


def test_write_atomic_makes_folders_and_readable_files(tmp_path):
    path = tmp_path / "a" / "b" / "c.json"
    storage.write_atomic(path, "Kéldor\n")
    assert path.read_bytes() == "Kéldor\n".encode() and path.stat().st_mode & 0o777 == 0o644
    assert [entry.name for entry in path.parent.iterdir()] == ["c.json"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_write_atomic_leaves_the_old_file_on_failure(tmp_path, monkeypatch, step):
    path = tmp_path / "kept.json"
    path.write_text("old", encoding="utf-8")

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match="disk full"):
        storage.write_atomic(path, "new")
    assert path.read_text("utf-8") == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["kept.json"]


def test_write_atomic_leaves_no_file_behind_for_what_cannot_be_encoded(tmp_path):
    with pytest.raises(UnicodeEncodeError):
        storage.write_atomic(tmp_path / "a.txt", "\ud800")
    assert list(tmp_path.iterdir()) == []


# Against the text


def test_gold_fits_its_text(text):
    assert storage.load_annotation(GOLD, text) == storage.load_annotation(GOLD)


def test_hash_mismatch_is_refused_even_where_every_surface_fits(text):
    with pytest.raises(OffsetError, match=r"lake-orrin-01 \[text-hash\]"):
        storage.load_annotation(GOLD, text + " More.")


@pytest.mark.parametrize(("start", "end", "surface"), [
    (0, 5, "Kéldor"), (0, 0, ""), (5, 0, ""), (-6, -1, "talks"), (0, 10**9, "Kéldor"), (1, 7, "Kéldor")])
def test_wrong_spans_are_refused(text, start, end, surface):
    annotation = storage.load_annotation(GOLD)
    bad = msgspec.structs.replace(annotation.mentions[0], start=start, end=end, text=surface)
    with pytest.raises(OffsetError, match=r"g.json:lake-orrin-01:m1 \[span-surface\]"):
        storage.check_against_text(change(mentions=(bad, *annotation.mentions[1:])), text, "g.json")


@pytest.mark.parametrize("slot", ["trigger", "content", "condition"])
def test_spans_of_pledges_are_checked_too(text, slot):
    pledge = storage.load_annotation(GOLD).pledges[1]
    span = msgspec.structs.replace(getattr(pledge, slot), text="x")
    with pytest.raises(OffsetError, match=rf"p2.{slot} "):
        storage.check_against_text(change(pledges=(msgspec.structs.replace(pledge, **{slot: span}),)), text)


def test_offsets_are_code_points(text):
    assert "🚢" in text and len(text.encode("utf-16-le")) // 2 > len(text)
    after = next(mention for mention in storage.load_annotation(GOLD).mentions if mention.start > text.index("🚢"))
    assert text[after.start:after.end] == after.text


def test_spans_of_yields_every_span_once():
    annotation = storage.load_annotation(GOLD)
    names = [name for name, _ in storage.spans_of(annotation)]
    assert len(names) == len(set(names)) == 24 + 3 * 2 + 1 + 2 * 2
    assert "p2.condition" in names and "p1.condition" not in names


# Splits, release, digest


def test_splits_and_release():
    assert storage.load_splits(MINI) == {"train": ("lake-orrin",), "validation": (), "test": ("prespa-nato",)}
    assert storage.load_release(MINI).schema_version == "1.0.0"


def test_digest_depends_on_the_bytes_and_names_of_the_data_alone(tmp_path):
    import shutil

    from accord.digest import data_digest, data_files

    root = tmp_path / "mini"
    shutil.copytree(MINI, root, ignore=shutil.ignore_patterns("schema", "rounds"))
    assert data_digest(root) == data_digest(MINI) == storage.load_release(MINI).digest
    assert len(data_files(root)) == 1 + 2 + 6 + 6 + 6 + 2 + 1
    path = random.Random(0).choice(data_files(root))
    path.write_bytes(path.read_bytes() + b" ")
    assert data_digest(root) != data_digest(MINI)


def test_mini_corpus_loads_whole():
    corpus = load_corpus(MINI)
    assert len(corpus.documents) == len(corpus.gold) == 6 and len(corpus.ledgers) == 2
