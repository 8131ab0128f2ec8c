"""What a question's own constraints do: filters narrow, a speaker and a day raise the sentences that fit."""

from dataclasses import replace

import pytest

from rag.answer import Filters
from rag.assistant import Assistant
from rag.evidence import Asked, Evidence
from rag.preferences import all_of_day, heard_from, narrowed, preferred, uncounted, unheard, unsaid, within
from rag.question import read_question
from rag.reading.constraints import Constraints
from store.spans import SpeechRow
from tests.rag.making import article, evidence

HELD = article("The pivot cracked on Tuesday. The divers came on Friday. The pivot is sound.")
EVIDENCE = (
    replace(evidence(HELD, "The pivot cracked on Tuesday.", 0), speaker="Ines Caldera"),
    replace(evidence(HELD, "The divers came on Friday.", 1), speaker="Tomas Brandvold"),
    evidence(HELD, "The pivot is sound.", 2),
)


NOTHING_ELSE = Asked((), (), 1.0)


def weighed(read: Constraints, held: tuple[Evidence, ...] = EVIDENCE) -> list[float]:
    return [round(p, 3) for p in preferred([0.5] * len(held), held, read, NOTHING_ELSE)]


def test_the_words_of_a_filter_are_not_searched_for() -> None:
    asked = "According to Coast Radio, who found the crack?"
    read = Constraints(outlets=("Coast Radio",), subject="who found the crack?")
    question, filters = narrowed(read_question(asked), Filters(first="2025-03-01"), read)
    assert question.views == ("who found the crack?",)
    assert [word for word, _ in question.words] == ["found", "crack"]
    assert question.asked == asked
    assert filters == Filters(outlets=("Coast Radio",), first="2025-03-01")


def test_a_question_narrows_within_what_the_reader_set() -> None:
    read = Constraints(outlets=("Coast Radio",), first="2025-03-14", last="2025-03-20", subject="who found it?")
    chosen = Filters(outlets=("coast radio", "Ellery Post"), first="2025-03-01", last="2025-03-16")
    _, filters = narrowed(read_question("who found it?"), chosen, within(chosen, read))
    assert filters == Filters(outlets=("Coast Radio",), first="2025-03-14", last="2025-03-16")


def test_outlets_that_the_reader_left_out_are_not_read_from_the_question() -> None:
    chosen = Filters(outlets=("Ellery Post",))
    read = within(chosen, Constraints(outlets=("Coast Radio",), subject="who found it?"))
    assert read.parts == ()
    assert narrowed(read_question("who found it?"), chosen, read)[1] == chosen


def test_a_name_of_an_outlet_that_stays_in_the_subject_is_no_word_that_is_missed() -> None:
    read = Constraints(outlets=("Coast Radio",), subject="How does Coast Radio describe the crack?")
    question, _ = narrowed(read_question(read.subject), Filters(), read)
    assert [word for word, _ in question.words] == ["describe", "crack"]


def test_a_question_without_constraints_stays_as_it_is() -> None:
    question = read_question("Who found the crack?")
    assert narrowed(question, Filters(), Constraints(subject=question.standalone)) == (question, Filters())
    assert weighed(Constraints()) == [0.5, 0.5, 0.5]


def test_the_words_of_whom_the_question_asks_for_are_raised_and_those_of_others_lowered() -> None:
    assert weighed(Constraints(speaker="Ines Caldera")) == [0.75, 0.032, 0.5]
    assert weighed(Constraints(speaker="Caldera")) == [0.75, 0.032, 0.5]


def test_those_of_others_are_lowered_less_where_the_speaker_says_nothing_of_the_matter() -> None:
    asked = Asked((frozenset({"diver"}),), (1.0,), 5.0)
    held = [replace(e, terms=frozenset({"diver"}) if n else frozenset()) for n, e in enumerate(EVIDENCE)]
    read = Constraints(speaker="Ines Caldera")
    assert preferred([0.5] * 3, held, read, asked)[1] == pytest.approx(0.25)


def test_words_that_only_ask_for_somebody_s_words_or_for_a_denial_are_none_that_are_missed() -> None:
    read = Constraints(speaker="Ines Caldera", subject="What is Caldera’s opinion of the crack?")
    assert [word for word, _ in narrowed(read_question(read.subject), Filters(), read)[0].words] == ["Caldera", "crack"]
    who = Constraints(subject="Who rejects the crack?")
    assert [word for word, _ in narrowed(read_question(who.subject), Filters(), who)[0].words] == ["crack"]


def test_words_to_somebody_are_unheard_where_no_sentence_of_the_speaker_s_names_them() -> None:
    asked = Asked((frozenset(("diver",)),), (1.0,), 1.0)
    caldera = replace(EVIDENCE[0], terms=frozenset(("caldera", "diver")))
    assert not unheard(Constraints(speaker="Ines Caldera", hearer="Divers"), (caldera,), asked)
    assert unheard(Constraints(speaker="Ines Caldera", hearer="Brandvold"), (caldera,), asked)
    assert unheard(Constraints(speaker="Tomas Brandvold", hearer="Divers"), (caldera,), asked)
    assert unheard(Constraints(unheard="Hale"), EVIDENCE, asked)


def test_what_is_asked_how_many_is_uncounted_where_no_sentence_counts_it_or_what_it_did() -> None:
    question = read_question("How many divers were hurt?")
    groups = (frozenset(("diver",)), frozenset(("hurt",)))
    asked = Asked(groups, (1.0, 1.0), 1.0, alike=({"pilot": 0.5}, {"injur": 0.4, "tire": 0.1}))

    def counts(text: str) -> bool:
        held = article(text)
        return not uncounted(question, (replace(evidence(held, text, 0), terms=frozenset(("injur",))),), asked)

    assert counts("Some 40 divers were injured.")
    assert counts("Some 40 pilots were injured.")
    assert not counts("The divers were injured at 40 metres.")
    tired = evidence(article("Some 40 divers were tired."), "Some 40 divers were tired.", 0)
    assert uncounted(question, (replace(tired, terms=frozenset(("tire",))),), asked)
    assert not uncounted(read_question("How many divers may one hire?"), (tired,), asked)
    assert not uncounted(read_question("How much money was lost?"), (tired,), asked)


@pytest.mark.parametrize(
    ("question", "missed"),
    [
        ("Who said that 6,000 divers left?", True),
        ("Did 6,000 divers leave?", False),  # another figure is an answer
        ("Who said that divers left on 14 March 2025?", False),
        ("Who said that divers left in 1931?", False),
        ("Why did the divers leave, in 50 words?", False),
        ("What are the 3 ways out for the divers?", False),
        ("Who said that divers left?", False),
    ],
)
def test_a_figure_that_no_report_has_is_unsaid(question: str, missed: bool) -> None:
    read = read_question(question)
    groups = tuple(frozenset((term,)) for _, term in read.words)
    assert (
        unsaid(read, Asked(groups, tuple(3.0 if word[0].isdigit() else 1.0 for word, _ in read.words), 3.0)) is missed
    )
    assert not unsaid(read, Asked(groups, (1.0,) * len(groups), 3.0))


def test_a_question_for_a_day_alone_is_answered_by_a_sentence_that_names_it() -> None:
    friday = Constraints(happened=(("2025-03-14", "2025-03-14"),))
    assert all_of_day(read_question("What happened on Friday?"), friday, EVIDENCE)
    assert all_of_day(read_question("What happened in what order on Friday?"), friday, EVIDENCE)
    for asked in (
        "What happened on Thursday and Friday of that week, in order?",
        "In what order did things happen between Thursday and Friday that week?",
    ):
        assert all_of_day(read_question(asked), friday, EVIDENCE)
    assert not all_of_day(read_question("Who sang on Friday?"), friday, EVIDENCE)
    assert not all_of_day(read_question("What happened on Friday?"), friday, EVIDENCE[:1])


def test_a_sentence_that_names_the_day_is_raised_and_one_that_names_another_is_lowered() -> None:
    friday = Constraints(happened=(("2025-03-14", "2025-03-14"),))
    raised, lowered = weighed(friday)[1], weighed(friday)[0]
    assert (raised, lowered, weighed(friday)[2]) == (pytest.approx(0.667), pytest.approx(0.333), 0.5)


def test_what_is_certain_stays_so() -> None:
    assert preferred([0.0, 1.0], EVIDENCE[:2], Constraints(speaker="Ines Caldera"), NOTHING_ELSE) == (0.0, 1.0)


def test_what_a_speaker_says_of_the_matter_counts_for_more_than_what_else_they_say() -> None:
    asked = Asked((frozenset({"caldera"}), frozenset({"pivot"})), (1.0, 3.0), 5.0)
    on, off = (replace(e, speaker="Ines Caldera") for e in (EVIDENCE[0], EVIDENCE[1]))
    first, second = preferred([0.5, 0.5], (on, off), Constraints(speaker="Ines Caldera"), asked)
    assert first == pytest.approx(0.75) and second == pytest.approx(0.25)


def test_a_sentence_is_a_speakers_where_a_part_of_it_is() -> None:
    said = SpeechRow(0, 27, False, "Ines Caldera", 0, 4, "says", 5, 9, "a")
    part = replace(EVIDENCE[2], speech=(said,))
    assert weighed(Constraints(speaker="Ines Caldera"), (part,)) == [0.75]


def test_a_sentence_that_the_outlet_mostly_tells_is_the_speakers_who_was_asked_for() -> None:
    told = replace(EVIDENCE[2], speech=(SpeechRow(0, 8, False, "Ines Caldera", 0, 4, "says", 5, 9, "a"),))
    assert heard_from("Caldera", told).speaker == "Ines Caldera"
    assert heard_from("Brandvold", told).speaker is None
    assert heard_from("Caldera", replace(told, speaker="Tomas Brandvold")).speaker == "Tomas Brandvold"


def test_an_assistant_asked_to_leave_a_part_out_answers_without_it(harbour: Assistant) -> None:
    asked = "According to the Ellery Post, did divers find a crack the length of a hand?"
    narrow = harbour.ask(asked)
    (part,) = narrow.parts
    assert {c.outlet for c in narrow.citations} == {"Ellery Post"}
    assert part.notice in narrow.notices
    wide = harbour.ask(asked, ignoring={part.key})
    assert {c.source for c in wide.citations} == {"post.txt", "radio.txt", "wire.txt"}
    assert (wide.question, wide.parts) == (asked, ())
    assert {hit.article.source for hit in harbour.search(asked).hits} == {"post.txt"}
    assert len({hit.article.source for hit in harbour.search(asked, ignoring={part.key}).hits}) == 3
