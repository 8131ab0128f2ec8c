"""Who holds what: a claim against its denials, one value against another, and what is no dispute at all."""

from dataclasses import replace

import numpy as np
import pytest

from rag.disputes import dispute, notice, tell
from rag.evidence import Asked, Evidence
from rag.question import Question, read_question
from rag.sides.side import Dispute, Side, Update
from store.spans import SpeechRow
from tests.rag.making import article, evidence

BRIDGE = "Is the Velm bridge closed?"


def report(
    words: str,
    outlet: str,
    speaker: str | None = None,
    *,
    day: str = "2025-03-14",
    number: int = 0,
    cosine: float = 0.6,
    id: str | None = None,
) -> Evidence:
    """A sentence as all there is of a report, or as one more sentence of the report with that `id`."""
    held = replace(article(words, id or outlet, outlet), published=day)
    return replace(evidence(held, words, number, cosine), speaker=speaker)


def asked(question: Question) -> Asked:
    """The question's words, each of the same weight, two of which others are used like."""
    alike: dict[str, dict[str, float]] = {"kill": {"die": 0.4}, "built": {"construct": 0.4}, "boat": {"ferri": 0.4}}
    words = [term for _, term in question.words]
    groups = tuple(frozenset({term}) for term in words)
    return Asked(groups, (1.0,) * len(words), 5.0, alike=tuple(alike.get(term, {}) for term in words))


def found(question: str, *told: Evidence) -> Dispute | Update | None:
    read = read_question(question)
    return dispute(read, asked(read), [(e, e.cosine) for e in told])


def sides(of: Dispute | Update | None) -> list[Side]:
    assert of is not None
    return list(of.sides)


CLOSED = report("Mayor Ida Hale said the Velm bridge was closed.", "Post", "Ida Hale", cosine=0.8)
DENIED = report("The port authority denied that the Velm bridge was closed.", "Courier", "the port authority")
DOUBTED = report("Engineer Tom Rusk found no evidence that the Velm bridge is closed.", "Echo", "Tom Rusk")


def test_a_claim_and_its_denial_are_two_sides_named_by_their_speakers() -> None:
    assert [(s.speaker, s.stance) for s in sides(found(BRIDGE, CLOSED, DENIED))] == [
        ("Ida Hale", "asserts"),
        ("the port authority", "denies"),
    ]


def test_who_finds_no_evidence_doubts() -> None:
    assert [s.stance for s in sides(found(BRIDGE, CLOSED, DOUBTED, DENIED))] == ["asserts", "denies", "doubts"]


@pytest.mark.parametrize("told", [(CLOSED,), (DENIED,), (DENIED, DOUBTED), ()])
def test_one_side_alone_is_no_dispute(told: tuple[Evidence, ...]) -> None:
    assert found(BRIDGE, *told) is None


def test_what_one_speaker_says_is_one_side_however_many_outlets_report_it() -> None:
    again = report("Ms Hale said again that the Velm bridge was closed.", "Echo", "Hale")
    asserting, denying = sides(found(BRIDGE, CLOSED, again, DENIED))
    assert (asserting.speaker, asserting.outlets) == ("Ida Hale", ("Post", "Echo"))
    assert denying.outlets == ("Courier",)


def test_who_denies_it_does_not_count_as_asserting_it() -> None:
    own = report("The port authority said the Velm bridge carries 900 cars.", "Echo", "the port authority")
    assert found(BRIDGE, own, DENIED) is None


def test_a_denial_behind_the_claim_need_not_repeat_its_words() -> None:
    denial = report("The harbour master rejected that.", "Post", "the harbour master", number=1, cosine=0.1)
    assert [s.speaker for s in sides(found(BRIDGE, CLOSED, denial))] == ["Ida Hale", "the harbour master"]


def test_a_denial_may_stand_behind_another_one_that_stands_behind_the_claim() -> None:
    near = report("The harbour master rejected that.", "Post", "the harbour master", number=3, cosine=0.1)
    far = report("Engineer Tom Rusk called the claim “untrue”.", "Post", "Tom Rusk", number=6, cosine=0.2)
    assert [s.speaker for s in sides(found(BRIDGE, CLOSED, far, near))][1:] == ["the harbour master", "Tom Rusk"]
    assert [s.speaker for s in sides(found(BRIDGE, CLOSED, DENIED, far))][1:] == ["the port authority"]


def test_a_denial_of_something_else_behind_the_claim_is_no_side() -> None:
    warned = report(
        "Board chair Ines Caldera denied that anyone had been warned.", "Post", "Ines Caldera", number=1, cosine=0.3
    )
    assert found(BRIDGE, CLOSED, warned) is None


def test_a_denial_of_something_else_far_away_is_no_side() -> None:
    elsewhere = report("The baker denied that his rolls had shrunk.", "Courier", "the baker", cosine=0.1)
    assert found(BRIDGE, CLOSED, elsewhere) is None


@pytest.mark.parametrize(
    "beside",
    [
        "Bo Lind said the Velm bridge was painted.",
        "Bo Lind said the Orvik bridge was closed.",
        "Bo Lind wants the Velm bridge to be closed.",
        "Bo Lind denied that the Velm bridge was sold.",
        "Bo Lind refused a permit for the closed shop.",
    ],
)
def test_who_speaks_of_another_thing_or_wishes_it_is_no_side(beside: str) -> None:
    other = report(beside, "Echo", "Bo Lind", cosine=0.45)
    assert "Bo Lind" not in [side.speaker for side in sides(found(BRIDGE, CLOSED, DENIED, other))]


def test_words_used_alike_are_those_of_the_question() -> None:
    read = read_question(BRIDGE)
    shut = report("The harbour master denied that the Velm bridge was shut.", "Courier", "the harbour master")
    far = replace(asked(read), alike=({}, {}, {"shut": 0.4}))
    near = replace(asked(read), alike=({}, {}, {"shut": 0.1}))
    told = [(e, e.cosine) for e in (CLOSED, replace(shut, cosine=0.45, window=0.45))]
    assert len(sides(dispute(read, far, told))) == 2
    assert dispute(read, near, told) is None


def test_a_denial_is_of_what_its_own_clause_speaks_of() -> None:
    held = "The town pushed back against the claim that it is broke, while crews work on a Velm bridge that closed."
    assert found(BRIDGE, CLOSED, report(held, "Courier", "The town", cosine=0.45)) is None


def test_whether_somebody_is_wrong_is_denied_by_nobody_who_says_so() -> None:
    told = report("Ida Hale said the port authority is lying about the Velm bridge.", "Post", "Ida Hale", cosine=0.8)
    assert found("Is the port authority lying about the Velm bridge?", told, DENIED) is None


def test_what_somebody_says_is_disputed_by_nobody_else() -> None:
    read = read_question("Did Ida Hale say that the Velm bridge was closed?")
    denied = report("The port authority denied to Ida Hale that the Velm bridge was closed.", "Courier", "the port")
    told = [(e, e.cosine) for e in (CLOSED, denied)]
    assert dispute(read, asked(read), told) and dispute(read, asked(read), told, "Ida Hale") is None


def test_headlines_are_no_sides() -> None:
    headline = replace(DENIED, row=replace(DENIED.row, kind="headline"))
    assert found(BRIDGE, CLOSED, headline) is None


@pytest.mark.parametrize(
    "question", ["What did the mayor say about the Velm bridge?", "Why is the Velm bridge closed?"]
)
def test_an_account_or_a_reason_is_not_disputed(question: str) -> None:
    assert found(question, CLOSED, DENIED) is None


def test_who_denied_it_is_told_with_the_claim() -> None:
    assert len(sides(found("Who denied that the Velm bridge is closed?", CLOSED, DENIED))) == 2


def test_who_is_for_a_proposal_and_who_is_against_it() -> None:
    pro = report("The union demands a later ferry.", "Post", "the union")
    con = report("The council called a later ferry premature.", "Echo", "the council")
    other = report("The council rejected a tax on nets.", "Courier", "the council")
    assert [s.speaker for s in sides(found("Should there be a later ferry?", pro, con))] == ["the union", "the council"]
    assert found("Should there be a later ferry?", pro, other) is None


def test_wordings_of_another_matter_are_no_answer_to_how_something_was_quoted() -> None:
    told = [
        report("Hale promised the crews “fair pay”.", "Post", "Hale", cosine=0.8),
        report("Rusk saw “good hope” for the dam.", "Echo", "Rusk", cosine=0.2),
        report("Rusk has “faint hope” for the dam.", "Courier", "Rusk", cosine=0.2),
    ]
    assert found("How was the promise of Hale to the crews quoted?", *told) is None
    assert found("How was the hope of Rusk for the dam quoted?", *(replace(t, cosine=0.7) for t in told)) is not None


def test_what_somebody_refuses_may_be_called_by_a_like_word() -> None:
    no = report("Hale rejected the later ferry on Friday.", "Post")
    yes = report("Hale accepted the idea of a later ferry.", "Echo", "Hale")
    assert [s.stance for s in sides(found("Did Hale turn down the boat?", no, yes))] == ["asserts", "denies"]
    assert found("Did Hale turn down the tax?", no, yes) is None


def test_values_that_cannot_both_be_right_are_sides_with_their_outlets() -> None:
    told = found(
        "When was the Velm bridge opened?",
        report("The Velm bridge was opened in May 1931.", "Post"),
        report("The bridge over the Velm was opened in 1931.", "Echo"),
        report("The Velm bridge was opened in 1934.", "Courier"),
    )
    assert [(s.outlets, s.value) for s in sides(told)] == [(("Post", "Echo"), "in May 1931"), (("Courier",), "in 1934")]


def test_whether_it_was_then_is_disputed_by_who_gives_another_year() -> None:
    one = report("The Velm bridge was opened in May 1931.", "Post")
    other = report("The Velm bridge was opened in May 1934.", "Echo")
    later = report("The Velm bridge was closed on Thursday.", "Courier")
    told = found("Was the Velm bridge opened in May 1931?", one, other, later)
    assert [s.value for s in sides(told)] == ["in May 1931", "in May 1934"]
    assert found("Was the Velm bridge opened in May 1931?", one, later) is None
    assert found("Was the Velm bridge opened in May?", one, other) is None


def test_relative_dates_are_compared_as_of_their_publication() -> None:
    last = report("The Velm bridge was opened last August.", "Post", day="2025-03-14")
    named = report("The Velm bridge was opened in August 2024.", "Echo", day="2025-03-14")
    before = report("The Velm bridge was opened last August.", "Courier", day="2024-03-14")
    assert found("When was the Velm bridge opened?", last, named) is None
    assert len(sides(found("When was the Velm bridge opened?", last, before))) == 2


def test_the_day_on_which_somebody_spoke_is_no_value() -> None:
    told = "Hale said on Monday that the Velm bridge had been opened."
    spoken = report(told, "Echo", "Hale")
    row = SpeechRow(told.index("the Velm"), len(told), False, "Hale", 0, 4, "said", 5, 9, "Echo")
    opened, question = report("The Velm bridge was opened on Friday.", "Post"), "When was the Velm bridge opened?"
    assert found(question, opened, spoken) is not None
    assert found(question, opened, replace(spoken, speech=(row,))) is None


def test_a_value_of_another_matter_is_none() -> None:
    opened, question = report("The Velm bridge was opened in 1934.", "Post"), "When was the Velm bridge opened?"
    other = report("A kiosk was opened in 1990.", "Echo")
    apart = np.array([0.0, 1.0, 0.0, 0.0], np.float32)
    assert found(question, opened, replace(other, row=replace(other.row, vector=apart))) is None
    assert found(question, opened, other) is not None  # but for its words it could not be closer in meaning


TOLL = "How many people did the storm kill?"


def test_a_figure_that_grew_is_an_update_told_with_its_dates() -> None:
    late = report("The storm killed 17 people.", "Post", day="2025-03-15")
    early = report("The storm killed 12 people.", "Echo", day="2025-03-14")
    told = found(TOLL, late, early)
    assert isinstance(told, Update)
    assert notice(told) == "The figure was updated: 12 (14 March 2025); 17 (15 March 2025)."
    assert [s.stance for s in tell(told)[0]] == [None, None]


@pytest.mark.parametrize(("first", "second"), [("2025-03-14", "2025-03-14"), ("2025-03-15", "2025-03-14")])
def test_two_figures_of_one_day_and_one_that_shrank_are_disputed(first: str, second: str) -> None:
    told = found(
        TOLL,
        report("The storm killed 12 people.", "Echo", day=first),
        report("The storm killed 17 people.", "Post", day=second),
    )
    assert isinstance(told, Dispute)


def test_the_wordings_of_one_speaker_are_told_apart_when_they_are_asked_for() -> None:
    told = (
        report("They can expect “a fair hearing”, she said.", "Post", "Ida Hale"),
        report("Hale promised “an honest hearing”.", "Echo", "Hale"),
        report("The judge promised “a short hearing”.", "Courier", "the judge", id="b"),
    )
    assert found("What did Hale promise them?", *told[:2]) is None
    quoted = sides(found("What was the wording of Hale's promise?", *told[:2]))
    assert {s.value for s in quoted} == {"a fair hearing", "an honest hearing"}
    assert found("What was the wording of Hale's promise?", told[0], told[2]) is None


def test_every_side_is_told_in_its_own_words_with_speaker_stance_and_citations() -> None:
    again = report("Ms Hale said again that the Velm bridge was closed.", "Echo", "Hale")
    sentences, citations = tell(Dispute(tuple(sides(found(BRIDGE, CLOSED, again, DOUBTED, DENIED)))))
    assert [(s.speaker, s.stance, s.citations) for s in sentences] == [
        ("Ida Hale", "asserts", (1, 2)),
        ("the port authority", "denies", (3,)),
        ("Tom Rusk", "denies", (4,)),
    ]
    assert [c.quote for c in citations] == [CLOSED.text, again.text, DENIED.text, DOUBTED.text]
    assert sentences[0].text == CLOSED.text


def test_the_notice_names_the_sides() -> None:
    told = found(BRIDGE, CLOSED, DENIED, DOUBTED)
    assert told is not None
    assert notice(told) == (
        "The reports do not agree: Ida Hale says so; the port authority denies it; Tom Rusk doubts it."
    )


def test_somebody_who_says_that_it_is_not_so_denies_it_and_does_not_say_so() -> None:
    against = report("General Bo Lind said the Velm bridge was not closed.", "Courier", "Bo Lind")
    stances = {side.speaker: side.stance for side in sides(found(BRIDGE, CLOSED, against))}
    assert stances == {"Ida Hale": "asserts", "Bo Lind": "denies"}


def test_a_denial_belongs_to_whoever_denies_though_somebody_else_says_more_of_the_sentence() -> None:
    words = "The port authority denied that the Velm bridge was closed, and Ida Hale called the traffic heavy and slow."
    denial = report(words, "Courier", "Ida Hale")
    start = denial.article.text.index("denied")
    said = SpeechRow(
        start + 12, start + 45, False, "the port authority", 0, 18, "denied", start, start + 6, denial.article.id
    )
    told = sides(found(BRIDGE, CLOSED, replace(denial, speech=(said,))))
    assert [(side.speaker, side.stance) for side in told] == [
        ("Ida Hale", "asserts"),
        ("the port authority", "denies"),
    ]


def test_an_outlet_that_only_repeats_a_denial_is_no_side_and_who_it_says_denies_is_one() -> None:
    unnamed = report("The town pushed back on Friday against the claim that the Velm bridge was closed.", "Courier")
    named = report("Orvik pushed back on Friday against the claim that the Velm bridge was closed.", "Courier")
    for pushed, who in ((unnamed, ["the port authority"]), (named, ["the port authority", "Orvik"])):
        told = sides(found(BRIDGE, CLOSED, DENIED, pushed))
        assert [side.speaker for side in told if side.stance == "denies"] == who


def test_who_is_told_to_speak_of_a_denial_by_somebody_else_does_not_deny() -> None:
    words = "He echoed Bo Lind’s remark that the Velm bridge was closed, a thing the town strongly denied."
    denial = report(words, "Courier", "Bo Lind")
    said = SpeechRow(
        denial.row.start + 24, denial.row.end, False, "Bo Lind", 10, 17, "remark", 20, 26, denial.article.id
    )
    told = sides(found(BRIDGE, CLOSED, DENIED, replace(denial, speech=(said,))))
    assert "Bo Lind" not in [side.speaker for side in told]


FERRY = "Was the ferry overloaded?"
OVERLOADED = report("Captain Jo Brandt said the ferry was overloaded.", "Post", "Jo Brandt", cosine=0.8)
OWNER_DENIES = report("The owner denied that the ferry was overloaded.", "Courier", "The owner")


@pytest.mark.parametrize(
    ("question", "claim", "against"),
    [
        (
            FERRY,
            "Captain Jo Brandt said the ferry was overloaded.",
            "The owner rejected that the ferry was overloaded.",
        ),
        ("Did the dam fail?", "Farmers said the dam did fail.", "The agency found no sign that the dam did fail."),
        ("Has the strike ended?", "The board said the strike had ended.", "The union said the strike had not ended."),
        (
            "Did the mayor take bribes?",
            "Witnesses said he did take bribes.",
            "The mayor called the bribes a fabrication.",
        ),
        ("Is the well poisoned?", "A chemist said the well is poisoned.", "The town called the poisoned well a myth."),
        (
            "Did the pilots drink?",
            "A guard said the pilots did drink.",
            "The airline brushed off that the pilots drink.",
        ),
        ("Should the school close?", "The council wants the school closed.", "Parents oppose that the school close."),
    ],
)
def test_stories_in_which_two_speakers_hold_the_opposite(question: str, claim: str, against: str) -> None:
    one, other = (report(text, text[:6], text[:6], cosine=0.7) for text in (claim, against))
    told = sides(found(question, one, other))
    assert (told[0].stance, told[1].stance) in (("asserts", "denies"), ("asserts", "doubts"))


@pytest.mark.parametrize(
    "second",
    [
        "The owner no longer denies that the ferry was overloaded.",
        "The owner never denied that the ferry was overloaded.",
        "The owner echoed the remark that the ferry was overloaded.",
        "The owner said there was no doubt that the ferry was overloaded.",
        "The owner dismissed the denial that the ferry was overloaded.",
        "The owner denied the crew access after the ferry was overloaded.",
        "The owner said the ferry was made up of parts and overloaded.",
    ],
)
def test_words_of_denial_that_deny_nothing_are_no_side(second: str) -> None:
    assert found(FERRY, OVERLOADED, report(second, "Echo", "The owner")) is None


@pytest.mark.parametrize(
    "claim",
    [
        "The pilot said the ferry may have been overloaded.",
        "The pilot asked whether the ferry was overloaded.",
        "The pilot said it would sink if the ferry was overloaded.",
        "Was the ferry overloaded?",
    ],
)
def test_who_guesses_asks_or_supposes_asserts_nothing(claim: str) -> None:
    assert found(FERRY, report(claim, "Post", "The pilot", cosine=0.8), OWNER_DENIES) is None


def test_an_outlet_that_shares_a_stem_with_the_question_asserts_nothing() -> None:
    denied = report("General Bo Lind denied that the town was surrounded.", "Courier", "Bo Lind", cosine=0.9)
    beside = report("Hail fell on the town and the surrounding fields.", "Echo")
    claim = report("The town was surrounded by dawn.", "Post")
    assert found("Was the town surrounded?", denied, beside) is None
    assert [s.outlets for s in sides(found("Was the town surrounded?", denied, claim))] == [("Post",), ("Courier",)]


def test_one_speaker_in_five_outlets_is_no_dispute() -> None:
    assert found(FERRY, *(report(OVERLOADED.text, outlet, "Jo Brandt") for outlet in "ABCDE")) is None


def test_who_denies_comes_first_where_that_is_asked() -> None:
    told = sides(found("Who denied that the ferry was overloaded?", OVERLOADED, OWNER_DENIES))
    assert [side.speaker for side in told] == ["The owner", "Jo Brandt"]


def test_a_claim_is_that_of_whoever_makes_it_though_another_is_quoted_around_it() -> None:
    words = "The minister said help would come, after Captain Brandt had called the ferry overloaded."
    claim = report(words, "Post", "The minister", cosine=0.8)
    spans = (("help", "come", "The minister"), ("the ferry", "overloaded", "Jo Brandt"))
    said = tuple(
        SpeechRow(words.index(first), words.index(last) + len(last), False, who, 0, 3, "said", 13, 17, "Post")
        for first, last, who in spans
    )
    told = sides(found(FERRY, replace(claim, speech=said), OWNER_DENIES))
    assert [side.speaker for side in told] == ["Jo Brandt", "The owner"]


def test_who_says_that_it_was_turned_down_asserts_that() -> None:
    told = found(
        "Did the union turn the offer down?",
        report("The union turned the offer down.", "Post"),
        report("The union accepted the offer.", "Echo"),
    )
    assert [(s.outlets, s.stance) for s in sides(told)] == [(("Post",), "asserts"), (("Echo",), "denies")]


def test_of_whose_yes_or_no_is_asked_the_sentences_must_speak() -> None:
    told = (report("Hale backs the offer.", "Post"), report("Hale turned the offer down.", "Echo"))
    for question in ("Did Hale accept the offer?", "Is Hale for the offer?"):
        assert len(sides(found(question, *told))) == 2
        assert found(question.replace("Hale", "Rusk"), *told) is None


@pytest.mark.parametrize(
    "question",
    [
        "Was the ferry overloaded? Who owns it?",
        "Can I travel when the ferry is overloaded?",
        "Who is Jo Brandt?",
    ],
)
def test_what_cannot_be_disputed(question: str) -> None:
    assert found(question, OVERLOADED, OWNER_DENIES) is None


PEOPLE = "What is the population of Orvik?"


def test_figures_of_something_else_are_no_values() -> None:
    town = report("Orvik has a population of 4,100 people.", "Post")
    for other in ("Orvik has 39.1 people per square mile.", "Orvik lies 3 miles south of Selm.", "Orvik [ 5 ] is old."):
        assert found(PEOPLE, town, report(other, "Echo")) is None
    assert len(sides(found(PEOPLE, town, report("There were 5,210 inhabitants in Orvik.", "Echo")))) == 2


def test_of_a_report_the_sentence_speaks_whose_value_stands_by_the_word_that_is_asked_for() -> None:
    text = "The Velm House was sold in 1958. The Velm House was constructed in 1870."
    held = replace(article(text, "Post", "Post"), published="2025-03-14")
    sold, built = (evidence(held, part, n, 0.6) for n, part in enumerate((text[:32], text[33:])))
    other = report("The Velm House was built in 1835.", "Echo")
    told = found("When was the Velm House built?", sold, built, other)
    assert {side.value for side in sides(told)} == {"in 1870", "in 1835"}


def test_nothing_named_and_nothing_alike_is_not_one_matter() -> None:
    song = report("The song was released in 1987.", "Post")
    film = report("The film was released in 2001.", "Echo")
    apart = np.array([0.5, 0.8, 0.33, 0.0], np.float32)
    assert found("When was the song released?", song, replace(film, row=replace(film.row, vector=apart))) is None


def test_how_many_were_killed_is_not_told_by_how_many_were_trapped() -> None:
    question = "How many miners were killed in the Velm pit?"
    trapped = (
        report("40 miners are trapped in the Velm pit.", "Post"),
        report("The miners in the Velm pit have two ways out.", "Radio"),
    )
    assert found(question, *trapped) is None
    died = (
        report("Six miners died in the Velm pit.", "Post"),
        report("Nine miners were killed in the Velm pit.", "Radio"),
    )
    assert isinstance(found(question, *died), Dispute)


def test_a_report_that_gives_two_values_is_cited_for_both() -> None:
    text = "Orvik has a population of 4,100 people. The population of Orvik was 3,900 people."
    held = replace(article(text, "Post", "Post"), published="2025-03-14")
    now, before = (evidence(held, part, n, 0.6) for n, part in enumerate((text[:39], text[40:])))
    told = sides(found(PEOPLE, now, before, report("There were 5,210 inhabitants in Orvik.", "Echo")))
    assert {e.text for e in told[0].evidence} == {text[:39], text[40:]}


def test_a_day_of_something_else_is_no_value() -> None:
    closed = report("The Velm bridge closed on Tuesday.", "Post")
    other = report("Hale blamed the port on Friday.", "Radio")
    assert found("When did the Velm bridge close?", closed, other) is None


def test_when_it_was_said_is_not_when_it_happened_nor_is_what_lies_ahead() -> None:
    question = "When did the Velm bridge close?"
    closed = report("The Velm bridge closed on Tuesday.", "Post")
    ahead = report("The Velm bridge may close to lorries on 20 March.", "Radio")
    assert found(question, closed, ahead) is None


def test_one_who_is_named_in_one_report_and_described_in_another_is_one_side() -> None:
    named = report("Ines Caldera, the harbour chief, denied that the Velm bridge was closed.", "Echo", "Ines Caldera")
    described = report("The harbour chief denied that the Velm bridge was closed.", "Courier", "The harbour chief")
    held = sides(found(BRIDGE, CLOSED, named, described))
    assert [(side.speaker, side.outlets) for side in held[1:]] == [("Ines Caldera", ("Echo", "Courier"))]


def test_dates_that_differ_in_the_year_alone_are_told_though_one_says_it_in_other_words() -> None:
    took = report("Rebels entered Orle last August.", "Post", cosine=0.7)
    held = report("The army wins back ground in Orle that rebels have held since August 2023.", "Echo", cosine=0.6)
    told = sides(found("When did rebels enter Orle?", took, held))
    assert [side.value for side in told] == ["last August", "since August 2023"]


def test_another_year_in_a_sentence_without_the_name_asked_of_is_that_of_something_else() -> None:
    took = report("Rebels entered the valley last August and took Orle.", "Post", cosine=0.7)
    held = report("The army wins back the valley, which it had lost in August 2023.", "Echo", cosine=0.6)
    assert found("When did rebels take Orle?", took, held) is None


def test_another_month_in_other_words_is_a_day_of_something_else() -> None:
    took = report("Rebels entered Orle last August.", "Post", cosine=0.7)
    other = report("The army has won back ground since October 2023.", "Echo", cosine=0.6)
    assert found("When did rebels enter Orle?", took, other) is None


def test_a_town_that_is_called_one_is_not_disputed_by_the_country_that_another_report_names() -> None:
    question = "Which town did the rebels take in Velmar in the spring?"
    town = report("In the spring the rebels took the town of Orvik in Velmar.", "Post", cosine=0.8)
    country = report("In the spring the rebels took much of Norland in Velmar.", "Courier", cosine=0.7)
    other = report("In the spring the rebels in Velmar took Haldby town.", "Echo", cosine=0.7)
    assert found(question, town, country) is None
    assert {side.value for side in sides(found(question, town, other))} == {"Orvik", "Haldby"}


def test_another_name_in_a_sentence_on_half_of_what_is_asked_is_no_value() -> None:
    told = report("With timber the lorries crossed the bridge into Norrland.", "Post", cosine=0.8)
    beside = report("Some lorries with timber wait in Sundvik.", "Echo", cosine=0.7)
    other = report("Some lorries with timber crossed the bridge into Sundvik.", "Echo", cosine=0.7)
    question = "Into which region did lorries with timber cross the bridge?"
    assert found(question, told, beside) is None
    assert [side.value for side in sides(found(question, told, other))] == ["Norrland", "Sundvik"]


@pytest.mark.parametrize("asked_for", ["What is the capital of Velmar?", "What was the capital of Velmar?"])
def test_a_verb_behind_what_is_no_kind_of_value(asked_for: str) -> None:
    first = report("The capital of Velmar is Orvik.", "Post", cosine=0.8)
    other = report("Velmar has its capital in Haldby.", "Courier", cosine=0.8)
    assert {side.value for side in sides(found(asked_for, first, other))} == {"Orvik", "Haldby"}
