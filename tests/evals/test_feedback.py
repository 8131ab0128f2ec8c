"""Rated answers become a suite: a thumb up vouches for what was cited, a thumb down tells what its reasons say."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from evals.feedback import from_feedback
from evals.sample import Claim, Place, Sample
from evals.suites import located, read_suite
from rag.answer import Answer, AnswerSentence, Citation, Filters, Part, Turn
from rag.conversation import Conversation, Feedback, Message, Reason
from store.article import Coverage

TEXTS = {"post.txt": "A crack was found. The bridge is shut.\n", "wire.txt": "A crack was found, it said.\n"}


def citation(number: int, source: str, quote: str) -> Citation:
    start = TEXTS[source].index(quote)
    return Citation(number, source[0], source, None, "Title", None, None, 1, start, start + len(quote), quote)


ANSWER = Answer(
    question="What was found?",
    standalone_question="What was found?",
    status="answered",
    confidence=0.7,
    text="A crack was found. [1][2]",
    sentences=(AnswerSentence("A crack was found", (1, 2)), AnswerSentence("The bridge is shut.", (3,))),
    citations=(
        citation(1, "post.txt", "A crack was found"),
        citation(2, "wire.txt", "A crack was found"),
        citation(3, "post.txt", "The bridge is shut."),
    ),
    nearest=(),
    coverage=Coverage(2, 0, None, None),
    engine="extractive",
)
REFUSAL = replace(ANSWER, status="not_in_coverage", sentences=(), citations=())
UP = Feedback(True)


def down(*reasons: Reason, citations: Sequence[int] = ()) -> Feedback:
    return Feedback(False, reasons, "", tuple(citations))


def talk(*messages: Message, id: str = "0123456789") -> Conversation:
    return Conversation(id, "Title", messages)


def suite(made: tuple[str, list[str]], folder: Path) -> tuple[Sample, ...]:
    """The samples as `byline eval run` reads them."""
    (folder / "rated.yaml").write_text(made[0], encoding="utf-8")
    return located(read_suite(folder / "rated.yaml"), TEXTS)


def sample(answer: Answer, feedback: Feedback, folder: Path) -> Sample:
    (only,) = suite(from_feedback([talk(Message(answer, feedback=feedback))], TEXTS), folder)
    return only


def test_a_thumb_up_vouches_for_the_status_and_for_any_citation_of_each_sentence(tmp_path: Path) -> None:
    assert sample(ANSWER, UP, tmp_path) == Sample(
        id="01234567-1",
        question="What was found?",
        kind="liked",
        status="answered",
        claims=(
            Claim((Place("post.txt", 0, 17), Place("wire.txt", 0, 17))),
            Claim((Place("post.txt", 19, 37),)),
        ),
    )


def test_the_context_of_a_sentence_vouches_for_it_too(tmp_path: Path) -> None:
    first, second = ANSWER.sentences
    told = replace(
        ANSWER,
        sentences=(first,),
        citations=tuple(replace(c, context=c.number in second.citations) for c in ANSWER.citations),
    )
    (claim,) = sample(told, UP, tmp_path).claims
    assert claim.places == (Place("post.txt", 0, 17), Place("wire.txt", 0, 17), Place("post.txt", 19, 37))


def test_a_thumb_up_for_a_refusal_says_that_there_is_no_answer(tmp_path: Path) -> None:
    made = sample(REFUSAL, UP, tmp_path)
    assert (made.status, made.claims) == ("not_in_coverage", ())


@pytest.mark.parametrize(
    ("answer", "feedback", "status", "must_not"),
    [
        (ANSWER, down(), None, ()),
        (ANSWER, down("missed something"), None, ()),
        (ANSWER, down("not in the coverage"), "not_in_coverage", ()),
        (REFUSAL, down("missed something"), "answered", ()),
        (REFUSAL, down(), None, ()),
        (ANSWER, down("wrong source", citations=[3]), None, ("The bridge is shut.",)),
        (ANSWER, down("misquoted", citations=[3]), None, ("The bridge is shut.",)),
        (ANSWER, down("wrong source", citations=[1]), None, ()),  # the other one may carry the sentence
        (ANSWER, down("wrong source", citations=[1, 2]), None, ("A crack was found",)),
        (ANSWER, down("wrong source"), None, ()),  # which of them?
        (replace(ANSWER, sentences=ANSWER.sentences[:1]), down("wrong source"), None, ("A crack was found",)),
        (ANSWER, down(citations=[3]), None, ()),
    ],
)
def test_a_thumb_down_judges_only_what_its_reasons_say(
    answer: Answer, feedback: Feedback, status: str | None, must_not: tuple[str, ...], tmp_path: Path
) -> None:
    made = sample(answer, feedback, tmp_path)
    assert (made.kind, made.claims, made.status, made.must_not) == ("disliked", (), status, must_not)


def test_a_question_is_asked_as_it_was_after_the_same_turns_behind_the_same_filters(tmp_path: Path) -> None:
    filters = Filters(("Post", "Wire"), ("post.txt",), "2025-11-01", "2025-11-30")
    first, second = Message(ANSWER), Message(ANSWER, 1)
    held = talk(first, second, Message(ANSWER, 1, filters, feedback=UP))
    (made,) = suite(from_feedback([held], TEXTS), tmp_path)
    assert made.id == "01234567-3" and made.filters == filters
    assert made.turns == (Turn("user", ANSWER.question), Turn("assistant", ANSWER.text))


def test_only_rated_answers_become_samples_each_with_what_its_reader_wrote(tmp_path: Path) -> None:
    said = Feedback(False, ("missed something",), "the hull\nsamples: []")
    made = from_feedback([talk(Message(ANSWER), Message(ANSWER, feedback=said)), talk(Message(ANSWER))], TEXTS)
    assert [s.id for s in suite(made, tmp_path)] == ["01234567-2"]
    assert "# thumb down, missed something: 'the hull\\nsamples: []'\n- id: 01234567-2\n" in made[0]


def test_words_that_no_report_has_any_more_are_not_asked_for(tmp_path: Path) -> None:
    gone = replace(ANSWER.citations[2], quote="The bridge is open.")
    some = replace(ANSWER, citations=(*ANSWER.citations[:2], gone))
    assert len(sample(some, UP, tmp_path).claims) == 1
    made = from_feedback([talk(Message(ANSWER, feedback=UP))], {"other.txt": TEXTS["post.txt"]})
    assert made == ("", ["'What was found?': no report has the cited words any more"])


@pytest.mark.parametrize(
    "message",
    [
        Message(ANSWER, left_out=(Part("outlets", "only the Post"),), feedback=UP),
        Message(ANSWER, filters=Filters(speaker="Ada"), feedback=UP),
    ],
)
def test_what_a_suite_cannot_ask_is_left_out_with_the_reason(message: Message) -> None:
    made = from_feedback([talk(message)], TEXTS)
    assert made == ("", ["'What was found?': a suite cannot narrow a question like this"])


WORDS = st.one_of(
    st.text(), st.text("\n\r\t\"'“:#-&*!|>%@`{}[]\\,? \x00\x07\x85\u2028\ufeff1aé~"), st.just("no"), st.just("TODO it")
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WORDS, WORDS, WORDS)
@example("#&%}1\x85~é~\u2028#", "a\x85b", "\ufeff")
@example("null", "- a\n\n  b:\n", "x" * 300 + " y")
def test_whatever_is_asked_and_answered_the_suite_is_read(tmp_path: Path, asked: str, said: str, wrote: str) -> None:
    answer = replace(ANSWER, question=asked, text=said, sentences=(AnswerSentence(said, (1,)),))
    rated = Feedback(False, ("misquoted",), wrote)
    made = from_feedback(
        [talk(Message(answer), Message(answer, 1, feedback=rated), Message(ANSWER, feedback=UP))], TEXTS
    )
    *odd, plain = suite(made, tmp_path)
    assert plain.status == "answered"
    assert len(odd) + len(made[1]) == 1
    for one in odd:
        told = (one.question, *one.must_not, one.turns[0].text, one.turns[1].text)
        assert [text.strip() for text in told] == [text.strip() for text in (asked, said, asked, said)]
