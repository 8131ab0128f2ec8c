"""What goes to the terminal or the pipe: rich where a person looks, plain where a program reads.

Article text is untrusted: control and format characters are taken out of what is shown, and rich reads no markup in it.
"""

import codecs
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rag.settings import Settings
from store.errors import NotFound
from store.home import Home, open_home

if TYPE_CHECKING:
    from rag.assistant import Assistant


class _Console(Console):
    """Leaves it to the command line what a closed pipe means."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


Line = tuple[Text, int]
"""One line, and by how much it is set in."""

_out = _Console(highlight=False, soft_wrap=not sys.stdout.isatty())
err = _Console(stderr=True, highlight=False, soft_wrap=True)
_KEPT = "\n\t"
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
"""What some readers take for the end of a line, and JSON does not have to escape."""


def opened(settings: Settings) -> "Assistant":
    """The assistant over the home's story, with a sign of life while it loads. Raises StoreError."""
    must_exist(settings)
    with err.status("opening the coverage…") if err.is_terminal else nullcontext():
        from rag.assistant import open_assistant

        return open_assistant(settings, notice)


def story(settings: Settings) -> Home:
    """The home, which must hold the story. Raises StoreError."""
    must_exist(settings)
    home = open_home(settings.home, settings.story, settings.chroma_url)
    with home.read() as db:
        home.story(db)
    return home


def must_exist(settings: Settings) -> None:
    """Raise NotFound unless something was put into the home: a question must not make one."""
    if not (settings.home / "byline.db").exists():
        raise NotFound(f"the home {settings.home} is empty; put reports in with `byline ingest PATH`")


def clean(text: str) -> str:
    """Text without the characters that could steer a terminal or hide what is shown."""
    return "".join(c for c in text if c in _KEPT or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))


def words(text: str, style: str = "") -> Text:
    """Text on one line, clean."""
    return Text(re.sub(r"\s+", " ", clean(text)), style=style)


def document(value: object) -> None:
    """One JSON document as one line to stdout; all ASCII where stdout is in another encoding than UTF-8."""
    utf8 = codecs.lookup(sys.stdout.encoding or "ascii").name == "utf-8"
    emit(_LINE_ENDS.sub(lambda c: f"\\u{ord(c.group()):04x}", json.dumps(value, ensure_ascii=not utf8)))


def emit(line: str) -> None:
    """One line to stdout, as it is."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """A result to stdout."""
    _out.print(Text(clean(text)))


def notice(text: str) -> None:
    """A remark to stderr."""
    err.print(Text(clean(text), style="dim"))


def complain(text: str) -> None:
    """An error to stderr."""
    err.print(Text.assemble(("byline:", "red"), " ", clean(text)))


def lines(told: Iterable[Line]) -> None:
    """Lines to stdout; in a terminal what they are wrapped into is set in too, in a pipe they are not wrapped."""
    for line, by in told:
        _out.print(Padding(line, (0, 0, 0, by), expand=False) if _out.is_terminal else Text(by * " ") + line)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], headed: bool = False) -> None:
    """Rows under their headings; in a pipe the fields stand between tabs, below the headings only if `headed`."""
    if not _out.is_terminal:
        for row in (headings, *rows) if headed else rows:
            emit("\t".join(" ".join(clean(field).split()) for field in row))
        return
    made = Table(box=None)
    for heading in headings:
        made.add_column(Text(clean(heading)))
    for row in rows:
        made.add_row(*(Text(clean(cell)) for cell in row))
    _out.print(made)
