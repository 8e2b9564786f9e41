"""The pilot round is kept as it was: its figures come out again, and each step left its trail."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from accord import storage
from accord.agreement import load_gates, load_pass, measure
from accord.agreement.ledgers import load_ledger_pass, measure_ledgers
from accord.agreement.quality import Ruling, fault_rates, load_challenges, load_trail, round_gold
from accord.agreement.rounds import load_round
from accord.schema import guidelines_version

ROOT = Path(__file__).parents[2]
AGREEMENT = ROOT / "annotations" / "agreement"


def stored(name):
    return msgspec.json.decode((AGREEMENT / f"{name}.json").read_bytes())


def test_the_stored_agreement_comes_out_again_from_the_raw_passes(real):
    again = measure(real, load_pass(real, "p00", "A"), load_pass(real, "p00", "B"))
    assert storage.encode(again).encode() == (AGREEMENT / "p00.json").read_bytes()
    assert all(met for _, _, met in again.check(load_gates(ROOT).agreement))


@pytest.mark.parametrize("other", ["A", "B"])
def test_the_control_pass_agrees_as_stored(real, other):
    control = load_pass(real, "p00", "C")
    passed = {name: item for name, item in load_pass(real, "p00", other).items() if name in control}
    assert storage.encode(measure(real, passed, control)).encode() == (AGREEMENT / f"p00-{other}-C.json").read_bytes()


def test_the_ledgers_agree_as_stored(real):
    again = measure_ledgers(
        load_ledger_pass(real, "p00", "A"),
        load_ledger_pass(real, "p00", "B"),
        round_name="p00",
        annotators=("A", "B"),
        guidelines_version=load_round(ROOT, "p00").ledger_guidelines_version,
    )
    assert storage.encode(again).encode() == (AGREEMENT / "p00-ledger.json").read_bytes()


def test_every_document_of_the_round_has_gold_made_after_the_current_guidelines(real):
    record = load_round(ROOT, "p00")
    gold = round_gold(real, "p00")
    assert {item.doc_id for item in gold} == set(record.documents)
    assert {item.guidelines_version for item in gold} == {guidelines_version(ROOT)}
    assert len(record.reread) * 10 >= len(record.documents)


def test_the_last_challenge_keeps_the_bounds_and_every_ruling_has_a_reason(real):
    challenges = load_challenges(real, "p00")
    rates = fault_rates(challenges[-1], round_gold(real, "p00"), load_gates(ROOT).challenges)
    assert all(rate.within for rate in rates)
    rulings = load_trail(ROOT / "annotations" / "adjudication" / "p00.jsonl", Ruling)
    assert all(item.reason and item.kind for item in rulings)
    assert all(item.reason and item.proof for challenge in challenges for item in challenge)


def test_the_quality_of_the_round_is_printed_and_accepted():
    done = subprocess.run(
        [sys.executable, "-c", "from accord.cli import main; main()", "--root", str(ROOT), "quality", "p00"],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "Challenge 2 of p00" in done.stdout
    assert "Re-reading of p00" in done.stdout
