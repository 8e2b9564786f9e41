"""Run the rules over a data root, over some of its paths, or over one annotation in memory."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from accord.errors import DataNotFoundError, SchemaError, describe
from accord.model import Annotation, Document
from accord.schema import Schema, load_schema

# Importing a module of rules registers them; the order is that of `accord validate --list-rules`.
from accord.validate import (  # noqa: F401
    corpus,
    ledger,
    measures,
    mentions,
    order,
    overlap,
    pledges,
    relations,
    release,
    rounds,
    spans,
    text,
)
from accord.validate.reading import read_workspace
from accord.validate.registry import LAYERS, RULES, Finding, Rule
from accord.validate.workspace import Text, make_annotation_file

Track = Callable[[list[Any]], Iterable[Any]]


def validate(
    root: Path, paths: Iterable[Path] | None = None, rules: Iterable[str] | None = None, track: Track = iter,
) -> list[Finding]:
    """Check corpus, gold, rounds and ledgers of a data root against the rules.

    Args:
        root: the folder with ``corpus/`` and ``annotations/``; its own ``schema/`` is used where it has one.
        paths: folders or files to report on, the rest being read as context only; annotation files may lie outside
            the root. By default everything.
        rules: ids of the rules to run, by default all.
        track: wraps the items that are checked, to show progress.

    Returns:
        The findings, sorted by file, document, layer and place; empty means clean.

    Raises:
        DataNotFoundError: where the root or a path does not exist.
        SchemaError: where the schema is malformed or a rule unknown.
    """
    chosen = [find_rule(name) for name in rules] if rules is not None else list(RULES.values())
    wanted = [Path(path) for path in paths] if paths is not None else [root]
    for path in (root, *wanted):
        if not path.exists():
            raise DataNotFoundError(describe("does not exist.", file=path, rule="file-missing", fix="check the path."))
    if not (root / "corpus").is_dir():
        raise DataNotFoundError(describe("no corpus/ here.", file=root, rule="corpus-missing", fix="name a data root."))
    work = read_workspace(root, [path for entry in wanted for path in _outside(root, entry)])
    findings = [finding for item in track(list(work.items)) for finding in _check(item, chosen)]
    bounds = [path.resolve() for path in wanted]
    if root.resolve() not in bounds:
        findings = [finding for finding in findings if _is_below(finding.file, bounds)]
    layer = {rule_id: LAYERS.index(rule.layer) for rule_id, rule in RULES.items()}
    return sorted(findings, key=lambda f: (f.file, f.document or "", layer[f.rule], f.rule))


def validate_annotation(
    annotation: Annotation, document: Document, schema: Schema | None = None, file: Path | None = None,
) -> list[Finding]:
    """Check one annotation in memory: before it is pushed to a tool, or after it came back.

    Args:
        annotation: what is checked.
        document: the document that it is of.
        schema: the labels and constraints, by default those of this installation.
        file: named in the findings, by default ``{doc_id}.json``.

    Returns:
        The findings of every rule that reads annotations, in order of layer.
    """
    source = Text(document.text, document.sentences, document.article.date, document.article.stratum)
    item = make_annotation_file(file or Path(f"{annotation.doc_id}.json"), annotation, schema or load_schema(), source,
                                listed=annotation.doc_id == document.id, dossier=document.dossier)
    return sorted(_check(item, list(RULES.values())), key=lambda f: LAYERS.index(RULES[f.rule].layer))


def find_root(path: Path) -> Path | None:
    """Return the data root that a path lies in or is, or None where no folder above it has ``corpus/dossiers``."""
    path = path.resolve()
    return next((folder for folder in (path, *path.parents) if (folder / "corpus" / "dossiers").is_dir()), None)


def find_rule(rule_id: str) -> Rule:
    """Return the rule with this id.

    Raises:
        SchemaError: naming the ids that are nearest.
    """
    if rule_id not in RULES:
        near = difflib.get_close_matches(rule_id, RULES, n=3, cutoff=0.4)
        raise SchemaError(describe(f"no such rule: {rule_id!r}.", rule="rule-unknown",
                                   fix=f"name one of {', '.join(near) or 'accord validate --list-rules'}."))
    return RULES[rule_id]


def _check(item: Any, rules: Iterable[Rule]) -> list[Finding]:
    return [finding for rule in rules if isinstance(item, rule.reads) for finding in rule.check(item)]


def _outside(root: Path, path: Path) -> list[Path]:
    """The JSON files of a path that lies where the workspace does not look by itself."""
    inside = path.resolve()
    if any(inside.is_relative_to((root / part).resolve()) for part in ("corpus", "annotations")) or (
            root.resolve().is_relative_to(inside)):
        return []
    return sorted(path.rglob("*.json")) if path.is_dir() else [path]


def _is_below(file: str, bounds: list[Path]) -> bool:
    resolved = Path(file).resolve()
    return any(resolved.is_relative_to(bound) for bound in bounds)
