"""Conversations are kept message by message, each reader's apart, within bounds, whoever writes at the same time."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from store import catalogue, conversations
from store.conversations import (
    LONGEST_MESSAGE,
    LONGEST_TITLE,
    ConversationFull,
    append,
    cut,
    delete,
    rate,
    rated,
    read,
    rename,
)
from store.errors import NotFound
from store.home import Home, open_home
from store.tables import MESSAGES
from tests import processes


@pytest.fixture
def home(home: Home) -> Home:
    with home.engine.begin() as db:
        catalogue.add_story(db, "default")
    return home


def titles(home: Home, reader: str = "") -> list[str]:
    return [one.title for one in conversations.conversations(home, reader)]


def bodies(home: Home, conversation: str) -> list[str]:
    return [kept["body"] for kept in read(home, conversation)[1]]


def test_they_are_listed_by_their_last_message_with_title_and_count(home: Home) -> None:
    ferry = append(home, None, "{}", "Does the ferry sail?")
    bridge = append(home, None, "{}", "Who was warned?")
    assert titles(home) == ["Who was warned?", "Does the ferry sail?"]
    assert append(home, ferry, "{}", "And now?") == ferry
    newest, oldest = conversations.conversations(home)
    assert (newest.id, newest.title, newest.messages) == (ferry, "Does the ferry sail?", 2)
    assert (oldest.id, oldest.messages) == (bridge, 1)
    listed, kept = read(home, ferry)
    assert listed == newest and kept[-1]["asked_at"] == newest.last_at


def test_messages_come_back_in_order_after_the_home_was_closed(home: Home) -> None:
    made = append(home, None, '"one"', "One?")
    append(home, made, '"zwei – 二 🛳"', "Two?")
    home.engine.dispose()
    assert bodies(open_home(home.path, "default"), made) == ['"one"', '"zwei – 二 🛳"']


def test_a_title_is_one_line_of_bounded_length_that_a_database_takes(home: Home) -> None:
    made = append(home, None, "{}", "Why\n is  it\tshut \ud800?")
    assert titles(home) == ["Why is it shut ??"]
    rename(home, made, "x" * 500)
    assert titles(home) == ["x" * (LONGEST_TITLE - 1) + "…"]
    rename(home, made, " \n")
    assert titles(home) == ["Untitled"]


def test_a_cut_takes_a_message_and_all_behind_it_whose_ids_never_come_again(home: Home) -> None:
    made = append(home, None, "1", "?")
    for body in "23":
        append(home, made, body, "?")
    gone = [kept["id"] for kept in read(home, made)[1][1:]]
    cut(home, made, gone[0])
    assert bodies(home, made) == ["1"]
    append(home, made, "4", "?")
    assert bodies(home, made) == ["1", "4"] and read(home, made)[1][1]["id"] not in gone
    with pytest.raises(NotFound):
        rate(home, made, gone[0], "{}")


def test_feedback_stays_with_its_message_until_it_is_taken_back(home: Home) -> None:
    append(home, None, "{}", "Never rated")
    older, newer = (append(home, None, "{}", "?", reader) for reader in ("Ada", "Ben"))
    for made, reader in ((newer, "Ben"), (older, "Ada")):
        rate(home, made, read(home, made, reader)[1][0]["id"], '{"good": true}', reader)
    assert rated(home) == [older, newer]
    assert read(home, older, None)[1][0]["feedback"] == '{"good": true}'
    rate(home, older, read(home, older, None)[1][0]["id"], None, "Ada")
    assert rated(home) == [newer]


def test_a_deleted_conversation_takes_its_messages_with_it(home: Home) -> None:
    made, other = append(home, None, "{}", "?"), append(home, None, "{}", "?")
    delete(home, made)
    with home.read() as db:
        left = db.exec_driver_sql("SELECT DISTINCT conversation FROM message").scalars().all()
    assert list(left) == [other]
    with pytest.raises(NotFound, match="no conversation"):
        append(home, made, "{}", "?")


def test_nobody_reads_or_changes_what_another_reader_asked(home: Home) -> None:
    made = append(home, None, "{}", "Mine", reader="Ada")
    message = read(home, made, "Ada")[1][0]["id"]
    assert titles(home, "Ben") == titles(home) == []
    for reader in ("Ben", ""):
        for trespass in (
            lambda r: read(home, made, r),
            lambda r: append(home, made, "{}", "?", r),
            lambda r: rename(home, made, "Yours", r),
            lambda r: cut(home, made, message, r),
            lambda r: rate(home, made, message, "{}", r),
            lambda r: delete(home, made, r),
        ):
            with pytest.raises(NotFound):
                trespass(reader)
    assert titles(home, "Ada") == ["Mine"] and read(home, made, "Ada")[1][0]["feedback"] is None


def test_each_story_has_its_own(home: Home) -> None:
    made = append(home, None, "{}", "?")
    other = open_home(home.path, "other")
    with pytest.raises(NotFound, match="no story 'other'"):
        conversations.conversations(other)
    with other.engine.begin() as db:
        catalogue.add_story(db, "other")
    assert conversations.conversations(other) == []
    with pytest.raises(NotFound):
        read(other, made, None)


def test_a_conversation_holds_so_many_messages_of_such_a_length(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversations, "MOST_MESSAGES", 2)
    made = append(home, None, "1", "?")
    with pytest.raises(ConversationFull, match="too long"):
        append(home, made, "x" * (LONGEST_MESSAGE + 1), "?")
    append(home, made, "2", "?")
    with pytest.raises(ConversationFull, match="begin a new one"):
        append(home, made, "3", "?")
    assert bodies(home, made) == ["1", "2"]


def test_a_bound_holds_for_who_waits_while_another_fills_the_conversation(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversations, "MOST_MESSAGES", 2)
    made = append(home, None, "1", "?")
    with ThreadPoolExecutor(1) as thread:
        with conversations._writing(home) as db:
            late = thread.submit(append, home, made, "3", "?")
            with pytest.raises(TimeoutError):
                late.result(0.3)
            db.execute(sa.insert(MESSAGES).values(conversation=made, asked_at="", body="2"))
        with pytest.raises(ConversationFull):
            late.result()
    assert bodies(home, made) == ["1", "2"]


def test_past_the_most_conversations_the_longest_untouched_goes(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversations, "MOST_CONVERSATIONS", 2)
    first = append(home, None, "{}", "first")
    append(home, None, "{}", "second")
    append(home, None, "{}", "somebody else's", "Ada")
    append(home, first, "{}", "")
    append(home, None, "{}", "third")
    assert titles(home) == ["third", "first"]
    assert titles(home, "Ada") == ["somebody else's"]


def _append_there(path: Path, conversation: str) -> None:
    home = open_home(path, "default")
    for _ in range(10):
        append(home, conversation, "{}", "?")


def test_threads_and_processes_write_at_once(home: Home) -> None:
    made = append(home, None, "{}", "?")
    there = [processes.process(_append_there, home.path, made) for _ in range(2)]
    with ThreadPoolExecutor(4) as threads:
        begun = list(threads.map(lambda n: append(home, None if n % 2 else made, "{}", str(n)), range(20)))
    for process in there:
        process.join(60)
        assert process.exitcode == 0
    assert len(bodies(home, made)) == 1 + 10 + 20
    assert len(set(begun)) == 1 + 10 == len(titles(home))
