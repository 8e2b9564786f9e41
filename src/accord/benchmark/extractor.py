"""What an extractor is, and how one is found: a folder with ``extractor.py`` and ``config.yaml``, or a dotted path."""

from __future__ import annotations

import hashlib
import inspect
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, runtime_checkable

from accord import paths, storage
from accord.corpus import Corpus
from accord.errors import DataNotFoundError, FormatError, describe
from accord.model import Annotation, Document

SCORES = "scores.json"
"""Name of the file in a baseline's folder that holds its recorded result."""

_NOT_CODE = ("README.md", "config.yaml")


@runtime_checkable
class Extractor(Protocol):
    """Anything with a name that turns documents into annotations, one for each document.

    It may have ``tasks`` too, the names of the tasks that it attempts; without, those in which it found anything.
    """

    name: str

    def extract(self, documents: Iterable[Document]) -> Iterator[Annotation]:
        """Yield one annotation for each document, in any order; documents come without gold."""
        ...


Build = Callable[[dict[str, Any], Corpus], Extractor]
"""What an extractor's module exposes as ``build``: configuration and train split to extractor."""


@dataclass(frozen=True)
class Recipe:
    """All that is needed to build an extractor: its function, its configuration, and hashes that name both."""

    target: str
    build: Build
    config: dict[str, Any]
    folder: Path | None
    config_hash: str
    code_hash: str


def load_recipe(target: str, *, config: Path | None = None, seed: int | None = None) -> Recipe:
    """Find an extractor.

    Args:
        target: the name of a folder below ``baselines/`` (of the current directory or the checkout), the path of such
            a folder, or ``package.module:build``.
        config: a YAML file to use instead of the folder's ``config.yaml``.
        seed: takes the place of the configuration's ``seed``.

    Raises:
        DataNotFoundError: where there is no such folder, file or module.
        FormatError: where ``config.yaml`` is no mapping, its seed is no integer, or the module raises or has no
            function ``build``.
    """
    if ":" in target:
        folder, path = None, config
        module = _import(target.partition(":")[0], target)
        name = target.partition(":")[2]
    else:
        folder = find_folder(target)
        path = config or folder / "config.yaml"
        module, name = _import_folder(folder), "build"
    build = getattr(module, name, None)
    if not callable(build):
        fix = "write `def build(config: dict, train: accord.Corpus) -> accord.Extractor`."
        raise FormatError(describe(f"no function {name!r}.", file=module.__file__, rule="extractor-build", fix=fix))
    settings = storage.decode_yaml(storage.read_bytes(path), dict[str, Any], path) if path else {}
    if seed is not None:
        settings["seed"] = seed
    settings.setdefault("seed", 0)
    if type(settings["seed"]) is not int:
        fix = "give an integer, or leave it out."
        raise FormatError(describe(f"seed is {settings['seed']!r}.", file=path, rule="extractor-seed", fix=fix))
    canonical = json.dumps(settings, sort_keys=True, default=str)
    return Recipe(
        target=target,
        build=build,
        config=settings,
        folder=folder,
        config_hash=_hash(canonical.encode()),
        code_hash=_code_hash(folder, module),
    )


def find_folder(target: str) -> Path:
    """Return the folder of a baseline by name or path. Raises ``DataNotFoundError``, naming the baselines there are."""
    places = [Path(target), Path("baselines") / target, paths.PACKAGE.parents[1] / "baselines" / target]
    for place in places:
        if (place / "extractor.py").is_file():
            return place.resolve()
    homes = {place.parent.resolve() for place in places[1:] if place.parent.is_dir()}
    known = sorted({path.parent.name for home in homes for path in home.glob("*/extractor.py")})
    raise DataNotFoundError(
        describe(
            f"no baseline {target!r}.",
            rule="baseline-unknown",
            fix=f"name one of {', '.join(known) or 'none here'}, a folder with extractor.py, or package.module:build.",
        )
    )


def _import_folder(folder: Path) -> ModuleType:
    """Import a folder's ``extractor.py`` as part of a package of its own, so that it can import its neighbours."""
    package = f"_accord_baseline_{folder.name}_{_hash(str(folder).encode())[7:15]}"
    if package not in sys.modules:
        home = ModuleType(package)
        home.__path__ = [str(folder)]
        sys.modules[package] = home
    return _import(f"{package}.extractor", str(folder))


def _import(name: str, target: str) -> ModuleType:
    # A dotted path may lie in the directory that the command was called in, as with `python -m`.
    sys.path.append("")
    try:
        return import_module(name)
    except ImportError as error:
        fix = "check the path, or install what the extractor's README asks for."
        raise DataNotFoundError(
            describe(f"cannot import {target!r}: {error}.", rule="extractor-import", fix=fix)
        ) from error
    except Exception as error:
        # The module is the user's own: whatever it raises, or a dotted path that is none, is theirs to mend.
        what = f"importing {target!r} raised {type(error).__name__}: {error}."
        raise FormatError(describe(what, rule="extractor-import", fix="mend the module, or check the path.")) from error
    finally:
        sys.path.remove("")


def _code_hash(folder: Path | None, module: ModuleType) -> str:
    if folder is None:
        source = inspect.getsourcefile(module)
        return _hash(Path(source).read_bytes()) if source else _hash(b"")
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not _is_record(path) and path.name not in _NOT_CODE and "__pycache__" not in path.parts
    )
    return _hash(
        "".join(f"{path.relative_to(folder).as_posix()} {_hash(path.read_bytes())}\n" for path in files).encode()
    )


def _is_record(path: Path) -> bool:
    """``scores.json`` and its like for other sets are written by a run and are no part of the code."""
    return path.name == SCORES or (path.name.startswith("scores.") and path.suffix == ".json")


def _hash(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
