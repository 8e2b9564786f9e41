import msgspec
import pytest

from accord.agreement.ledgers import measure_ledgers
from accord.errors import DataNotFoundError


def compare(first, second, samples=50):
    return measure_ledgers(
        first, second, round_name="r", annotators=("A", "B"), guidelines_version="1.1.0", samples=samples
    ).figures


def test_a_ledger_agrees_with_itself(mini):
    figures = compare(mini.ledgers, mini.ledgers)
    assert {figure.value for figure in figures.values()} == {1}


def test_another_label_costs_the_edge_and_not_the_pair(mini):
    name, ledger = next((n, item) for n, item in mini.ledgers.items() if item.edges)
    changed = msgspec.structs.replace(
        ledger.edges[0], label="SUPERSEDES" if ledger.edges[0].label != "SUPERSEDES" else "BREAKS"
    )
    other = {name: msgspec.structs.replace(ledger, edges=(changed, *ledger.edges[1:]))}
    figures = compare({name: ledger}, other)
    size = len(ledger.edges)
    assert figures["ledger.pairs.f1"].value == 1
    assert figures["ledger.edges.f1"].value == pytest.approx((size - 1) / size, abs=1e-4)
    assert figures["ledger.evidence.f1"].value == figures["ledger.edges.f1"].value


def test_two_empty_ledgers_have_no_figure_and_one_dossier_no_interval(mini):
    name, ledger = next(iter(mini.ledgers.items()))
    empty = {name: msgspec.structs.replace(ledger, edges=())}
    figures = compare(empty, empty)
    assert {figure.value for figure in figures.values()} == {None}
    assert {figure.interval for figure in figures.values()} == {None}


def test_a_dossier_in_one_pass_only_is_refused(mini):
    with pytest.raises(DataNotFoundError, match="round-incomplete"):
        compare(mini.ledgers, {})
