"""The data digest: one hash of exactly these texts, sentences, metadata, splits, gold, ledgers and contrast pairs."""

from __future__ import annotations

import hashlib
from pathlib import Path

_PARTS = (
    ("corpus", "splits.yaml"),
    ("corpus/dossiers", "*/dossier.yaml"),
    ("corpus/dossiers", "*/*.txt"),
    ("corpus/dossiers", "*/*.sentences.json"),
    ("annotations/gold", "*/*.json"),
    ("annotations/ledger", "*.json"),
    ("annotations/contrast", "*.json"),
)


def data_files(root: Path) -> list[Path]:
    """Return the files that make up the data, sorted by their path below ``root``."""
    found = [path for folder, pattern in _PARTS for path in (root / folder).glob(pattern) if path.is_file()]
    return sorted(found, key=lambda path: path.relative_to(root).as_posix())


def data_digest(root: Path) -> str:
    """Return ``sha256:`` and the hash over the sorted (path, file hash) pairs of the data below ``root``."""
    total = hashlib.sha256()
    for path in data_files(root):
        total.update(f"{path.relative_to(root).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return f"sha256:{total.hexdigest()}"
