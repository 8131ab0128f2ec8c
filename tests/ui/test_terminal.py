"""What is shown in a terminal and written to a pipe: article text steers neither, and says just what it says."""

import io
import json
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from rag.answer import Answer, AnswerSentence
from rag.errors import AskError
from rag.question import read_question
from rag.quotes import Quote
from rag.search import SearchHit, SearchResult
from store.article import Article, Coverage
from store.errors import NotFound
from store.spans import SpeechRow
from tests.ui.newsroom import ARTICLES, HOSTILE_ARTICLE, Newsroom, cite
from ui import terminal

POST = ARTICLES[0]
EVIL = (
    "\x1b[31mred\x1b[0m \x9b2J \x1b]8;;https://evil.example\x07link\x1b]8;;\x07 "
    "\u202egnp\u202c \u2066x\u2069 [bold]b[/bold] :100:"
)
CLEANED = "[31mred[0m 2J ]8;;https://evil.examplelink]8;; gnp x [bold]b[/bold] :100:"


@pytest.fixture(params=["pipe", "terminal"])
def screen(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What stands on a wide screen, or comes out of the pipe, without the colours."""
    shown = io.StringIO()
    looked_at = request.param == "terminal"
    for name in ("_out", "err"):
        made = Console(file=shown, width=1000, force_terminal=looked_at, color_system=None, highlight=False)
        monkeypatch.setattr(terminal, name, made)
    monkeypatch.setattr(sys, "stdout", shown)
    return shown


def test_clean_leaves_nothing_that_steers_a_terminal_or_hides_text() -> None:
    assert terminal.clean(EVIL) == CLEANED
    assert terminal.clean("a\u200b\u2028b\x00\x08\r\ud800\u00adc") == "abc"
    assert terminal.clean("Zoë 👩🏽 e\u0301\n\tß") == "Zoë 👩🏽 e\u0301\n\tß"


@given(st.text())
def test_clean_text_has_line_ends_and_tabs_but_no_other_control(text: str) -> None:
    cleaned = terminal.clean(text)
    assert terminal.clean(cleaned) == cleaned
    assert all(c in "\n\t" or (ord(c) >= 32 and not 0x7F <= ord(c) < 0xA0) for c in cleaned)


@pytest.mark.parametrize("show", [terminal.say, terminal.notice, terminal.complain])
def test_what_is_said_is_shown_as_it_is(show: object, screen: io.StringIO) -> None:
    show(f"{EVIL} [link=https://evil.example]here[/link] [/] \\[red] tail\\")  # type: ignore[operator]
    said = f"{CLEANED} [link=https://evil.example]here[/link] [/] \\[red] tail\\\n"
    assert screen.getvalue().removeprefix("byline: ") == said


def test_hostile_articles_are_listed_and_shown_without_effect(screen: io.StringIO) -> None:
    hostile = replace(HOSTILE_ARTICLE, title=EVIL, source=EVIL, outlet=EVIL, author="[red]a[/red]")
    terminal.articles([hostile])
    terminal.article(hostile, [(1, "2025-11-20")])
    shown = screen.getvalue()
    assert "\x1b" not in shown and "\u202e" not in shown and "\x9b" not in shown
    assert "[bold]b[/bold]" in shown
    assert "[red]a[/red]" in shown
    assert "<script>window.broken = 1</script>" in shown


def test_articles_in_a_pipe_are_a_line_each_with_tabs_between(capsys: pytest.CaptureFixture[str]) -> None:
    odd = replace(POST, source="two\nlines\tand.txt", title="a\u2028b\tc", outlet=None, published=None)
    terminal.articles([POST, odd])
    assert capsys.readouterr().out.splitlines() == [
        "post\tpost.txt\tEllery Post\t2025-11-18\tSwing bridge shut to lorries until spring",
        "post\ttwo lines and.txt\t\t\tab c",
    ]


def test_an_article_is_shown_with_what_is_known_of_it(screen: io.StringIO) -> None:
    terminal.article(replace(POST, revision=2), [(1, "2025-11-19"), (2, "2025-11-20")])
    shown = screen.getvalue()
    assert shown.startswith(POST.title)
    assert "Ellery Post · 2025-11-18 · post.txt" in shown
    assert "  revision 1, taken in 2025-11-19\n* revision 2, taken in 2025-11-20\n" in shown
    assert "[caption] PHOTO: The pivot pier at low water." in shown
    assert "[promo] MORE: Ten photographs" in shown
    terminal.article(ARTICLES[2], [])
    assert "outlet unknown · 2025-11-20" in screen.getvalue()
    assert "author unknown" in screen.getvalue()


def test_an_answer_is_shown_with_its_markers_and_sources(screen: io.StringIO) -> None:
    terminal.answer(Newsroom().ask("What does it cost?"))
    shown = " ".join(screen.getvalue().split())
    assert "Ines Caldera of the harbour board says. — Ellery Post [1]" in shown
    assert "it has not grown since. — Ellery Post, Coast Radio [2][3]" in shown
    assert "[1] Ellery Post · 2025-11-18 · post.txt (" in shown
    assert "Inspectors found a crack the length of a hand in the eastern pivot" in shown
    assert "confidence 0.91 · reported by 2 outlets · 3 reports, 2 outlets, 18–20 November 2025" in shown


def test_an_answer_says_who_speaks_and_how_many_report_it_independently(screen: io.StringIO) -> None:
    terminal.answer(replace(Newsroom().ask("Were they warned?"), independent=1))
    shown = " ".join(screen.getvalue().split())
    assert "Tomas Brandvold says. — Tomas Brandvold, in outlet unknown [1]" in shown
    assert "confidence 0.64 · reported by 1 outlet, 1 independently · 3 reports" in shown


def quote(words: str, speaker: str, direct: bool = False, held: Article = POST) -> Quote:
    start = held.text.index(words)
    return Quote(held, SpeechRow(start, start + len(words), direct, speaker, 0, 1, "said", 0, 1, held.id))


SAID = (
    quote("the town had been lucky", "Inès Caldera"),
    quote("most of which the board hopes to borrow", "Tomas Brandvold"),
    quote("We saw it in time, and nobody was on the span,", "Ines Caldera", direct=True),
)


def test_quotes_stand_under_their_speakers_whose_own_words_are_in_quotation_marks(screen: io.StringIO) -> None:
    terminal.quotes(SAID)
    if not terminal._out.is_terminal:
        return
    assert [line.rstrip() for line in screen.getvalue().splitlines()] == [
        "Inès Caldera",
        "  said: the town had been lucky — Ellery Post · 2025-11-18 · post.txt",
        "  “We saw it in time, and nobody was on the span,” — Ellery Post · 2025-11-18 · post.txt",
        "Tomas Brandvold",
        "  said: most of which the board hopes to borrow — Ellery Post · 2025-11-18 · post.txt",
    ]


def test_quotes_in_a_pipe_are_a_line_each_in_reading_order(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.quotes(SAID)
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [(who, outlet, source, words) for who, outlet, source, _, _, words in lines] == [
        (q.said.speaker, "Ellery Post", "post.txt", q.text) for q in SAID
    ]
    assert all(POST.text[int(start) : int(end)] == words for _, _, _, start, end, words in lines)


def test_hostile_quotes_are_shown_without_effect(screen: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = replace(HOSTILE_ARTICLE, source=EVIL, outlet=EVIL, text=EVIL)
    terminal.quotes([quote(EVIL, EVIL, held=hostile)])
    shown = screen.getvalue() + capsys.readouterr().out
    assert "\x1b" not in shown and "\u202e" not in shown and "\x9b" not in shown
    assert "[bold]b[/bold]" in shown


def test_a_refusal_is_shown_with_the_nearest_passages(screen: io.StringIO) -> None:
    refused = replace(Newsroom().ask("Who won?"), text="Not there.", standalone_question="Who won the race?")
    terminal.answer(refused)
    shown = screen.getvalue()
    assert "read as: Who won the race?" in shown
    assert "Not there.\nNearest passages\n[1] Ellery Post" in shown
    assert "The board meets again on 3 December." in shown


def test_a_hostile_answer_is_shown_without_effect(screen: io.StringIO) -> None:
    hostile = replace(HOSTILE_ARTICLE, outlet=EVIL, text=EVIL)
    cited = cite(1, hostile, EVIL)
    made = Answer(
        "?", "?", "answered", 0.5, "", (AnswerSentence(EVIL, (1,)),), (cited,), (), Coverage(1, 1, None, None), "x",
        notices=(EVIL,),
    )  # fmt: skip
    terminal.answer(made)
    assert screen.getvalue().count(CLEANED) == 5
    assert "\x1b" not in screen.getvalue() and "\u202e" not in screen.getvalue()


def test_hits_are_numbered_passages(screen: io.StringIO) -> None:
    terminal.hits(SearchResult(read_question("bridge"), (SearchHit(1, 0.25, POST, 0, 16),)))
    lines = [line.rstrip() for line in screen.getvalue().splitlines()]
    assert lines == ["1. Ellery Post · 2025-11-18 · post.txt · 0.2500", "   The swing bridge", ""]


def test_quotes_in_a_pipe_are_lines_as_long_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    quote = "word " * 60 + "end."
    made = replace(Newsroom().ask("Who won?"), text="No.", nearest=(cite(1, replace(POST, text=quote), quote),))
    terminal.answer(made)
    terminal.hits(SearchResult(read_question("x"), (SearchHit(1, 0.5, replace(POST, text=f"a\n{quote}"), 0, 306),)))
    lines = capsys.readouterr().out.splitlines()
    assert f"    {quote}" in lines
    assert lines[-3:] == ["   a", f"   {quote}", ""]
    assert all(line == line.rstrip() for line in lines)


def test_a_document_is_one_line_whatever_it_holds(capsys: pytest.CaptureFixture[str]) -> None:
    text = "a\u2028b\u2029c\x85d\ne\x0bf\x1cg Ö 👍🏽"
    terminal.document({"text": text})
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line) == {"text": text}


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "ascii", "utf-16"])
def test_a_document_survives_any_encoding_of_stdout(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding, errors="replace"))
    terminal.document({"text": "Ö “quoted” 👍🏽"})
    assert json.loads(raw.getvalue().decode(encoding)) == {"text": "Ö “quoted” 👍🏽"}
    assert ("Ö".encode() in raw.getvalue()) is (encoding == "utf-8")


@pytest.mark.parametrize("error", [AskError("[red]no"), NotFound("[red]no")])
def test_complaining_says_an_error_once_and_goes_on(error: Exception, screen: io.StringIO) -> None:
    with terminal.complaining():
        raise error
    assert screen.getvalue() == "byline: [red]no\n"


def test_complaining_does_not_hide_a_fault() -> None:
    with pytest.raises(ZeroDivisionError), terminal.complaining():
        _ = 1 / 0
