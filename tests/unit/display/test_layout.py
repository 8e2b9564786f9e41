"""Display: pieces that rebuild the text, cards, pages that escape everything, the terminal."""

from __future__ import annotations

import html
import io
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from rich.console import Console

from accord import load_corpus, load_schema, storage
from accord.cli import group
from accord.corpus import Corpus
from accord.display import render_page, render_terminal
from accord.display.layout import Mark, cards_of, cut, marks_of
from accord.display.plots import draw_plots
from accord.errors import DataNotFoundError
from accord.model import Annotation, Document, Mention

MINI = Path(__file__).parents[2] / "data" / "mini"
DOC = "lake-orrin-01"


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(MINI)


@pytest.fixture(autouse=True)
def _root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCORD_ROOT", str(MINI))


class Page(HTMLParser):
    """The text inside #text, leaving out labels and sentence numbers, and all tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.stack: list[tuple[str, dict[str, str | None]]] = []
        self.paragraphs: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br", "img"):
            self.stack.append((tag, dict(attrs)))
        if tag == "p" and any(item.get("id") == "text" for _, item in self.stack):
            self.paragraphs.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        inside = any(item.get("id") == "text" for _, item in self.stack)
        aside = any(tag == "small" or item.get("class") == "number" for tag, item in self.stack)
        if inside and not aside and any(tag == "p" for tag, _ in self.stack):
            self.paragraphs[-1] += data.strip("\n")


def with_text(document: Document, annotation: Annotation, text: str) -> tuple[Document, Annotation]:
    """The same document with another text of the same length in the place of its first words."""
    digest = storage.text_sha256(text)
    mentions = tuple(replace(m, text=text[m.start : m.end]) for m in annotation.mentions)
    return replace(document, text=text, text_sha256=digest), replace(annotation, text_sha256=digest, mentions=mentions)


def test_pieces_rebuild_the_text_and_bear_every_mark(corpus: Corpus) -> None:
    for document, annotation in corpus:
        marks = marks_of(annotation, load_schema())
        paragraphs = list(cut(document, marks))
        assert "\n".join("".join(piece.text for piece in pieces) for pieces in paragraphs) == document.text
        pieces = [piece for found in paragraphs for piece in found]
        for mark in marks:
            assert (
                "".join(piece.text for piece in pieces if mark in piece.marks) == document.text[mark.start : mark.end]
            )
        numbers = [piece.sentence for piece in pieces if piece.sentence is not None]
        assert numbers == list(range(len(document.sentences)))
        ended = [mark.key for piece in pieces for mark in piece.ending]
        assert sorted(ended) == sorted(mention.id for mention in annotation.mentions)


def test_crossing_spans_are_cut_and_both_kept(corpus: Corpus) -> None:
    document = corpus.document(DOC)
    marks = [Mark("a", "GPE", None, 0, 10), Mark("b.content", "pledge", "content", 5, 18)]
    pieces = [(piece.text, [mark.key for mark in piece.marks]) for piece in next(cut(document, marks))][:3]
    assert pieces == [("Kéldo", ["a"]), ("r and", ["a", "b.content"]), (" Vastria", ["b.content"])]


def test_cards_hold_every_slot_and_attribute(corpus: Corpus) -> None:
    document, annotation = corpus.document(DOC), corpus.gold[DOC]
    cards = cards_of(document, annotation, load_schema(), corpus.ledgers["lake-orrin"].edges)
    assert [(card.id, card.kind, card.sentence) for card in cards] == [
        ("p1", "pledge", 0),
        ("p2", "pledge", 1),
        ("p3", "pledge", 2),
        ("n1", "near-miss", 3),
        ("n2", "near-miss", 3),
    ]
    card = cards[1]
    assert card.field("condition").values == (("if Vastria dredges the harbour of Mell", "p2.condition", None),)
    assert card.field("object").values == (("4 million euros", "m11", "4000000 EUR"),)
    assert card.field("addressee").values == ()
    assert [name for name, _, _ in card.attributes] == list(load_schema().pledge.attributes)
    assert set(card.keys) == {"p2.trigger", "p2.content", "p2.condition", "m10", "m11", "m9"}
    assert [(edge.label, edge.later_doc_id) for edge in card.links] == [("PARTLY_FULFILS", "lake-orrin-02")]


@pytest.mark.parametrize("doc_id", ["lake-orrin-01", "lake-orrin-02", "lake-orrin-03", "prespa-nato-01"])
def test_page_shows_the_text_and_closes_every_tag(corpus: Corpus, doc_id: str) -> None:
    document = corpus.document(doc_id)
    page = Page(render_page(document, corpus.gold[doc_id], load_schema()))
    assert page.stack == []
    assert page.paragraphs == document.text.split("\n")


def test_page_asks_nothing_of_the_network(corpus: Corpus) -> None:
    page = Page(render_page(corpus.document(DOC), corpus.gold[DOC], load_schema()))
    assert not [attrs for tag, attrs in page.tags if tag in ("link", "img", "iframe", "object")]
    assert not [
        attrs
        for tag, attrs in page.tags
        if attrs.get("src") or "style" in attrs or any(n.startswith("on") for n in attrs)
    ]
    policy = next(attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none';") and "unsafe" not in policy and policy.count("sha256-") == 2


@pytest.mark.parametrize(
    "evil", ["<script>alert(1)</script>", "</p></section><u>x</u>", "{{ 7 * 7 }}", "&lt;i&gt; \"'"]
)
def test_every_text_is_shown_as_text(corpus: Corpus, evil: str) -> None:
    document, annotation = corpus.document(DOC), corpus.gold[DOC]
    text = evil + document.text[len(evil) :]
    document, annotation = with_text(document, annotation, text)
    document = replace(document, article=replace(document.article, headline=evil, licence=evil, genre=evil, date=evil))
    annotation = replace(
        annotation,
        annotator=evil,
        entities=tuple(replace(e, name=evil, kb_id=evil) for e in annotation.entities),
        mentions=(*annotation.mentions, Mention("<x>", 0, len(evil), evil, evil, "NAME", ("e1",))),
    )
    schema = load_schema()
    source = render_page(document, annotation, schema)
    page = Page(source)
    assert page.paragraphs[0].startswith(evil)
    assert len([tag for tag, _ in page.tags if tag == "script"]) == 1 and not [
        tag for tag, _ in page.tags if tag in "iu"
    ]
    assert html.unescape(source).count(evil) > 4 and "49" not in re.findall(r"<title>(.*?)</title>", source)[0]


def test_colours_come_from_the_schema_and_only_colours(corpus: Corpus) -> None:
    schema = load_schema()
    kinds = dict(schema.mention_types)
    kinds["GPE"] = replace(kinds["GPE"], color="#123abc")
    kinds["PER"] = replace(kinds["PER"], color="red; } </style><script>")
    page = render_page(corpus.document(DOC), corpus.gold[DOC], replace(schema, mention_types=kinds))
    assert '[data-type="GPE"] { --c: #123abc; }' in page
    assert '[data-type="PER"]' not in page and "</style><script>" not in page.replace("</style>\n", "")


def test_a_prediction_with_gaps_is_shown(corpus: Corpus) -> None:
    """Unanswered attributes and fillers or entities that are missing are left out, without a traceback."""
    document, gold = corpus.document(DOC), corpus.gold[DOC]
    pledge = replace(gold.pledges[0], firmness="", pledgor=("m99",), addressee=())
    gaps = replace(gold, pledges=(pledge,), entities=())
    page = render_page(document, gaps, load_schema())
    assert "unnamed" in page and "firmness" not in Page(page).paragraphs[0]
    assert cards_of(document, gaps, load_schema())[0].attributes[0][0] == "polarity"


def terminal(corpus: Corpus, **options: bool) -> str:
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=110,
        force_terminal=not options.get("brackets"),
        color_system=None if options.get("brackets") else "truecolor",
    )
    for part in render_terminal(corpus.document(DOC), corpus.gold[DOC], load_schema(), **options):
        console.print(part)
    return stream.getvalue()


def test_terminal_has_colours_only_where_asked(corpus: Corpus) -> None:
    coloured, plain = terminal(corpus), terminal(corpus, brackets=True)
    red, green, blue = (int(load_schema().mention_types["GPE"].color[at : at + 2], 16) for at in (1, 3, 5))
    assert f"38;2;{red};{green};{blue}m" in coloured
    assert "\x1b" not in plain and "[Kéldor GPE] and [Vastria GPE] agreed" in plain
    unfolded = " ".join(re.sub("[─-╿]", " ", plain).split())
    for text in ("PARTY_TO", "agreed reopen", "(4000000", "REQUEST", "unnamed"):
        assert (text in unfolded) == (text != "unnamed"), text


def test_command_in_a_pipe_and_to_a_file(tmp_path: Path) -> None:
    result = CliRunner().invoke(group, ["show", DOC])
    assert result.exit_code == 0 and "\x1b" not in result.output and "[Tallow Accord PACT]" in result.output
    out = tmp_path / "page.html"
    result = CliRunner().invoke(group, ["show", DOC, "--html", str(out)])
    assert result.exit_code == 0 and out.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_command_shows_another_annotation(tmp_path: Path) -> None:
    path = MINI / "annotations" / "rounds" / "p00" / "B" / f"{DOC}.json"
    result = CliRunner().invoke(group, ["show", DOC, "--annotation", str(path)])
    assert result.exit_code == 0, result.exception
    result = CliRunner().invoke(group, ["show", "prespa-nato-01", "--annotation", str(path)])
    assert "text-hash" in str(result.exception)
    assert "document-unknown" in str(CliRunner().invoke(group, ["show", "nowhere-01"]).exception)


def test_a_missing_extra_is_named(corpus: Corpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(DataNotFoundError, match=r"accord-corpus\[display\]"):
        render_page(corpus.document(DOC), corpus.gold[DOC], load_schema())
    with pytest.raises(DataNotFoundError, match=r"accord-corpus\[plots\]"):
        draw_plots(corpus, load_schema(), tmp_path)
