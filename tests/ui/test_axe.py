"""axe-core finds nothing on any tab that seriously keeps people from using the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from rag.assistant import Assistant
from store.article import Draft
from store.home import open_home
from tests.homes import put_in
from tests.ui.conftest import REPORTS, StandIn
from tests.ui.newsroom import ARTICLES, served
from tests.ui.test_page import browser  # noqa: F401 - a fixture
from tests.ui.touring import tour

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WORDS = "Divers found a crack the length of a hand in the eastern pivot."
SERIOUS = """async () => {
  const found = (await axe.run(document, { resultTypes: ["violations"] })).violations;
  return found.filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(" | ")}`);
}"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = open_home(tmp_path_factory.mktemp("axe") / "home", "default")
    drafts = [Draft(f"{a.id}-long.txt", a.text, a.title, a.outlet, None, a.published) for a in ARTICLES]
    put_in(home, (*REPORTS, *drafts), StandIn())
    with served(Assistant(home, StandIn()), "default", 19260) as address:
        yield address
    home.index.close()
    home.engine.dispose()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 390)])
def test_no_tab_keeps_anybody_out(browser: Browser, url: str, scheme: str, width: int) -> None:  # noqa: F811
    assert AXE.exists(), "this test runs axe-core: install it first (make node_modules/axe-core/axe.min.js)"
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    page.goto(url)
    page.evaluate(AXE.read_text("utf-8"))
    found = {name: trouble for name in tour(page, WORDS, WORDS) if (trouble := page.evaluate(SERIOUS))}
    assert found == {}
    page.close()


def test_it_would_find_something(browser: Browser, url: str) -> None:  # noqa: F811
    page = browser.new_page()
    page.goto(url)
    page.evaluate(AXE.read_text("utf-8"))
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<button></button>')")
    assert any(one.startswith("button-name") for one in page.evaluate(SERIOUS))
    page.close()
