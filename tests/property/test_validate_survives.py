"""Whatever a well-formed annotation, ledger, dossier or sentences file holds, the rules report and never raise."""

import copy
import shutil
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord import storage
from accord.corpus import load_corpus
from accord.model import Annotation, Dossier, Ledger
from accord.validate import Finding, validate, validate_annotation

MINI = Path(__file__).parents[1] / "data" / "mini"
CORPUS = load_corpus(MINI)
DOCUMENT = CORPUS.document("lake-orrin-01")

_integer = st.integers(-3, 700) | st.integers()
_string = st.sampled_from(["", " ", "m1", "e1", "e2", "r1", "p1", "P1", "NIL", "Q1", "DATE", "QTY", "NEW", "DO", "²"])
_scalars = {int: _integer, str: _string | st.text(max_size=12)}


def paths_of(value, path=()):
    """Yield the path of every scalar in a decoded JSON value."""
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths_of(item, (*path, key))
    elif type(value) in _scalars:
        yield path


@st.composite
def mutated(draw, original):
    """A copy of a decoded file in which some scalars of the same type were exchanged."""
    data = copy.deepcopy(original)
    places = list(paths_of(data))
    for path in draw(st.lists(st.sampled_from(places), min_size=1, max_size=6)):
        target = data
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = draw(_scalars[type(target[path[-1]])])
    return data


def plain(value):
    return msgspec.json.decode(msgspec.json.encode(value))


@settings(max_examples=150, deadline=None)
@given(mutated(plain(CORPUS.gold["lake-orrin-01"])))
def test_any_annotation(data):
    findings = validate_annotation(msgspec.convert(data, Annotation), DOCUMENT)
    assert all(isinstance(finding, Finding) and finding.message and finding.fix for finding in findings)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    target = tmp_path_factory.mktemp("survives") / "mini"
    shutil.copytree(MINI, target, ignore=shutil.ignore_patterns("schema"))
    (target / "schema").symlink_to((MINI / "schema").resolve())
    return target


FILES = {
    "annotations/ledger/lake-orrin.json": Ledger,
    "annotations/gold/lake-orrin/lake-orrin-02.json": Annotation,
    "corpus/dossiers/lake-orrin/lake-orrin-01.sentences.json": tuple[tuple[int, int], ...],
    "corpus/dossiers/prespa-nato/dossier.yaml": Dossier,
}


@pytest.mark.parametrize("file", FILES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(draw=st.data())
def test_any_file_of_the_right_form(root, file, draw):
    path = root / file
    original = path.read_bytes()
    decode = storage.decode_yaml if path.suffix == ".yaml" else storage.decode
    data = draw.draw(mutated(plain(decode(original, FILES[file]))))
    try:
        path.write_bytes(msgspec.json.encode(data))
        findings = validate(root)
        assert "release-digest" in {finding.rule for finding in findings}
    finally:
        path.write_bytes(original)
