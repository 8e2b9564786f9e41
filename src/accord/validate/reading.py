"""Read a data root into a workspace: corpus, gold, rounds, ledgers, splits and release."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path

from accord import storage
from accord.errors import AccordError
from accord.model import Annotation, Dossier, Ledger, Release
from accord.schema import load_schema
from accord.validate.workspace import (
    ArticleFile,
    Broken,
    DossierFile,
    LedgerFile,
    ReleaseFile,
    SplitsFile,
    Text,
    TextFile,
    Workspace,
    is_id,
    is_ledger,
    make_annotation_file,
)


def read_workspace(root: Path, extra: Iterable[Path] = ()) -> Workspace:
    """Read every file of a data root, and the annotation or ledger files ``extra`` that lie elsewhere.

    Raises:
        SchemaError: where the root has a schema and it is malformed.
        DataNotFoundError: where neither the root nor this installation has one.
    """
    own = root / "schema" / "accord.yaml"
    # Resolved, so that a schema folder that is a link is parsed once however many roots share it.
    work = Workspace(root, load_schema(own.resolve() if own.is_file() else None))
    _Reader(work).run(extra)
    return work


class _Reader:
    """Fills a workspace."""

    def __init__(self, work: Workspace) -> None:
        self.work, self.root, self.schema = work, work.root, work.schema
        self.corpus = work.root / "corpus" / "dossiers"
        self.gold = work.root / "annotations" / "gold"
        self.ledger = work.root / "annotations" / "ledger"
        self.rounds = work.root / "annotations" / "rounds"
        self.unreadable_dossiers: set[str] = set()
        self.articles: dict[str, ArticleFile] = {}
        self.clusters: dict[str, frozenset[str]] = {}

    def run(self, extra: Iterable[Path]) -> None:
        known = {path for folder in self._folders(self.corpus) for path in self._dossier(folder)}
        self._note_stray(self.corpus, known)
        known = {path for article in self.articles.values() if (path := self._gold_path(article)).is_file()}
        for path in sorted(known):
            self._annotation(path, gold=True, place=("gold", path.parent.name))
        self._note_stray(self.gold, known)
        for path in sorted(self.rounds.glob("*/*/*.json")):
            self._annotation(path, place=(path.parts[-3], path.parts[-2]))
        known = {path for item in self.work.dossiers
                 if is_id(item.dossier.id) and (path := self.ledger / f"{item.dossier.id}.json").is_file()}
        for path in sorted(known):
            self._ledger(path)
        self._note_stray(self.ledger, known)
        for path in sorted(self.rounds.glob("*/*/ledger/*.json")):
            self._ledger(path, gold=False)
        for path in extra:
            self._ledger(path, gold=False) if is_ledger(path) else self._annotation(path)
        self._splits_and_release()

    @staticmethod
    def _folders(folder: Path) -> list[Path]:
        return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []

    def _gold_path(self, article: ArticleFile) -> Path:
        return self.gold / article.dossier.id / f"{article.document}.json"

    def _note_stray(self, folder: Path, known: set[Path]) -> None:
        """Note the files below ``folder`` that nothing lists; what hangs on an unreadable dossier is let be."""
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            owner = inside.parts[0].removesuffix(".json")
            hidden = any(part.startswith(".") for part in inside.parts)
            if path.is_file() and path not in known and owner not in self.unreadable_dossiers and not hidden:
                self.work.stray.append(path)

    def _dossier(self, folder: Path) -> list[Path]:
        """Read one dossier's folder; return the files that it lists."""
        path = folder / "dossier.yaml"
        if not path.is_file():
            return []
        dossier = self.work.read(path, Dossier, yaml=True)
        if dossier is None:
            self.unreadable_dossiers.add(folder.name)
            return [path]
        self.work.dossiers.append(DossierFile(path, dossier, self.schema))
        listed = [path]
        # Ids become file names: what is no id is reported by `file-name` and never looked up on the disk.
        if not is_id(dossier.id):
            self.unreadable_dossiers.add(folder.name)
            return listed
        for article in (article for article in dossier.articles if is_id(article.id)):
            text = folder / f"{article.id}.txt"
            item = self._article(text, ArticleFile(text, article, dossier, None, None, False, self.schema))
            self.work.articles.append(item)
            self.articles.setdefault(article.id, item)
            listed += [item.file, item.sentences_file]
        return listed

    def _article(self, path: Path, bare: ArticleFile) -> ArticleFile:
        raw = None
        if path.is_file():
            try:
                raw = storage.read_bytes(path)
            except (AccordError, OSError) as error:
                self.work.broken.append(Broken(path, "text", str(error)))
        stored = bare.sentences_file
        spans = tuple[tuple[int, int], ...]
        sentences = self.work.read(stored, spans, name="sentences") if stored.exists() else None
        has_gold = self._gold_path(bare).is_file()
        fields = {"article": bare.article, "dossier": bare.dossier, "raw": raw, "sentences": sentences,
                  "has_gold": has_gold, "schema": self.schema}
        try:
            return TextFile(path, **fields, text=raw.decode()) if raw is not None else ArticleFile(path, **fields)
        except UnicodeDecodeError:
            return ArticleFile(path, **fields)

    def _annotation(self, path: Path, *, gold: bool = False, place: tuple[str, str] | None = None) -> None:
        annotation = self.work.read(path, Annotation)
        if annotation is None:
            return
        article = self.articles.get(annotation.doc_id)
        source = None
        if isinstance(article, TextFile):
            text = unicodedata.normalize("NFC", article.text)
            source = Text(text, article.sentences or (), article.article.date, article.article.stratum)
        if gold:
            self.clusters[annotation.doc_id] = frozenset(pledge.pledge_id for pledge in annotation.pledges)
        self.work.annotations.append(make_annotation_file(
            path, annotation, self.schema, source, gold=gold, place=place, dossier=article and article.dossier.id,
            listed=article is not None or bool(self.unreadable_dossiers)))

    def _ledger(self, path: Path, *, gold: bool = True) -> None:
        if (ledger := self.work.read(path, Ledger)) is not None:
            self.work.ledgers.append(LedgerFile(path, ledger, self.schema, self.articles, self.clusters, gold))

    def _splits_and_release(self) -> None:
        path = self.root / "corpus" / "splits.yaml"
        splits = self.work.read(path, dict[str, tuple[str, ...]], yaml=True, name="splits")
        if splits is not None:
            dossiers = {item.dossier.id: item.dossier for item in self.work.dossiers}
            self.work.splits = SplitsFile(path, splits, dossiers, self.schema)
        path = self.root / "corpus" / "release.yaml"
        release = self.work.read(path, Release, yaml=True)
        if release is not None:
            self.work.release = ReleaseFile(path, release, self.root, self.schema)
