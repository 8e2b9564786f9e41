"""Rules of the corpus layer: files, dossiers, articles, references and what articles share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from accord.validate.norms import is_edtf, parse_day
from accord.validate.registry import Fault, rules_of
from accord.validate.workspace import ArticleFile, DossierFile, TextFile, Workspace, is_id

_root = rules_of("corpus", Workspace)
_dossier = rules_of("corpus", DossierFile)
_article = rules_of("corpus", ArticleFile)
_text = rules_of("corpus", TextFile)

# Strata as the grid of the schema names them; these rules are what the names mean.
SOURCE, RECORD, FICTION = "source", "record", "fiction"

GENRE_WORDS = {"brief": (120, 200), "report": (300, 500), "analysis": (500, 800)}
"""Wanted number of words of the genres that have bounds."""

_DIRECT_QUOTATION = re.compile(r"“[^“”\n]*”|\"[^\"\n]*\"|(?<!\w)‘[^‘\n]*?’(?!\w)")
_QUOTED_WORDS = 4


@_root("file-form")
def check_file_form(work: Workspace) -> Iterator[Fault]:
    """Reads every annotation, ledger, sentences, splits and release file and reports one that is not of its kind."""
    for item in work.broken:
        if not item.missing and item.kind != "Dossier":
            yield Fault(f"not a readable {item.kind} file: {item.why}.",
                        "give the keys and types that its kind asks for.", file=item.file)


@_root("file-missing")
def check_file_missing(work: Workspace) -> Iterator[Fault]:
    """Reads the corpus folder and reports a missing `splits.yaml` or `release.yaml`."""
    for item in work.broken:
        if item.missing:
            yield Fault(f"there is no {item.file.name}.", "write it.", file=item.file)


@_root("dossier-form")
def check_dossier_form(work: Workspace) -> Iterator[Fault]:
    """Reads every `dossier.yaml` and reports one that is no dossier, or holds no article."""
    for item in work.broken:
        if item.kind == "Dossier" and not item.missing:
            yield Fault(f"not a dossier: {item.why}.", "give the keys and types of a dossier.", file=item.file)
    for item in work.dossiers:
        if not item.dossier.articles:
            yield Fault("the dossier lists no article.", "list its articles.", file=item.file)


@_root("file-undeclared")
def check_file_undeclared(work: Workspace) -> Iterator[Fault]:
    """Reads the folders of corpus, gold and ledgers and reports a file that no dossier lists."""
    for path in work.stray:
        yield Fault("no dossier lists this file.", "list its article in dossier.yaml, or move it away.", file=path)


@_dossier("file-name")
def check_file_name(item: DossierFile) -> Iterator[Fault]:
    """Reads the ids of dossiers and articles and reports one that is no slug or differs from its folder's name."""
    if item.dossier.id != item.file.parent.name:
        yield Fault(f"the dossier's id is {item.dossier.id!r}; expected {item.file.parent.name!r}.",
                    "name folder and id alike.", item.dossier.id)
    for name in (item.dossier.id, *(article.id for article in item.dossier.articles)):
        if not is_id(name):
            yield Fault(f"{name!r} is no id.", "use lower-case ASCII words and digits joined by hyphens.", name or None)


@_root("document-duplicate")
def check_document_duplicate(work: Workspace) -> Iterator[Fault]:
    """Reads all dossiers and reports a document id or dossier id that is used twice."""
    dossiers = Counter(item.dossier.id for item in work.dossiers)
    documents = Counter(article.id for item in work.dossiers for article in item.dossier.articles)
    for item in work.dossiers:
        names = [item.dossier.id] * (dossiers[item.dossier.id] > 1)
        names += sorted({article.id for article in item.dossier.articles if documents[article.id] > 1})
        for name in names:
            yield Fault(f"the id {name!r} is used twice in the corpus.", "give each an id of its own.", name, item.file)


@_dossier("grid-value")
def check_grid_value(item: DossierFile) -> Iterator[Fault]:
    """Reads stratum, region, theme, genre and English of dossiers and articles and reports unknown values."""
    grid, dossier = item.schema.grid, item.dossier
    cells = [(dossier.id, key, getattr(dossier, key), None) for key in ("stratum", "region", "theme")]
    cells += [(article.id, key, getattr(article, key), article.id)
              for article in dossier.articles for key in ("stratum", "genre", "english")]
    for at, key, value, document in cells:
        if value not in grid[key]:
            yield Fault(f"{key} is {value!r}.", f"use one of {', '.join(grid[key])}.", at, document=document)


@_dossier("stratum-mismatch")
def check_stratum_mismatch(item: DossierFile) -> Iterator[Fault]:
    """Reads the strata of a dossier and its articles and reports a mixture other than record with source."""
    real = {SOURCE, RECORD}
    for article in item.dossier.articles:
        pair = {article.stratum, item.dossier.stratum}
        if len(pair) > 1 and pair != real:
            yield Fault(f"a {article.stratum} article in a {item.dossier.stratum} dossier.",
                        "keep fiction and the public record in dossiers of their own.", article.id, document=article.id)


@_dossier("date-form")
def check_date_form(item: DossierFile) -> Iterator[Fault]:
    """Reads the dates of articles, fact checks and references and reports what is no day (of references: no EDTF)."""
    for article in item.dossier.articles:
        days = {"date": article.date}
        if article.facts_checked is not None:
            days["facts_checked.date"] = article.facts_checked.date
        for key, value in days.items():
            if parse_day(value) is None:
                yield Fault(f"{key} is {value!r}.", "write a calendar day as 'YYYY-MM-DD'.", article.id,
                            document=article.id)
    for reference in item.dossier.references:
        if reference.date and not is_edtf(reference.date):
            yield Fault(f"date is {reference.date!r}.", "write it as EDTF, such as '2024-12'.", reference.id)
        if parse_day(reference.accessed) is None:
            yield Fault(f"accessed is {reference.accessed!r}.", "write a calendar day.", reference.id)


@_dossier("date-order")
def check_date_order(item: DossierFile) -> Iterator[Fault]:
    """Reads the dates of a dossier's articles and reports one that is earlier than that of the article before."""
    articles = item.dossier.articles
    for before, after in pairwise(articles):
        if after.date < before.date:
            yield Fault(f"dated {after.date}, listed after {before.id} of {before.date}.",
                        "list the articles in order of date.", after.id, document=after.id)


@_article("genre-length", "warning")
def check_genre_length(item: ArticleFile) -> Iterator[Fault]:
    """Reads an article's stated `words` and reports where its genre has bounds and they lie outside."""
    low, high = GENRE_WORDS.get(item.article.genre, (0, item.article.words))
    # What was given to us byte-exact has the length that it has.
    if item.article.stratum != SOURCE and not low <= item.article.words <= high:
        yield Fault(f"a {item.article.genre} of {item.article.words} words; expected {low} to {high}.",
                    "change the text or the genre.", file=item.file)


@_dossier("headline-missing")
def check_headline_missing(item: DossierFile) -> Iterator[Fault]:
    """Reads titles and headlines and reports an empty one."""
    if not item.dossier.title.strip():
        yield Fault("the dossier has no title.", "give it one.", item.dossier.id)
    for article in item.dossier.articles:
        if not article.headline.strip():
            yield Fault("the article has no headline.", "give it one.", article.id, document=article.id)


@_dossier("made-missing")
def check_made_missing(item: DossierFile) -> Iterator[Fault]:
    """Reads `author` and `made` of articles and reports an empty one: each row says who wrote it, and how."""
    for article in item.dossier.articles:
        for key in ("author", "made"):
            if not getattr(article, key).strip():
                yield Fault(f"{key} is empty.", "say who wrote the article and how.", article.id, document=article.id)


@_dossier("licence-missing")
def check_licence_missing(item: DossierFile) -> Iterator[Fault]:
    """Reads the licences of articles and reports an empty one."""
    for article in item.dossier.articles:
        if not article.licence.strip():
            yield Fault("the article states no licence.", "state the licence of its text.", article.id,
                        document=article.id)


@_article("facts-unchecked", "warning")
def check_facts_unchecked(item: ArticleFile) -> Iterator[Fault]:
    """Reads record articles and reports one whose facts nobody has checked: an error once it has gold."""
    if item.article.stratum == RECORD and item.article.facts_checked is None:
        yield Fault("nobody has checked the facts against the references.", "check them and fill in facts_checked.",
                    file=item.file.with_name("dossier.yaml"), severity="error" if item.has_gold else None)


@_dossier("reference-missing")
def check_reference_missing(item: DossierFile) -> Iterator[Fault]:
    """Reads references and reports a record article without any, an unknown id, and a reference without content."""
    known = {reference.id for reference in item.dossier.references}
    for article in item.dossier.articles:
        if article.stratum == RECORD and not article.references:
            yield Fault("a record article without references.", "name the references of its facts.", article.id,
                        document=article.id)
        for name in article.references:
            if name not in known:
                yield Fault(f"names reference {name!r}, which the dossier lacks.", "add it or correct the id.",
                            article.id, document=article.id)
    for reference in item.dossier.references:
        empty = [key for key in ("publisher", "title", "date", "url") if not getattr(reference, key).strip()]
        if not reference.facts:
            empty.append("facts")
        if empty:
            yield Fault(f"the reference has no {', '.join(empty)}.", "fill it in.", reference.id)
        if reference.url.strip() and not re.match(r"https?://[^\s/]+", reference.url):
            yield Fault(f"url is {reference.url!r}.", "give an http(s) address.", reference.id)


@_dossier("reference-duplicate")
def check_reference_duplicate(item: DossierFile) -> Iterator[Fault]:
    """Reads the references of a dossier and reports an id that is used twice."""
    for name, count in Counter(reference.id for reference in item.dossier.references).items():
        if count > 1:
            yield Fault(f"{count} references have the id {name!r}.", "give each an id of its own.", name)


@_dossier("reference-unused", "warning")
def check_reference_unused(item: DossierFile) -> Iterator[Fault]:
    """Reads the references of a dossier and reports one that no article names."""
    named = {name for article in item.dossier.articles for name in article.references}
    for reference in item.dossier.references:
        if reference.id not in named:
            yield Fault("no article names this reference.", "name it or take it out.", reference.id)


@_dossier("reference-real")
def check_reference_real(item: DossierFile) -> Iterator[Fault]:
    """Reads fiction dossiers and articles and reports references: fiction rests on none."""
    if item.dossier.stratum == FICTION and item.dossier.references:
        yield Fault("a fiction dossier has references.", "take them out, or make it a record dossier.", item.dossier.id)
    for article in item.dossier.articles:
        if article.stratum == FICTION and article.references:
            yield Fault("a fiction article names references.", "take them out.", article.id, document=article.id)


@_text("quotation-in-record")
def check_quotation_in_record(item: TextFile) -> Iterator[Fault]:
    """Reads the text of record articles and reports a direct quotation: four or more words in quotation marks."""
    if item.article.stratum != RECORD:
        return
    for match in _DIRECT_QUOTATION.finditer(item.text):
        if len(match[0].split()) >= _QUOTED_WORDS:
            yield Fault(f"a direct quotation in a record article: {match[0][:60]}.", "report it as indirect speech.",
                        item.line_of(match.start()))


@_article("gold-missing", "warning")
def check_gold_missing(item: ArticleFile) -> Iterator[Fault]:
    """Reads the gold and reports a listed article that has none."""
    if not item.has_gold:
        yield Fault("the article has no gold annotation.", "annotate it in a round and adjudicate.")
