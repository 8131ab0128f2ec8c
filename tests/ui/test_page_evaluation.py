"""The tab of evaluation runs: a table of them, and each one's report on a page of its own, for a real run."""

import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest
from playwright.sync_api import expect, sync_playwright

from evals.run import run
from store.errors import NotFound
from tests.evals.making import Silent, knowledge, task
from tests.ui.newsroom import Newsroom, served
from tests.ui.test_page import BROWSER
from ui.page_evaluation import compared, report_page, runs_table

HOSTILE = "2-<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run, one whose name is markup, a damaged one and an unfinished one."""
    folder = tmp_path_factory.mktemp("runs")
    info = {"suites": ["harbour"], "engine": "extractive", "model": "hash"}
    run(folder / "1-harbour", info, [task()], lambda _: knowledge(folder.parent / "home"), Silent(), 1)
    shutil.copytree(folder / "1-harbour", folder / HOSTILE)
    shutil.copytree(folder / "1-harbour", folder / "3-damaged")
    (folder / "3-damaged" / "harbour" / "scores.jsonl").write_text("{", encoding="utf-8")
    shutil.copytree(folder / "1-harbour", folder / "4-unfinished")
    (folder / "4-unfinished" / "summary.json").unlink()
    return folder


@pytest.fixture(scope="module")
def url(runs: Path) -> Iterator[str]:
    with served(Newsroom(), "default", 18660, runs) as address:
        yield address


def test_runs_are_listed_newest_first_but_for_what_is_damaged_or_unfinished(runs: Path) -> None:
    table = runs_table(runs)
    assert table.count("<tr>") == 3
    assert table.index("evaluation/2-") < table.index("evaluation/1-harbour")
    assert "damaged" not in table
    assert "unfinished" not in table


def test_the_name_of_a_folder_is_no_markup(runs: Path) -> None:
    assert "<img" not in runs_table(runs)
    assert "<img" not in report_page(runs, HOSTILE)


def test_where_nothing_was_run_the_command_is_told(tmp_path: Path) -> None:
    assert "byline eval run kursk" in runs_table(tmp_path / "nowhere")


def test_two_runs_are_compared_if_both_are_of_this_folder_and_can_be_read(runs: Path) -> None:
    made = compared(runs, "1-harbour", HOSTILE)
    assert "| metric | before | after |" in made
    assert "\\<img" in made
    assert compared(runs, "1-harbour", str(runs / "1-harbour")) == compared(runs, "1-harbour", None) == ""
    assert "trouble" in compared(runs, "1-harbour", "3-damaged")


@pytest.mark.parametrize("name", ["9-nowhere", "3-damaged", "4-unfinished", "..", "1-harbour/..", ""])
def test_only_a_finished_run_of_this_folder_is_opened(runs: Path, name: str) -> None:
    with pytest.raises(NotFound, match="no finished run"):
        report_page(runs, name)


def test_a_run_that_is_not_there_is_a_page_that_says_so(url: str) -> None:
    with pytest.raises(HTTPError) as caught:
        urllib.request.urlopen(f"{url}evaluation/9-nowhere", timeout=20)
    with caught.value as reply:
        assert reply.code == 404
        assert "no finished run" in reply.read().decode()


def test_the_tab_lists_the_runs_and_opens_one_in_a_tab_of_its_own(url: str) -> None:
    chromium = shutil.which("chromium")
    assert chromium, "this test drives Chromium: install it first (apt-get install chromium)"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER)
        page = browser.new_page()
        page.goto(url)
        page.get_by_role("tab", name="Evaluation").click(timeout=30_000)
        link = page.get_by_role("link", name="1-harbour")
        with page.context.expect_page() as opening:
            link.click()
        expect(opening.value.get_by_role("heading", name="1-harbour")).to_be_visible()
        for label, name in (("Compare run", "1-harbour"), ("with run", "2-")):
            page.get_by_label(label).click()
            page.get_by_role("option", name=name).filter(visible=True).click()
            expect(page.get_by_role("option").filter(visible=True)).to_have_count(0)
        expect(page.locator("#difference h2")).to_contain_text("harbour")
        expect(page.locator("#difference h1")).to_have_text(f"{HOSTILE} against 1-harbour")
        expect(page.locator("#difference td").first).to_be_visible()
        page.get_by_role("tab", name="Ask").click()
        expect(page.locator("#question textarea")).to_be_visible()
        browser.close()
