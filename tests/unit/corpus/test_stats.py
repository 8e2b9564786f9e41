"""Counts and measures of the corpus, against figures that were counted by hand or by another way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from accord import load_corpus, load_schema, storage
from accord.cli import group
from accord.corpus import Corpus, split_sentences
from accord.corpus.stats import statistics
from accord.errors import DataNotFoundError
from accord.model import Document
from accord.validate import measures as m

MINI = Path(__file__).parents[2] / "data" / "mini"


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(MINI)


@pytest.fixture(autouse=True)
def _root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCORD_ROOT", str(MINI))


def make(corpus: Corpus, *texts: str, dossiers: int | None = None) -> tuple[Document, ...]:
    """Documents with these texts, each in a dossier of its own or spread over so many."""
    base = corpus.documents[0]
    return tuple(
        replace(
            base,
            article=replace(base.article, id=f"d-{number:02}"),
            dossier=f"d{number % (dossiers or len(texts))}",
            text=text,
            text_sha256=storage.text_sha256(text),
            sentences=split_sentences(text),
        )
        for number, text in enumerate(texts)
    )


def rows(corpus: Corpus, name: str) -> dict[tuple, dict]:
    table = next(table for table in statistics(corpus, load_schema()) if table.id == name)
    return {tuple(row[: table.keys]): record for row, record in zip(table.rows, table.records(), strict=True)}


# Counts


def test_overview_of_the_mini_corpus(corpus: Corpus) -> None:
    found = rows(corpus, "overview")
    assert list(found) == [("train",), ("validation",), ("test",), ("all",)]
    assert found["all",] == {
        "split": "all",
        "dossiers": 2,
        "articles": 6,
        "annotated": 6,
        "words": 413,
        "sentences": 28,
        "mentions": 82,
        "entities": 40,
        "relations": 13,
        "pledges": 10,
        "near-misses": 8,
        "ledger edges": 6,
    }
    assert (found["test",]["articles"], found["test",]["pledges"], found["validation",]["articles"]) == (3, 1, 0)


def test_each_table_adds_up_to_the_files_themselves(corpus: Corpus) -> None:
    """Counted once more from the raw JSON, without the library."""
    raw = [json.loads(path.read_text(encoding="utf-8")) for path in (MINI / "annotations" / "gold").glob("*/*.json")]
    count = lambda layer: sum(len(item[layer]) for item in raw)  # noqa: E731
    assert rows(corpus, "mentions")["all",]["all"] == count("mentions")
    assert sum(record["all"] for record in rows(corpus, "relations").values()) == count("relations")
    for layer, attributes in (
        ("pledges", load_schema().pledge.attributes),
        ("near_misses", load_schema().near_miss.attributes),
    ):
        table = rows(corpus, layer)
        for attribute, item in attributes.items():
            assert sum(table[attribute, value]["all"] for value in item.values) == count(layer)
            for value in item.values:
                assert table[attribute, value]["all"] == sum(f[attribute] == value for one in raw for f in one[layer])
    ledgers = [
        json.loads(path.read_text(encoding="utf-8")) for path in (MINI / "annotations" / "ledger").glob("*.json")
    ]
    assert sum(record["all"] for record in rows(corpus, "ledger").values()) == sum(len(one["edges"]) for one in ledgers)


def test_every_dimension_of_the_grid_covers_every_article(corpus: Corpus) -> None:
    found = rows(corpus, "grid")
    for dimension in ("stratum", "region", "theme", "genre", "english", "year"):
        chosen = [record for (name, _), record in found.items() if name == dimension]
        assert sum(record["articles"] for record in chosen) == 6, dimension
        assert sum(record["words"] for record in chosen) == 413
        assert sum(record["pledges"] for record in chosen) == 10
    for dimension in ("stratum", "region", "theme", "genre", "english"):
        assert [value for name, value in found if name == dimension] == list(load_schema().grid[dimension])
    assert found["region", "africa"]["articles"] == 0
    cells = rows(corpus, "regions_by_themes")
    assert cells["maritime",]["europe"] == 3 and cells["trade",]["europe"] == 0


def test_a_new_label_is_counted_without_an_edit(corpus: Corpus) -> None:
    schema = load_schema()
    schema = replace(schema, relations={**schema.relations, "ORBITS": schema.relations["PART_OF"]})
    table = next(table for table in statistics(corpus, schema) if table.id == "relations")
    assert table.rows[-1] == ("ORBITS", 0, 0, 0, 0)


def test_documents_in_no_split_have_a_row(corpus: Corpus) -> None:
    loose = tuple(replace(document, split=None) for document in corpus.documents)
    found = rows(Corpus(corpus.root, corpus.dossiers, loose, corpus.gold, corpus.ledgers), "overview")
    assert found["none",]["articles"] == found["all",]["articles"] == 6


# Measures


RUN = "the delegations spent four long hours arguing about fishing quotas and customs before dawn"


def test_shared_run_counts_words_and_names_the_articles(corpus: Corpus) -> None:
    documents = make(corpus, f"On Monday {RUN}.", "Nothing like it was seen here.", f"Then {RUN}, as everyone knew.")
    found = m.shared_run(documents)
    assert (found.value, found.ok) == (len(RUN.split()), False)
    assert "d-00 and d-02" in found.detail


def test_shared_run_does_not_count_names_but_sees_through_them(corpus: Corpus) -> None:
    one = "Then ministers of Vastria and of Kéldor met again in Tallow to talk about boats."
    other = "Then ministers of Norway and of France met again in Geneva to talk about boats."
    assert m.shared_run(make(corpus, one, other)).value >= 8
    assert (
        m.shared_run(make(corpus, "Ana Brisk Oton Raal Lake Orrin " * 3, "Ana Brisk Oton Raal Lake Orrin " * 3)).value
        == 0
    )


def test_shared_run_ignores_repeats_inside_one_article(corpus: Corpus) -> None:
    found = m.shared_run(make(corpus, f"{RUN}.\n{RUN}."))
    assert (found.value, found.ok) == (0, True)


def test_near_duplicates_are_exact_at_the_bound(corpus: Corpus) -> None:
    words = [f"w{number}" for number in range(60)]
    copy = words[:40] + [f"x{number}" for number in range(20)]
    far = words[:12] + [f"y{number}" for number in range(48)]
    found = m.near_duplicates(make(corpus, " ".join(words), " ".join(copy), " ".join(far)))
    # 56 five-grams each; 36 shared with the copy: 36 / 76. With the third only 8: 8 / 104.
    assert (found.value, found.ok) == (1, False)
    assert found.detail == "d-00 and d-01 (0.47)"
    assert m.near_duplicates(make(corpus, "too short", "too short")).value == 0


def test_near_duplicates_agree_with_all_pairs(corpus: Corpus) -> None:
    import random

    dice = random.Random(7)
    base = [f"w{number}" for number in range(100)]
    texts = []
    for _ in range(25):
        keep = dice.randint(10, 100)
        texts.append(" ".join(base[:keep] + [f"z{dice.random()}".replace(".", "") for _ in range(100 - keep)]))
    grams = [{tuple(text.split()[at : at + 5]) for at in range(96)} for text in texts]
    expected = sum(
        len(one & other) / len(one | other) > m.MAX_JACCARD for n, one in enumerate(grams) for other in grams[:n]
    )
    assert expected > 10
    assert m.near_duplicates(make(corpus, *texts)).value == pytest.approx(expected, abs=0.02 * expected)


def test_common_share(corpus: Corpus) -> None:
    common = "on the sidelines of"
    texts = [f"{common} a{n} b{n} c{n}" for n in range(4)]
    # Four running 4-grams a text, one of them everywhere.
    found = m.common_share(make(corpus, *texts))
    assert (found.value, found.ok, found.detail) == (0.25, False, common)
    assert m.common_share(make(corpus, *texts, dossiers=2)).ok is None
    assert m.common_share(make(corpus, "a b c d", "e f g h", "i j k l")).value == 0


@pytest.mark.parametrize(
    ("trigger", "lemma"),
    [
        ("have agreed", "agree"),
        ("agreed", "agree"),
        ("pledged", "pledge"),
        ("has also pledged", "pledge"),
        ("its promise of", "promise"),
        ("promises", "promise"),
        ("will", "will"),
        ("will not", "will"),
        ("would", "will"),
        ("is to", "be"),
        ("are to", "be"),
        ("undertook", "undertake"),
        ("gave its word", "give"),
        ("You have my word", "word"),
        ("vowed", "vow"),
        ("is committed to", "commit"),
        ("guarantees", "guarantee"),
        ("WILL", "will"),
        ("", ""),
    ],
)
def test_head_lemma(trigger: str, lemma: str) -> None:
    assert m.head_lemma(trigger) == lemma


def test_lemma_share(corpus: Corpus) -> None:
    lemmas = m.trigger_lemmas(corpus)
    assert sum(count for _, count, _ in lemmas) == 10 and sum(share for _, _, share in lemmas) == pytest.approx(1)
    found = m.lemma_share(corpus)
    assert (found.value, found.ok) == (lemmas[0][2], lemmas[0][2] <= 0.08)
    assert m.lemma_share(Corpus(corpus.root, (), (), {}, {})).ok is None


def test_frames_an_article_and_their_bounds(corpus: Corpus) -> None:
    found = {item.id: item for item in m.measure(corpus, load_schema())}
    assert found["pledges-an-article"].value == pytest.approx(10 / 6) and found["pledges-an-article"].ok is False
    assert found["near-misses-an-article"].value == pytest.approx(8 / 6)
    train = {item.id: item for item in m.measure(corpus.split("train"), load_schema())}
    assert train["pledges-an-article"].value == 3 and train["pledges-an-article"].ok is True


def test_rarest_values_are_judged_from_a_hundred_articles(corpus: Corpus) -> None:
    def grown(times: int) -> dict[str, m.Measure]:
        documents, gold = [], {}
        for number in range(times):
            for document, annotation in corpus:
                name = f"{document.id}-{number}"
                documents.append(replace(document, article=replace(document.article, id=name)))
                gold[name] = annotation
        big = Corpus(corpus.root, (), tuple(documents), gold, {})
        return {item.id: item for item in m._rarest_values(big, load_schema())}

    small, large = grown(16), grown(17)
    assert small["rarest-polarity"].ok is None and small["rarest-polarity"].value == 32
    assert large["rarest-polarity"].ok is True and large["rarest-polarity"].value == 34
    assert large["rarest-firmness"].ok is False and "BINDING 17" in large["rarest-firmness"].detail
    assert large["rarest-specificity"].value == 0


@pytest.mark.parametrize("library", ["simplemma"])
def test_a_missing_extra_is_named(corpus: Corpus, monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(DataNotFoundError, match=rf"{library}.*accord-corpus\[stats\]"):
        m.measure(corpus, load_schema())


# The command


def test_command_prints_tables_and_json(corpus: Corpus) -> None:
    result = CliRunner().invoke(group, ["stats"])
    assert result.exit_code == 0 and "Articles by theme and region" in result.output and "Measures" not in result.output
    record = json.loads(CliRunner().invoke(group, ["stats", "--format", "json"]).output)
    assert record["statistics"]["overview"][-1]["words"] == 413 and "measures" not in record
    record = json.loads(
        CliRunner().invoke(group, ["stats", "--format", "json", "--measures", "--split", "train"]).output
    )
    assert record["statistics"]["overview"][-1]["articles"] == 3
    assert {item["id"]: item["ok"] for item in record["measures"]}["shared-run"] is True
    assert record["trigger_lemmas"][0]["lemma"] == "will"


def test_command_exits_1_out_of_bounds() -> None:
    command = [sys.executable, "-c", "from accord.cli import main; main()", "stats", "--measures"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 1 and "OUT" in result.stdout and result.stderr == ""


def test_plots_are_drawn_and_the_same_each_time(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    first, second = tmp_path / "a", tmp_path / "b"
    for folder in (first, second):
        result = CliRunner().invoke(group, ["stats", "--plots", str(folder)])
        assert result.exit_code == 0, result.exception
    names = {path.name for path in first.iterdir()}
    expected = ("grid", "years", "mentions", "pledges", "near_misses", "relations")
    assert names == {f"{name}.{ending}" for name in expected for ending in ("png", "svg")}
    for name in names:
        data = (first / name).read_bytes()
        assert data == (second / name).read_bytes(), name
        assert data.startswith(b"\x89PNG") if name.endswith("png") else b"<svg" in data
        assert len(data) > 5_000
