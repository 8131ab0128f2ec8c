"""A plain text's title is its first line; its outlet only what it names as one."""

import time

import pytest

from store.headline import headline

BODY = (
    "The ferry to Westmark sails again, the mayor of Westmark told Harbour on Friday. A War memorial is on its way.\n"
)


def test_the_title_is_the_first_line_that_is_not_blank() -> None:
    assert headline(f"\n  \n  Ferry   sails again \n\n{BODY}") == ("Ferry sails again", None)


@pytest.mark.parametrize(
    "outlet",
    ["Harbour Daily News", "The Northern Courier", "Ridge TV", "ABN News", "northcourier.example", "Today in Ostmark"],
)
def test_a_suffix_that_reads_as_a_newsroom_is_the_outlet(outlet: str) -> None:
    assert headline(f"Ferry sails again | {outlet}\n{BODY}") == ("Ferry sails again", outlet)


@pytest.mark.parametrize(
    "section",
    [
        "World News",
        "Politics",
        "Middle East",
        "US & World",
        "Westmark ferry News",  # lower case: a topic
        "Westmark News",  # the text speaks of Westmark: a topic
        "Westmark-Harbour War News",
        "Harbour",
        "What happens next?",
    ],
)
def test_a_suffix_that_may_be_a_section_is_no_outlet_but_leaves_the_title(section: str) -> None:
    assert headline(f"Ferry sails again | {section}\n{BODY}") == ("Ferry sails again", None)


def test_a_newsroom_that_the_text_names_only_in_full_stays_the_outlet() -> None:
    body = BODY + "He told ABN News so. ABN News has seen the plan.\n"
    assert headline(f"Ferry sails again | ABN News\n{body}") == ("Ferry sails again", "ABN News")


def test_headline_section_site() -> None:
    assert headline(f"Ferry sails again | World | Ridge TV\n{BODY}") == ("Ferry sails again", "Ridge TV")


@pytest.mark.parametrize("title", ["Ferry sails again - Ridge TV", "Ferry sails – mayor", "Ferry|sails", "| Ridge TV"])
def test_a_dash_is_part_of_the_headline(title: str) -> None:
    assert headline(f"{title}\n{BODY}") == (title, None)


@pytest.mark.parametrize(
    ("closing", "outlet"),
    [
        ("Ferry sails again originally appeared on ridge.example", "ridge.example"),
        ("This article was originally published by The Northern Courier.", "The Northern Courier"),
        ("First published in Harbour Daily", "Harbour Daily"),
        ("The post Ferry sails again appeared first on Ridge TV.", "Ridge TV"),
        ("Originally published on 14 March 2025", None),
        ("First published in March", None),
        ("Originally appeared on Page 5", None),
        ("Originally published as Ferry sails again", None),
        ("It was first reported on Friday", None),
        ("The map first appeared in an atlas of the coast", None),
    ],
)
@pytest.mark.parametrize("after", ["", "\nSource link\n"])
def test_a_closing_line_that_names_where_it_first_appeared(closing: str, outlet: str | None, after: str) -> None:
    assert headline(f"Ferry sails again\n{BODY}{closing}{after}") == ("Ferry sails again", outlet)


def test_such_a_line_within_the_article_is_not_a_credit() -> None:
    text = "Ferry sails again\nThe plan was first reported by Ridge TV.\n" + BODY * 10
    assert headline(text) == ("Ferry sails again", None)


def test_the_closing_line_wins_over_the_suffix() -> None:
    text = f"Ferry sails again | Portal News\n{BODY}Originally appeared on ridge.example"
    assert headline(text) == ("Ferry sails again", "ridge.example")


def test_a_paragraph_in_place_of_a_headline_gives_its_beginning() -> None:
    title, outlet = headline(BODY.strip() * 3)
    assert title is not None and title.endswith("…") and len(title) <= 201
    assert BODY.startswith(title[:60]) and outlet is None


def test_no_text_no_title() -> None:
    assert headline(" \n ") == (None, None)


def test_long_lines_are_fast() -> None:
    started = time.perf_counter()
    headline("a | " * 500_000)
    headline("Ferry | Ridge Post\n" + "first published by " * 100_000)
    assert time.perf_counter() - started < 2
