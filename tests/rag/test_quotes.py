"""Who said what: the exact words, by source and place, of one report or one speaker if asked."""

import pytest

from rag.assistant import Assistant
from store.errors import NotFound


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
