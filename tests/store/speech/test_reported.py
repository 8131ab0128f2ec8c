"""The words that name a source, and those that are no report."""

import pytest

from tests.store.speech.making import at_quote, read, said


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Hale said that the bridge was closed.", "Hale"),
        ("The general staff of the armed forces said the bridge was closed.", "The general staff of the armed forces"),
        ("On Friday officials in Kyiv said the bridge was closed.", "officials in Kyiv"),
        ("In a post on Truth Social, Hale wrote that the bridge was closed.", "Hale"),
        ("Hale has also repeatedly warned that the bridge would fall.", "Hale"),
        ("Hale on Friday warned that the bridge would fall.", "Hale"),
        ("Hale this week warned that the bridge would fall.", "Hale"),
        ("Ann Hale, 61, a farmer from Oslo, said the bridge was closed.", "Ann Hale, 61, a farmer from Oslo"),
        ("Ann Hale, former mayor of Oslo said that the bridge was closed.", "Ann Hale, former mayor of Oslo"),
        ("Hale, in a letter on Monday, said the bridge was closed.", "Hale"),
        ("The mayor, who was born in Oslo, said the bridge was closed.", "The mayor, who was born in Oslo"),
        ("The bridge was closed, according to a report by the ministry.", "a report by the ministry"),
        ("According to the ministry, the bridge was closed.", "the ministry"),
        ("The bridge was closed, said Hale, who has seen it.", "Hale"),
        ("Hale was quoted as saying the bridge was closed.", "Hale"),
        ("The claim was denied by the army.", "the army"),
        ("Ann Hale and Oleg Dorn said the bridge was closed.", "Ann Hale and Oleg Dorn"),
        ("A letter that said the bridge was closed was found.", "that"),
        ("Hale's claim that the bridge had fallen was wrong.", "Hale's"),
        ("It was a report by the ministry that the bridge had fallen.", "the ministry"),
        ("As Hale put it, “the bridge is gone and gone for good.”", "Hale"),
        ("Pentagon officials say the bridge is closed.", "Pentagon officials"),
        (
            "They will meet — a step leaders in Bergen and Oslo, Norway, hope will end it.",
            "leaders in Bergen and Oslo, Norway",
        ),
        ("A group of critics say it is late.", "A group of critics"),
        ("A few officials say it is late.", "A few officials"),
        ("A hospital's doctors say it is late.", "A hospital's doctors"),
        ("Hale did not say whether the bridge was closed.", "Hale"),
        ("Hale declined to say whether the bridge was closed.", "Hale"),
        ("In declaring the bridge closed, Hale showed no doubt.", "Hale"),
    ],
)
def test_the_source_is_the_noun_phrase_at_the_cue(text: str, source: str) -> None:
    assert at_quote(text)[0] == source


@pytest.mark.parametrize(
    "text",
    [
        "The claims were wide of the mark.",
        "They held talks on the bridge.",
        "It was all in her opening remarks.",
        "The army is believed to have left.",
        "Hale's answer came late.",
        "The army continued its march.",
        "Rain fell.",
    ],
)
def test_nouns_and_unnamed_sources_report_nobody(text: str) -> None:
    assert read(text) == ()


def test_verbs_that_are_joined_share_their_source() -> None:
    text = "Hale said the bridge was closed and promised that it would open, adding that it was safe."
    assert at_quote(text) == ["Hale", "Hale", "Hale"]
    assert [a.cue for a in read(text)] == ["said", "promised", "adding"]


def test_a_joined_verb_goes_with_the_subject_of_its_own_clause() -> None:
    text = "Hale said it was late and dark on the bridge, when Dorn laughed and admitted that he was tired."
    assert at_quote(text)[-1] == "Dorn"


def test_a_verb_behind_a_clause_of_another_subject_goes_with_the_speaker() -> None:
    assert said("The commander denied this week that his men were lost, but said they were tired.") == [
        ("The commander", "his men were lost"),
        ("The commander", "they were tired"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The bridge burnt, according to reports.",
        "According to local reports, the bridge burnt.",
        "Unconfirmed reports suggest that the bridge burnt.",
        "The bridge burnt, reports say.",
        "The army left without denying that the bridge burnt.",
    ],
)
def test_nobody_is_named_by_reports_and_nothing_said_without_saying_it(text: str) -> None:
    assert said(text) == []


def test_a_report_that_has_an_author_speaks() -> None:
    assert said("The Wire’s reports said the bridge burnt.") == [("The Wire’s reports", "the bridge burnt")]
    assert said("Reports from the army said the bridge burnt.") == [("the army", "the bridge burnt")]
