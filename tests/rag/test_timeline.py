"""What happened when: events in order, told by all reports that tell them, apart from what only looks alike."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from rag.answer import Filters
from rag.assistant import Assistant
from rag.timeline import Event, in_time, only_days, spelled, timeline
from store.article import Draft
from tests.homes import EMBEDDER, home_at, put_in

POST = Draft(
    source="post.txt",
    title="The weir",
    outlet="Ostby Post",
    published="2025-03-14",
    text=(
        "The old mill by the weir burned down on Wednesday.\n\n"
        "Mayor Ada Hale said on Thursday that the town would pay for the mill.\n\n"
        "The weir itself was built in May 2019.\n\nThe council will vote on a new mill on Monday.\n"
    ),
)
RADIO = Draft(
    source="radio.txt",
    title="Fire",
    outlet="Radio Marl",
    published="2025-03-13",
    text=(
        "The old mill by the weir burned down yesterday.\n\n"
        "Tom Dorn said on Thursday that the town would pay for the mill.\n\nThe weir was built in May 2018.\n"
    ),
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = home_at(tmp_path_factory.mktemp("mill"))
    put_in(home, [POST, RADIO])
    yield Assistant(home, EMBEDDER)  # type: ignore[arg-type]
    home.engine.dispose()


@pytest.fixture(scope="module")
def events(assistant: Assistant) -> tuple[Event, ...]:
    return timeline(assistant._home)


def about(events: tuple[Event, ...], words: str) -> list[Event]:
    return [event for event in events if any(words in mention.text for mention in event.mentions)]


def test_events_are_in_order_and_numbered(events: tuple[Event, ...]) -> None:
    assert [event.first for event in events] == sorted(event.first for event in events)
    assert [event.number for event in events] == list(range(1, len(events) + 1))


def test_every_date_of_every_report_is_in_one_event(events: tuple[Event, ...]) -> None:
    places = [(m.article.source, m.row.at) for event in events for m in event.mentions]
    assert len(places) == len(set(places)) == 7


def test_every_mention_is_the_exact_words_of_a_report(events: tuple[Event, ...]) -> None:
    for mention in (m for event in events for m in event.mentions):
        assert mention.expression in mention.text
        assert mention.article.text[mention.row.start : mention.row.end] == mention.text


def test_what_two_reports_tell_of_one_day_in_other_words_is_one_event(events: tuple[Event, ...]) -> None:
    (fire,) = about(events, "burned down")
    assert (fire.first, fire.last, fire.grain) == ("2025-03-12", "2025-03-12", "day")
    assert {(m.article.outlet, m.expression) for m in fire.mentions} == {
        ("Ostby Post", "on Wednesday"),
        ("Radio Marl", "yesterday"),
    }


@pytest.mark.parametrize("when", ["this week", "on Monday", "in recent weeks, on Monday,", "on March 10"])
def test_a_wider_date_is_taken_for_the_nearer_one(tmp_path_factory: pytest.TempPathFactory, when: str) -> None:
    home = home_at(tmp_path_factory.mktemp("week"))
    text = f"The old mill by the weir burned down {when} in the storm.\n"
    put_in(home, [replace(POST, text=text), replace(RADIO, text="The old mill by the weir burned down on Monday.\n")])
    (fire,) = timeline(home)
    home.engine.dispose()
    assert (fire.first, fire.last, len(fire.mentions)) == ("2025-03-10", "2025-03-10", 2)


def test_what_two_people_say_is_two_events_however_alike(events: tuple[Event, ...]) -> None:
    said = about(events, "would pay")
    assert [len(event.mentions) for event in said] == [1, 1]
    assert {event.first for event in said} == {"2025-03-13"}


def test_reports_that_give_another_year_contradict_each_other(events: tuple[Event, ...]) -> None:
    one, two = about(events, "was built")
    assert (one.first[:4], two.first[:4]) == ("2018", "2019")
    assert (one.conflicts, two.conflicts) == ((two.number,), (one.number,))
    assert not any(event.conflicts for event in about(events, "burned down"))


def test_what_was_still_to_come_is_announced_until_a_report_tells_that_it_happened(
    events: tuple[Event, ...], tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert [event.announced for event in about(events, "vote")] == [True]
    later = replace(
        POST, source="later.txt", published="2025-03-18", text="The council voted on a new mill on Monday.\n"
    )
    home = home_at(tmp_path_factory.mktemp("later"))
    put_in(home, [POST, later])
    (vote,) = about(timeline(home), "new mill on Monday")
    home.engine.dispose()
    assert (vote.first, vote.announced, len(vote.mentions)) == ("2025-03-17", False, 2)


def test_filters_leave_reports_out(assistant: Assistant) -> None:
    only = timeline(assistant._home, Filters(outlets=("radio marl",)))
    assert {m.article.source for event in only for m in event.mentions} == {"radio.txt"}
    spoken = timeline(assistant._home, Filters(speaker="Hale"))
    assert [m.text for event in spoken for m in event.mentions] == [
        "Mayor Ada Hale said on Thursday that the town would pay for the mill."
    ]
    assert timeline(assistant._home, Filters(outlets=("nobody",))) == ()


def test_a_question_leaves_what_bears_on_it(assistant: Assistant) -> None:
    found = assistant.timeline("timeline of the old mill that burned down")
    assert [event.first for event in found] == ["2025-03-12"]


def test_the_other_side_of_a_conflict_is_shown_with_it(assistant: Assistant) -> None:
    years = [event.first[:4] for event in assistant.timeline("weir itself built")]
    assert years == ["2018", "2019"]


def test_a_question_that_only_names_days_asks_for_all_that_happened_then(assistant: Assistant) -> None:
    assert {event.first for event in assistant.timeline("What happened on Thursday?")} == {"2025-03-13"}


@pytest.mark.parametrize(
    ("question", "ordered", "alone"),
    [
        ("What took place on Friday?", True, True),
        ("In what order did things happen that week?", True, False),
        ("In which order did the events of 12 March 2025 happen?", True, True),
        ("In what order do the ferries leave on Friday?", False, False),
        ("Who spoke on Friday?", False, False),
    ],
)
def test_what_happened_in_what_order_and_on_which_days(question: str, ordered: bool, alone: bool) -> None:
    assert (in_time(question), only_days(question)) == (ordered, alone)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2025-03-14", "2025-03-14", "14 March 2025"),
        ("2025-03-10", "2025-03-16", "10–16 March 2025"),
        ("2024-08-01", "2024-08-31", "August 2024"),
        ("2024-06-01", "2024-08-31", "June – August 2024"),
        ("2024-12-01", "2025-02-28", "December 2024 – February 2025"),
        ("2014-01-01", "2014-12-31", "2014"),
        ("2009-01-01", "2015-12-31", "2009 – 2015"),
        ("2025-03-01", "2025-03-14", "1–14 March 2025"),
    ],
)
def test_a_stretch_is_spelt_as_readers_write_it(first: str, last: str, words: str) -> None:
    assert spelled(first, last) == words
