"""Invalid data as patches: each fixture is a short list of edits to a copy of the mini data root.

All of it stands in this conftest, so that it works under every import mode of pytest.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from accord import storage
from accord.model import Record

DATA = Path(__file__).parents[2] / "data"
MINI = DATA / "mini"


class Patch(Record):
    """A ``patch.yaml``: the edits, and the file, document and annotation that the finding must name."""

    edits: tuple[dict[str, Any], ...]
    expect: dict[str, str]


def load_patch(rule_id: str) -> Patch:
    path = DATA / "invalid" / rule_id / "patch.yaml"
    return storage.decode_yaml(path.read_bytes(), Patch, path)


def copy_mini(target: Path) -> Path:
    """Copy the mini data root; its schema stays a link."""
    shutil.copytree(MINI, target, ignore=shutil.ignore_patterns("schema"))
    (target / "schema").symlink_to((MINI / "schema").resolve())
    return target


def apply(root: Path, edit: dict[str, Any]) -> None:
    """Apply one edit.

    ``file`` with one of ``write`` (text), ``bytes`` (hexadecimal), ``delete``, ``replace`` (old text, new text),
    ``set`` and ``remove`` (JSON pointers; an item of a list is named by its index, its id, or - for a new last one);
    or ``clone``, a dossier that is copied ``times`` times.
    """
    if "clone" in edit:
        for number in range(1, edit["times"] + 1):
            clone(root, edit["clone"], f"{edit['clone']}-copy-{number}")
        return
    path = root / edit["file"]
    if "write" in edit:
        path.write_text(edit["write"], encoding="utf-8", newline="")
    elif "bytes" in edit:
        path.write_bytes(bytes.fromhex(edit["bytes"]))
    elif "delete" in edit:
        path.unlink()
    elif "replace" in edit:
        old, new = (part.encode() for part in edit["replace"])
        raw = path.read_bytes()
        assert raw.count(old) == 1, f"{path}: {old!r} occurs {raw.count(old)} times"
        path.write_bytes(raw.replace(old, new))
    else:
        data = yaml.safe_load(path.read_bytes())
        for pointer, value in edit.get("set", {}).items():
            change(data, pointer, value)
        for pointer in edit.get("remove", []):
            change(data, pointer, None, remove=True)
        text = json.dumps(data) if path.suffix == ".json" else yaml.safe_dump(data, sort_keys=False)
        path.write_text(text, encoding="utf-8")


def change(data: Any, pointer: str, value: Any, *, remove: bool = False) -> None:
    *parents, last = pointer.removeprefix("/").split("/")
    for token in parents:
        data = data[key_of(data, token)]
    if last == "-":
        data.append(value)
    elif remove:
        del data[key_of(data, last)]
    else:
        data[key_of(data, last)] = value


def key_of(data: Any, token: str) -> Any:
    if isinstance(data, dict) or token.isdigit():
        return int(token) if isinstance(data, list) else token
    return next(index for index, item in enumerate(data) if item["id"] == token)


def clone(root: Path, dossier: str, name: str) -> None:
    """Copy a dossier's folder, its ids renamed."""
    folder = root / "corpus" / "dossiers"
    shutil.copytree(folder / dossier, folder / name)
    for path in sorted((folder / name).iterdir()):
        if path.name == "dossier.yaml":
            path.write_text(path.read_text("utf-8").replace(f"id: {dossier}", f"id: {name}"), encoding="utf-8")
        else:
            path.rename(path.with_name(path.name.replace(dossier, name)))


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    """A copy of the mini data root that a test may change."""
    return copy_mini(tmp_path / "mini")


@pytest.fixture
def patched(mini: Path) -> Callable[[str], tuple[Path, dict[str, str]]]:
    """A function that applies the patch of a rule's fixture and returns the data root and what to expect."""

    def patch(rule_id: str) -> tuple[Path, dict[str, str]]:
        loaded = load_patch(rule_id)
        for edit in loaded.edits:
            apply(mini, edit)
        return mini, loaded.expect

    return patch
