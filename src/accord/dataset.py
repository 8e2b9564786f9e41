"""The published dataset: any of its tables in one call, and the folder that ``datasets.load_dataset`` reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from accord import paths, storage
from accord.corpus import Corpus, data_digest, load_corpus, tokenize
from accord.errors import DataNotFoundError, FormatError, describe
from accord.model import Document
from accord.schema import Schema, load_schema

if TYPE_CHECKING:
    import pyarrow as pa


def load(config: str = "documents", split: str | None = None, root: Path | str | None = None) -> pa.Table:
    """Load one table of the dataset, offline and without the ``datasets`` library.

    The same rows as ``datasets.load_dataset`` gives of a build. Documents without gold or split are left out.

    Args:
        config: ``documents``, ``entities``, ``relations``, ``pledges``, ``ledger``, or one of the sets made from the
            test split: ``contrast`` and ``name_swap``.
        split: ``train``, ``validation`` or ``test``; by default all, one after the other.
        root: the folder with ``corpus/`` and ``annotations/``; by default the data of this installation.

    Returns:
        A ``pyarrow.Table``: try ``.to_pandas()``, ``polars.from_arrow(...)`` or ``datasets.Dataset(...)``.

    Raises:
        DataNotFoundError: where there is no such table, split or corpus.
        FormatError, OffsetError: naming the file that is wrong.
    """
    _check_config(config)
    corpus = load_corpus(root)
    # The whole corpus is read: which words are names, in the name-swap set, depends on all of it.
    return _table(config, corpus, corpus.split(split or "all"), _schema_of(corpus.root), source_text=True)


def build(out: Path, *, root: Path | str | None = None, source_text: bool = True) -> dict[str, dict[str, int]]:
    """Write the dataset folder that ``datasets.load_dataset`` reads; the same data give the same bytes.

    Args:
        out: the folder; where it exists it must be a previous build, untouched since.
        root: the data root; by default the data of this installation.
        source_text: False leaves out the text of the stratum ``source``; its annotations then stand off.

    Returns:
        The number of rows by table and split.

    Raises:
        DataNotFoundError: where the corpus or ``corpus/release.yaml`` is missing.
        FormatError: where the release states another digest than the data have, or ``out`` holds other files.
    """
    from accord.formats import huggingface
    from accord.formats.columns import CONFIGS

    huggingface.check_replaceable(out)
    corpus = load_corpus(root)
    schema, release = _schema_of(corpus.root), storage.load_release(corpus.root)
    if release.digest != (digest := data_digest(corpus.root)):
        raise FormatError(
            describe(
                f"states other data; expected {digest[:19]}..., got {release.digest[:19]}...",
                file=corpus.root / "corpus" / "release.yaml",
                rule="release-digest",
                fix="release the data under a new version.",
            )
        )
    tables = {config: _table(config, corpus, corpus, schema, source_text) for config in CONFIGS}
    source = huggingface.Source(tables=tables, schema=schema, release=release, digest=digest, source_text=source_text)
    return huggingface.write_folder(out, source, corpus.root)


def _check_config(config: str) -> None:
    from accord.formats.columns import CONFIGS

    if config not in CONFIGS:
        raise DataNotFoundError(
            describe(f"no table {config!r}.", rule="table-unknown", fix=f"name one of {', '.join(CONFIGS)}.")
        )


def _schema_of(root: Path) -> Schema:
    """The schema beside the data; a data root without one is read by this installation's."""
    path = root / "schema" / "accord.yaml"
    return load_schema(path if path.is_file() else paths.data_root() / "schema" / "accord.yaml")


def _table(config: str, whole: Corpus, part: Corpus, schema: Schema, source_text: bool) -> pa.Table:
    from accord.derived import CONTRAST, DERIVED, NAME_SWAP, load_contrast, swap_names
    from accord.formats.tables import contrast_table, make_table

    order = {name: number for number, name in enumerate(schema.grid["split"])}

    def shown(document: Document) -> bool:
        return source_text or document.article.stratum != "source"

    if config in DERIVED:
        part = _only(part, "test")
    if config == CONTRAST:
        return contrast_table(load_contrast(part), schema, shown)
    if config == NAME_SWAP:
        part = swap_names(part, whole)
    pairs = sorted((pair for pair in part if pair[0].split in order), key=lambda pair: order[pair[0].split])
    return make_table(config, pairs, part.ledgers, schema, tokenize, shown)


def _only(corpus: Corpus, split: str) -> Corpus:
    """The documents of one split; unlike ``Corpus.split``, an empty corpus where it has none."""
    if any(document.split == split for document in corpus.documents):
        return corpus.split(split)
    return Corpus(corpus.root, (), (), {}, {})
