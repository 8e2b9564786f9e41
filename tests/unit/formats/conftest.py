"""Offline settings and one shared build for the tests of the dataset."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ["HF_HUB_OFFLINE"] = os.environ["HF_DATASETS_OFFLINE"] = "1"


@pytest.fixture(scope="session")
def data_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A released copy of the mini data root; tests that change data make their own."""
    from dataset_roots import copy_mini

    return copy_mini(tmp_path_factory.mktemp("root") / "mini")


@pytest.fixture(scope="session")
def built(data_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset folder built from it."""
    from accord.dataset import build

    folder = tmp_path_factory.mktemp("hub") / "accord"
    build(folder, root=data_root)
    return folder
