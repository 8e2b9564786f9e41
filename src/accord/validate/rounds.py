"""Rules of the round layer: what an annotation or ledger file says of itself, and where it lies."""

from __future__ import annotations

from collections.abc import Iterator

from accord.validate.registry import Fault, rules_of
from accord.validate.release import SEMVER
from accord.validate.workspace import AnnotationFile, LedgerFile

_stamped = rules_of("round", AnnotationFile | LedgerFile)
_annotation = rules_of("round", AnnotationFile)


@_stamped("schema-version")
def check_schema_version(item: AnnotationFile | LedgerFile) -> Iterator[Fault]:
    """Reads the stated schema version and reports one that cannot be read: gold is exact, rounds share MAJOR."""
    stated = SEMVER.fullmatch(version := item.stamp.schema_version)
    current = SEMVER.fullmatch(item.schema.version)
    if version == item.schema.version:
        return
    older = stated and current and stated[1] == current[1] and _numbers(stated) < _numbers(current)
    if item.gold or not older:
        yield Fault(f"schema_version is {version[:20]!r}; the schema is {item.schema.version}.",
                    "run `accord migrate`.")


def _numbers(version: object) -> list[int]:
    return [int(part) for part in version.groups()[:3]]


@_annotation("guidelines-version")
def check_guidelines_version(item: AnnotationFile) -> Iterator[Fault]:
    """Reads the stated version of the guidelines and reports one that is no SemVer."""
    if not SEMVER.fullmatch(version := item.annotation.guidelines_version):
        yield Fault(f"guidelines_version is {version[:20]!r}.", "state the version that was followed, such as 1.0.0.")


@_stamped("annotator-missing")
def check_annotator_missing(item: AnnotationFile | LedgerFile) -> Iterator[Fault]:
    """Reads `annotator` and `round` and reports an empty one."""
    for key in ("annotator", "round"):
        if not getattr(item.stamp, key).strip():
            yield Fault(f"{key} is empty.", "say who annotated, and in which round.")


@_stamped("verified-by")
def check_verified_by(item: AnnotationFile | LedgerFile) -> Iterator[Fault]:
    """Reads `verified_by` and reports a value that the schema's grid lacks."""
    if item.stamp.verified_by not in (known := item.schema.grid["verified_by"]):
        yield Fault(f"verified_by is {item.stamp.verified_by[:20]!r}.", f"use one of {', '.join(known)}.")


@_annotation("document-unknown")
def check_document_unknown(item: AnnotationFile) -> Iterator[Fault]:
    """Reads the `doc_id` of an annotation and reports one that no dossier lists; its spans cannot be checked."""
    if not item.listed:
        yield Fault(f"no dossier lists {item.document[:60]!r}.", "correct doc_id or list the article.")


@_annotation("annotation-path")
def check_annotation_path(item: AnnotationFile) -> Iterator[Fault]:
    """Reads `doc_id`, `round` and `annotator` and reports one that differs from the file's name or folders."""
    if item.place is None:
        return
    expected = {"doc_id": item.file.stem}
    if not item.gold:
        expected |= {"round": item.place[0], "annotator": item.place[1]}
    for key, value in expected.items():
        if (stated := getattr(item.annotation, key)) != value:
            yield Fault(f"{key} is {stated[:60]!r}; the path says {value!r}.", "move the file or correct the field.")
    if item.gold and item.dossier not in (None, item.place[1]):
        yield Fault(f"the document belongs to dossier {item.dossier}, not {item.place[1]}.", "move the file.")
