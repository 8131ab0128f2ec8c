"""What is shown in a terminal and written to a pipe: article text steers neither, and says just what it says."""

import io
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tests.ui.newsroom import ARTICLES
from ui import terminal

POST = ARTICLES[0]
EVIL = (
    "\x1b[31mred\x1b[0m \x9b2J \x1b]8;;https://evil.example\x07link\x1b]8;;\x07 "
    "\u202egnp\u202c \u2066x\u2069 [bold]b[/bold] :100:"
)
CLEANED = "[31mred[0m 2J ]8;;https://evil.examplelink]8;; gnp x [bold]b[/bold] :100:"


@pytest.fixture(params=["pipe", "terminal"])
def screen(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What stands on a wide screen, or comes out of the pipe, without the colours."""
    shown = io.StringIO()
    looked_at = request.param == "terminal"
    for name in ("_out", "err"):
        made = Console(file=shown, width=1000, force_terminal=looked_at, color_system=None, highlight=False)
        monkeypatch.setattr(terminal, name, made)
    monkeypatch.setattr(sys, "stdout", shown)
    return shown


def test_clean_leaves_nothing_that_steers_a_terminal_or_hides_text() -> None:
    assert terminal.clean(EVIL) == CLEANED
    assert terminal.clean("a\u200b\u2028b\x00\x08\r\ud800\u00adc") == "abc"
    assert terminal.clean("Zoë 👩🏽 e\u0301\n\tß") == "Zoë 👩🏽 e\u0301\n\tß"


@given(st.text())
def test_clean_text_has_line_ends_and_tabs_but_no_other_control(text: str) -> None:
    cleaned = terminal.clean(text)
    assert terminal.clean(cleaned) == cleaned
    assert all(c in "\n\t" or (ord(c) >= 32 and not 0x7F <= ord(c) < 0xA0) for c in cleaned)


@pytest.mark.parametrize("show", [terminal.say, terminal.notice, terminal.complain])
def test_what_is_said_is_shown_as_it_is(show: object, screen: io.StringIO) -> None:
    show(f"{EVIL} [link=https://evil.example]here[/link] [/] \\[red] tail\\")  # type: ignore[operator]
    said = f"{CLEANED} [link=https://evil.example]here[/link] [/] \\[red] tail\\\n"
    assert screen.getvalue().removeprefix("byline: ") == said


@pytest.mark.parametrize("name", ["Post [red]x[/red]", "Post [/b]", EVIL])
def test_the_headings_of_a_table_are_text_too(
    name: str, screen: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.table(("claim", name), [("The pier is cracked.", "[1]")], headed=True)
    assert terminal.clean(name) in screen.getvalue() + capsys.readouterr().out


def test_a_document_is_one_line_whatever_it_holds(capsys: pytest.CaptureFixture[str]) -> None:
    text = "a\u2028b\u2029c\x85d\ne\x0bf\x1cg Ö 👍🏽"
    terminal.document({"text": text})
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line) == {"text": text}


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "ascii", "utf-16"])
def test_a_document_survives_any_encoding_of_stdout(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding, errors="replace"))
    terminal.document({"text": "Ö “quoted” 👍🏽"})
    assert json.loads(raw.getvalue().decode(encoding)) == {"text": "Ö “quoted” 👍🏽"}
    assert ("Ö".encode() in raw.getvalue()) is (encoding == "utf-8")
