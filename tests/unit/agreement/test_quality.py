import msgspec
import pytest

from accord.agreement import load_gates
from accord.agreement.quality import Challenge, RereadError, count_items, fault_rates, load_trail
from accord.errors import FormatError


def challenge(layer, ruling):
    return Challenge("d", layer, 0, "missing", "claim", "proof", ruling, "reason")


def test_only_upheld_challenges_count_and_the_share_is_of_the_layers_items(mini):
    gold = list(mini.gold.values())
    found = fault_rates([challenge("pledge", "upheld"), challenge("pledge", "rejected")], gold)
    rate = {item.layer: item for item in found}["pledge"]
    assert (rate.faults, rate.items) == (1, sum(len(a.pledges) for a in gold))
    assert rate.share == pytest.approx(1 / rate.items)


def test_a_share_above_its_bound_is_not_within(mini):
    gold = list(mini.gold.values())
    items = count_items(gold)["relation"]
    faults = [challenge("relation", "upheld")] * items
    rates = {item.layer: item for item in fault_rates(faults, gold, load_gates().challenges)}
    assert not rates["relation"].within
    assert rates["pledge"].within


def test_a_layer_without_items_has_no_share(mini):
    gold = [msgspec.structs.replace(a, relations=()) for a in mini.gold.values()]
    rates = {item.layer: item for item in fault_rates([], gold)}
    assert rates["relation"].share is None


def test_a_trail_names_the_line_that_does_not_fit(tmp_path):
    path = tmp_path / "r.jsonl"
    good = RereadError("d", "pledge", 0, "wrong", "claim", True)
    path.write_bytes(msgspec.json.encode(good) + b"\n" + b'{"doc_id": "d", "layer": "weather"}\n')
    with pytest.raises(FormatError, match="line 2"):
        load_trail(path, RereadError)
    path.write_bytes(msgspec.json.encode(good) + b"\n")
    assert load_trail(path, RereadError) == [good]
    path.write_bytes(msgspec.json.encode(good) + b"\n" + b'{"doc_id": "\xff"}\n')
    with pytest.raises(FormatError, match="line 2"):
        load_trail(path, RereadError)
