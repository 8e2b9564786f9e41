"""Relation scores against what Re-DocRED's own evaluation script printed for the same facts.

The script is not ours and so is not part of this repository; its output, with where it comes from, is stored beside the
input in redocred.json.
"""

import json
from pathlib import Path

import pytest

from accord.schema import load_schema
from accord.scoring.metrics import all_scores
from accord.scoring.relations import relation_counts
from accord.scoring.statistics import Row, Table
from accord.scoring.view import EntityView, View

STORED = json.loads((Path(__file__).parent / "redocred.json").read_text(encoding="utf-8"))
OFFICIAL = STORED["output"]


def f1(precision, recall):
    return 2 * precision * recall / (precision + recall)


@pytest.fixture(scope="module")
def scores():
    schema = load_schema()
    train = frozenset(tuple(fact) for fact in STORED["train"])
    rows, counts = [], []
    for document in STORED["gold"]:
        title, names = document["title"], document["names"]
        entities = {
            f"e{n}": EntityView(f"e{n}", "ORG", name, frozenset({(10 * n, 10 * n + 5)})) for n, name in enumerate(names)
        }
        gold = {(x["r"], f"e{x['h']}", f"e{x['t']}"): frozenset(x["evidence"]) for x in document["labels"]}
        predicted = {
            (x["r"], f"e{x['h_idx']}", f"e{x['t_idx']}"): frozenset(x["evidence"])
            for x in STORED["predicted"]
            if x["title"] == title
        }
        views = [View(entities=entities, relations=facts) for facts in (gold, predicted)]
        rows.append(Row(title, title, "", "", ""))
        counts.append(relation_counts(*views, {name: name for name in entities}, schema, train))
    return {name: float(value[0]) for name, value in all_scores(Table.from_counts(rows, counts).total()).items()}


def test_relation_precision_recall_and_f1_are_the_tools(scores):
    assert scores["relations.strict.micro.precision"] == pytest.approx(OFFICIAL["re_p"])
    assert scores["relations.strict.micro.recall"] == pytest.approx(OFFICIAL["re_r"])
    assert scores["relations.strict.micro.f1"] == pytest.approx(OFFICIAL["re_f1"])


def test_evidence_f1_is_the_tools_but_for_its_count_that_starts_at_one(scores):
    total = sum(len(x["evidence"]) for document in STORED["gold"] for x in document["labels"])
    recall = scores["relations.evidence.micro.recall"] * total / (total + 1)
    assert f1(scores["relations.evidence.micro.precision"], recall) == pytest.approx(OFFICIAL["evi_f1"])


def test_precision_on_unseen_pairs_gives_the_tools_ignoring_f1(scores):
    # The tool adds 1e-5 to the denominator and keeps the recall over all facts.
    ours = f1(scores["relations.unseen.micro.precision"], scores["relations.strict.micro.recall"])
    assert ours == pytest.approx(OFFICIAL["re_f1_ignore_train_annotated"], abs=1e-6)
    assert ours != pytest.approx(OFFICIAL["re_f1"], abs=1e-3)
