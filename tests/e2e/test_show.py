"""The page of `accord show --html` in a real browser: no errors, right highlights, keyboard, phone, hostile text."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from accord import load_corpus, load_schema, storage
from accord.cli import group
from accord.display import render_page
from accord.model import Mention

webdriver = pytest.importorskip("selenium.webdriver")
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [pytest.mark.e2e, pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="needs chromium and chromedriver")]

MINI = Path(__file__).parents[1] / "data" / "mini"
DOC = "lake-orrin-01"
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "page.html"
    result = CliRunner().invoke(group, ["show", DOC, "--html", str(path)], env={"ACCORD_ROOT": str(MINI)})
    assert result.exit_code == 0, result.exception
    return path.as_uri()


@pytest.fixture
def opened(browser, page: str) -> Iterator:
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    browser.get_log("browser")
    browser.get_log("performance")
    browser.get(page)
    yield browser


def keys(browser, selector: str) -> set[str]:
    script = "return [...document.querySelectorAll(arguments[0])].flatMap(node => node.dataset.keys.split(' '))"
    return set(browser.execute_script(script, selector))


def test_opens_from_a_file_without_errors_or_requests(opened, page: str) -> None:
    assert opened.get_log("browser") == []
    requests = [
        entry["message"] for entry in opened.get_log("performance") if 'Network.requestWillBeSent"' in entry["message"]
    ]
    assert requests and all(f'"url":"{page}"' in message for message in requests)
    assert opened.find_element("tag name", "h1").text == "Kéldor and Vastria settle on ferry"


def test_every_span_is_highlighted_once(opened) -> None:
    gold = load_corpus(MINI).gold[DOC]
    frames = {
        f"{item.id}.{slot}"
        for item in gold.pledges
        for slot in ("trigger", "content", "condition")
        if getattr(item, slot)
    }
    frames |= {f"{item.id}.{slot}" for item in gold.near_misses for slot in ("trigger", "content")}
    assert keys(opened, "#text [data-keys]") == {mention.id for mention in gold.mentions} | frames
    assert len(opened.find_elements("css selector", "#text small")) == len(gold.mentions)
    assert len(opened.find_elements("css selector", ".card.pledge")) == len(gold.pledges)
    assert len(opened.find_elements("css selector", ".card.near-miss")) == len(gold.near_misses)
    assert len(opened.find_elements("css selector", "#entities tbody tr")) == len(gold.entities)
    assert len(opened.find_elements("css selector", "#relations tbody tr")) == len(gold.relations)


def test_mentions_have_the_schemas_colours(opened) -> None:
    red, green, blue = (int(load_schema().mention_types["PER"].color[at : at + 2], 16) for at in (1, 3, 5))
    script = """const node = document.querySelector('#text [data-type="PER"]'), style = getComputedStyle(node);
    return [style.getPropertyValue('--c').trim(), style.backgroundColor]"""
    color, background = opened.execute_script(script)
    assert color == f"#{red:02x}{green:02x}{blue:02x}"
    assert background not in ("rgba(0, 0, 0, 0)", "transparent")


def test_hovering_and_leaving_a_card(opened) -> None:
    from selenium.webdriver import ActionChains

    card = opened.find_element("id", "card-p1")
    ActionChains(opened).move_to_element(card).perform()
    assert keys(opened, "#text .lit") >= {"p1.trigger", "p1.content", "m1", "m2", "m5", "m6"}
    assert "p2.content" not in keys(opened, "#text .lit")
    ActionChains(opened).move_to_element(opened.find_element("tag name", "h1")).perform()
    assert keys(opened, "#text .lit") == set()


def test_the_keyboard_reaches_every_card_and_lights_its_words(opened) -> None:
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.keys import Keys

    seen = {}
    for _ in range(40):
        ActionChains(opened).send_keys(Keys.TAB).perform()
        active = opened.switch_to.active_element
        if name := active.get_attribute("id"):
            seen[name] = keys(opened, "#text .lit")
    assert {name for name in seen if name.startswith("card-")} == {
        "card-p1",
        "card-p2",
        "card-p3",
        "card-n1",
        "card-n2",
    }
    assert {"p2.trigger", "p2.content", "p2.condition", "m9", "m10", "m11"} <= seen["card-p2"]
    assert {"n1.trigger", "n1.content"} <= seen["card-n1"] and "n2.trigger" not in seen["card-n1"]
    ActionChains(opened).send_keys(Keys.ESCAPE).perform()
    assert keys(opened, "#text .lit") == set()


def test_a_click_on_a_pledges_words_focuses_its_card(opened) -> None:
    opened.find_element("css selector", "#text .pledge-trigger[data-keys='p3.trigger']").click()
    assert opened.switch_to.active_element.get_attribute("id") == "card-p3"


@pytest.mark.parametrize("width", [320, 390, 768])
def test_no_sideways_scroll_on_small_screens(opened, width: int) -> None:
    metrics = {"width": width, "height": 844, "deviceScaleFactor": 2, "mobile": True}
    opened.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    opened.refresh()
    scroll, inner = opened.execute_script("return [document.documentElement.scrollWidth, window.innerWidth]")
    assert scroll <= width and inner == width


def test_dark_is_dark_and_readable(opened) -> None:
    dark = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    script = "const s = getComputedStyle(document.body); return [s.backgroundColor, s.color]"
    light = opened.execute_script(script)
    opened.execute_cdp_cmd("Emulation.setEmulatedMedia", dark)
    background, ink = opened.execute_script(script)
    opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert [background, ink] != light
    sums = [sum(int(part) for part in color.strip("rgb()").split(",")) for color in (background, ink)]
    assert sums[0] < 150 < 600 < sums[1]


def test_hostile_text_is_text(browser, tmp_path: Path) -> None:
    corpus = load_corpus(MINI)
    document, annotation = corpus.document(DOC), corpus.gold[DOC]
    evil = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
    text = evil + document.text[len(evil) :]
    mentions = tuple(replace(m, text=text[m.start : m.end]) for m in annotation.mentions)
    mentions += (Mention("m99", 0, len(evil), evil, "\"><script>document.title='owned'</script>", "NAME", ("e1",)),)
    document = replace(document, text=text, article=replace(document.article, headline=evil))
    path = tmp_path / "evil.html"
    storage.write_atomic(path, render_page(document, replace(annotation, mentions=mentions), load_schema()))
    browser.get_log("browser")
    browser.get(path.as_uri())
    assert browser.get_log("browser") == []
    assert browser.title == f"{evil} ({DOC})"
    assert browser.find_element("tag name", "h1").text == evil
    assert browser.find_elements("tag name", "img") == []
    # Even a script that got in would not run: the policy allows the page's own only.
    code = """const node = document.createElement('script');
        node.textContent = "document.title = 'owned'"; document.body.append(node)"""
    browser.execute_cdp_cmd("Runtime.evaluate", {"expression": code})
    assert browser.title == f"{evil} ({DOC})"
