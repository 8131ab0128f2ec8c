"""What the handlers of the tab Ask tell the page, without a browser."""

import asyncio
from pathlib import Path
from types import SimpleNamespace

import gradio as gr

from rag.assistant import Assistant
from rag.conversation import Message, keep
from store.conversations import conversations
from store.home import open_home
from tests.homes import changed, put_in
from tests.ui.conftest import REPORTS, StandIn
from ui.ask import Ask
from ui.page_ask import ask_tab
from ui.talk import Talk

READER = SimpleNamespace(session_hash="s", headers={}, query_params={})


async def made(assistant: Assistant) -> Ask:
    """The tab; in an event loop, since where none runs Gradio opens some and never closes them."""
    with gr.Blocks():
        return Ask(assistant, ask_tab(assistant, "default"))


def test_examples_follow_the_reports(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home", "default")
    put_in(home, REPORTS, StandIn())
    tab = asyncio.run(made(Assistant(home, StandIn())))  # type: ignore[arg-type]

    def offered() -> str:
        return str(tab.offer(READER, Talk(), "own", [], "", "", []))  # type: ignore[arg-type]

    assert "Swing bridge [red]shut" in offered()
    put_in(home, [changed(REPORTS[0], title="The bridge opens again")], StandIn())
    assert "The bridge opens again" in offered()


def test_days_that_no_question_can_be_asked_with_keep_no_conversation_from_being_opened_and_deleted(
    tmp_path: Path,
) -> None:
    home = open_home(tmp_path / "home", "default")
    put_in(home, REPORTS, StandIn())
    assistant = Assistant(home, StandIn())  # type: ignore[arg-type]
    kept = keep(home, Message(assistant.ask("Was the board warned?")), None)
    tab = asyncio.run(made(assistant))
    wrong = ([], "2025-03-15", "2025-03-14", [])
    (shown,) = tab.act(READER, f"open {kept} 1", Talk(), "own", *wrong)  # type: ignore[arg-type]
    assert shown[tab.parts.talk] == Talk(kept)
    (shown,) = tab.act(READER, "retry 2", Talk(kept), "own", *wrong)  # type: ignore[arg-type]
    assert "swap the two dates" in shown[tab.parts.talk].trouble
    list(tab.act(READER, f"delete {kept} 3", Talk(kept), "own", *wrong))  # type: ignore[arg-type]
    assert conversations(home) == []
