import msgspec
import pytest

from accord.errors import FormatError
from accord.formats.quoted_ledger import QuotedEdge, QuotedLedger, parse_quoted_ledger, resolve_ledger
from accord.schema import load_schema


def resolve(mini, ledger, edges):
    documents = {d.id: d for d in mini.documents if d.dossier == ledger.dossier}
    return resolve_ledger(
        QuotedLedger(ledger.dossier, tuple(edges)), documents, mini.gold, load_schema(), annotator="A", round="r"
    )


@pytest.fixture
def ledger(mini):
    return next(ledger for ledger in mini.ledgers.values() if len(ledger.edges) > 1)


def quoted(edge):
    return QuotedEdge(**{name: getattr(edge, name) for name in QuotedEdge.__struct_fields__})


def test_stored_edges_come_back_in_the_same_order_whatever_order_they_are_given_in(mini, ledger):
    edges = [quoted(edge) for edge in ledger.edges]
    one, problems = resolve(mini, ledger, edges)
    other, _ = resolve(mini, ledger, reversed(edges))
    assert problems == []
    assert one == other
    assert {quoted(edge) for edge in one.edges} == set(edges)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"label": "FORGETS"}, "expected one of REITERATES"),
        ({"pledge_id": "P99"}, "has no pledge 'P99'"),
        ({"evidence": ()}, "no evidence sentence"),
        ({"evidence": (999,)}, "evidence names sentences"),
        ({"later_doc_id": "nowhere-01"}, "no annotated document of this dossier"),
    ],
)
def test_an_edge_that_does_not_hold_is_refused_with_its_reason(mini, ledger, change, why):
    edge = msgspec.structs.replace(quoted(ledger.edges[0]), **change)
    resolved, problems = resolve(mini, ledger, [edge])
    assert resolved.edges == ()
    assert any(why in str(problem) for problem in problems)


def test_an_edge_back_in_time_is_refused(mini, ledger):
    edge = quoted(ledger.edges[0])
    pledge = next(iter(mini.gold[edge.later_doc_id].pledges), None)
    assert pledge is not None
    back = msgspec.structs.replace(
        edge,
        doc_id=edge.later_doc_id,
        pledge_id=pledge.pledge_id,
        later_doc_id=edge.doc_id,
        later_pledge_id=None,
        evidence=(0,),
    )
    _, problems = resolve(mini, ledger, [back])
    assert any("is not later" in str(problem) for problem in problems)


def test_a_malformed_file_names_the_key():
    with pytest.raises(FormatError, match="label"):
        parse_quoted_ledger(b'{"dossier": "d", "edges": [{"doc_id": "x"}]}', "f.json")


def test_a_dossier_that_the_corpus_lacks_is_a_problem(mini):
    _, problems = resolve(mini, QuotedLedger("nowhere", ()), [])
    assert [str(problem) for problem in problems] == ["dossier: no dossier 'nowhere' in the corpus."]
