"""Pictures of every tab over the sample coverage, at three widths: `python -m tests.ui.screenshots FOLDER`."""

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from rag.assistant import open_assistant
from rag.settings import read_settings
from store.embedder import Embedder
from store.extract import extract
from store.home import open_home
from store.ingest import ingest
from tests.homes import Log
from tests.ui.newsroom import served

SAMPLE = Path("evals", "coverage", "kursk")
BASELINE = Path("evals", "baseline")
LONGEST = 2_400
"""Pixels of the picture of a page that scrolls as a whole."""
LOOKS = ((1440, "light"), (1024, "light"), (390, "light"), (1440, "dark"), (390, "dark"))
QUESTION = "Are Ukrainian troops surrounded in Kursk?"


def _write(page: Page, tab: str, words: str) -> None:
    box = page.get_by_role("tabpanel").filter(visible=True).locator("textarea").first
    box.fill(words)
    box.press("Enter")


def _ask(page: Page) -> None:
    _write(page, "Ask", QUESTION)
    expect(page.locator("#chat .answer")).to_have_count(1)
    page.locator("#chat a.chip").first.click()


def _find(page: Page) -> None:
    _write(page, "Find a quote", "troops in Russia’s Kursk region were completely surrounded")
    page.locator("#places .entries a.chip").first.click()


def _compare(page: Page) -> None:
    _write(page, "Compare", QUESTION)
    expect(page.locator("#matrix table")).to_be_visible()


def _coverage(page: Page) -> None:
    page.get_by_role("button", name="Add reports").click()
    page.locator("#articles a.title").first.click()


def _shown(element: str) -> Callable[[Page], None]:
    return lambda page: expect(page.locator(element).first).to_be_visible()


TABS: dict[str, Callable[[Page], None]] = {
    "Ask": _ask,
    "Find a quote": _find,
    "Who said what": _shown("#said h3"),
    "Timeline": _shown("#events .plot"),
    "Compare": _compare,
    "Coverage": _coverage,
    "Evaluation": _shown("#evaluation :is(.runs, .vacant)"),
}


def open_tab(page: Page, name: str) -> None:
    """Chooses a tab."""
    page.get_by_role("tab", name=name, exact=True).click()


def pictures(browser: Browser, url: str, folder: Path) -> None:
    """Writes `TAB-WIDTH-LOOK.png` of each tab into `folder`."""
    for width, look in LOOKS:
        page = browser.new_page(
            viewport={"width": width, "height": 900},
            color_scheme=look,
            reduced_motion="reduce",  # type: ignore[arg-type]
        )
        for name, act in TABS.items():
            page.goto(url)
            expect(page.locator("#panel-body h2").first).to_be_visible(timeout=30_000)
            page.wait_for_timeout(300)  # until the tabs have found their places
            open_tab(page, name)
            act(page)
            page.wait_for_timeout(700)
            shown: ViewportSize = {"width": width, "height": 900 if width > 860 else LONGEST}
            picture = folder / f"{name.split()[0].lower()}-{width}-{look}.png"
            page.screenshot(path=picture, full_page=True, clip={"x": 0, "y": 0, **shown})
        page.close()


def main(folder: Path) -> None:
    """Takes the sample coverage in and draws all of it."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        settings = read_settings(home, None)
        for run in ("1-kursk", "2-kursk"):
            shutil.copytree(BASELINE, settings.runs / run)
        ingest(open_home(settings.home, settings.story), Embedder(settings.model), extract([str(SAMPLE)]), Log(), print)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with served(open_assistant(settings, print), settings.story, 18_460, settings.runs) as url:
            pictures(browser, url, folder)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
