"""The tabs beside the chat in a real browser: the real assistant over a home of made-up reports, a fast model."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from rag.assistant import Assistant
from store.article import Draft
from store.home import open_home, ready
from tests.homes import HashEmbedder, put_in
from tests.ui.newsroom import ARTICLES, HOSTILE, HOSTILE_TITLE, POST, served
from tests.ui.screenshots import open_tab
from tests.ui.test_page import browser as browser

DRAFTS = (
    *(Draft(a.source, a.text, a.title, a.outlet, a.author, a.published) for a in ARTICLES),
    Draft("copy.txt", POST, "The bridge stays shut", "Valley Courier", None, "2025-11-19"),
    Draft("hostile.txt", HOSTILE, HOSTILE_TITLE, "<b>Evil</b> Daily", '"><svg onload=window.broken=7>', "2025-11-20"),
    Draft(
        "log.txt", "The bridge was opened to trains in May 1931. The ferry sails again when the ice is gone.", "A log"
    ),
)
LUCKY = "“We saw it in time, and nobody was on the span,”"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = open_home(tmp_path_factory.mktemp("tabs") / "home", "default")
    put_in(home, DRAFTS, HashEmbedder(dimension=256))
    ready(home, lambda _: None)
    with served(Assistant(home, HashEmbedder(dimension=256)), "default", 18_660) as address:  # type: ignore[arg-type]
        yield address


@pytest.fixture(scope="module")
def reader(browser: Browser, url: str) -> Iterator[Page]:
    """One page for all tests here; at the end, nothing was asked of another host and no script has failed."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    wrong: list[str] = []
    page.on("request", lambda request: None if request.url.startswith((url, "blob:")) else wrong.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.goto(url)
    expect(page.locator("#panel-body h2")).to_have_text("Sources", timeout=30_000)
    yield page
    assert page.evaluate("window.broken") is None
    page.close()
    assert wrong == []


def write(page: Page, tab: str, words: str) -> None:
    """Asks in a tab."""
    open_tab(page, tab)
    box = page.get_by_role("tabpanel").filter(visible=True).locator(".asking textarea")
    box.fill(words)
    box.press("Enter")


def marked(page: Page, words: str) -> None:
    """The panel shows a report with just these words marked."""
    expect(page.locator("#panel-body mark.focus")).to_have_text(words)
    expect(page.locator("#panel-body mark.focus")).to_be_in_viewport()


def test_a_quote_is_found_where_it_was_first_and_its_copies_stand_with_it(reader: Page) -> None:
    write(reader, "Find a quote", "We saw it in time, and nobody was on the span")
    place = reader.locator("#places .entries > li")
    expect(place).to_have_count(1)
    expect(reader.locator("#places .summary")).to_have_text("2 places in 2 outlets, 1 independently")
    expect(place.locator(".heading")).to_contain_text("Ellery Post · 18 November 2025")
    expect(place.locator(".also a.chip")).to_have_text("Valley Courier · 19 November 2025")
    expect(place.locator("mark")).to_have_text("We saw it in time, and nobody was on the span")
    place.locator("a.chip").first.click()
    marked(reader, "We saw it in time, and nobody was on the span")
    expect(reader.locator("#panel-body .badge")).to_have_text("Verified: exact words")


def test_changed_words_are_shown_as_such(reader: Page) -> None:
    write(reader, "Find a quote", "We saw it in time and nobody was on the bridge")
    changes = reader.locator("#places .changes").first
    expect(changes.locator("del")).to_have_text("bridge")
    expect(changes.locator("ins")).to_have_text("span")
    reader.locator("#places a.chip").first.click()
    expect(reader.locator("#panel-body .badge")).to_have_text("Near match")


def test_words_that_stand_nowhere_bring_the_nearest(reader: Page) -> None:
    write(reader, "Find a quote", "a new pivot at nine million dollars from the lottery")
    expect(reader.locator("#places .refused")).to_have_text("No report has these words.")
    expect(reader.locator("#places blockquote")).to_contain_text("a new pivot at 4.2 million crowns")


def test_what_cannot_be_looked_up_is_said_plainly(reader: Page) -> None:
    write(reader, "Find a quote", "?!")
    expect(reader.locator("#places .trouble")).to_contain_text("there are no words to look up")


def test_statements_stand_by_speaker_and_open_at_the_words(reader: Page) -> None:
    open_tab(reader, "Who said what")
    expect(reader.locator("#said h3").first).to_contain_text("Ines Caldera")
    said = reader.locator("#said .entries > li", has_text="We saw it in time")
    expect(said.locator("a.chip")).to_have_text(["Ellery Post", "Valley Courier"])
    expect(said.locator(".count")).to_have_text("2 reports, 1 independently")
    said.locator("a.chip").last.click()
    marked(reader, "We saw it in time, and nobody was on the span,")
    expect(reader.locator("#panel-body .outlet")).to_have_text("Valley Courier")


def test_statements_narrow_to_a_speaker_and_an_outlet(reader: Page) -> None:
    open_tab(reader, "Who said what")
    reader.get_by_label("Speaker").click()
    reader.get_by_role("option", name="Tomas Brandvold").click()
    expect(reader.locator("#said h3")).to_have_count(1)
    tab = reader.get_by_role("tabpanel").filter(visible=True)
    tab.get_by_role("button", name="Narrow to outlets or days").click()
    tab.get_by_label("Outlets").click()
    reader.get_by_role("option", name="Coast Radio").click()
    expect(reader.locator("#said li")).to_have_count(1)
    expect(reader.locator("#said li")).to_contain_text("two hours a day")
    expect(tab.get_by_role("button", name="Narrowed: Coast Radio")).to_be_visible()


def test_a_timeline_narrows_to_the_days_of_publication_and_says_what_is_wrong_with_them(reader: Page) -> None:
    open_tab(reader, "Timeline")
    expect(reader.locator("#events .plot")).to_be_visible()
    tab = reader.get_by_role("tabpanel").filter(visible=True)
    tab.locator(".narrow > button").click()
    days = tab.locator(".timebox input")
    first, last = days.nth(0), days.nth(1)
    for box, day, said in (
        (first, "2025-11-20", "Narrowed: from 20 November 2025"),
        (last, "2025-11-19", "swap the two dates"),
    ):
        box.fill(day)
        box.press("Enter")
        expect(tab.locator(".narrow > button")).to_contain_text(said)
    expect(reader.locator("#events .trouble")).to_contain_text("swap the two dates")
    for box in (first, last):
        box.fill("")
        box.press("Enter")
    expect(reader.locator("#events .plot")).to_be_visible()
    tab.locator(".narrow > button").click()


def test_a_dot_of_the_timeline_opens_the_report_and_the_plot_zooms(reader: Page) -> None:
    open_tab(reader, "Timeline")
    dot = reader.get_by_role("link", name="May 1931, 1 report: The bridge was opened to trains")
    dot.click()
    marked(reader, "The bridge was opened to trains in May 1931.")
    columns = reader.locator("#events .columns")
    width = columns.bounding_box()["width"]  # type: ignore[index]
    for _ in range(4):
        reader.get_by_role("button", name="Zoom in").click()
    assert columns.bounding_box()["width"] > 1.3 * width  # type: ignore[index]
    dot.focus()
    expect(reader.locator("#events .pointed")).to_contain_text("The bridge was opened to trains")


def test_what_was_announced_stands_apart_with_its_date_underlined(reader: Page) -> None:
    open_tab(reader, "Timeline")
    expect(reader.locator("#events h2")).to_have_text(["Happened", "Announced"])
    announced = reader.locator("#events h2", has_text="Announced").locator("xpath=following-sibling::ul")
    expect(announced.locator("u").first).to_have_text("on 3 December")
    assert reader.locator("#events a.dot.announced").count() >= 1


def test_claims_stand_beside_the_outlets_that_make_them(reader: Page) -> None:
    write(reader, "Compare", "What does a new pivot cost?")
    table = reader.locator("#matrix table")
    expect(table.locator("thead th").first).to_have_text("Claim")
    expect(table.locator("thead th", has_text="Ellery Post")).to_have_count(1)
    assert table.locator("thead th.silent").count() >= 1
    chip = table.locator("td a.chip").first
    outlet = chip.locator("xpath=..").get_attribute("title")
    chip.click()
    expect(reader.locator("#panel-body mark.focus")).to_be_in_viewport()
    expect(reader.locator("#panel-body .outlet")).to_have_text(outlet or "")


def test_a_question_that_no_outlet_answers_says_what_was_searched(reader: Page) -> None:
    write(reader, "Compare", "Who won the chess olympiad in Budapest?")
    expect(reader.locator("#matrix .refused")).to_have_text("No outlet says anything on this.")
    expect(reader.locator("#matrix")).to_contain_text("Searched: 6 reports")


def test_reports_are_searched_sorted_and_shown_with_what_they_copy(reader: Page) -> None:
    open_tab(reader, "Coverage")
    row = reader.locator("#articles tbody tr")
    expect(row).to_have_count(6)
    expect(row.filter(has_text="Valley Courier").locator(".copy")).to_have_text(
        "Copy of Ellery Post · 18 November 2025"
    )
    reader.get_by_label("Search", exact=True).fill("evil")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("<b>Evil</b> Daily")
    reader.get_by_label("Search", exact=True).fill("")
    reader.get_by_label("Sort").click()
    reader.get_by_role("option", name="Title").click()
    expect(row.first).to_contain_text("<img src=x")
    row.filter(has_text="Hauliers").locator("a.title").click()
    expect(reader.locator("#panel-body h2")).to_have_text("Hauliers want a night convoy")


def test_good_files_go_in_beside_a_broken_one_which_is_named(reader: Page, tmp_path: Path) -> None:
    open_tab(reader, "Coverage")
    reader.get_by_role("button", name="Add reports").click()
    files = {"tram.txt": "The tram is late again.", "broken.pdf": "%PDF-none", "<img src=x>.docx": "?", "none.txt": ""}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    reader.locator("#adding input[type=file]").set_input_files([tmp_path / name for name in files])
    expect(reader.locator("#done .summary")).to_have_text("1 report taken in of 4", timeout=20_000)
    expect(reader.locator("#done li", has_text="tram.txt")).to_contain_text("added")
    for name in ("broken.pdf", "none.txt", ".docx"):
        expect(reader.locator("#done li", has_text=name)).to_contain_text("refused")
    assert "/tmp" not in reader.locator("#done").inner_text()
    expect(reader.locator("#articles tbody tr")).to_have_count(7)
    expect(reader.locator(".boundary")).to_contain_text("7 reports")
    reader.get_by_role("button", name="Add reports").click()


def test_a_pasted_report_goes_in_and_pasted_anew_becomes_a_revision_whose_changes_are_shown(reader: Page) -> None:
    open_tab(reader, "Coverage")
    reader.get_by_role("button", name="Add reports").click()
    for text in ("The mole was rebuilt in stone.", "The mole was rebuilt in concrete."):
        said = {"Title": "A new mole", "Outlet": "Quay News", "Published": "2025-11-21", "Text": text}
        for label, value in said.items():
            reader.locator("#adding").get_by_label(label, exact=True).fill(value)
        reader.get_by_role("button", name="Add what is pasted").click()
        expect(reader.locator("#adding").get_by_label("Text")).to_have_value("")
    expect(reader.locator("#done li")).to_contain_text("a new revision")
    row = reader.locator("#articles tbody tr", has_text="A new mole")
    row.get_by_role("link", name="what changed").click()
    expect(reader.locator("#panel-body del")).to_have_text("stone.")
    expect(reader.locator("#panel-body ins")).to_have_text("concrete.")
    reader.get_by_role("button", name="Add reports").click()


@pytest.mark.parametrize(
    ("date", "text", "why"), [("yesterday or so", "The lock keeper has retired.", "published"), ("", " ", "no text")]
)
def test_a_pasted_report_that_is_refused_is_kept_to_be_mended(reader: Page, date: str, text: str, why: str) -> None:
    open_tab(reader, "Coverage")
    reader.get_by_role("button", name="Add reports").click()
    for label, value in {"Title": "Retired", "Published": date, "Text": text}.items():
        reader.locator("#adding").get_by_label(label, exact=True).fill(value)
    reader.get_by_role("button", name="Add what is pasted").click()
    expect(reader.locator("#done li")).to_contain_text(why)
    expect(reader.locator("#adding").get_by_label("Text")).to_have_value(text)
    reader.get_by_role("button", name="Add reports").click()


def test_a_report_is_removed_once_that_is_confirmed(reader: Page) -> None:
    open_tab(reader, "Coverage")
    rows = reader.locator("#articles tbody tr")
    row = rows.filter(has_text="A log")
    expect(row).to_have_count(1)
    before = rows.count()
    expect(row.get_by_role("button", name="Remove it")).to_be_hidden()
    row.locator("summary").focus()
    reader.keyboard.press("Enter")
    expect(row).to_contain_text("It cannot be undone.")
    row.get_by_role("button", name="Remove it").click()
    expect(rows).to_have_count(before - 1)
    expect(reader.locator("#done")).to_contain_text("Removed: A log")
    open_tab(reader, "Timeline")
    expect(reader.locator("#events .plot")).to_be_visible()
    expect(reader.locator("#events")).not_to_contain_text("1931")
