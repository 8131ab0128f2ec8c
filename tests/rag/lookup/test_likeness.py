"""Words found in a text as they are, cut, or changed, and what is different there."""

import re
import unicodedata
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.lookup.likeness import Asked, Like, alike, changes, exact, stem, wordings
from store.normalise import Words, read_words

NOISES: Mapping[str, Callable[[str], str]] = {
    "straight": lambda q: f'"{q.translate(str.maketrans("“”‘’", chr(34) * 2 + chr(39) * 2))}"',
    "curly": lambda q: f"“{q.replace(chr(39), '’')}”",
    "dashes": lambda q: re.sub(r" [–—-] |(?<=[^\W\d])[–—-](?=[^\W\d])", "—", q),
    "spaces": lambda q: q.replace(" ", " \u00a0\n", 3),
    "ellipsis": lambda q: f"… {q} ...",
    "brackets": lambda q: f"[{q.split()[0]}] {q.partition(' ')[2]}",
    "initial": lambda q: f"[{q[0].swapcase()}]{q[1:]}" if q[:2].isalpha() else q,
    "upper": str.upper,
    "decomposed": lambda q: unicodedata.normalize("NFD", q),
    "fullwidth": lambda q: "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalpha() else c for c in q),
    "ligatures": lambda q: q.replace("fi", "ﬁ").replace("fl", "ﬂ"),
    "hyphens": lambda q: re.sub(r"(\w{4})(?=\w{3})", "\\1\u00ad", q),
}
"""What typing, copying and typesetting do to a quote."""

TEXT = read_words(
    "The board met on Monday. “Whoever leaves the quay by noon will get a decent meal,” Caldera said, “and a warm "
    "bed.” Nobody had asked the gulls.\n\nThe harbour has been shut since spring; nobody knows why."
)


def asked(*parts: str) -> Asked:
    read = tuple(read_words(part) for part in parts)
    weights = {stem(key): 1.0 if len(key) < 4 else 4.0 for part in read for key in part.keys}
    return Asked(read, weights, 4.0)


def said(like: Like, text: Words = TEXT) -> str:
    return text.said(like.first, like.last)


def test_words_are_found_across_the_ends_of_sentences_and_paragraphs() -> None:
    (found,) = exact(asked("asked the gulls The harbour has been SHUT"), TEXT)
    assert said(found) == "asked the gulls.\n\nThe harbour has been shut"
    assert exact(asked("the gulls asked"), TEXT) == []


def test_a_cut_quote_is_one_place_from_its_beginning_to_its_end() -> None:
    cut = asked("leaves the quay", "decent meal")
    (found,) = exact(cut, TEXT)
    assert said(found) == "leaves the quay by noon will get a decent meal"
    assert changes(cut, TEXT, found) == (("+", "by noon will get a"),)


def test_the_parts_of_a_cut_quote_stand_in_order_and_close_together() -> None:
    assert exact(asked("decent meal", "leaves the quay"), TEXT) == []
    far = read_words(f"leaves the quay {'or not ' * 60} decent meal")
    assert exact(asked("leaves the quay", "decent meal"), far) == []
    twice = read_words("leaves the quay, then leaves the quay for a decent meal")
    (found,) = exact(asked("leaves the quay", "decent meal"), twice)
    assert said(found, twice) == "leaves the quay for a decent meal"


def test_changed_words_are_told_from_what_was_asked_for_to_what_stands_there() -> None:
    other = asked("Whoever leaves the pier by noon will get a dignified meal")
    (found,) = alike(other, TEXT, 0.6)
    assert said(found) == "Whoever leaves the quay by noon will get a decent meal"
    assert changes(other, TEXT, found) == (("-", "pier"), ("+", "quay"), ("-", "dignified"), ("+", "decent"))
    assert found.score == pytest.approx(2 * 29 / (37 + 37), abs=0.06)


def test_a_changed_word_at_an_end_belongs_to_the_stretch() -> None:
    (found,) = alike(asked("who leaves the quay by noon will get a decent supper"), TEXT, 0.6)
    assert said(found) == "Whoever leaves the quay by noon will get a decent meal"


def test_dropped_words_and_words_too_many() -> None:
    short = asked("whoever leaves by noon gets a decent meal")
    (found,) = alike(short, TEXT, 0.6)
    assert changes(short, TEXT, found) == (("+", "the quay"), ("-", "gets"), ("+", "will get"))
    long = asked("the harbour has sadly been shut since early spring")
    (found,) = alike(long, TEXT, 0.6)
    assert changes(long, TEXT, found) == (("-", "sadly"), ("-", "early"))


@pytest.mark.parametrize("nothing", ["decent people", "a warm welcome", "the gulls will pay for everything they did"])
def test_a_word_in_common_is_no_likeness(nothing: str) -> None:
    assert alike(asked(nothing), TEXT, 0.5) == []


def test_of_a_cut_quote_there_must_be_something_of_each_part() -> None:
    assert alike(asked("leaves the quay by noon will get", "silver spoon"), TEXT, 0.3) == []
    cut = asked("leaves the quay by noon", "heated warm bed")
    (found,) = alike(cut, TEXT, 0.6)
    assert said(found) == "leaves the quay by noon will get a decent meal,” Caldera said, “and a warm bed"
    assert changes(cut, TEXT, found) == (
        ("+", "will get a decent meal,” Caldera said, “and"),
        ("-", "heated"),
        ("+", "a"),
    )


def test_how_reports_render_what_was_asked_for() -> None:
    reports = [(), (("-", "decent"), ("+", "dignified")), (("-", "decent"),), (("-", "a decent meal"),), (("+", "so"),)]
    assert wordings(reports) == [{"decent": 2, "dignified": 1}]
    assert wordings([(), ()]) == wordings([(("-", "decent"), ("+", "fair"))]) == []


@given(
    st.lists(
        st.sampled_from("quay café don’t 1,000 ferry-man U.S. fifty flood Zoë 4.2 %".split()), min_size=3, max_size=9
    ),
    st.sampled_from(sorted(NOISES)),
)
def test_no_noise_hides_a_quote(words: list[str], noise: str) -> None:
    quote = " ".join(words)
    text = read_words(f"He said: {quote}. And left")
    wanted = asked(NOISES[noise](quote).strip('…."“” '))
    places = exact(wanted, text)
    assert text.text.index(quote) in [text.starts[place.first] for place in places]
    assert all(changes(wanted, text, place) == () for place in places)
