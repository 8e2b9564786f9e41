"""Fixtures that every part of the suite shares."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from accord.corpus import load_corpus

# Shared machines are slow now and then: no example fails for its time. On CI the examples are the same each run.
settings.register_profile("accord", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("accord")

DATA = Path(__file__).parent / "data"
REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def mini():
    """The small hand-made corpus of the tests, which is valid in every rule."""
    return load_corpus(DATA / "mini")


@pytest.fixture
def mini_copy(tmp_path):
    """A copy of the small corpus that a test may change: the corpus and its root."""
    root = tmp_path / "mini"
    shutil.copytree(DATA / "mini", root, symlinks=False)
    return load_corpus(root), root


@pytest.fixture(scope="session")
def real():
    """The corpus of this checkout."""
    return load_corpus(REPOSITORY)
