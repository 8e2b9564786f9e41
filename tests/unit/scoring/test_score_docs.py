"""docs/metrics.md names every family of scores, every primary and every part of the signature."""

import re
from pathlib import Path

from accord import load_corpus, named_triples, score
from accord.scoring import PRIMARIES

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "metrics.md").read_text()


def test_every_score_is_documented():
    corpus = load_corpus(ROOT / "tests" / "data" / "mini")
    report = score(corpus, corpus.gold, ledgers=corpus.ledgers, unseen_from=named_triples(corpus), samples=0)
    named = set(re.findall(r"`([a-z_0-9.{}-]+)`", TEXT))
    documented = {re.split(r"\.\{", name)[0] for name in named}
    families = set(report.table.total().families)
    attributes = {name for name in families if name.startswith("pledges.attributes.")}
    assert len(attributes) == 5
    assert families - attributes <= documented
    assert {"clusters.conll", "pledges.attributes", "pledges.attributes.macro"} <= documented
    for part in (part.split(":")[0] for part in str(report.signature).split("|")):
        assert part in TEXT, part


def test_every_primary_is_in_the_table():
    for short, metric in PRIMARIES.items():
        assert f"| {short} | `{metric}` |" in TEXT
