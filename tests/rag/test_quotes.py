"""Who said what: the exact words, by source and place, of one report or one speaker; the same statement told apart."""

from dataclasses import replace

import pytest

from rag.assistant import Assistant
from rag.quotes import Quote, statements
from store.errors import NotFound
from store.spans import SpeechRow
from tests.rag.making import article


def test_quotes_are_the_exact_words_with_their_speakers(harbour: Assistant) -> None:
    said = [(q.article.source, q.said.speaker, q.text) for q in harbour.quotes()]
    assert said[0] == ("post.txt", "Ines Caldera", "anyone had been warned")
    assert ("wire.txt", "Tomas Brandvold", "the board had been warned in May") in said
    assert [source for source, _, _ in said] == sorted(source for source, _, _ in said)
    for q in harbour.quotes():
        assert q.said.article == q.article.id
        assert q.article.text[q.said.start : q.said.end] == q.text != ""


def test_of_one_report_by_id_or_source_and_of_one_speaker(harbour: Assistant) -> None:
    wire = harbour.article("wire.txt")
    assert harbour.quotes("wire.txt") == harbour.quotes(wire.id)
    assert {q.article.source for q in harbour.quotes("wire.txt")} == {"wire.txt"}
    assert {q.article.source for q in harbour.quotes(speaker="Brandvold")} == {"radio.txt", "wire.txt"}
    assert [q.text for q in harbour.quotes("radio.txt", "Brandvold")] == ["his drivers lose two hours a day"]
    assert harbour.quotes("post.txt", "Brandvold") == []


def test_an_unknown_report(harbour: Assistant) -> None:
    with pytest.raises(NotFound, match=r"none\.txt"):
        harbour.quotes("none.txt")


def quote(speaker: str, words: str, article_id: str, direct: bool = True, copy_of: str | None = None) -> Quote:
    return Quote(article(words, article_id), said(speaker, 0, len(words), direct, article_id), copy_of)


def said(speaker: str, start: int, end: int, direct: bool = True, article_id: str = "a") -> SpeechRow:
    return SpeechRow(start, end, direct, speaker, 0, 1, "said", 0, 1, article_id)


FULL = "The eastern pivot cracked in the night, and nobody was on the span,"


def test_the_same_statement_in_several_reports_is_one_by_whoever_of_the_same_name_says_it() -> None:
    (only,) = statements(
        [
            quote("Caldera", FULL, "b"),
            quote("Ines Caldera", "the eastern pivot had cracked in the night", "a", direct=False),
            quote("Ms Caldera", FULL, "c", copy_of="b"),
        ]
    )
    assert only.speaker == "Ines Caldera"
    assert [q.article.id for q in only.quotes] == ["a", "b", "c"]
    assert (only.reports, only.independent) == (3, 2)


@pytest.mark.parametrize(
    "other",
    [
        quote("Tomas Brandvold", FULL, "b"),
        quote("Ines Caldera", "The eastern bridge opens on Monday.", "b"),
        quote("Ines Caldera", "The span.", "b"),
        quote("Ines Caldera", f"{FULL} the board borrows steel, paint, bolts, gates, lamps, rope, cranes, tugs.", "b"),
    ],
)
def test_another_speaker_another_thing_a_snippet_and_a_speech_are_other_statements(other: Quote) -> None:
    assert len(statements([quote("Ines Caldera", FULL, "a"), other])) == 2


def test_the_earliest_is_so_by_the_clock_and_not_by_the_letter() -> None:
    made = [quote("Ines Caldera", FULL, name) for name in ("late", "early")]
    times = ("2025-03-14T23:30:00-05:00", "2025-03-15T01:00:00+01:00")
    told = [replace(q, article=replace(q.article, published=at)) for q, at in zip(made, times, strict=True)]
    assert [q.article.id for q in statements(told)[0].quotes] == ["early", "late"]


def test_who_is_heard_most_comes_first_and_each_by_time() -> None:
    made = statements(
        [
            quote("Tomas Brandvold", "Drivers lose hours.", "a"),
            quote("Ines Caldera", "Nobody had been warned.", "c"),
            quote("Ines Caldera", "The pivot cracked.", "b"),
        ]
    )
    assert [(s.speaker, s.quotes[0].article.id) for s in made] == [
        ("Ines Caldera", "b"),
        ("Ines Caldera", "c"),
        ("Tomas Brandvold", "a"),
    ]


def test_what_is_quoted_within_what_is_said_is_a_part_of_it() -> None:
    held = article("The pivot “cracked in the night.”")
    whole, part = said("Caldera", 0, 33, False), said("Caldera", 11, 31)
    assert [[q.said for q in s.quotes] for s in statements([Quote(held, part), Quote(held, whole)])] == [[whole]]


def test_statements_are_of_the_quotes_given_and_none_of_none(harbour: Assistant) -> None:
    given = harbour.quotes()
    assert {q for s in statements(given) for q in s.quotes} <= set(given)
    assert statements([]) == ()


def test_a_snippet_or_what_is_told_in_a_reporters_words_is_read_with_how_it_is_said_and_a_whole_quotation_alone() -> (
    None
):
    text = "Ms Caldera on Friday called the pivot “quite new”.\n“Nobody was warned of any crack,” she said."
    held = article(text)
    snippet = Quote(held, SpeechRow(39, 48, True, "Caldera", 0, 10, "called", 21, 27, "a"))
    whole = Quote(held, SpeechRow(52, 83, True, "Caldera", 85, 88, "said", 89, 93, "a"))
    assert (snippet.text, snippet.told, snippet.alone) == ("quite new", text[11:48], False)
    assert (whole.told, whole.alone) == ("Nobody was warned of any crack,", True)


def test_what_stands_in_another_line_or_before_the_word_for_saying_it_is_read_without_it() -> None:
    held = article("Caldera wants:\n- a new pivot, Brandvold said")
    assert Quote(held, SpeechRow(17, 28, False, "Caldera", 0, 7, "wants", 8, 13, "a")).told == "a new pivot"
    assert Quote(held, SpeechRow(17, 28, False, "Brandvold", 30, 39, "said", 40, 44, "a")).told == "a new pivot"


def test_what_is_not_said_is_not_read_as_said() -> None:
    held = article("The board has not yet said whether the bridge is safe.")
    assert Quote(held, SpeechRow(35, 53, False, "the board", 0, 9, "said", 22, 26, "a")).told.startswith(
        "has not yet said"
    )


def test_two_things_said_in_one_sentence_do_not_overlap() -> None:
    held = article("Caldera, the engineer, said the pivot had cracked and understood the fear of the drivers.")
    both = [SpeechRow(28, 49, False, "Caldera", 0, 7, "said", 23, 27, "a")]
    both += [SpeechRow(65, 88, False, "Caldera", 0, 7, "understood", 54, 64, "a")]
    told = [q.told for s in statements([Quote(held, row) for row in both]) for q in s.quotes]
    assert told == ["said the pivot had cracked", "understood the fear of the drivers"]
