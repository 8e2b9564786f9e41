"""Ranking runs: what may be compared, ties, what is shown."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from accord import load_corpus, storage
from accord.benchmark import load_result
from accord.benchmark.extractor import Recipe
from accord.benchmark.running import run
from accord.errors import DataNotFoundError, FormatError, IncomparableScoresError
from accord.leaderboard import load_entry, rank, render
from accord.leaderboard.rendering import COLUMNS, legend, rows_of

ROOT = Path(__file__).parents[2] / "data" / "mini"
TASKS = ("mentions", "clusters", "norms", "relations", "pledges", "near_misses")


@pytest.fixture(scope="module")
def corpus():
    return load_corpus(ROOT)


class Copyist:
    """Gives gold with every ``step``-th mention lost; 0 loses none. Without ``tasks`` it attempts all."""

    def __init__(self, name, corpus, step, layers=("mentions", "entities", "relations", "pledges", "near_misses")):
        self.name, self.corpus, self.step, self.layers = name, corpus, step, layers
        self.tasks = TASKS if len(layers) == 5 else ("mentions",)

    def extract(self, documents):
        for document in documents:
            gold = self.corpus.gold[document.id]
            lost = {m.id for n, m in enumerate(gold.mentions) if self.step and n % self.step == 0 and m.norm}
            kept = tuple(m for m in gold.mentions if m.id not in lost)
            pledges = tuple(
                replace(p, **{s: tuple(i for i in getattr(p, s) if i not in lost) for s in ("object", "deadline")})
                for p in gold.pledges
            )
            made = {
                "mentions": kept,
                "entities": gold.entities,
                "relations": gold.relations,
                "pledges": pledges,
                "near_misses": gold.near_misses,
            }
            yield replace(gold, **{layer: made[layer] if layer in self.layers else () for layer in made})


@pytest.fixture(scope="module")
def runs(corpus, tmp_path_factory):
    home = tmp_path_factory.mktemp("runs")

    def make(extractor, split="all", name=None):
        recipe = Recipe("test:build", lambda config, train: extractor, {"seed": 0}, None, "sha256:c", "sha256:k")
        out = home / (name or extractor.name)
        run(recipe, corpus, split=split, out=out)
        return out

    return {
        "perfect": make(Copyist("perfect", corpus, 0)),
        "lossy": make(Copyist("lossy", corpus, 2)),
        "partial": make(Copyist("partial", corpus, 0, ("mentions",))),
        "train": make(Copyist("perfect", corpus, 0), split="train", name="train"),
    }


def test_entries_are_rescored_and_sorted(runs, corpus):
    board = rank([load_entry(runs[name], corpus) for name in ("partial", "lossy", "perfect")], shuffles=200)
    assert [place.entry.result.system for place in board.places] == ["perfect", "lossy", "partial"]
    assert board.places[0].entry.report.headline == pytest.approx(1.0)
    assert board.places[2].rank is None, "a system that leaves tasks out has no Accord score and no rank"


def test_too_few_dossiers_are_ranked_by_score_and_said_to_be_untested(runs, corpus):
    board = rank([load_entry(runs[name], corpus) for name in ("perfect", "lossy")], shuffles=200)
    assert [(place.rank, place.tied) for place in board.places] == [(1, False), (2, False)]
    assert any("2 dossiers are too few for the paired test" in line for line in legend(board))


def test_systems_that_the_test_cannot_tell_apart_tie(runs, corpus, monkeypatch):
    monkeypatch.setattr("accord.leaderboard.ranking.FEWEST", 2)
    board = rank([load_entry(runs[name], corpus) for name in ("perfect", "lossy")], shuffles=200)
    assert [(place.rank, place.tied) for place in board.places] == [(1, True), (1, True)]
    assert [row[0] for row in rows_of(board)] == ["1=", "1="]
    assert "shares its rank" in legend(board)[0]


def test_a_difference_gives_ranks_without_ties(runs, corpus, monkeypatch):
    import accord.leaderboard.ranking as ranking

    monkeypatch.setattr(ranking, "FEWEST", 2)
    real = ranking.compare
    monkeypatch.setattr(
        ranking,
        "compare",
        lambda a, b, **options: tuple(type(d)(**{**vars(d), "p": 0.001}) for d in real(a, b, **options)),
    )
    board = rank([load_entry(runs[name], corpus) for name in ("lossy", "perfect")], shuffles=200)
    assert [(place.rank, place.tied) for place in board.places] == [(1, False), (2, False)]
    assert not any("shares" in line for line in legend(board))


def test_many_pairs_are_corrected_for_their_number(runs, corpus, monkeypatch):
    import accord.leaderboard.ranking as ranking

    monkeypatch.setattr(ranking, "FEWEST", 2)
    real = ranking.compare
    monkeypatch.setattr(
        ranking,
        "compare",
        lambda a, b, **options: tuple(type(d)(**{**vars(d), "p": 0.02}) for d in real(a, b, **options)),
    )
    two = rank([load_entry(runs[name], corpus) for name in ("lossy", "perfect")], shuffles=200)
    three = rank([load_entry(runs[name], corpus) for name in ("lossy", "perfect", "lossy")], shuffles=200)
    assert two.places[-1].rank == 2
    assert {place.rank for place in three.places} == {1}, "0.02 three times is no difference"


def test_other_splits_are_refused(runs, corpus):
    with pytest.raises(IncomparableScoresError, match="split differs"):
        rank([load_entry(runs["perfect"], corpus), load_entry(runs["train"], corpus)])


@pytest.mark.parametrize("field", ["data_digest", "schema_version"])
def test_runs_on_other_data_are_refused(runs, corpus, tmp_path, field):
    result = replace(load_result(runs["perfect"] / "result.json"), **{field: "9.9.9"})
    storage.write_atomic(tmp_path / "result.json", storage.encode(result))
    (tmp_path / "predictions.jsonl").write_bytes((runs["perfect"] / "predictions.jsonl").read_bytes())
    with pytest.raises(IncomparableScoresError, match="leaderboard-data"):
        load_entry(tmp_path, corpus)


@pytest.mark.parametrize("field", ["data_digest", "schema_version"])
def test_a_mixed_board_is_refused(runs, corpus, field):
    entry = load_entry(runs["perfect"], corpus)
    other = type(entry)(entry.folder, replace(entry.result, **{field: "other"}), entry.report)
    with pytest.raises(IncomparableScoresError, match=field):
        rank([entry, other])


def test_a_boasting_record_is_noted_and_not_believed(runs, corpus, tmp_path):
    result = load_result(runs["lossy"] / "result.json")
    scores = {**result.scores, "primaries": dict.fromkeys(result.scores["primaries"], 1.0)}
    storage.write_atomic(tmp_path / "result.json", storage.encode(replace(result, scores=scores)))
    (tmp_path / "predictions.jsonl").write_bytes((runs["lossy"] / "predictions.jsonl").read_bytes())
    entry = load_entry(tmp_path, corpus)
    assert entry.report.primaries["mentions"] < 1
    assert "mentions" in entry.notes[0]
    assert entry.notes[0] in legend(rank([entry]))


def test_a_folder_without_predictions_is_named(runs, corpus, tmp_path):
    (tmp_path / "result.json").write_bytes((runs["lossy"] / "result.json").read_bytes())
    with pytest.raises(DataNotFoundError, match=r"predictions\.jsonl"):
        load_entry(tmp_path, corpus)


def test_markdown_and_json_end_with_the_signature(runs, corpus):
    board = rank([load_entry(runs[name], corpus) for name in ("lossy", "perfect")], shuffles=200)
    lines = render(board, "markdown").rstrip().splitlines()
    assert lines[0].count("|") == len(COLUMNS) + 1 and lines[-1] == board.signature
    data = json.loads(render(board, "json"))
    assert data["signature"] == board.signature and data["places"][0]["scores"]["accord"] == pytest.approx(1.0)
    assert len(data["tests"]) == 1
    with pytest.raises(ValueError, match="latex"):
        render(board, "latex")


@pytest.mark.parametrize(
    "scores", [{"tasks": 3}, {"tasks": [["x"]]}, {"primaries": []}, {"primaries": {"accord": "x"}}]
)
def test_scores_of_another_form_are_refused(runs, corpus, tmp_path, scores):
    for path in runs["perfect"].iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    result = replace(load_result(tmp_path / "result.json"), scores=scores)
    storage.write_atomic(tmp_path / "result.json", storage.encode(result))
    with pytest.raises(FormatError, match=r"result\.json"):
        load_entry(tmp_path, corpus)
