"""Relation scores against an independent reading of the DocRED evaluation, and slots against a brute-force optimum."""

import random
from itertools import permutations

import pytest

from accord.schema import load_schema
from accord.scoring.clusters import align_entities
from accord.scoring.matching import assign
from accord.scoring.metrics import all_scores
from accord.scoring.relations import relation_counts
from accord.scoring.statistics import Row, Table
from accord.scoring.view import EntityView, View

SCHEMA = load_schema()
LABELS = [name for name, relation in SCHEMA.relations.items() if not relation.symmetric]
ENTITIES = {f"e{n}": EntityView(f"e{n}", "ORG", f"Name {n}", frozenset({(10 * n, 10 * n + 5)})) for n in range(8)}


def random_facts(rng: random.Random, size: int) -> dict[tuple[str, str, str], frozenset[int]]:
    return {
        (rng.choice(LABELS), *rng.sample(sorted(ENTITIES), 2)): frozenset(rng.sample(range(9), rng.randint(1, 3)))
        for _ in range(size)
    }


@pytest.fixture(scope="module")
def documents() -> list[tuple[dict, dict]]:
    rng = random.Random(11)
    found = []
    for _ in range(20):
        gold = random_facts(rng, 8)
        kept = {t: frozenset(rng.sample(range(9), 2)) | set(list(e)[:1]) for t, e in gold.items() if rng.random() < 0.6}
        found.append((gold, {**kept, **random_facts(rng, 3)}))
    return found


def test_docred_definition(documents):
    """DocRED: a fact is (title, r, h, t); re_f1 and evi_f1 over all documents; re_f1 ignoring facts of training.

    Gold entities stand on both sides, as DocRED gives them. Its ignoring score keeps the full recall; ours recalls
    unseen facts only, so precision is what must agree.
    """
    unseen_from = frozenset(
        (ENTITIES[h].name, r, ENTITIES[t].name)
        for gold, _ in documents
        for n, (r, h, t) in enumerate(gold)
        if n % 3 == 0
    )
    correct = correct_evidence = correct_seen = submitted = submitted_evidence = total = total_evidence = 0
    rows, counts = [], []
    for title, (gold, predicted) in enumerate(documents):
        facts = {(title, r, h, t): evidence for (r, h, t), evidence in gold.items()}
        total += len(facts)
        total_evidence += sum(map(len, facts.values()))
        for (r, h, t), evidence in predicted.items():
            submitted += 1
            submitted_evidence += len(evidence)
            if (title, r, h, t) in facts:
                correct += 1
                correct_evidence += len(evidence & facts[title, r, h, t])
                correct_seen += (ENTITIES[h].name, r, ENTITIES[t].name) in unseen_from
        views = [View(entities=ENTITIES, relations=facts) for facts in (gold, predicted)]
        rows.append(Row(str(title), str(title), "", "", ""))
        counts.append(relation_counts(*views, align_entities(*views), SCHEMA, unseen_from))
    scores = {name: float(value[0]) for name, value in all_scores(Table.from_counts(rows, counts).total()).items()}
    assert 0 < correct_seen < correct < submitted

    def f1(p, r):
        return 2 * p * r / (p + r)

    assert scores["relations.strict.micro.precision"] == pytest.approx(correct / submitted)
    assert scores["relations.strict.micro.recall"] == pytest.approx(correct / total)
    assert scores["relations.strict.micro.f1"] == pytest.approx(f1(correct / submitted, correct / total))
    assert scores["relations.evidence.micro.f1"] == pytest.approx(
        f1(correct_evidence / submitted_evidence, correct_evidence / total_evidence)
    )
    assert scores["relations.unseen.micro.precision"] == pytest.approx(
        (correct - correct_seen) / (submitted - correct_seen)
    )


def test_assignment_equals_brute_force():
    rng = random.Random(5)
    for _ in range(60):
        rows, columns = rng.randint(1, 5), rng.randint(1, 5)
        weights = {(i, j): rng.random() for i in range(rows) for j in range(columns) if rng.random() < 0.5}
        size = max(rows, columns)
        best = max(sum(weights.get((i, j), 0) for i, j in enumerate(order)) for order in permutations(range(size)))
        pairs = assign(range(rows), range(columns), weights)
        assert sum(weights[pair] for pair in pairs) == pytest.approx(best)
        assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
