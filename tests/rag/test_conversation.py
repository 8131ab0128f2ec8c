"""A conversation comes back as it was: whole answers, the words they cite, and what was thought of them."""

from dataclasses import replace
from pathlib import Path

import pytest

from rag.answer import Filters, Turn
from rag.assistant import Assistant
from rag.conversation import LONGEST_WORDS, Conversation, Feedback, Message, keep, rate, rated, reopen, sources
from store import catalogue, conversations
from store.article import Draft
from store.home import Home, discard, open_home, writing
from tests.homes import FERRY, FERRY_CHANGED, changed, put_in
from tests.rag.making import EMBEDDER
from tests.rag.test_answer import ANSWER

SAILS = "When did the ferry to Westmark sail again?"


@pytest.fixture
def home(home: Home) -> Home:
    put_in(home, [FERRY], EMBEDDER)
    return home


@pytest.fixture
def message(home: Home) -> Message:
    """A real answer that cites the ferry's report."""
    answer = Assistant(home, EMBEDDER).ask(f"{SAILS[:-1]} as the Harbour Post said?")  # type: ignore[arg-type]
    assert answer.citations and answer.parts
    return Message(answer, after=0, filters=Filters(("Harbour Post",), first="2025-03-01"), left_out=answer.parts)


def put_again(home: Home, draft: Draft) -> None:
    with writing(home, lambda _: None):
        with home.read() as db:
            story = home.story(db)
        discard(home, story, catalogue.article_id("default", draft.source))
    put_in(home, [draft], EMBEDDER)


def test_it_comes_back_whole_in_another_process(home: Home, message: Message) -> None:
    first = keep(home, message)
    refusal = Message(replace(ANSWER, status="not_in_coverage", sentences=(), nearest=ANSWER.citations), after=1)
    assert keep(home, refusal, first) == first
    home.engine.dispose()
    told = reopen(open_home(home.path, "default"), first)
    assert (told.id, told.title) == (first, message.answer.question)
    assert [replace(m, id=0, asked_at="") for m in told.messages] == [message, refusal]
    assert told.messages[0].id < told.messages[1].id and told.messages[0].asked_at < told.messages[1].asked_at
    assert told.messages[0].answer.to_json() == message.answer.to_json()


def test_a_follow_up_is_told_of_what_stood_before_it() -> None:
    held = Conversation("c", "Why?", tuple(Message(replace(ANSWER, question=q)) for q in ("Why?", "Who?")))
    before = (Turn("user", "Why?"), Turn("assistant", "A crack. [1][2]", held.messages[0].answer.citations))
    assert held.turns(0) == ()
    assert held.turns(1) == before
    assert held.turns() == (*before, Turn("user", "Who?"), before[1])


def test_the_words_cited_open_in_the_report_that_they_were_cited_from(home: Home, message: Message) -> None:
    cited = message.answer.citations
    told = sources(home, cited)
    assert [source.state for source in told] == ["current"] * len(cited)
    put_in(home, [FERRY_CHANGED], EMBEDDER)
    for citation, source in zip(cited, sources(home, cited), strict=True):
        assert source.state == "revised" and source.article and source.article.revision == 1
        assert source.article.text[citation.start : citation.end] == citation.quote


def test_of_a_removed_report_the_cited_words_are_left_and_another_of_its_name_is_not_it(
    home: Home, message: Message
) -> None:
    kept = keep(home, message)
    put_again(home, changed(FERRY_CHANGED, text=f"Once more. {FERRY.text}"))
    cited = reopen(home, kept).messages[0].answer.citations
    assert cited == message.answer.citations and all(c.quote in FERRY.text for c in cited)
    assert {(source.state, source.article) for source in sources(home, cited)} == {("removed", None)}
    put_again(home, FERRY)
    assert {source.state for source in sources(home, cited)} == {"current"}


def test_the_same_report_is_read_once_for_all_its_citations(home: Home, message: Message) -> None:
    first, *_ = message.answer.citations
    told = sources(home, [first, replace(first, article="gone"), replace(first, revision=7), first])
    assert [source.state for source in told] == ["current", "removed", "removed", "current"]
    assert told[0].article is told[3].article


def test_feedback_comes_back_cut_to_a_length_and_is_gathered_of_all_readers(home: Home, message: Message) -> None:
    made = keep(home, message, reader="Ada")
    keep(home, message)
    told = reopen(home, made, "Ada").messages[0]
    thought = Feedback(False, ("wrong source", "misquoted"), "x\ud800" * LONGEST_WORDS, (1,))
    rate(home, made, told.id, thought, "Ada")
    kept = reopen(home, made, "Ada").messages[0]
    assert kept == replace(told, feedback=replace(thought, words=("x?" * LONGEST_WORDS)[:LONGEST_WORDS]))
    assert rated(home) == [reopen(home, made, None)]
    rate(home, made, told.id, None, "Ada")
    assert rated(home) == []


def test_what_no_database_takes_does_not_lose_an_answer(home: Home, message: Message) -> None:
    odd = replace(message, answer=replace(message.answer, question="Why \ud800?", text="NUL \0 and \udfff."))
    kept = reopen(home, keep(home, odd)).messages[0].answer
    assert (kept.question, kept.text) == ("Why ??", "NUL \0 and ?.")
    assert conversations.conversations(home)[0].title == "Why ??"


def test_answers_of_an_earlier_byline_that_knew_less_are_read(home: Home, message: Message, tmp_path: Path) -> None:
    made = keep(home, message)
    with home.engine.begin() as db:
        db.exec_driver_sql(
            "UPDATE message SET body = json_remove(body, '$.answer.parts', '$.answer.independent', '$.after')"
        )
    kept = reopen(home, made).messages[0]
    assert kept.answer == replace(message.answer, parts=(), independent=None) and kept.after == 0
