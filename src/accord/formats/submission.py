"""Submissions: one JSON Lines file with a system's predictions, checked in full before anything is scored.

A submission is untrusted: sizes are bounded, lines are read one by one, and every fault is named by line and rule.
"""

from __future__ import annotations

import itertools
import json
import operator
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import msgspec

from accord import storage
from accord.errors import DataNotFoundError, FormatError, describe
from accord.formats.submission_form import LAYERS, MAX_FAULTS, MAX_FILE_BYTES, MAX_LINE_BYTES, Fault
from accord.formats.submission_lines import LineError, LineReader, is_mixed, parse_line, show
from accord.model import Annotation, Document, Ledger
from accord.schema import load_schema

_BINARY = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PAR1": "Parquet",
    b"ARROW1": "Arrow",
}
_LISTED = 20


class Documents(Protocol):
    """What is asked of a corpus: its documents."""

    @property
    def documents(self) -> Iterable[Document]:
        """The documents that a submission may name."""


@dataclass(frozen=True)
class Submission:
    """A system's predictions by document and ledgers by dossier, and the tasks that it attempts.

    ``problems`` are findings that do not stop a submission, such as a norm of an unknown form.
    """

    system: str
    tasks: frozenset[str]
    predictions: dict[str, Annotation]
    ledgers: dict[str, Ledger]
    problems: tuple[Fault, ...] = ()


def load_submission(path: Path | str, corpus: Documents, *, system: str | None = None) -> Submission:
    """Load a submission that has no faults.

    Args:
        path: a JSON Lines file, see ``docs/submission.md``.
        corpus: whose documents it may name.
        system: the system's name; by default the file's name without its ending.

    Raises:
        DataNotFoundError: where there is no such file.
        FormatError: listing its faults.
    """
    submission, faults = read_submission(path, corpus, system=system)
    if faults:
        listed = "\n".join(f"  {path}: {fault}" for fault in faults[:_LISTED])
        more = f"\n  and {len(faults) - _LISTED} more" if len(faults) > _LISTED else ""
        fix = "correct them; `accord check` lists them all."
        raise FormatError(describe(f"{len(faults)} faults:\n{listed}{more}\n", file=path, rule="submission", fix=fix))
    return submission


def check_submission(path: Path | str, corpus: Documents, *, split: str | None = None) -> list[Fault]:
    """Return every fault of a submission, in the order of its lines; empty where it can be scored.

    Args:
        path: a JSON Lines file.
        corpus: whose documents it may name.
        split: the split that all its documents must stand in, if any.

    Raises:
        DataNotFoundError: where there is no such file.
    """
    return read_submission(path, corpus, split=split)[1]


def read_submission(
    path: Path | str,
    corpus: Documents,
    *,
    system: str | None = None,
    split: str | None = None,
) -> tuple[Submission, list[Fault]]:
    """Read a submission as far as it can be read, and name its faults. Arguments as of ``check_submission``."""
    path = Path(path)
    if not path.is_file():
        raise DataNotFoundError(describe("no such file.", file=path, rule="file-missing", fix="check the path."))
    reading = _Reading(corpus, system or path.stem, split)
    reading.run(path)
    return reading.submission(), reading.faults


class _Full(Exception):
    """So many faults that reading stops."""


class _Reading:
    """One pass over a file: what was read, and what is wrong with it."""

    def __init__(self, corpus: Documents, system: str, split: str | None) -> None:
        self.documents = {document.id: document for document in corpus.documents}
        self.dossiers: dict[str, dict[str, Document]] = {}
        for document in self.documents.values():
            self.dossiers.setdefault(document.dossier, {})[document.id] = document
        self.system, self.split = system, split
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []
        self.predictions: dict[str, Annotation] = {}
        self.ledgers: dict[str, Ledger] = {}
        self.layers: set[str] = set()
        self.seen: dict[str, int] = {}
        self.line = 0
        self.reader = LineReader(load_schema(), system, self.report, self.warn)

    def submission(self) -> Submission:
        return Submission(self.system, self.tasks(), self.predictions, self.ledgers, tuple(self.warnings))

    def tasks(self) -> frozenset[str]:
        """A layer's key in any line is a task attempted; clusters and norms are what mentions carry."""
        mentions = [mention for annotation in self.predictions.values() for mention in annotation.mentions]
        found = {
            "mentions": "mentions" in self.layers,
            "clusters": "entities" in self.layers or any(mention.refers_to for mention in mentions),
            "norms": any(mention.norm is not None for mention in mentions),
            **{layer: layer in self.layers for layer in ("relations", "pledges", "near_misses")},
            "ledger": "edges" in self.layers,
        }
        return frozenset(task for task, attempted in found.items() if attempted)

    def report(self, rule: str, path: str, message: str, fix: str) -> None:
        self.faults.append(Fault(self.line, rule, path, message, fix))
        if len(self.faults) >= MAX_FAULTS:
            raise _Full

    def warn(self, rule: str, path: str, message: str, fix: str) -> None:
        if len(self.warnings) < MAX_FAULTS:
            self.warnings.append(Fault(self.line, rule, path, message, fix))

    def run(self, path: Path) -> None:
        try:
            self._file(path)
        except _Full:
            what = f"reading stopped in line {self.line} after {MAX_FAULTS} faults."
            self.faults.append(Fault(self.line, "faults-many", "", what, "correct these first."))

    def _file(self, path: Path) -> None:
        if (size := path.stat().st_size) > MAX_FILE_BYTES:
            self.report(
                "file-size", "", f"{size} bytes; at most {MAX_FILE_BYTES} are read.", "leave out what is not asked for."
            )
            return
        with path.open("rb") as stream:
            head = stream.read(4096)
            kind = next((name for magic, name in _BINARY.items() if head.startswith(magic)), None)
            if kind or b"\0" in head:
                self.report(
                    "file-binary",
                    "",
                    f"it is {kind or 'binary'}.",
                    "give the JSON Lines file itself, uncompressed, in UTF-8.",
                )
                return
            stream.seek(0)
            empty = True
            for self.line, raw in enumerate(_lines(stream), 1):
                if raw is None:
                    self.report(
                        "line-size",
                        "",
                        f"more than {MAX_LINE_BYTES} bytes.",
                        "write one document a line, without its text.",
                    )
                elif raw.strip():
                    self._line(raw)
                else:
                    continue
                empty = False
        self.line = 0
        if empty:
            self.report(
                "file-empty", "", "it has no line.", "write one JSON object a document, even where nothing was found."
            )
        self._check_pledges()

    def _line(self, raw: bytes) -> None:
        try:
            value = parse_line(raw)
        except LineError as error:
            self.report(error.rule, "", f"{error}", error.fix)
            return
        if "dossier" in value and "doc_id" not in value:
            self._ledger(value)
            return
        if not isinstance(doc_id := value.get("doc_id"), str):
            self.report(
                "document-missing", "doc_id", "the line names no document.", 'give "doc_id", or "dossier" for a ledger.'
            )
            return
        if self._known(doc_id, "document", self.documents) is None:
            return
        document = self.documents[doc_id]
        if self.split not in (None, "all", document.split):
            self.report(
                "document-split",
                "doc_id",
                f"{doc_id} stands in {document.split or 'no split'}.",
                f"submit documents of {self.split} only.",
            )
        if is_mixed(value):
            self.report("quote-mixed", "", "quoted spans (s) and offsets (start) in one line.", "use one form a line.")
            return
        self.layers.update(layer for layer in LAYERS if layer in value)
        if (annotation := self.reader.document(value, document)) is not None:
            self.predictions[doc_id] = annotation

    def _ledger(self, value: dict[str, Any]) -> None:
        dossier = value["dossier"]
        if self._known(dossier, "dossier", self.dossiers) is None:
            return
        self.layers.add("edges")
        if (ledger := self.reader.ledger(value, self.dossiers[dossier])) is not None:
            self.ledgers[dossier] = ledger
            self.seen[f"edges of {dossier}"] = self.line

    def _known(self, name: Any, kind: str, known: dict[str, Any]) -> str | None:
        """Return the name where it is the corpus's and not given before; else report and return None."""
        if not isinstance(name, str) or name not in known:
            import difflib

            near = difflib.get_close_matches(str(name)[:100], known, n=3, cutoff=0.3) or sorted(known)[:3]
            self.report(
                f"{kind}-unknown",
                "",
                f"{show(name)} is not in the corpus.",
                f"name a {kind} of it, such as {', '.join(near)}.",
            )
            return None
        if (first := self.seen.setdefault(f"{kind} {name}", self.line)) != self.line:
            self.report(f"{kind}-twice", "", f"{name} stands in line {first} already.", f"give each {kind} once.")
            return None
        return name

    def _check_pledges(self) -> None:
        """A ledger of a system that finds pledges links these; else it links gold's, which are not known here."""
        if "pledges" not in self.layers:
            return
        clusters = {doc_id: {p.pledge_id for p in item.pledges} for doc_id, item in self.predictions.items()}
        for dossier, ledger in self.ledgers.items():
            self.line = self.seen[f"edges of {dossier}"]
            for number, edge in enumerate(ledger.edges):
                for name, doc_id, pledge in (
                    ("pledge_id", edge.doc_id, edge.pledge_id),
                    ("later_pledge_id", edge.later_doc_id, edge.later_pledge_id),
                ):
                    if pledge is not None and pledge not in clusters.get(doc_id, ()):
                        self.report(
                            "reference-pledge",
                            f"edges[{number}].{name}",
                            f"{show(doc_id)} has no pledge_id {show(pledge)}.",
                            "name a pledge_id of that document's line.",
                        )


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield lines without ever holding more than a line's bound; None for one that is longer, which is skipped."""
    while raw := stream.readline(MAX_LINE_BYTES + 2):
        if len(raw.rstrip(b"\r\n")) <= MAX_LINE_BYTES:
            yield raw
            continue
        while raw and not raw.endswith(b"\n"):
            raw = stream.readline(MAX_LINE_BYTES)
        yield None


def dump_submission(
    annotations: Iterable[Annotation],
    path: Path | str,
    ledgers: Iterable[Ledger] = (),
    *,
    tasks: Iterable[str] | None = None,
) -> None:
    """Write predictions as a submission by offsets: atomic, sorted by document; the same data give the same bytes.

    Args:
        annotations: one a document.
        path: the JSON Lines file to write.
        ledgers: one a dossier.
        tasks: the tasks that the system attempts, so that a layer in which it found nothing is written all the same;
            by default those where it found anything.

    Raises:
        FormatError: where a document or dossier is given twice.
    """
    given = _unique(annotations, "doc_id", path)
    books = _unique(ledgers, "dossier", path)
    attempted = frozenset(tasks or ())
    layers = [
        layer
        for layer in LAYERS
        if ("clusters" if layer == "entities" else layer) in attempted or any(getattr(item, layer) for item in given)
    ]
    lines = [
        {
            "doc_id": item.doc_id,
            "text_sha256": item.text_sha256,
            **{layer: [_item(part) for part in getattr(item, layer)] for layer in layers},
        }
        for item in given
    ]
    lines += [{"dossier": book.dossier, "edges": msgspec.to_builtins(book.edges)} for book in books]
    storage.write_atomic(
        Path(path), "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines)
    )


def _unique(items: Iterable[Any], key: str, path: Path | str) -> list[Any]:
    get = operator.attrgetter(key)
    found = sorted(items, key=get)
    for first, second in itertools.pairwise(found):
        if get(first) == get(second):
            raise FormatError(
                describe(
                    "given twice.",
                    file=path,
                    document=get(first),
                    rule="submission-twice",
                    fix=f"give each {key} once.",
                )
            )
    return found


def _item(item: Any) -> dict[str, Any]:
    """Leave out what is unanswered: empty attributes and null values."""
    return {key: value for key, value in msgspec.to_builtins(item).items() if value not in ("", None)}
