"""Accord: a corpus and benchmark of who promised what to whom, by when, how firmly, and whether they kept it.

Everything public stands in ``__all__``; names are imported when first used, so that ``import accord`` stays light.
"""

from importlib import import_module
from typing import Any

_HOME = {
    "AccordError": "accord.errors",
    "Annotation": "accord.model",
    "Corpus": "accord.corpus",
    "Document": "accord.model",
    "Entity": "accord.model",
    "Extractor": "accord.benchmark",
    "Mention": "accord.model",
    "NearMiss": "accord.model",
    "Pledge": "accord.model",
    "Relation": "accord.model",
    "Report": "accord.scoring",
    "Span": "accord.model",
    "assemble": "accord.benchmark",
    "check_submission": "accord.formats.submission",
    "compare": "accord.scoring",
    "dump_submission": "accord.formats.submission",
    "load": "accord.dataset",
    "load_corpus": "accord.corpus",
    "load_schema": "accord.schema",
    "load_submission": "accord.formats.submission",
    "named_triples": "accord.scoring",
    "score": "accord.scoring",
    "tokenize": "accord.corpus",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("accord-corpus")
    if name not in _HOME:
        raise AttributeError(f"module 'accord' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
