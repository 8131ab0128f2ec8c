"""Thirty reports whose every part is written to break out of the page: nothing runs, nothing is loaded."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from rag.assistant import Assistant
from store.article import Draft
from store.home import open_home
from tests.homes import put_in
from tests.ui.conftest import StandIn
from tests.ui.newsroom import served
from tests.ui.test_page import browser  # noqa: F401 - a fixture
from tests.ui.touring import tour

QUESTION = 'What did Caldera say of the bridge? <img src="/spy" onerror="window.broken=1"> ![](https://spy.example/q)'
WORDS = "the bridge stays shut"
ATTACKS = (
    "<script>window.broken=1</script>",
    '<img src="/spy.png" onerror="window.broken=1">',
    "<svg onload=window.broken=1><a href='https://spy.example'>x</a></svg>",
    '"><iframe src="https://spy.example"></iframe>',
    "'><video src=https://spy.example/v autoplay onplay=window.broken=1></video>",
    '<form action="https://spy.example"><input autofocus onfocus="window.broken=1"></form>',
    '<link rel="stylesheet" href="https://spy.example/x.css"><style>@import url(https://spy.example/y.css)</style>',
    '<meta http-equiv="refresh" content="0;url=https://spy.example">',
    '<object data="https://spy.example"></object><embed src="https://spy.example">',
    '<p style="background:url(https://spy.example/z.png)" onmouseover="window.broken=1">x</p>',
    "![spy](https://spy.example/pixel.png)",
    "[![spy](/spy.png)](javascript:window.broken=1) [click](data:text/html,<script>window.broken=1</script>)",
    "[1][2] [1](https://spy.example) [^1]: https://spy.example",
    '<a class="chip" href="report?article=spy&revision=1&spans=1:0-5&focus=1" title="Citation 1">1</a>',
    "\u202egnp.exe\u202c \u2066isolated \u200b\u200bhidden\ufeff \u061cmark",
    "${window.broken=1} {{constructor.constructor('window.broken=1')()}} #{7*7} <%= 7*7 %>",
    "$$\\href{javascript:window.broken=1}{x}$$ $\\url{https://spy.example}$",
    "</mark></p></article></div></body></html><script>window.broken=1</script>",
    "]]><!--<script>--><textarea></textarea><script>window.broken=1</script>",
    '<button type="button" class="remove" value="spy">Remove it</button><button class="without">x</button>',
    '<div id="panel-body"><h2>Sources</h2></div><div id="chat" class="answer">spoofed</div>',
    "javascript:window.broken=1",
    "https://user:pass@spy.example/",
    "//spy.example/x",
    "data:text/html,<script>window.broken=1</script>",
    "`<img src=/spy.png>` ~~~html <img src=/spy.png onerror=window.broken=1> ~~~",
    "<details open ontoggle=window.broken=1><summary>x</summary></details>",
    "&lt;img src=/spy.png onerror=window.broken=1&gt; &#60;script&#62;window.broken=1&#60;/script&#62;",
    "<x-spy onclick=window.broken=1 tabindex=1 autofocus>x</x-spy><base href=https://spy.example/>",
    "Very long " * 1_000,
)
FORBIDDEN = "img, script, iframe, style, link, form, video, object, embed, base, meta, x-spy, [onclick], [onerror]"


def hostile(number: int, attack: str) -> Draft:
    """A report that is answered from, quoted, dated and listed, with the attack in every part of it."""
    short = attack[:200]
    text = (
        f"On 12 March 2025 Ines Caldera said the bridge stays shut {short} until spring.\n\n"
        f"“We saw it in time {short} and the bridge stays shut,” Ines Caldera told reporters.\n\n{attack}\n"
    )
    return Draft(f"{number}-{short}.txt", text, attack, f"{short} Daily {number}", short, "2025-03-13", attack)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    assert len(ATTACKS) == 30
    home = open_home(tmp_path_factory.mktemp("hostile") / "home", "default")
    put_in(home, [hostile(n, attack) for n, attack in enumerate(ATTACKS)], StandIn())
    with served(Assistant(home, StandIn()), "<b onclick=window.broken=1>Story</b>", 19360) as address:
        yield address
    home.index.close()
    home.engine.dispose()


def test_nothing_runs_and_nothing_is_loaded_on_any_tab(browser: Browser, url: str) -> None:  # noqa: F811
    page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    asked, said = _watched(page)
    page.goto(url)
    tabs = list(_visited(page))
    page.wait_for_timeout(500)
    assert len(tabs) == 7
    assert page.evaluate("window.broken") is None
    assert [one for one in asked if not one.startswith(url) or "spy" in one] == []
    assert said == []
    page.close()


def _watched(page: Page) -> tuple[list[str], list[str]]:
    """What the page asks for, and what it says: errors of scripts, lines on the console, dialogs, new windows."""
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda line: said.append(line.text) if line.type in ("error", "warning") else None)
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda opened: said.append(opened.url))
    return asked, said


def _visited(page: Page) -> Iterator[str]:
    """Every tab, looked at for markup that is not ours; where it cites, the first reports are opened too."""
    for name in tour(page, QUESTION, WORDS):
        opened = page.get_by_role("tabpanel").filter(visible=True)
        for chip in opened.locator("a.chip:visible, a.title:visible").all()[:4]:
            chip.click()
            page.locator("#panel-body article.report").wait_for()
            assert page.locator(f"#panel :is({FORBIDDEN})").count() == 0, name
        assert opened.locator(f":is(.answer, .asked, .findings) :is({FORBIDDEN})").count() == 0, name
        assert opened.locator("a[href^=javascript], a[href^=data], a[href*='user:pass']").count() == 0, name
        assert page.evaluate("document.documentElement.scrollWidth") <= 1440, name
        yield name
