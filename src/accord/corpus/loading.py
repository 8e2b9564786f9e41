"""Load the corpus as typed objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from accord import paths, storage
from accord.errors import DataNotFoundError, describe
from accord.model import Annotation, Document, Dossier, Ledger


@dataclass(frozen=True)
class Corpus:
    """Documents with their gold annotations and the ledgers of their dossiers.

    ``gold`` is keyed by document id and may lack documents that are not annotated yet; ``ledgers`` by dossier id.
    """

    root: Path
    dossiers: tuple[Dossier, ...]
    documents: tuple[Document, ...]
    gold: dict[str, Annotation]
    ledgers: dict[str, Ledger]

    @cached_property
    def _by_id(self) -> dict[str, Document]:
        return {document.id: document for document in self.documents}

    def document(self, doc_id: str) -> Document:
        """Return the document with this id.

        Raises:
            DataNotFoundError: naming the ids that are nearest.
        """
        if doc_id not in self._by_id:
            import difflib

            near = difflib.get_close_matches(doc_id, self._by_id, n=3, cutoff=0.3)
            raise DataNotFoundError(
                describe(
                    f"no such document: {doc_id!r}.",
                    rule="document-unknown",
                    fix=f"name one of the corpus, such as {', '.join(near or list(self._by_id)[:3])}.",
                )
            )
        return self._by_id[doc_id]

    def split(self, name: str) -> Corpus:
        """Return the part of the corpus whose dossiers stand in this split (``all``: the whole corpus)."""
        if name == "all":
            return self
        documents = tuple(document for document in self.documents if document.split == name)
        if not documents:
            known = sorted({document.split for document in self.documents if document.split})
            raise DataNotFoundError(
                describe(
                    f"no documents in split {name!r}.",
                    rule="split-unknown",
                    fix=f"name one of {', '.join(known)} or all.",
                )
            )
        ids = {document.id for document in documents}
        kept = {document.dossier for document in documents}
        return Corpus(
            root=self.root,
            dossiers=tuple(dossier for dossier in self.dossiers if dossier.id in kept),
            documents=documents,
            gold={doc_id: gold for doc_id, gold in self.gold.items() if doc_id in ids},
            ledgers={name: ledger for name, ledger in self.ledgers.items() if name in kept},
        )

    def __len__(self) -> int:
        """The number of documents that have gold."""
        return len(self.gold)

    def __iter__(self) -> Iterator[tuple[Document, Annotation]]:
        """Yield the documents that have gold, each with it, in corpus order."""
        return ((document, self.gold[document.id]) for document in self.documents if document.id in self.gold)


def load_corpus(root: Path | str | None = None, *, split: str = "all") -> Corpus:
    """Load documents, gold and ledgers; every hash and surface of the gold is checked.

    Args:
        root: the folder with ``corpus/`` and ``annotations/``; by default the data of this installation.
        split: ``train``, ``validation``, ``test`` or ``all``.

    Returns:
        The corpus, dossiers in order of id and documents in order of date within them.

    Raises:
        DataNotFoundError, FormatError, OffsetError: naming the file.
    """
    base = paths.data_root(root)
    folder = base / "corpus" / "dossiers"
    if not folder.is_dir():
        raise DataNotFoundError(
            describe(
                "no corpus here.",
                file=folder,
                rule="corpus-missing",
                fix="name the folder that holds corpus/ with --root or ACCORD_ROOT.",
            )
        )
    split_of = {dossier: name for name, dossiers in storage.load_splits(base).items() for dossier in dossiers}
    dossiers, documents, gold, ledgers = [], [], {}, {}
    for path in sorted(folder.glob("*/dossier.yaml")):
        dossier = storage.load_dossier(path)
        dossiers.append(dossier)
        for article in dossier.articles:
            document = storage.load_document(dossier, article.id, path.parent, split_of.get(dossier.id))
            documents.append(document)
            gold_path = base / "annotations" / "gold" / dossier.id / f"{article.id}.json"
            if gold_path.is_file():
                gold[article.id] = storage.load_annotation(gold_path, document.text)
        ledger_path = base / "annotations" / "ledger" / f"{dossier.id}.json"
        if ledger_path.is_file():
            ledgers[dossier.id] = storage.load_ledger(ledger_path)
    return Corpus(base, tuple(dossiers), tuple(documents), gold, ledgers).split(split)
