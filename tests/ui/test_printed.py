"""What the command line prints of a result: just what the reports say, and nothing that steers a terminal."""

import io
from dataclasses import replace

import pytest

from rag.answer import Answer, AnswerSentence
from rag.compare import Comparison, OutletView
from rag.lookup.mentions import Mention
from rag.question import read_question
from rag.quotes import Quote
from rag.search import SearchHit, SearchResult
from rag.timeline import Event
from store.article import Article, Coverage
from store.spans import EventRow, SpeechRow
from tests.ui.newsroom import ARTICLES, HOSTILE_ARTICLE, Newsroom, cite
from tests.ui.test_terminal import CLEANED, EVIL
from tests.ui.test_terminal import screen as screen
from ui import printed
from ui.records import timeline_json

POST, RADIO = ARTICLES[:2]


def test_hostile_articles_are_listed_and_shown_without_effect(screen: io.StringIO) -> None:
    hostile = replace(HOSTILE_ARTICLE, title=EVIL, source=EVIL, outlet=EVIL, author="[red]a[/red]")
    printed.articles([hostile])
    printed.article(hostile, [(1, "2025-11-20")])
    shown = screen.getvalue()
    assert "\x1b" not in shown and "\u202e" not in shown and "\x9b" not in shown
    assert "[bold]b[/bold]" in shown
    assert "[red]a[/red]" in shown
    assert "<script>window.broken = 1</script>" in shown


def test_articles_in_a_pipe_are_a_line_each_with_tabs_between(capsys: pytest.CaptureFixture[str]) -> None:
    odd = replace(POST, source="two\nlines\tand.txt", title="a\u2028b\tc", outlet=None, published=None)
    printed.articles([POST, odd])
    assert capsys.readouterr().out.splitlines() == [
        "post\tpost.txt\tEllery Post\t2025-11-18\tSwing bridge shut to lorries until spring",
        "post\ttwo lines and.txt\t\t\tab c",
    ]


def test_a_comparison_in_a_pipe_says_which_column_is_whose(capsys: pytest.CaptureFixture[str]) -> None:
    said = AnswerSentence("The pivot pier has a crack.", (1,))
    first, other = OutletView("Ellery Post", 0.9, (1,)), OutletView("Radio Ellery", 0.1, ())
    asked, coverage = "What is wrong with the pier?", Coverage(2, 2, None, None)
    printed.comparison(Comparison(asked, asked, (first, other), (said,), (cite(1, POST, "crack"),), None, coverage))
    assert "claim\tEllery Post\nThe pivot pier has a crack.\t[1]\n" in capsys.readouterr().out


def test_an_article_is_shown_with_what_is_known_of_it(screen: io.StringIO) -> None:
    printed.article(replace(POST, revision=2), [(1, "2025-11-19"), (2, "2025-11-20")])
    shown = screen.getvalue()
    assert shown.startswith(POST.title)
    assert "Ellery Post · 2025-11-18 · post.txt" in shown
    assert "  revision 1, taken in 2025-11-19\n* revision 2, taken in 2025-11-20\n" in shown
    assert "[caption] PHOTO: The pivot pier at low water." in shown
    assert "[promo] MORE: Ten photographs" in shown
    printed.article(ARTICLES[2], [])
    assert "outlet unknown · 2025-11-20" in screen.getvalue()
    assert "author unknown" in screen.getvalue()


def test_an_answer_is_shown_with_its_markers_and_sources(screen: io.StringIO) -> None:
    printed.answer(Newsroom().ask("What does it cost?"))
    shown = " ".join(screen.getvalue().split())
    assert "Ines Caldera of the harbour board says. — Ellery Post [1]" in shown
    assert "it has not grown since. — Ellery Post, Coast Radio [2][3]" in shown
    assert "[1] Ellery Post · 2025-11-18 · post.txt (" in shown
    assert "· context" not in shown
    assert "Inspectors found a crack the length of a hand in the eastern pivot" in shown
    assert "confidence 0.91 · reported by 2 outlets · 3 reports, 2 outlets, 18–20 November 2025" in shown


def test_what_stands_beside_an_answer_is_marked_as_context(screen: io.StringIO) -> None:
    answer = Newsroom().ask("What does it cost?")
    printed.answer(replace(answer, citations=(*answer.citations[:-1], replace(answer.citations[-1], context=True))))
    assert screen.getvalue().count(" · context\n") == 1


def test_an_answer_says_who_speaks_and_how_many_report_it_independently(screen: io.StringIO) -> None:
    printed.answer(replace(Newsroom().ask("Were they warned?"), independent=1))
    shown = " ".join(screen.getvalue().split())
    assert "Tomas Brandvold says. — Tomas Brandvold, in outlet unknown [1]" in shown
    assert "confidence 0.64 · reported by 1 unknown outlet, 1 independently · 3 reports" in shown


def quote(words: str, speaker: str, direct: bool = False, held: Article = POST) -> Quote:
    start = held.text.index(words)
    return Quote(held, SpeechRow(start, start + len(words), direct, speaker, 0, 1, "said", 0, 1, held.id))


SAID = (
    quote("the town had been lucky", "Inès Caldera"),
    quote("most of which the board hopes to borrow", "Tomas Brandvold"),
    quote("We saw it in time, and nobody was on the span,", "Ines Caldera", direct=True),
)


def test_quotes_stand_under_their_speakers_whose_own_words_are_in_quotation_marks(screen: io.StringIO) -> None:
    printed.quotes(SAID)
    assert [line.rstrip() for line in screen.getvalue().splitlines()] == [
        "Inès Caldera",
        "  said: the town had been lucky — Ellery Post · 2025-11-18 · post.txt",
        "  “We saw it in time, and nobody was on the span,” — Ellery Post · 2025-11-18 · post.txt",
        "Tomas Brandvold",
        "  said: most of which the board hopes to borrow — Ellery Post · 2025-11-18 · post.txt",
    ]


def test_hostile_quotes_are_shown_without_effect(screen: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = replace(HOSTILE_ARTICLE, source=EVIL, outlet=EVIL, text=EVIL)
    printed.quotes([quote(EVIL, EVIL, held=hostile)])
    shown = screen.getvalue() + capsys.readouterr().out
    assert "\x1b" not in shown and "\u202e" not in shown and "\x9b" not in shown
    assert "[bold]b[/bold]" in shown


def test_a_refusal_is_shown_with_the_nearest_passages(screen: io.StringIO) -> None:
    refused = replace(Newsroom().ask("Who won?"), text="Not there.", standalone_question="Who won the race?")
    printed.answer(refused)
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
    printed.answer(made)
    assert screen.getvalue().count(CLEANED) == 5
    assert "\x1b" not in screen.getvalue() and "\u202e" not in screen.getvalue()


def test_hits_are_numbered_passages(screen: io.StringIO) -> None:
    printed.hits(SearchResult(read_question("bridge"), (SearchHit(1, 0.25, POST, 0, 16),)))
    lines = [line.rstrip() for line in screen.getvalue().splitlines()]
    assert lines == ["1. Ellery Post · 2025-11-18 · post.txt · 0.2500", "   The swing bridge"]


def test_quotes_in_a_pipe_are_lines_as_long_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    quote = "word " * 60 + "end."
    made = replace(Newsroom().ask("Who won?"), text="No.", nearest=(cite(1, replace(POST, text=quote), quote),))
    printed.answer(made)
    printed.hits(SearchResult(read_question("x"), (SearchHit(1, 0.5, replace(POST, text=f"a\n{quote}"), 0, 306),)))
    lines = capsys.readouterr().out.splitlines()
    assert f"    {quote}" in lines
    assert lines[-1] == f"   a {quote}"
    assert all(line == line.rstrip() for line in lines)


def mention(
    article: object, words: str, expression: str, first: str, last: str = "", announced: bool = False
) -> Mention:
    text = article.text  # type: ignore[attr-defined]
    start, at = text.index(words), text.index(expression)
    spot = (start, start + len(words), "body", b"", first, last or first, "day", announced, "", None)
    return Mention(article, EventRow(article.id, *spot, at, at + len(expression)))  # type: ignore[arg-type, attr-defined]


SHUT = mention(POST, POST.text.split("\n")[0], "on Tuesday", "2025-11-18")
GROWN = mention(
    RADIO, "Ines Caldera said on air that the crack had not grown since Tuesday.", "since Tuesday", "2025-11-18"
)
MEETS = mention(POST, "The board meets again on 3 December.", "on 3 December", "2025-12-03", announced=True)
EVENTS = (
    Event(1, "2025-11-17", "2025-11-23", "day", False, (GROWN,), (2,)),
    Event(2, "2025-11-18", "2025-11-18", "day", False, (SHUT, GROWN), (1,)),
    Event(3, "2025-12-03", "2025-12-03", "day", True, (MEETS,)),
)


def test_a_timeline_has_its_days_as_headings_and_what_was_announced_apart(screen: io.StringIO) -> None:
    printed.timeline(EVENTS)
    shown = [line.rstrip() for line in screen.getvalue().splitlines()]
    assert [line for line in shown if not line.startswith(" ")] == [
        "17–23 November 2025",
        "18 November 2025",
        "Announced",
        "3 December 2025",
    ]
    assert shown[-2:] == ["  The board meets again on 3 December.", "    Ellery Post · post.txt"]


def test_an_event_names_all_outlets_that_tell_it_and_what_contradicts_it(screen: io.StringIO) -> None:
    printed.timeline(EVENTS[:2])
    told = [line.strip() for line in screen.getvalue().splitlines() if line.startswith("    ")]
    assert told[2] == f"Ellery Post · post.txt; {RADIO.outlet} · {RADIO.source}"
    assert told[3] == f"≠ 17–23 November 2025 in {RADIO.outlet} · {RADIO.source}"


def test_hostile_events_are_shown_without_effect(screen: io.StringIO) -> None:
    evil = replace(POST, text="The \u202eboard\x1b[2J met on Tuesday.", outlet="\u202eevil")
    event = Event(1, "2025-01-01", "2025-01-01", "day", False, (mention(evil, evil.text, "on Tuesday", "2025-01-01"),))
    printed.timeline([event])
    assert not any(c in screen.getvalue() for c in "\u202e\x1b")


def test_the_json_is_flat_and_its_places_are_those_of_the_words() -> None:
    made = timeline_json(EVENTS)
    keys = "date date_end precision expression article source outlet start end text announced event conflicts".split()
    assert [list(entry) for entry in made] == [keys] * 4
    assert made[1]["text"] == POST.text[made[1]["start"] : made[1]["end"]]
    assert (made[1]["date"], made[1]["date_end"], made[1]["expression"]) == ("2025-11-18", None, "on Tuesday")
