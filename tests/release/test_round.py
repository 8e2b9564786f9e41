"""Every round is kept as it was: its figures come out again, and each step left its trail."""

import subprocess
import sys
from pathlib import Path

import pytest

from accord import storage
from accord.agreement import load_gates, load_pass, measure
from accord.agreement.ledgers import load_ledger_pass, measure_ledgers
from accord.agreement.quality import Ruling, fault_rates, load_challenges, load_trail, round_gold
from accord.agreement.rounds import load_round
from accord.schema import guidelines_version

ROOT = Path(__file__).parents[2]
AGREEMENT = ROOT / "annotations" / "agreement"


ROUNDS = sorted(path.parent.name for path in (ROOT / "annotations" / "rounds").glob("*/round.yaml"))
CLOSED = [name for name in ROUNDS if (ROOT / "annotations" / "rereading" / f"{name}.jsonl").is_file()]
"""Rounds whose gold has gone through every step; re-reading is the last."""


def release_of(version):
    return tuple(int(part) for part in version.split("."))


@pytest.mark.parametrize("name", ROUNDS)
def test_the_stored_agreement_comes_out_again_from_the_raw_passes(real, name):
    again = measure(real, load_pass(real, name, "A"), load_pass(real, name, "B"))
    assert storage.encode(again).encode() == (AGREEMENT / f"{name}.json").read_bytes()
    met = all(met for _, _, met in again.check(load_gates(ROOT).agreement))
    test = {document.id for document in real.split("test").documents}
    assert met or not test & set(load_round(ROOT, name).documents), "test articles come from rounds that met the gates"


@pytest.mark.parametrize("control", ["C", "D"])
@pytest.mark.parametrize("other", ["A", "B"])
def test_the_control_passes_agree_as_stored(real, other, control):
    second = load_pass(real, "p00", control)
    first = {name: item for name, item in load_pass(real, "p00", other).items() if name in second}
    stored = (AGREEMENT / f"p00-{other}-{control}.json").read_bytes()
    assert storage.encode(measure(real, first, second)).encode() == stored


@pytest.mark.parametrize("name", ROUNDS)
def test_the_ledgers_agree_as_stored(real, name):
    again = measure_ledgers(
        load_ledger_pass(real, name, "A"),
        load_ledger_pass(real, name, "B"),
        round_name=name,
        annotators=("A", "B"),
        guidelines_version=load_round(ROOT, name).ledger_guidelines_version,
    )
    assert storage.encode(again).encode() == (AGREEMENT / f"{name}-ledger.json").read_bytes()


@pytest.mark.parametrize("name", ROUNDS)
def test_every_document_of_a_round_has_gold_made_after_its_guidelines_or_later_ones(real, name):
    record = load_round(ROOT, name)
    gold = round_gold(real, name)
    assert {item.doc_id for item in gold} == set(record.documents)
    versions = {item.guidelines_version for item in gold}
    assert len(versions) == 1
    assert release_of(record.guidelines_version) <= release_of(versions.pop()) <= release_of(guidelines_version(ROOT))
    assert name not in CLOSED or len(record.reread) * 10 >= len(record.documents)


@pytest.mark.parametrize("name", ROUNDS)
def test_every_difference_of_the_passes_was_ruled_on_with_a_reason(name):
    rulings = load_trail(ROOT / "annotations" / "adjudication" / f"{name}.jsonl", Ruling)
    assert rulings and all(item.reason and item.kind for item in rulings)


def test_every_article_with_gold_stands_in_one_round(real):
    listed = [doc_id for name in ROUNDS for doc_id in load_round(ROOT, name).documents]
    assert sorted(listed) == sorted(real.gold)


@pytest.mark.parametrize("name", CLOSED)
def test_the_last_challenge_keeps_the_bounds_and_every_ruling_has_a_reason(real, name):
    challenges = load_challenges(real, name)
    rates = fault_rates(challenges[-1], round_gold(real, name), load_gates(ROOT).challenges)
    assert all(rate.within for rate in rates)
    assert all(item.reason and item.proof for challenge in challenges for item in challenge)


@pytest.mark.parametrize("name", CLOSED)
def test_the_quality_of_a_round_is_printed_and_accepted(name):
    done = subprocess.run(
        [sys.executable, "-c", "from accord.cli import main; main()", "--root", str(ROOT), "quality", name],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert f"Challenge 1 of {name}" in done.stdout
    assert f"Re-reading of {name}" in done.stdout
