"""All together, nothing standing in: sample coverage on disk → home → answer → page → the cited words, marked."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

import evals
from rag.assistant import Assistant
from store.embedder import Embedder
from store.extract import extract
from store.home import open_home
from store.ingest import ingest
from tests.homes import Log
from tests.ui.newsroom import served
from tests.ui.test_page import BROWSER

SAMPLE = Path(evals.__file__).parent / "coverage" / "kursk"


@pytest.fixture(scope="module")
def assistant(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = open_home(tmp_path_factory.mktemp("whole"), "default")
    ingest(home, embedder, extract([str(SAMPLE)]), Log(), print)
    yield Assistant(home, embedder)
    home.index.close()
    home.engine.dispose()


@pytest.mark.parametrize(
    "question",
    [
        "What treatment did Putin promise Ukrainian soldiers who surrender?",
        "When did Ukraine enter the Kursk region?",
        "Who is Steve Witkoff?",
        "What is the recipe for banana bread?",
    ],
)
def test_every_quote_is_the_words_at_its_offsets(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    for cited in answer.citations + answer.nearest:
        stored = assistant.article(cited.article, cited.revision)
        assert stored.text[cited.start : cited.end] == cited.quote
    assert answer.citations or answer.nearest


def test_a_question_with_its_answer_in_the_sample_is_answered_from_several_outlets(assistant: Assistant) -> None:
    answer = assistant.ask("What does Putin want before he agrees to a ceasefire?")
    assert answer.status == "answered"
    assert answer.reported_by.outlets >= 2


def test_what_only_a_readers_comment_says_is_not_cited(assistant: Assistant) -> None:
    comments = [
        (article.id, span.start, span.end)
        for article in assistant.articles()
        for span in article.spans
        if span.kind in ("comment", "promo", "boilerplate")
    ]
    assert comments
    for question in ("How many men are trapped in Kursk?", "On which day will the ceasefire be signed?"):
        answer = assistant.ask(question)
        for cited in answer.citations + answer.nearest:
            assert not any(
                cited.article == article and cited.start < end and start < cited.end for article, start, end in comments
            )


def test_a_reader_asks_and_sees_the_cited_words_in_their_report(assistant: Assistant) -> None:
    question = "What treatment did Putin promise Ukrainian soldiers who surrender?"
    first = assistant.ask(question).citations[0]
    chromium = shutil.which("chromium")
    assert chromium, "this test drives Chromium: install it first (apt-get install chromium)"
    with served(assistant, "default", 17990) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(url)
        page.get_by_role("textbox").first.fill(question)
        page.keyboard.press("Enter")
        chip = page.locator("#chat .answer a.chip").first
        chip.click(timeout=30_000)
        expect(page.locator("#panel-body mark").first).to_have_text(first.quote)
        expect(page.locator("#panel-body")).to_contain_text(first.outlet or "Outlet unknown")
        browser.close()
