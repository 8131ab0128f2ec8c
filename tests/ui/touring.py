"""A reader who opens every tab of the page and asks what can be asked there, for tests of what the page then holds."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

_FILLED = {
    "Ask": "#chat .answer",
    "Find a quote": "#places .entries",
    "Who said what": "#said .entries",
    "Timeline": "#events .entries",
    "Compare": "#matrix table",
    "Coverage": "#articles table",
    "Evaluation": "#evaluation :is(.vacant, .runs)",
}
"""What stands in a tab once it has been opened and asked."""
_ASKED = ("Ask", "Find a quote", "Compare")


def tour(page: Page, question: str, words: str) -> Iterator[str]:
    """The name of each tab, once it holds the answer to `question`, the places of `words`, or what it lists."""
    expect(page.locator("#panel-body h2")).to_have_text("Sources", timeout=30_000)
    for name in _FILLED:
        page.get_by_role("tab", name=name, exact=True).click()
        if name in _ASKED:
            box = page.get_by_role("tabpanel").locator("textarea:visible").first
            box.fill(words if name == "Find a quote" else question)
            box.press("Enter")
        expect(page.locator(_FILLED[name]).first).to_be_visible(timeout=30_000)
        yield name
