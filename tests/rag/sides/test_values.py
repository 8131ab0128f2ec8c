"""Which values a sentence gives, and which of them cannot both be right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.question import read_question
from rag.reading.wanted import Kind, about, frame, kind
from rag.sides.values import Value, differ, nearest, values

NONE: frozenset[str] = frozenset()


def of(text: str, wanted: Kind, question: str = "", published: str | None = "2025-03-14") -> tuple[Value, ...]:
    read = read_question(question or "what?")
    return values(text, published, wanted, frozenset(term for _, term in read.words), about(read))


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How many boats sank?", "number"),
        ("What is the population of Orvik?", "number"),
        ("When did it sink?", "time"),
        ("What is the opening date of the mole?", "time"),
        ("Do all the reports agree on the year in which it sank?", "time"),
        ("Who commands the fleet?", "name"),
        ("Where did it sink?", "name"),
        ("Who is the author of the plan?", "name"),
        ("What sport does Ida Hale play?", "thing"),
        ("What is Ida Hale's profession?", "thing"),
        ("Who said that it sank?", None),
        ("What does Ida Hale demand?", None),
        ("What are the conditions of the loan?", None),
        ("What is the purpose of the mole?", None),
        ("Why did it sink?", None),
        ("Did it sink?", None),
    ],
)
def test_the_kind_of_value_that_a_question_asks_for(question: str, wanted: Kind | None) -> None:
    assert kind(read_question(question)) == wanted


def test_the_frame_of_a_question_on_agreement_is_no_subject() -> None:
    assert "report" in frame(read_question("Do the reports agree on the year of the flood?"))
    assert frame(read_question("Did the parties agree on a date?")) == NONE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 people died", "twelve people died"),
        ("about 100 came", "95 came"),
        ("at least 12 died", "17 died"),
        ("up to 50 came", "20 came"),
        ("dozens came", "40 came"),
        ("1.2 million came", "1,203,000 came"),
        ("3,500 came", "3,460 came"),
        ("75 % came", "300 came"),
    ],
)
def test_figures_that_may_both_be_right(one: str, other: str) -> None:
    assert not differ(of(one, "number"), of(other, "number"))


@pytest.mark.parametrize(
    ("one", "other"),
    [("12 died", "17 died"), ("3,500 came", "4,200 came"), ("75 % came", "80 per cent came"), ("$12", "$13")],
)
def test_figures_that_cannot(one: str, other: str) -> None:
    assert differ(of(one, "number"), of(other, "number"))


def test_a_lone_figure_in_words_counts_what_it_stands_before() -> None:
    soldiers = frozenset(("soldier",))
    assert values("The soldiers had only two options.", None, "number", NONE, soldiers) == ()
    assert [v.text for v in values("Soldiers, 1200 of them, came.", None, "number", NONE, soldiers)] == ["1200"]


def test_dates_and_fractions_are_no_figures() -> None:
    assert of("On 12 May 2020 three quarters of it burned.", "number") == ()


def test_of_several_figures_those_count_that_count_what_is_asked() -> None:
    text = "The storm killed 12 people and sank 30 boats."
    assert [v.text for v in of(text, "number", "How many boats did it sink?")] == ["30"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("in May 1931", "on 3 May 1931"), ("in 1931", "in May 1931"), ("last August", "in August 2024")],
)
def test_a_date_within_another_agrees(one: str, other: str) -> None:
    assert not differ(of(f"It opened {one}.", "time"), of(f"It opened {other}.", "time"))


def test_a_span_of_years_is_its_two_ends() -> None:
    lived = of("Hale (12 May 1901 – 3 June 1970) was a painter.", "time")
    assert differ(lived, of("Hale was born in 1935.", "time"))
    assert not differ(lived, of("Hale was born in 1901.", "time"))


@pytest.mark.parametrize("told", ["Orvik was under siege.", "In Orvik they stay as long as needed."])
def test_where_something_is_and_how_long_do_not_say_what_it_is(told: str) -> None:
    assert of(told, "thing", "What is the state of Orvik?") == ()


def test_who_asks_for_a_year_is_not_told_a_weekday() -> None:
    assert of("It began on Friday.", "time", "In what year did it begin?") == ()


def test_names_are_those_that_the_question_does_not_say() -> None:
    text = "On Friday Ida Hale met the American envoy in Orvik."
    assert [v.text for v in of(text, "name", "Who met Hale in Orvik?")] == ["Ida Hale"]
    assert not differ(of("She met Tom Rusk.", "name"), of("She met Rusk.", "name"))


def test_whoever_shouts_names_nobody() -> None:
    assert [v.text for v in of("He wrote: THE WHOLE FLEET IS LOST, and NATO knew.", "name")] == ["NATO"]


def test_what_something_is_stands_behind_its_name() -> None:
    chef, actor = (
        of("Ida Hale is a noted chef.", "thing", "What is Ida Hale?"),
        of("Ida Hale is an actor who sings.", "thing", "What is Ida Hale?"),
    )
    assert differ(chef, actor)
    assert of("It is a pity.", "thing", "What is Ida Hale?") == ()


def test_what_two_sentences_share_but_for_one_value_does_not_make_them_agree() -> None:
    one = of("It closed in 1921 and was razed in 1950.", "time")
    other = of("It closed in 1935 and was razed in 1950.", "time")
    assert not differ(one, other)
    assert differ(one, other, alike=True)


def test_a_year_that_stands_alone_is_a_time_and_what_counts_is_none() -> None:
    assert [v.text for v in of("Hale (1901–1970) led 1500 miners.", "time")] == ["1901", "1970"]


def test_common_ends_of_two_spans_do_not_make_them_agree() -> None:
    one, other = (of(f"Hale (12 May {year} – 3 June 1970) was a painter.", "time") for year in (1901, 1903))
    assert differ(one, other, alike=True) and not differ(one, other)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Orvik has 4,100 people and 3 schools.", ["4,100"]),
        ("Its population was 4,100 at the 2010 census.", ["4,100"]),
        ("It has 39.1 people per square mile.", []),
        ("It lies 3 miles south of Selm.", []),
        ("It lies at 41.172464.", []),
        ("Of these 12 % are old [ 5 ].", []),
    ],
)
def test_the_figures_that_tell_a_population(text: str, figures: list[str]) -> None:
    assert [v.text for v in of(text, "number", "What is the population of Orvik?")] == figures


def test_the_values_nearest_to_what_is_asked_are_told_first() -> None:
    text, asked = "Sold in 1958 and built in 1870, it burned in 1901 and in 1920.", "When was it built?"
    kept, near = nearest(text, of(text, "time", asked), about(read_question(asked)))
    assert ([v.text for v in kept], near) == (["in 1870", "in 1958", "in 1901"], 1.0)
    assert nearest(text, of(text, "time"), NONE)[1] == 0.0


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_agreement_does_not_depend_on_the_order(one: int, other: int) -> None:
    ours, theirs = of(f"about {one:,} came", "number"), of(f"{other:,} came", "number")
    assert differ(ours, theirs) == differ(theirs, ours)
    assert not differ(ours, ours)
