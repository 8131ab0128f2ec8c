"""A timeline in the terminal: what has happened before what was announced, with outlets, conflicts and no tricks."""

from dataclasses import replace

from rag.lookup.mentions import Mention
from rag.timeline import Event
from store.spans import EventRow
from tests.ui.newsroom import ARTICLES
from ui.chronicle import outlined, rows
from ui.records import timeline_json

POST, RADIO = ARTICLES[:2]


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


def test_days_are_headings_and_what_was_announced_stands_apart() -> None:
    lines = [(line.plain, by) for line, by in outlined(EVENTS)]
    assert [words for words, by in lines if not by] == [
        "17–23 November 2025",
        "18 November 2025",
        "Announced",
        "3 December 2025",
    ]
    assert lines[-2:] == [("The board meets again on 3 December.", 2), ("Ellery Post · post.txt", 4)]


def test_an_event_names_all_outlets_that_tell_it_and_what_contradicts_it() -> None:
    told = [line.plain for line, by in outlined(EVENTS[:2]) if by == 4]
    assert told[2] == f"Ellery Post · post.txt; {RADIO.outlet} · {RADIO.source}"
    assert told[3] == f"≠ 17–23 November 2025 in {RADIO.outlet}"


def test_the_words_of_the_date_are_marked_and_the_sentence_stays_whole() -> None:
    line = [line for line, by in outlined(EVENTS[1:2]) if by == 2][0]  # noqa: RUF015
    assert line.plain == SHUT.text
    assert [line.plain[span.start : span.end] for span in line.spans if span.style == "underline"] == ["on Tuesday"]


def test_in_a_pipe_each_mention_is_a_row() -> None:
    made = rows(EVENTS)
    assert [row[3] for row in made] == ["1", "2", "2", "3"]
    assert made[-1][:3] == ("2025-12-03", "2025-12-03", "announced")
    assert made[1][-1] == SHUT.text


def test_the_json_is_flat_and_its_places_are_those_of_the_words() -> None:
    made = timeline_json(EVENTS)
    keys = "date date_end precision expression article source outlet start end text announced event conflicts".split()
    assert [list(entry) for entry in made] == [keys] * 4
    assert made[1]["text"] == POST.text[made[1]["start"] : made[1]["end"]]
    assert (made[1]["date"], made[1]["date_end"], made[1]["expression"]) == ("2025-11-18", None, "on Tuesday")


def test_hostile_words_are_shown_without_effect() -> None:
    evil = replace(POST, text="The \u202eboard\x1b[2J met on Tuesday.", outlet="\u202eevil")
    event = Event(1, "2025-01-01", "2025-01-01", "day", False, (mention(evil, evil.text, "on Tuesday", "2025-01-01"),))
    assert not any(c in line.plain for line, _ in outlined([event]) for c in "\u202e\x1b")
