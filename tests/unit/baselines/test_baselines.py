"""Both baselines on the small corpus; what their code may import."""

import ast
from pathlib import Path

import pytest
import yaml

import accord
from accord import load_corpus
from accord.benchmark import load_recipe
from accord.benchmark.running import run
from accord.validate import validate_annotation

BASELINES = Path(__file__).parents[3] / "baselines"
ROOT = Path(__file__).parents[2] / "data" / "mini"
NAMES = sorted(path.parent.name for path in BASELINES.glob("*/extractor.py"))


@pytest.fixture(scope="module")
def corpus():
    return load_corpus(ROOT)


@pytest.mark.parametrize("path", sorted(BASELINES.rglob("*.py")), ids=lambda path: str(path.relative_to(BASELINES)))
def test_baselines_import_nothing_of_accord_but_its_public_names(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            assert not [alias.name for alias in node.names if alias.name.startswith("accord.")]
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            assert not (node.module or "").startswith("accord."), node.module
            if node.module == "accord":
                assert {alias.name for alias in node.names} <= set(accord.__all__)


@pytest.mark.parametrize("name", NAMES)
def test_each_folder_is_whole(name):
    folder = BASELINES / name
    assert f"accord run {name}" in (folder / "README.md").read_text("utf-8")
    assert isinstance(yaml.safe_load((folder / "config.yaml").read_text("utf-8")), dict)


@pytest.mark.parametrize("name", ["lookup", "rules"])
def test_runs_are_valid_and_repeat(name, corpus, tmp_path):
    if name == "rules":
        pytest.importorskip("spacy")
    recipe = load_recipe(str(BASELINES / name))
    first = run(recipe, corpus, split="all", out=tmp_path / "a")
    run(recipe, corpus, split="all", out=tmp_path / "b")
    assert (tmp_path / "a" / "predictions.jsonl").read_bytes() == (tmp_path / "b" / "predictions.jsonl").read_bytes()
    extractor = recipe.build(recipe.config, corpus.split("train"))
    for document, annotation in zip(corpus.documents, extractor.extract(corpus.documents), strict=True):
        assert [str(f) for f in validate_annotation(annotation, document)] == []
    assert first.scores["primaries"]["accord"] > 0


def test_lookup_answers_train_from_memory_and_unseen_names_not_at_all(corpus):
    recipe = load_recipe(str(BASELINES / "lookup"))
    train = corpus.split("train")
    extractor = recipe.build(recipe.config, train)
    document, gold = next(iter(train))
    made = next(iter(extractor.extract([document])))
    names = {(m.start, m.end, m.type) for m in gold.mentions if m.form in ("NAME", "DEMONYM")}
    found = {(m.start, m.end, m.type) for m in made.mentions}
    assert len(names & found) > 0.8 * len(names)
    known = {m.text for _, g in train for m in g.mentions}
    for test_document in corpus.split("test").documents:
        assert {m.text for m in extractor.annotate(test_document).mentions} <= known


def test_lookup_without_train_finds_nothing(corpus):
    recipe = load_recipe(str(BASELINES / "lookup"))
    extractor = recipe.build(recipe.config, accord.Corpus(ROOT, (), (), {}, {}))
    made = extractor.annotate(corpus.documents[0])
    assert made.mentions == made.entities == made.pledges == ()


def test_lookup_keeps_the_commonest_label_and_the_share(corpus):
    recipe = load_recipe(str(BASELINES / "lookup"))
    strict = recipe.build({**recipe.config, "trigger_share": 1.1, "mention_share": 1.1}, corpus.split("train"))
    assert strict.memory.labels == {} and strict.memory.triggers == {}
    usual = recipe.build(recipe.config, corpus.split("train"))
    assert len(usual.memory.labels) > 5 and len(usual.memory.triggers) > 1
