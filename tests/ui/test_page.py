"""The page in a real browser, over the real server; only the assistant is a stand-in (`newsroom`)."""

import shutil
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from rag.wording import visible
from tests.ui.newsroom import ARTICLES, HOSTILE, HOSTILE_ARTICLE, Newsroom, served

BROWSER = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def room() -> Newsroom:
    return Newsroom((*ARTICLES, HOSTILE_ARTICLE))


@pytest.fixture(scope="module")
def url(room: Newsroom) -> Iterator[str]:
    with served(room, "Port Ellery", 17860) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "this test drives Chromium: install it first (apt-get install chromium)"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=BROWSER)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """A fresh reader on the page; at the end, nothing was asked of another host and no script has failed."""
    shown = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    foreign: list[str] = []
    broken: list[str] = []
    shown.on("request", lambda request: None if request.url.startswith(url) else foreign.append(request.url))
    shown.on("pageerror", lambda error: broken.append(str(error)))
    shown.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)
    shown.goto(url)
    expect(shown.locator("#panel-body h2")).to_have_text("Sources", timeout=30_000)
    yield shown
    shown.close()
    assert foreign == []
    assert broken == []


def ask(page: Page, question: str) -> None:
    """Asks as a reader does, and waits for the reply."""
    replies = page.locator("#chat :is(.answer, .trouble)")
    before = replies.count()
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    expect(replies).to_have_count(before + 1)
    expect(page.locator("#question textarea")).to_be_enabled()


def test_the_page_says_what_it_covers_and_lists_the_reports(page: Page) -> None:
    expect(page.locator(".masthead")).to_contain_text("Port Ellery")
    expect(page.locator(".boundary")).to_have_text("4 reports, 3 outlets, 18–20 November 2025")
    expect(page.locator("#panel-body .card")).to_have_count(4)


def test_a_chip_opens_the_report_at_exactly_the_cited_words(page: Page) -> None:
    ask(page, "What will it cost?")
    expect(page.locator("#panel-body .card")).to_have_count(2)
    page.locator("#chat a.chip").first.click()
    mark = page.locator("#panel-body mark.focus")
    expect(mark).to_have_text("Ms Caldera put the cost of a new pivot at 4.2 million crowns")
    expect(mark).to_be_in_viewport()
    head = page.locator("#panel-body header")
    for part in ("Ellery Post", "18 November 2025", "Swing bridge shut", "Maud Okafor", "Revision 1", "exact words"):
        expect(head).to_contain_text(part)
    expect(head.locator("h2 a")).to_have_attribute("rel", "noopener noreferrer nofollow")


def test_the_whole_report_is_one_click_further_and_back_leads_to_the_cards(page: Page) -> None:
    ask(page, "What will it cost?")
    page.locator("#chat a.chip").first.click()
    first = page.get_by_text("The swing bridge at Port Ellery will stay shut")
    expect(first).to_be_hidden()
    page.get_by_role("button", name="Show the whole report").click()
    expect(first).to_be_visible()
    expect(page.locator("#panel-body mark.focus")).to_be_in_viewport()
    page.locator("button.back").click()
    expect(page.locator("#panel-body .card")).to_have_count(2)


def test_chips_are_named_and_reached_by_keyboard(page: Page) -> None:
    ask(page, "What will it cost?")
    chip = page.get_by_role("link", name="Citation 3: Coast Radio, 19 November 2025").first
    chip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel-body mark.focus")).to_contain_text("the crack had not grown")
    expect(page.locator("#panel-body h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#panel-body .card")).to_have_count(2)
    expect(chip).to_be_focused()


def test_chips_of_earlier_answers_still_work_and_bring_their_cards(page: Page) -> None:
    ask(page, "What will it cost?")
    ask(page, "Was the board warned?")
    expect(page.locator("#panel-body .card")).to_have_count(1)
    page.locator("#chat .answer").first.locator("a.chip").nth(2).click()
    expect(page.locator("#panel-body mark.focus")).to_contain_text("the crack had not grown")
    page.locator("button.back").click()
    expect(page.locator("#panel-body .card")).to_have_count(2)


def test_a_chip_opened_in_a_tab_of_its_own_is_a_page(page: Page, browser: Browser, url: str) -> None:
    ask(page, "What will it cost?")
    with closing(browser.new_page()) as other:
        other.goto(url + (page.locator("#chat a.chip").first.get_attribute("href") or ""))
        expect(other.locator("mark.focus")).to_be_visible()
        expect(other).to_have_title("Swing bridge shut to lorries until spring")


def test_a_refusal_says_what_was_searched_and_its_nearest_passages_open_too(page: Page) -> None:
    ask(page, "Who won the match?")
    refusal = page.locator("#chat .answer.not_in_coverage")
    expect(refusal).to_contain_text("The coverage does not hold an answer to this.")
    expect(refusal).to_contain_text("4 reports, 3 outlets, 18–20 November 2025")
    refusal.locator("a.chip").first.click()
    expect(page.locator("#panel-body mark.focus")).to_have_text("The board meets again on 3 December.")


def test_follow_ups_carry_the_earlier_turns_and_a_new_conversation_has_none(page: Page, room: Newsroom) -> None:
    ask(page, "What will it cost?")
    ask(page, "Was the board warned?")
    assert [turn.role for turn in room.asked[-1][1]] == ["user", "assistant"]
    assert room.asked[-1][1][0].text == "What will it cost?"
    page.get_by_role("button", name="New", exact=True).click()
    expect(page.locator("#chat .answer")).to_have_count(0)
    expect(page.locator("#panel-body h2")).to_have_text("Sources")
    ask(page, "What will it cost?")
    assert room.asked[-1][1] == ()


def test_an_example_question_is_asked_with_one_click(page: Page, room: Newsroom) -> None:
    page.get_by_role("button", name="What did Ines Caldera say?").click()
    expect(page.locator("#chat .asked")).to_have_text("What did Ines Caldera say?")
    expect(page.locator("#chat .answer")).to_have_count(1)
    assert room.asked[-1][0] == "What did Ines Caldera say?"
    expect(page.locator("#examples button:visible")).to_have_count(4)  # a refusal leads nowhere: examples again


def test_filters_reach_the_question_and_show_while_folded(page: Page, room: Newsroom) -> None:
    fold = page.locator("#filters > button")
    fold.click()
    page.get_by_label("Outlets").click()
    page.get_by_role("option", name="Coast Radio").click()
    page.locator("#filters input.time").first.fill("2025-11-19")
    page.locator("#filters input.time").first.press("Enter")
    expect(fold).to_contain_text("Narrowed: Coast Radio · from 19 November 2025")
    ask(page, "What will it cost?")
    expect(page.locator("#chat .narrowed")).to_have_text("Narrowed to Coast Radio · from 19 November 2025")
    filters = room.asked[-1][2]
    assert (filters.outlets, filters.first, filters.last) == (("Coast Radio",), "2025-11-19", None)


def test_a_constraint_that_was_read_is_a_button_and_asks_again_without_it(page: Page, room: Newsroom) -> None:
    question = "What will it cost, says Caldera in the <Radio> report?"
    ask(page, "Was the board warned?")
    ask(page, question)
    answer = page.locator("#chat .answer").last
    assert answer.locator("button.without").all_inner_texts() == ["only <Radio> ×", "what Ines Caldera said ×"]
    expect(answer.locator(".notice")).to_have_text("Nothing else was read.")
    again = page.get_by_role("button", name="Ask again without: only <Radio>").last
    again.focus()
    page.keyboard.press("Enter")
    answers = page.locator("#chat .answer")
    expect(answers).to_have_count(3)
    expect(page.locator("#chat .asked").last).to_contain_text(question)
    expect(page.locator("#chat .asked .left-out")).to_have_text("Asked again without: only <Radio>")
    assert answers.last.locator("button.without").all_inner_texts() == ["what Ines Caldera said ×"]
    assert room.asked[-1][:2] == room.asked[-2][:2], "the same question after the same turns"
    answers.last.locator("button.without").click()
    expect(answers).to_have_count(4)
    expect(page.locator("#chat .left-out").last).to_have_text(
        "Asked again without: only <Radio>; what Ines Caldera said"
    )
    expect(answers.last.locator("button.without")).to_have_count(0)


def test_the_same_constraint_can_be_left_out_twice(page: Page) -> None:
    ask(page, "What will it cost, says Caldera?")
    for number in (2, 3):
        expect(page.locator("#question textarea")).to_be_enabled()
        page.locator("#chat button.without").first.click()
        expect(page.locator("#chat .answer")).to_have_count(number)
        expect(page.locator("#question textarea")).to_be_enabled()


def test_a_question_that_cannot_be_asked_is_answered_plainly(page: Page) -> None:
    ask(page, "long " * 500)
    expect(page.locator("#chat .trouble bdi")).to_have_text("The question is longer than 2,000 characters: shorten it.")


def test_an_unexpected_error_shows_no_inside_and_the_page_goes_on(page: Page) -> None:
    ask(page, "crash")
    expect(page.locator("#chat .trouble")).to_contain_text("Something went wrong")
    assert "secret details" not in page.content()
    page.get_by_role("button", name="Edit", exact=True).click()
    expect(page.locator("#question textarea")).to_have_value("crash")
    expect(page.locator("#chat .trouble")).to_have_count(0)
    ask(page, "What will it cost?")


def test_an_empty_question_asks_nothing(page: Page, room: Newsroom) -> None:
    before = len(room.asked)
    page.locator("#question textarea").fill("   ")
    page.locator("#question textarea").press("Enter")
    page.wait_for_timeout(400)
    assert len(room.asked) == before
    expect(page.locator("#question textarea")).to_be_enabled()


def test_hostile_text_runs_nothing_loads_nothing_and_is_shown_as_text(page: Page) -> None:
    page.evaluate("document.addEventListener('securitypolicyviolation', () => { window.broken = 'policy' })")
    ask(page, "hostile <img src=x onerror=window.broken=1> **bold** ![i](https://spy.example/i.png) [x](javascript:1)")
    expect(page.locator("#chat .asked")).to_contain_text("<img src=x onerror=window.broken=1> **bold** ![i](https")
    expect(page.locator("#chat .answer")).to_contain_text("said nothing at all [1][2].")
    for number, line in enumerate([line for line in HOSTILE.splitlines() if line]):
        page.locator("#chat .sentence a.chip").nth(number).click()
        expect(page.locator("#panel-body .number")).to_have_text(str(number + 1))
        expect(page.locator("#panel-body mark.focus")).to_have_text(visible(line))
    assert (
        page.locator(":is(.answer, .asked, #panel) :is(img, script, iframe, style, svg, form, video, object)").count()
        == 0
    )
    assert page.locator("#panel a[href^=javascript], #chat a[href^=javascript]").count() == 0
    assert page.evaluate("window.broken") is None
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 1440, "a title without end must not widen the page"


def test_no_script_runs_that_the_page_did_not_bring(browser: Browser, url: str) -> None:
    """Should escaping ever fail, the Content-Security-Policy still stops what got in."""
    page = browser.new_page()
    page.goto(url)
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\" onerror=\"window.broken=1\">');"
        "const s = document.createElement('script'); s.textContent = 'window.broken=2'; document.body.append(s);"
        "setTimeout(() => { try { setTimeout('window.broken=3') } catch {} })"
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.broken") is None
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_report_stands_below_and_a_chip_leads_there(browser: Browser, url: str, scheme: str) -> None:
    phone = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme=scheme, reduced_motion="reduce")
    phone.goto(url)
    expect(phone.locator("#panel-body h2")).to_have_text("Sources", timeout=30_000)
    ask(phone, "What will it cost, says Caldera in the <Radio> report?")
    assert phone.locator("#chat button.without").count() == 2
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.locator("#chat a.chip").first.click()
    expect(phone.locator("#panel-body mark.focus")).to_be_in_viewport()
    dark = phone.evaluate("document.body.classList.contains('dark')")
    assert dark == (scheme == "dark")
    phone.close()
