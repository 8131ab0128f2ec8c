"""Conversations on the page, in a real browser: kept in the home, stopped, taken back, rated, opened again, saved."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from rag.assistant import Assistant
from rag.conversation import Conversation, Message, keep, reopen
from rag.llm.client import Writer, open_llm
from rag.settings import Llm
from store import catalogue
from store.conversations import conversations
from store.home import Home, discard, open_home, writing
from tests.endpoint import Endpoint, event
from tests.endpoint import served as served_llm
from tests.homes import changed, put_in
from tests.ui.conftest import REPORTS, StandIn
from tests.ui.newsroom import served
from tests.ui.test_page import ask
from tests.ui.test_page import browser as browser
from ui.guard import Access

CRACK = "Did divers find a crack the length of a hand in the eastern pivot?"
CONVOY = "Have hauliers asked for a night convoy over the bridge?"
FOUND = "Divers found a crack the length of a hand in the eastern pivot."


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    held = open_home(tmp_path / "home", "default")
    put_in(held, REPORTS, StandIn())
    yield held
    held.index.close()
    held.engine.dispose()


@contextmanager
def reading(browser: Browser, home: Home, path: str = "", writer: Writer | None = None) -> Iterator[Page]:
    """A reader on the page of a server of its own."""
    with served(Assistant(home, StandIn(), writer=writer), "default", 17_460) as url:  # type: ignore[arg-type]
        page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        page.goto(url + path)
        expect(page.locator("#panel-body h2")).to_be_visible(timeout=30_000)
        yield page
        page.close()


def kept(home: Home) -> list[Conversation]:
    return [reopen(home, one.id) for one in conversations(home)]


def questions(page: Page) -> list[str]:
    return page.locator("#chat .asked").all_inner_texts()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).last.click()


def test_a_conversation_outlives_the_page_and_the_server_with_its_citations(browser: Browser, home: Home) -> None:
    with reading(browser, home) as page:
        ask(page, CRACK)
        ask(page, CONVOY)
        page.reload()
        expect(page.locator("#chat .answer")).to_have_count(2, timeout=20_000)
        address = page.url.partition("?")[2]
    with reading(browser, home, f"?{address}") as page:
        expect(page.locator("#chat .answer")).to_have_count(2, timeout=20_000)
        assert questions(page) == [CRACK, CONVOY]
        page.locator("#chat .answer").first.locator("a.chip").first.click()
        expect(page.locator("#panel-body mark.focus")).to_have_text(FOUND)
        ask(page, "What will it cost?")
    (held,) = kept(home)
    assert [m.answer.question for m in held.messages] == [CRACK, CONVOY, "What will it cost?"]
    assert [m.after for m in held.messages] == [0, 1, 2]


def test_a_card_says_what_has_become_of_its_report(browser: Browser, home: Home) -> None:
    with reading(browser, home) as page:
        ask(page, CRACK)
        put_in(home, [changed(REPORTS[0], text=f"{REPORTS[0].text}\nThe board meets on Monday.\n")], StandIn())
        with home.read() as db:
            story = home.story(db)
        with writing(home, lambda _: None):
            discard(home, story, catalogue.article_id("default", "radio.txt"))
        page.reload()
        since = page.locator("#panel-body .since")
        expect(since).to_have_count(2, timeout=20_000)
        assert sorted(since.all_inner_texts()) == [
            "No longer in the coverage: these are the words as they were cited.",
            "The report has changed since: the chip opens it as it was.",
        ]
        page.locator("#panel-body .card").filter(has_text="has changed since").locator("a.chip").click()
        expect(page.locator("#panel-body mark.focus")).to_have_text(FOUND)


def test_the_last_question_is_edited_asked_again_and_taken_back(browser: Browser, home: Home) -> None:
    with reading(browser, home) as page:
        ask(page, CRACK)
        ask(page, CONVOY)
        first = kept(home)[0].messages
        press(page, "Ask again")
        expect(page.locator(f'#chat button[value="rate {first[1].id} good"]')).to_have_count(0)
        expect(page.locator("#chat .answer")).to_have_count(2)
        again = kept(home)[0].messages
        assert [m.answer.question for m in again] == [CRACK, CONVOY]
        assert again[0] == first[0] and again[1].id > first[1].id
        press(page, "Edit")
        expect(page.locator("#question textarea")).to_have_value(CONVOY)
        assert questions(page) == [CRACK]
        press(page, "Undo")
        expect(page.locator("#chat .answer")).to_have_count(0)
        assert kept(home) == []
        assert "conversation" not in page.url


def test_what_a_reader_thinks_of_an_answer_is_kept_shown_and_taken_back(browser: Browser, home: Home) -> None:
    def thought() -> object:
        return kept(home)[0].messages[0].feedback

    with reading(browser, home) as page:
        ask(page, CRACK)
        press(page, "Bad answer")
        for reason in ("Misquoted", "Wrong source"):
            press(page, reason)
            expect(page.get_by_role("button", name=f"{reason}: chosen, press to take it back")).to_be_focused()
        page.reload()
        expect(page.locator("button.act.on")).to_have_text(["Bad answer", "Wrong source", "Misquoted"], timeout=20_000)
        given = kept(home)[0].messages[0].feedback
        assert given and (given.good, given.reasons) == (False, ("wrong source", "misquoted"))
        press(page, "Bad answer: chosen, press to take it back")
        expect(page.locator("button.act.on")).to_have_count(0)
        assert thought() is None


def test_conversations_are_listed_renamed_saved_and_deleted(browser: Browser, home: Home) -> None:
    with reading(browser, home) as page:
        ask(page, CRACK)
        press(page, "New")
        expect(page.locator("#chat .answer")).to_have_count(0)
        ask(page, CONVOY)
        page.get_by_role("button", name="Conversations (2)").click()
        page.get_by_label("Title of this conversation").fill("<b>Convoy</b>")
        press(page, "Rename")
        expect(page.locator(".talks .open .act").first).to_have_text("<b>Convoy</b>")
        with page.expect_download() as saved:
            page.locator(".talks .open").get_by_text("Markdown").click()
        assert "Hauliers have asked for a night convoy over the bridge." in saved.value.path().read_text("utf-8")
        page.get_by_role("button", name=CRACK).click()
        expect(page.locator("#chat .asked")).to_have_text(CRACK)
        assert f"conversation={kept(home)[1].id}" in page.url
        page.locator(".talks .open summary").click()
        press(page, "Delete it for good")
        expect(page.locator(".talks > li")).to_have_count(1)
        expect(page.locator("#chat .answer")).to_have_count(0)
    assert [one.title for one in conversations(home)] == ["<b>Convoy</b>"]


def test_a_button_pressed_twice_copies_the_answer_and_is_called_copy_again(browser: Browser, home: Home) -> None:
    with reading(browser, home) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        ask(page, CRACK)
        button = page.locator("#chat button.copy")
        button.click()
        expect(button).to_have_text("Copied")
        button.click()
        page.wait_for_timeout(3_200)  # longer than it says so
        expect(button).to_have_text("Copy")
        assert FOUND in page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize("form", ["md", "html", "json"])
def test_a_conversation_is_saved_for_its_reader_alone(home: Home, form: str) -> None:
    assistant = Assistant(home, StandIn())  # type: ignore[arg-type]
    made = keep(home, Message(assistant.ask(CRACK)), reader="Ada")
    keep(home, Message(assistant.ask(CONVOY), 1), made, "Ada")
    last = reopen(home, made, "Ada").messages[1].id
    with served(assistant, "default", 17_460, access=Access("Ada:secret")) as url:
        saved = fetched(f"{url}conversation/{made}.{form}", "Ada:secret")
        assert FOUND in saved and "Hauliers have asked" in saved
        only = fetched(f"{url}conversation/{made}.{form}?message={last}", "Ada:secret")
        assert FOUND not in only and "Hauliers have asked" in only
    with served(assistant, "default", 17_460) as url, pytest.raises(HTTPError, match="404"):
        fetched(f"{url}conversation/{made}.{form}")


def fetched(url: str, login: str = "") -> str:
    asked = Request(url, headers={"Authorization": f"Basic {b64encode(login.encode()).decode()}"} if login else {})
    with urlopen(asked, timeout=20) as reply:
        assert reply.headers["content-disposition"].startswith("attachment")
        return str(reply.read().decode())


@contextmanager
def slow(*steps: bytes | float) -> Iterator[tuple[Endpoint, Writer]]:
    with served_llm(Endpoint(scripts=[steps])) as endpoint:
        llm = Llm("tiny", endpoint.url)
        yield endpoint, Writer(open_llm(llm), llm, None)


def test_a_model_is_read_as_it_writes_and_stopped_upstream(browser: Browser, home: Home) -> None:
    with (
        slow(event(f"{FOUND} [1]\n\nHauliers"), 30.0) as (endpoint, writer),
        reading(browser, home, "", writer) as page,
    ):
        for _ in range(2):
            page.locator("#question textarea").fill(CRACK)
            page.locator("#question textarea").press("Enter")
            expect(page.locator("#chat .growing .sentence")).to_contain_text(FOUND, timeout=15_000)
            if not endpoint.left.is_set():  # whoever leaves the page stops it too
                page.reload()
                assert endpoint.left.wait(10)
                expect(page.locator("#panel-body h2")).to_have_text("Sources", timeout=15_000)
        endpoint.left.clear()
        expect(page.get_by_role("button", name="Ask", exact=True)).to_be_hidden()
        press(page, "Stop")
        expect(page.locator("#chat .trouble")).to_contain_text("Stopped.")
        assert endpoint.left.wait(10)
        assert kept(home) == []
        page.locator("#settings > button").click()
        page.get_by_label("The reports’ own words").check()
        press(page, "Ask again")
        expect(page.locator("#chat .answer.answered")).to_have_count(1)
        expect(page.locator("#chat .trouble")).to_have_count(0)
    assert [m.answer.engine for m in kept(home)[0].messages] == ["extractive"]
