"""Answers in Markdown show the text of articles as it is, whatever it holds; the boundary of a coverage in words."""

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rag.answer import AnswerSentence
from rag.citations import cite
from rag.wording import UNKNOWN_OUTLET, describe, escape, markdown, spell_dates, visible
from store.article import Coverage
from tests.rag.making import article

FULL = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
PIECES = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable("text_join")
"""Leaves apart what was escaped, as it is when renderers look for bare addresses to turn into links."""

# What GitHub's Markdown and marked (the renderer of chat pages) turn into links without any mark-up.
AUTOLINK = re.compile(r"(?:https?|ftp)://\S|www\.\S|[\w.+-]+@[\w-]", re.IGNORECASE)

HOSTILE = [
    "[follow](https://evil.example)",
    "![spy](https://evil.example/pixel.png)",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<!-- gone",
    "www.evil.example and WWW.EVIL.EXAMPLE, Https://evil.example, HTTP://evil.example ftp://evil.example",
    "<https://evil.example>",
    "mail me@evil.example or mailto:me@evil.example",
    "*a* _b_ **c** __d__ ~~e~~ ~f~ ***g***",
    "`code` ``more`` ~~~ ```",
    "# heading",
    "#hash",
    "> quoted",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "12) item",
    "===",
    "---",
    "***",
    "| a | b |",
    "[1] said so [2][3]",
    "[1]: https://evil.example",
    "[^1]: note",
    r"\ \\ \* \[x\] trailing \\",
    "$E=mc^2$ and $$x$$ and \\(y\\)",
    "&lt;b&gt; &amp; &#60; &copy",
    "a://b ://c :// https:/ /x",
    "{{x}} {% y %} ${z}",
    "Line:/// two//slashes",
    "e-mail@ @handle a@b",
]
MARKS = st.sampled_from(
    [*HOSTILE, *r"\`*_{}[]<>()#|~$&!+-=.:/@'\"^", "https://", "www.", "1.", "2)", "ab", "é", " ", "3"]
)
# No white space but spaces: `markdown` folds it before it escapes.
TEXTS = st.lists(
    MARKS | st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), max_size=6), max_size=8
)


def one_line(parts: list[str]) -> str:
    return " ".join("".join(parts).split())


def seen(markup: str) -> str:
    """The text a reader of the HTML sees; fails if anything but one paragraph came out."""
    inner = re.fullmatch(r"<p>(.*)</p>\n", markup)
    assert inner, markup
    assert "<" not in inner.group(1), markup
    return html.unescape(inner.group(1))


def texts(source: str) -> list[str]:
    """The stretches of plain text in which a renderer would look for bare addresses."""
    return [t.content for block in PIECES.parse(source) for t in block.children or [] if t.type == "text"]


@given(TEXTS.map(one_line).filter(bool))
@example("WWW.evil.example")
@example("https://evil.example")
def test_escaped_text_shows_just_that_text(text: str) -> None:
    assert seen(FULL.render(escape(text))) == text


@given(TEXTS.map(one_line).filter(bool))
def test_escaped_text_holds_no_bare_address_to_link(text: str) -> None:
    for piece in texts(escape(text)):
        assert not AUTOLINK.search(piece), (text, piece)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_is(text: str) -> None:
    assert seen(FULL.render(escape(text))) == text
    assert not any(AUTOLINK.search(piece) for piece in texts(escape(text)))


def test_the_renderer_of_these_tests_would_show_it_otherwise() -> None:
    assert "<a " in FULL.render(HOSTILE[0])
    assert "<img" in FULL.render(HOSTILE[1])
    assert any(AUTOLINK.search(piece) for piece in texts("see https://evil.example"))


@given(TEXTS.map(one_line).filter(bool), TEXTS.map(one_line))
def test_an_answer_is_a_paragraph_a_sentence_with_outlet_and_markers(text: str, outlet: str) -> None:
    held = article("Some words.", outlet=outlet or None)
    citations = (cite(1, held, 0, 4), cite(2, held, 5, 10))
    sentences = (AnswerSentence(text, (1, 2)), AnswerSentence("Second.", (2,)))
    paragraphs = FULL.render(markdown(sentences, citations)).splitlines(keepends=True)
    said_by = outlet or UNKNOWN_OUTLET
    assert [seen(p) for p in paragraphs] == [f"{text} — {said_by} [1][2]", f"Second. — {said_by} [2]"]


def test_an_answer_names_each_outlet_of_a_sentence_once() -> None:
    post, radio = article("One.", "a", "Post"), article("One.", "b", "Radio")
    unknown = article("One.", "c", None)
    citations = (cite(1, post, 0, 4), cite(2, radio, 0, 4), cite(3, post, 0, 3), cite(4, unknown, 0, 4))
    made = markdown((AnswerSentence("One.", (1, 2, 3, 4)),), citations)
    assert made == "One. — Post, Radio, outlet unknown [1][2][3][4]"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (None, None, ""),
        ("2025-03-14", "2025-03-14", "14 March 2025"),
        ("2025-03-14", "2025-03-15", "14–15 March 2025"),
        ("2025-02-28", "2025-03-01", "28 February – 1 March 2025"),
        ("2024-12-31", "2025-01-01", "31 December 2024 – 1 January 2025"),
        ("2025-03-14", "2026-03-14", "14 March 2025 – 14 March 2026"),
        ("2025-03-14T23:30:00-05:00", "2025-03-15T01:00:00", "14–15 March 2025"),
    ],
)
def test_dates_as_a_reader_writes_them(first: str | None, last: str | None, said: str) -> None:
    assert spell_dates(first, last) == said


@pytest.mark.parametrize(
    ("coverage", "said"),
    [
        (Coverage(5, 4, "2025-03-14", "2025-03-15"), "5 reports, 4 outlets, 14–15 March 2025"),
        (Coverage(1, 1, "2025-03-14", "2025-03-14"), "1 report, 1 outlet, 14 March 2025"),
        (Coverage(2, 0, None, None), "2 reports, 0 outlets"),
        (Coverage(2_000, 30, None, None), "2,000 reports, 30 outlets"),
    ],
)
def test_the_boundary_of_a_coverage_in_words(coverage: Coverage, said: str) -> None:
    assert describe(coverage) == said


def test_what_hides_or_reorders_text_is_left_out_and_what_is_only_new_stays() -> None:
    assert visible("a\u202eb\u200b\x1b[31m\ud800\n\t c\x85d") == "ab[31m c d"
    kept = "\U0001fae8 \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"  # an emoji of 2022, and a joiner inside a word
    assert visible(kept) == kept
