"""Results written to files, in the forms of `rag.export`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from rag.conversation import reopen
from rag.export import Section, export, form_of, of_answer, of_comparison, of_find, of_quotes, of_timeline
from rag.settings import Settings
from store.home import Home
from ui import terminal

_SECTIONS: dict[str, Callable[[Any], Section]] = {
    "ask": of_answer,
    "compare": of_comparison,
    "find": of_find,
    "quotes": of_quotes,
    "timeline": of_timeline,
}


def write(settings: Settings, name: str, command: str, result: object) -> None:
    """Write what a command found in the home's story to a file, in the form that its name asks for. Raises OSError."""
    section = _SECTIONS[command](result)
    authors = {a.id: a.author for a in terminal.story(settings).articles()}
    made = export(form_of(name) or ".md", section.heading, [section], authors)
    Path(name).write_text(made, encoding="utf-8", errors="replace", newline="")
    terminal.notice(f"wrote {name}")


def conversation_file(home: Home, conversation: str, reader: str, form: str, message: int | None = None) -> str:
    """A reader's conversation, or one message of it, in one of the forms. Raises NotFound."""
    held = reopen(home, conversation, reader)
    sections = [of_answer(m.answer, m.asked_at) for m in held.messages if message in (None, m.id)]
    return export(form, held.title, sections, {a.id: a.author for a in home.articles()})
