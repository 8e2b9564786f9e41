"""Documents made of a sentence or two, and the two baselines."""

from pathlib import Path

import pytest

from accord import Corpus, Document
from accord.benchmark import load_recipe
from accord.corpus import split_sentences
from accord.model import Article
from accord.storage import text_sha256

BASELINES = Path(__file__).parents[3] / "baselines"


def make_document(text, date="2025-07-02", doc_id="d-01"):
    article = Article(
        doc_id, "Headline", date, "brief", "british", "record", len(text.split()), "CC BY 4.0", (), "test", "by hand"
    )
    return Document(article, "d", "europe", "trade", "test", text, text_sha256(text), split_sentences(text))


@pytest.fixture(scope="session")
def rules():
    pytest.importorskip("spacy")
    recipe = load_recipe(str(BASELINES / "rules"))
    return recipe.build(recipe.config, Corpus(BASELINES, (), (), {}, {}))


@pytest.fixture(scope="session")
def annotate(rules):
    """Annotate a text with the rules, after checking that the validator has nothing against it."""
    from accord.validate import validate_annotation

    def call(text, date="2025-07-02"):
        document = make_document(text, date)
        annotation = rules.annotate(document)
        assert [str(f) for f in validate_annotation(annotation, document)] == []
        return annotation

    return call
