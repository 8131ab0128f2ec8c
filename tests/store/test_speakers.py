"""Who is speaking: quotations, indirect speech and turns, given to a speaker with exact spans."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.article import Sentence
from store.speakers import attributions
from tests.counting import calls
from tests.store.speech.making import at_quote, read, said, sentences

FRAGMENTS = (
    "“", "”", '"', "''", "‘", "’", "'", "«", "»", "(", ")", ",", ".", "?", ":", ";", " — ", "\n", " ", "é", "Ünal",
    "Hale", "Ann Hale", "Mr. Dorn", "the army", "he", "who", "said", "told", "that", "according to", "claims", "has",
    "was", "denied", "by", "and", "adding", "Q:", "A:", "bridge", "’s", "\u00a0", "\u202e", "\U0001f642", "x" * 50,
)  # fmt: skip


def test_a_speaker_is_never_without_words() -> None:
    (found,) = read("According to the s’, the ferry sailed on Monday.")
    assert found.speaker == "the s’"


@pytest.mark.parametrize(
    "text",
    [
        "“We stay here,” Hale said.",
        '"We stay here," Hale said.',
        "‘We stay here,’ Hale said.",
        "'We stay here,' Hale said.",
        "«We stay here,» Hale said.",
        "„We stay here,“ Hale said.",
        "`` We stay here , '' Hale said .",
        "“We stay here,” said Hale.",
        "“We stay here,” Hale said in a statement on Friday.",
        "Hale said: “We stay here,” and left.",
        "Hale told the Wire, “We stay here,” on Friday.",
        "Hale said, with a smile, “We stay here,” and left.",
    ],
)
def test_a_direct_quote_is_the_words_inside_its_marks(text: str) -> None:
    (found,) = read(text)
    assert found.direct
    assert text[found.start : found.end].strip(" ,") == "We stay here"
    assert (found.speaker, found.cue in ("said", "told")) == ("Hale", True)


def test_a_split_quote_and_the_sentences_behind_it_have_one_speaker() -> None:
    text = "“We stay,” said Ann Hale, the mayor of Oslo, “and we build.” “Nobody leaves. Nobody.”"
    assert said(text) == [
        ("Ann Hale", "We stay,"),
        ("Ann Hale", "and we build."),
        ("Ann Hale", "Nobody leaves. Nobody."),
    ]
    assert {a.cue for a in read(text)} == {"said"}


def test_a_question_that_the_sentence_splitter_parts_from_its_cue_is_joined_to_it() -> None:
    assert said("“Who pays for this?” Dorn writes to Hale. He left.") == [("Dorn", "Who pays for this?")]


def test_a_quotation_inside_a_quotation_belongs_to_the_outer_speaker() -> None:
    text = "Dorn said: “They shouted, ‘Go home,’ at us. We stayed.”"
    assert said(text) == [("Dorn", "They shouted, ‘Go home,’ at us. We stayed.")]


def test_a_speech_goes_on_over_paragraphs() -> None:
    text = "“We stay,” Dorn said. “We have food.\n“We have water.\n“And we have time.”\nHale left the room."
    assert said(text) == [("Dorn", w) for w in ("We stay,", "We have food.", "We have water.", "And we have time.")]


def test_a_speech_whose_speaker_is_named_in_its_last_paragraph_is_not_given_to_the_one_before() -> None:
    text = "Hale said the bridge was closed.\n“We have food.\n“We have time,” Dorn said."
    assert said(text)[1:] == [("Dorn", "We have food."), ("Dorn", "We have time,")]


def test_a_quotation_behind_a_colon_may_begin_the_next_line() -> None:
    text = "The army left, and Hale responded:\n“Nobody will miss them.”\n“Nobody at all.”"
    assert said(text) == [("Hale", "Nobody will miss them."), ("Hale", "Nobody at all.")]


def test_speech_goes_on_with_the_speaker_not_with_those_whom_he_speaks_of() -> None:
    text = "“We stay,” Hale said, noting that Dorn denied it. “We have food for all.”"
    assert said(text)[-1] == ("Hale", "We have food for all.")


def test_marks_around_a_word_or_two_are_no_speech_unless_a_cue_governs_them() -> None:
    assert said("The gate was “open” at noon, and the “old model” is gone.") == []
    assert said("Hale called the plan a “disgrace.”") == [("Hale", "the plan a “disgrace.”")]


def test_a_long_quotation_without_a_known_cue_belongs_to_the_subject() -> None:
    text = "Hale ended the letter with “may we all come home from here.”"
    assert said(text) == [("Hale", "may we all come home from here.")]


@pytest.mark.parametrize("kind", ["promo", "boilerplate", "comment"])
def test_only_the_report_itself_is_read(kind: str) -> None:
    text = "“We stay here,” Hale said."
    one = Sentence(0, 0, kind, 0, len(text))  # type: ignore[arg-type]
    assert attributions(text, [one]) == ()


def test_a_headline_may_name_its_source_before_a_colon() -> None:
    text = "Hale: Bridge stays closed"
    (found,) = read(text, "headline")
    assert (found.speaker, text[found.start : found.end], found.cue) == ("Hale", "Bridge stays closed", ":")
    assert read(text) == ()


def test_an_interview_is_read_turn_by_turn() -> None:
    turns = ["Who closed the bridge in the end?", "I did, since nobody else would.", "And why was that not announced?"]
    lines = [f"{who}: {words}" for who, words in zip("QAQA", [*turns, turns[1]], strict=True)]
    assert said("\n".join(lines)) == [("Q", turns[0]), ("A", turns[1]), ("Q", turns[2]), ("A", turns[1])]


def test_a_list_with_colons_is_no_interview() -> None:
    assert said("Hale: 120\nDorn: 98\nHale: 44\nDorn: 51") == []


def test_a_dateline_is_not_the_speaker() -> None:
    assert at_quote("OSLO (Wire) — Leaving the room, Ann Hale said it was over, adding that she was tired.") == [
        "Ann Hale",
        "Ann Hale",
    ]


def test_the_same_text_always_gives_the_same_answer() -> None:
    text = "Ann Hale met Oleg Dorn. He said the bridge was closed. “It is open,” she said."
    assert read(text) == read(text)


@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(FRAGMENTS), max_size=60).map(" ".join)))
def test_any_text_gives_ordered_spans_within_it(text: str) -> None:
    found = read(text)
    for a in found:
        assert 0 <= a.start < a.end <= len(text)
        assert 0 <= a.speaker_start < a.speaker_end <= len(text)
        assert text[a.cue_start : a.cue_end] == a.cue
        assert a.speaker.strip()
    assert [(a.start, a.end) for a in found] == sorted((a.start, a.end) for a in found)
    assert len(set(found)) == len(found)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map(" ".join))
def test_spans_lie_in_the_cited_sentences(text: str) -> None:
    read_ones = sentences(text)
    covered = {at for s in read_ones for at in range(s.start, s.end)}
    for a in read(text):
        assert a.start in covered and a.end - 1 in covered and a.speaker_start in covered


@pytest.mark.parametrize(
    "unit", ["“No. ", "said ", "who said ", "'a ", '"', "“No.” Hale said. ", "Ann Hale, ", "Hale: "]
)
def test_a_long_line_takes_work_in_proportion(unit: str) -> None:
    def work(length: int) -> int:
        text = (unit * length)[:length]
        given_ones = sentences(text)
        return calls(lambda: attributions(text, given_ones))

    assert work(10_000) < 5 * work(2_500)


def test_twelve_hundred_sentences_take_no_more_work_each_than_a_few() -> None:
    def work(times: int) -> int:
        text = "“We stay,” Ann Hale said on Friday. The army denied that it had left. Rain fell on Oslo.\n" * times
        given_ones = sentences(text)
        assert len(attributions(text, given_ones)) == 2 * times
        return calls(lambda: attributions(text, given_ones))

    assert work(400) < 45 * work(10)
