"""Constraints in a question's own words: outlets, speakers, days, and questions about the outlets themselves."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.reading.constraints import Constraints, fits, read_constraints, told, without
from store.dates import dates

OUTLETS = ("QRS News", "Al Nahar", "Axle", "Ellery Post", "Gazette (sample)", "TVO", "People")
SPEAKERS = (
    "Ines Caldera",
    "Dmitry Peskov",
    "Volodymyr Zelenskyy",
    "the Harbour Board",
    "Ukraine’s general staff",
    "Oslo",
)
PUBLISHED = ("2025-03-13", "2025-03-15")  # a Thursday and a Saturday


def read(question: str) -> Constraints:
    return read_constraints(question, OUTLETS, SPEAKERS, PUBLISHED)


@pytest.mark.parametrize(
    ("question", "outlets", "subject"),
    [
        ("According to Al Nahar, where is the crack?", ["Al Nahar"], "where is the crack?"),
        ("How long, according to the QRS report, is the crack?", ["QRS News"], "How long is the crack?"),
        ("how long is the crack according to axle", ["Axle"], "how long is the crack"),
        ("Who is blamed in the Ellery Post’s story?", ["Ellery Post"], "Who is blamed?"),
        ("What does the article by TVO say about the bridge?", ["TVO"], "What about the bridge?"),
        ("Does Axle say that the bridge is shut?", ["Axle"], "the bridge is shut?"),
        ("What did TVO say about itself and the bridge?", ["TVO"], "What about itself and the bridge?"),
        ("Axle reports that the bridge is shut, is that so?", ["Axle"], "the bridge is shut, is that so?"),
        ("How did the Gazette describe the crack?", ["Gazette (sample)"], None),
        ("Summarise TVO's coverage of the flood", ["TVO"], None),
        ("And in QRS News?", ["QRS News"], None),
        ("What does Axle say?", ["Axle"], None),
        ("Who married, according to People?", ["People"], "Who married?"),
        ("Unlike the Axle report, what does TVO say of it?", ["TVO"], "Unlike the Axle report, what of it?"),
        ("Does the Axle story on the bridge fit the TVO story on the flood?", ["Axle", "TVO"], None),
    ],
)
def test_an_outlet_that_is_named_as_a_source_is_a_filter(
    question: str, outlets: list[str], subject: str | None
) -> None:
    found = read(question)
    assert list(found.outlets) == outlets
    assert found.subject == (subject or question)


@pytest.mark.parametrize(
    "question",
    [
        "Why did the TVO director resign?",
        "Who invested in Axle?",
        "What did Ines Caldera tell Axle?",
        "According to people at the bridge, what happened?",
        "Unlike TVO, who says that the bridge is shut?",
        "Who wrote “according to Axle, the bridge is shut”?",
        "What happened at the bridge?",
        "Whom does the TVO strike hurt?",
        "Apart from Axle reports, who says that the bridge is shut?",
    ],
)
def test_an_outlet_that_is_the_subject_or_quoted_or_set_apart_is_none(question: str) -> None:
    assert read(question).outlets == ()
    assert read(question).subject == question


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("What did Peskov say about the truce?", "Dmitry Peskov"),
        ("Which conditions did Peskov set for the truce?", "Dmitry Peskov"),
        ("what did zelensky deny", "Volodymyr Zelenskyy"),
        ("How does board chair Caldera see the repair?", "Ines Caldera"),
        ("According to the Harbour Board, when does the bridge open?", "the Harbour Board"),
        ("Is the bridge safe, in Ines Caldera’s opinion?", "Ines Caldera"),
        ("What was Peskov's reaction to the offer?", "Dmitry Peskov"),
        ("Has Oslo said what it thinks?", "Oslo"),
        ("Did the Ukrainian general staff deny that the town fell?", "Ukraine’s general staff"),
        ("Tell me what Caldera said about the crack", "Ines Caldera"),
        ("What was said by Peskov about the truce?", "Dmitry Peskov"),
        ("Peskov’s response to the offer?", "Dmitry Peskov"),
        ("According to Axle, what did Caldera promise?", "Ines Caldera"),
    ],
)
def test_whose_words_are_asked_for_is_a_preference_and_stays_in_the_search(question: str, speaker: str) -> None:
    found = read(question)
    assert found.speaker == speaker
    assert speaker.split()[-1][:3].casefold() in found.subject.casefold()


@pytest.mark.parametrize(
    "question",
    [
        "Who disputes Caldera's claim?",
        "Where is Ines Caldera?",
        "Is Caldera telling the truth?",
        "Does Caldera want a new bridge?",
        "Has Caldera rejected the plan?",
        "And so, has Caldera rejected the plan?",
        "Why would Caldera want a new bridge, according to the former mayor?",
        "What did Caldera's lawyer say?",
        "What did Caldera and Peskov say?",
        "Why did Caldera resign?",
        "What did the report say?",
    ],
)
def test_nobody_s_words_are_asked_for(question: str) -> None:
    assert read(question).speaker is None


def test_somebody_who_is_never_heard_in_the_coverage_is_told_apart() -> None:
    assert read("What did Paul Hale say about the crack?").unheard == "Paul Hale"
    assert read("What does the mayor say about the crack?").unheard is None
    assert read("What did Caldera say about the crack?").unheard is None
    assert read("Can I say that?").unheard is None


def test_whom_somebody_told_it_is_read_where_the_question_names_them() -> None:
    assert read("What did Peskov promise Mr Hale?").hearer == "Hale"
    assert read("What did Peskov tell reporters?").hearer is None
    assert read("What did Peskov say about Hale?").hearer is None


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("What do reports published on 14 March say about the crack?", ("2025-03-14", "2025-03-14")),
        ("Who is blamed in reports from Friday?", ("2025-03-14", "2025-03-14")),
        ("Which articles since 14 March mention a crack?", ("2025-03-14", None)),
        ("What do articles before 14 March say about the crack?", (None, "2025-03-13")),
        ("What was published after Thursday about the crack?", ("2025-03-14", None)),
        ("What does Thursday's report say about the crack?", ("2025-03-13", "2025-03-13")),
        ("What is the crack called in reports published between 13 and 14 March?", ("2025-03-13", "2025-03-14")),
    ],
)
def test_days_of_publication_are_a_filter(question: str, days: tuple[str | None, str | None]) -> None:
    found = read(question)
    assert (found.first, found.last) == days
    assert found.happened == ()
    assert "March" not in found.subject


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("What happened on Wednesday?", ("2025-03-12", "2025-03-12")),
        ("what happened on wednesday?", ("2025-03-12", "2025-03-12")),
        ("What did Caldera say after 12 March?", ("2025-03-13", None)),
        ("Who resigned before Thursday?", (None, "2025-03-12")),
        ("What changed from 12 March on?", ("2025-03-12", None)),
        ("Who left no later than 12 March?", (None, "2025-03-12")),
        ("What do articles on the 12 March flood say?", ("2025-03-12", "2025-03-12")),
    ],
)
def test_days_on_which_it_happened_are_a_preference(question: str, days: tuple[str | None, str | None]) -> None:
    found = read(question)
    assert found.happened == (days,)
    assert (found.first, found.last) == (None, None)
    assert found.subject == question


def test_no_day_is_read_over_a_coverage_without_dates_nor_a_year_that_is_part_of_a_name() -> None:
    assert read_constraints("What happened on 14 March 2025?", OUTLETS, SPEAKERS).happened == ()
    assert read("Who won the 2018 regatta?").happened == ()


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("Which outlets did not mention the crack?", "the crack?"),
        ("Which newspapers haven't covered the crack?", "the crack?"),
        ("Are there any outlets that left out the crack?", "the crack?"),
        ("Which reports omit the crack?", "the crack?"),
    ],
)
def test_which_outlets_leave_something_out(question: str, subject: str) -> None:
    found = read(question)
    assert (found.by_outlet, found.subject) == (True, subject)


@pytest.mark.parametrize(
    ("question", "outlets"),
    [
        ("Which outlets report that the board did not act?", []),
        ("Do all outlets call it a crack?", []),
        ("How do the reports differ on the toll?", []),
        ("Is Axle alone in reporting the crack?", []),
        ("Which outlets contradict what Axle reported on the crack?", []),
        ("How do Axle and TVO each describe the crack?", ["Axle", "TVO"]),
        ("Compare what Axle and TVO say about the crack.", ["Axle", "TVO"]),
        ("What is the difference between Axle and TVO on the crack?", ["Axle", "TVO"]),
        ("Compare what the outlets say about the crack.", []),
        ("What do the outlets say about the crack?", []),
        ("What does TVO report about the crack that the Gazette leaves out?", ["Gazette (sample)", "TVO"]),
    ],
)
def test_questions_outlet_by_outlet(question: str, outlets: list[str]) -> None:
    found = read(question)
    assert (found.by_outlet, list(found.outlets)) == (True, outlets)


def test_one_day_of_publication_does_not_narrow_two_outlets() -> None:
    found = read("Did the story change between the Axle report published on 13 March and the TVO report?")
    assert (found.outlets, found.first) == (("Axle", "TVO"), None)


@pytest.mark.parametrize(
    ("sentence", "fit"),
    [
        ("The bridge was shut on Wednesday.", 1.0),
        ("The bridge was shut on Tuesday.", 0.0),
        ("The bridge was shut on Tuesday and opened on Wednesday.", 1.0),
        ("The bridge was shut in March.", 0.5),
        ("The bridge has been shut since Monday.", 0.5),
        ("The bridge is shut.", 0.5),
    ],
)
def test_a_sentence_fits_by_the_days_that_it_names(sentence: str, fit: float) -> None:
    named = dates(sentence, "2025-03-14")
    assert fits(read("What happened on Wednesday?"), named) == fit
    assert fits(read("What happened?"), named) == 0.5


def test_the_reader_is_told_what_was_read() -> None:
    assert told(read("What happened to the bridge?")) == ()
    assert told(read("According to Axle and TVO, what did Peskov say on Wednesday?")) == (
        "Read as: only Axle and TVO",
        "Read as: what Dmitry Peskov said",
        "Read as: what happened on 12 March 2025",
    )
    assert told(read("Which outlets did not mention the crack?")) == ("Read as: outlet by outlet",)
    assert told(read("What do reports since 14 March say about the crack?")) == (
        "Read as: only reports published since 14 March 2025",
    )


def test_each_part_can_be_left_out_by_its_key_and_the_rest_stays() -> None:
    asked = "According to Axle reports since 14 March, what did Peskov say on Wednesday and on Thursday?"
    found = read(asked)
    assert [part.key for part in found.parts] == [
        "outlets: only Axle",
        "published: only reports published since 14 March 2025",
        "speaker: what Dmitry Peskov said",
        "happened: what happened on 12 March 2025",
        "happened: what happened on 13 March 2025",
    ]
    for left_out in found.parts:
        rest = without(found, [left_out.key])
        assert rest.parts == tuple(part for part in found.parts if part != left_out)
        assert rest.subject == found.subject, "words of a filter are not searched for, whether it holds or not"


def test_a_question_outlet_by_outlet_can_be_asked_as_any_other() -> None:
    found = read("Which outlets did not mention the crack?")
    rest = without(found, {"compare: outlet by outlet"})
    assert (rest.by_outlet, rest.parts, rest.subject) == (False, (), "the crack?")


PIECES = st.sampled_from(
    (
        *"according to |the |Axle|axle |TVO|People |’s |report |reports |in |by |published |on |since ".split("|"),
        *"14 March|Friday |, |? |. |what |which |outlets |did |not |mention |say |says |that |Caldera ".split("|"),
        *"Peskov |’s view |bridge |crack |and |“|” |\ua000 | ".split("|"),
    )
)
QUESTIONS = st.one_of(st.lists(PIECES, max_size=14).map("".join), st.text(max_size=60))


@settings(max_examples=300)
@given(QUESTIONS)
def test_the_subject_reads_as_itself_and_without_all_its_parts_nothing_is_asked(question: str) -> None:
    found = read(question)
    assert found.subject or not question
    assert read(found.subject).subject == found.subject
    assert len(found.subject) <= len(question)
    kept = Constraints(unheard=found.unheard, subject=found.subject)
    assert without(found, {part.key for part in found.parts}) == kept
    assert without(found, {"outlets: only nobody"}) == found


@settings(max_examples=200)
@given(st.lists(st.text(max_size=12), max_size=4), st.lists(st.text(max_size=12), max_size=4))
def test_no_name_of_a_coverage_breaks_the_reading(outlets: list[str], speakers: list[str]) -> None:
    for name in (*outlets, *speakers):
        found = read_constraints(f"According to {name}, what did {name} say?", outlets, speakers, PUBLISHED)
        assert set(found.outlets) <= set(outlets)
        assert found.speaker is None or found.speaker in speakers
