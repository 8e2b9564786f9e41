"""One codec for every stored file: strict reading, sorted and diff-friendly writing, atomic replacement.

Reading checks form (keys and types), the text's hash and every surface; labels and references between objects are the
business of ``accord.validate``. Untrusted files are parsed as data only and bounded in size.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from accord.errors import DataNotFoundError, FormatError, OffsetError, describe
from accord.model import Annotation, Document, Dossier, Ledger, Mention, Release, Span

T = TypeVar("T")

MAX_BYTES = 64 * 1024 * 1024
"""Upper bound in bytes of any file that is read whole."""

MAX_YAML_DEPTH = 64
"""Upper bound of nesting in a YAML file: libyaml's composer recurses on the C stack and crashes far below MAX_BYTES."""


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Read a file of at most ``limit`` bytes.

    Raises:
        DataNotFoundError: where it does not exist.
        FormatError: where it is larger than ``limit``.
    """
    if not path.is_file():
        raise DataNotFoundError(describe("no such file.", file=path, rule="file-missing", fix="check the path."))
    if (size := path.stat().st_size) > limit:
        raise FormatError(
            describe(
                f"too large; expected at most {limit} bytes, got {size}.",
                file=path,
                rule="file-size",
                fix="split the file.",
            )
        )
    return path.read_bytes()


def write_atomic(path: Path, data: str | bytes) -> None:
    """Write ``data`` to ``path`` through a temporary file beside it and a rename, so that no half file is ever seen."""
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = data.encode() if isinstance(data, str) else data
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(raw)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def decode(data: bytes, kind: type[T], source: object = None) -> T:
    """Decode JSON bytes to an object of the model.

    Raises:
        FormatError: naming the path inside the file to what does not fit.
    """
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _misformed(error, kind, source) from error


def _misformed(error: Exception, kind: type, source: object) -> FormatError:
    """Say what does not fit; the kind is a class, named, or an alias such as ``dict[str, str]``, given in full."""
    name = str(kind) if hasattr(kind, "__origin__") else kind.__name__
    return FormatError(describe(f"{error}.", file=source, rule="file-form", fix=f"give the keys and types of {name}."))


def decode_yaml(data: bytes, kind: type[T], source: object = None) -> T:
    """Decode YAML bytes, as data only, to an object of the model. Raises ``FormatError`` as ``decode`` does."""
    try:
        _bound_yaml_depth(data)
        return msgspec.yaml.decode(data, type=kind)
    except (msgspec.DecodeError, yaml.YAMLError, ValueError) as error:
        # PyYAML itself raises a bare ValueError for a timestamp that is no date (2025-02-30).
        raise _misformed(error, kind, source) from error


def _bound_yaml_depth(data: bytes) -> None:
    """Raise ``ValueError`` where YAML is nested deeper than ``MAX_YAML_DEPTH``; events are parsed without recursion."""
    depth = 0
    for event in yaml.parse(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_YAML_DEPTH:
            raise ValueError(f"nested deeper than {MAX_YAML_DEPTH} levels")


def encode(value: Any) -> str:
    """Encode an object as JSON with sorted keys and one list item a line, ending in a newline."""
    return _render(msgspec.to_builtins(value), "") + "\n"


def _render(value: Any, indent: str) -> str:
    """Top-level keys on lines of their own; each item of a top-level list on one line."""
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    lines = []
    for key in sorted(value):
        item = value[key]
        if isinstance(item, (list, tuple)) and item:
            body = ",\n".join(f"  {json.dumps(element, ensure_ascii=False, sort_keys=True)}" for element in item)
            lines.append(f" {json.dumps(key)}: [\n{body}\n ]")
        else:
            lines.append(f" {json.dumps(key)}: {json.dumps(item, ensure_ascii=False, sort_keys=True)}")
    return "{\n" + ",\n".join(lines) + "\n}"


def text_sha256(text: str) -> str:
    """Return the hexadecimal SHA-256 of the UTF-8 encoding of a document's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def spans_of(annotation: Annotation) -> Iterator[tuple[str, Mention | Span]]:
    """Yield every stored span of an annotation with the id of the item that holds it, as ``id`` or ``id.slot``."""
    for mention in annotation.mentions:
        yield mention.id, mention
    for pledge in annotation.pledges:
        yield f"{pledge.id}.trigger", pledge.trigger
        yield f"{pledge.id}.content", pledge.content
        if pledge.condition is not None:
            yield f"{pledge.id}.condition", pledge.condition
    for near_miss in annotation.near_misses:
        yield f"{near_miss.id}.trigger", near_miss.trigger
        yield f"{near_miss.id}.content", near_miss.content


def check_against_text(annotation: Annotation, text: str, source: object = None) -> None:
    """Check an annotation's hash and every surface against its document's text.

    Raises:
        OffsetError: at the first hash or surface that differs. Nothing is ever shifted silently.
    """
    if annotation.text_sha256 != (digest := text_sha256(text)):
        raise OffsetError(
            describe(
                f"text_sha256 differs; expected {digest[:12]}..., got {annotation.text_sha256[:12]}...",
                file=source,
                document=annotation.doc_id,
                rule="text-hash",
                fix="annotate the current text anew; offsets are never shifted.",
            )
        )
    for item, span in spans_of(annotation):
        found = text[max(span.start, 0) : max(span.end, 0)]
        if not 0 <= span.start < span.end <= len(text) or found != span.text:
            raise OffsetError(
                describe(
                    f"surface differs; expected {span.text!r}, got {found!r} at [{span.start}, {span.end}).",
                    file=source,
                    document=annotation.doc_id,
                    annotation=item,
                    rule="span-surface",
                    fix="correct the offsets (code points, half-open).",
                )
            )


def load_annotation(path: Path, text: str | None = None) -> Annotation:
    """Load an annotation file; where ``text`` is given, check its hash and every surface.

    Raises:
        DataNotFoundError, FormatError, OffsetError.
    """
    annotation = decode(read_bytes(path), Annotation, path)
    if text is not None:
        check_against_text(annotation, text, path)
    return annotation


def load_ledger(path: Path) -> Ledger:
    """Load a ledger file. Raises ``DataNotFoundError`` and ``FormatError``."""
    return decode(read_bytes(path), Ledger, path)


def load_dossier(path: Path) -> Dossier:
    """Load a ``dossier.yaml``. Raises ``DataNotFoundError`` and ``FormatError``."""
    return decode_yaml(read_bytes(path), Dossier, path)


def load_splits(root: Path) -> dict[str, tuple[str, ...]]:
    """Load ``corpus/splits.yaml``: split name to dossier ids. Raises ``DataNotFoundError`` and ``FormatError``."""
    path = root / "corpus" / "splits.yaml"
    return decode_yaml(read_bytes(path), dict[str, tuple[str, ...]], path)


def load_release(root: Path) -> Release:
    """Load ``corpus/release.yaml``. Raises ``DataNotFoundError`` and ``FormatError``."""
    path = root / "corpus" / "release.yaml"
    return decode_yaml(read_bytes(path), Release, path)


def load_text(path: Path) -> str:
    """Load a document's text, byte-exact but for NFC, which ``accord.validate`` asks of the file itself."""
    try:
        return unicodedata.normalize("NFC", read_bytes(path).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise FormatError(
            describe(f"not UTF-8: {error}.", file=path, rule="text-encoding", fix="save the file as UTF-8.")
        ) from error


def sentences_path(text_path: Path) -> Path:
    """Return where the stored sentences of a document's text file lie: ``{doc_id}.sentences.json`` beside it."""
    return text_path.with_suffix(".sentences.json")


def load_sentences(path: Path) -> tuple[tuple[int, int], ...]:
    """Load stored sentence offsets: a JSON list of ``[start, end]``. Raises ``DataNotFoundError``, ``FormatError``."""
    return decode(read_bytes(path), tuple[tuple[int, int], ...], path)


def load_document(dossier: Dossier, doc_id: str, folder: Path, split: str | None = None) -> Document:
    """Load one document of a dossier from the dossier's folder.

    Raises:
        DataNotFoundError: where the text, its sentences or its entry in the dossier is missing.
        FormatError: where one of them is malformed.
    """
    article = next((item for item in dossier.articles if item.id == doc_id), None)
    if article is None:
        raise DataNotFoundError(
            describe(
                "not listed in its dossier.",
                file=folder / "dossier.yaml",
                document=doc_id,
                rule="document-listed",
                fix="add it to `articles`.",
            )
        )
    path = folder / f"{doc_id}.txt"
    text = load_text(path)
    return Document(
        article=article,
        dossier=dossier.id,
        region=dossier.region,
        theme=dossier.theme,
        split=split,
        text=text,
        text_sha256=text_sha256(text),
        sentences=load_sentences(sentences_path(path)),
    )
