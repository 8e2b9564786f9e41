"""Data roots for the dataset's tests: a copy of tests/data/mini that states the release of its own data."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import yaml

from accord import storage
from accord.corpus import data_digest
from accord.model import Annotation, Release

MINI = Path(__file__).parents[2] / "data" / "mini"
VERSION = "9.8.7"


def release(root: Path) -> Path:
    """State in release.yaml the digest that the data below ``root`` have now."""
    stated = Release(
        version=VERSION,
        schema_version="1.0.0",
        date="2026-11-22",
        digest=data_digest(root),
        text_licence="CC-BY-4.0",
        annotation_licence="CC-BY-4.0",
        code_licence="Apache-2.0",
    )
    storage.write_atomic(root / "corpus" / "release.yaml", yaml.safe_dump(msgspec.to_builtins(stated)))
    return root


def copy_mini(target: Path) -> Path:
    """Copy the mini data root, with the licences and a datasheet beside it, and release it."""
    shutil.copytree(MINI, target)
    for name in ("DATASHEET.md", "LICENSE", "LICENSE-DATA"):
        storage.write_atomic(target / name, f"{name} of the tests\n")
    return release(target)


def rewrite_gold(root: Path, doc_id: str, **changes: object) -> Annotation:
    """Store a changed gold annotation and release anew."""
    path = next((root / "annotations" / "gold").glob(f"*/{doc_id}.json"))
    changed = msgspec.structs.replace(storage.load_annotation(path), **changes)
    storage.write_atomic(path, storage.encode(changed))
    release(root)
    return changed
