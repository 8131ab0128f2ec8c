"""Byline in a terminal: rich where a person looks, plain where a program reads.

Article text is untrusted: control and format characters are taken out of what is shown, and rich reads no markup in it.
"""

import codecs
import json
import re
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rag.answer import Answer, AnswerSentence, Citation
from rag.errors import RagError
from rag.settings import Settings
from rag.wording import UNKNOWN_OUTLET, describe, spread
from store.article import Article, Coverage
from store.errors import NotFound, StoreError
from store.home import Home, open_home

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.quotes import Quote
    from rag.search import SearchResult


class _Console(Console):
    """Leaves it to the command line what a closed pipe means."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


_out = _Console(highlight=False, soft_wrap=not sys.stdout.isatty())
err = _Console(stderr=True, highlight=False, soft_wrap=True)
LONGEST_QUOTE = 400
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


def greet(coverage: Coverage) -> None:
    """The first words of a chat."""
    say(f"{describe(coverage)}. Ask; an empty line or Ctrl-D ends.")


def prompt() -> str | None:
    """The next question of a chat, None at its end."""
    try:
        return input("? " if sys.stdin.isatty() else "").strip() or None
    except EOFError:
        return None


def answer(made: Answer) -> None:
    """An answer with its sources below."""
    if made.standalone_question != made.question:
        notice(f"read as: {made.standalone_question}")
    if made.status == "not_in_coverage":
        say(made.text)
        _notices(made)
        citations(made.nearest, "Nearest passages")
        return
    sentences(made.sentences, made.citations)
    _notices(made)
    citations(made.citations, "Sources")
    facts = (f"confidence {made.confidence:.2f}", f"reported by {spread(made.reported_by)}", describe(made.coverage))
    _out.print(Text(" · ".join(facts), style="dim"))


def sentences(told: Sequence[AnswerSentence], cited: Sequence[Citation]) -> None:
    """Sentences with who says them, in which outlets, and their markers."""
    by_number = {c.number: c for c in cited}
    for sentence in told:
        outlets = dict.fromkeys(by_number[n].outlet or UNKNOWN_OUTLET for n in sentence.citations)
        marks = "".join(f"[{n}]" for n in sentence.citations)
        line = Text(clean(sentence.text))
        said_by = f"{sentence.speaker}, in " if sentence.speaker else ""
        line.append(f" — {clean(said_by + ', '.join(outlets))} ", style="italic")
        line.append(marks, style="bold cyan")
        _out.print(line, end="\n\n")


def hits(found: "SearchResult") -> None:
    """Ranked passages."""
    for hit in found.hits:
        _out.print(Text(f"{hit.rank}. {where(hit.article)} · {hit.score:.4f}", style="bold"))
        _set_in(clean(hit.text), 3)
        _out.print()


def articles(listed: Sequence[Article]) -> None:
    """One line an article; in a pipe what is not known is left empty, and words are not counted."""
    if _out.is_terminal:
        headings = ("article", "source", "outlet", "published", "words", "title")
        known = ((a.outlet or UNKNOWN_OUTLET, a.published or "no date", str(a.words)) for a in listed)
        table(headings, [(a.id, a.source, *facts, a.title) for a, facts in zip(listed, known, strict=True)])
    else:
        table((), [(a.id, a.source, a.outlet or "", a.published or "", a.title) for a in listed])


def quotes(said: Sequence["Quote"]) -> None:
    """Who said what, speaker by speaker, the same statement in several reports together; in a pipe a line each."""
    if not _out.is_terminal:
        facts = ((q.article.outlet or "", q.article.source, str(q.said.start), str(q.said.end)) for q in said)
        table((), [(q.said.speaker, *where, q.text) for q, where in zip(said, facts, strict=True)])
        return
    from rag.quotes import statements

    for speaker, own in groupby(statements(said), lambda one: one.speaker):
        _out.print(Text(clean(speaker), style="bold"))
        for one in own:
            for n, q in enumerate(one.quotes):
                words = _shortened(clean(" ".join(q.told.split())))
                copied = " · a copy" if q.copy_of else ""
                said_so = f"“{words}”" if q.alone else words if q.told != q.text else f"{clean(q.said.cue)}: {words}"
                _set_in(f"{said_so} — {where(q.article)}{copied}", 4 if n else 2)


def article(shown: Article, revisions: Sequence[tuple[int, str]]) -> None:
    """One article: what is known of it, its revisions, its text with what is not cited set back."""
    say(shown.title)
    say(f"{where(shown)} · {shown.words} words · {shown.author or 'author unknown'} · {shown.url or 'no address'}")
    for number, at in revisions:
        say(f"{'*' if number == shown.revision else ' '} revision {number}, taken in {at}")
    for span in shown.spans:
        words = Text(clean(shown.text[span.start : span.end].strip()))
        if span.kind != "body":
            words = Text(f"[{span.kind}] ", style="cyan") + words
        if words:
            _out.print("", words, sep="\n")


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows under their headings; in a pipe the fields stand between tabs, without the headings."""
    if not _out.is_terminal:
        for row in rows:
            emit("\t".join(" ".join(clean(field).split()) for field in row))
        return
    made = Table(*headings, box=None)
    for row in rows:
        made.add_row(*(Text(clean(cell)) for cell in row))
    _out.print(made)


def outline(lines: Iterable[tuple[Text, int]], rows: Sequence[Sequence[str]]) -> None:
    """Lines, each set in by so much; in a pipe rows of fields instead."""
    if not _out.is_terminal:
        table((), rows)
        return
    for line, by in lines:
        _out.print(Padding(line, (0, 0, 0, by), expand=False))


@contextmanager
def complaining() -> Iterator[None]:
    """Say an error of the coverage or the question, and go on."""
    try:
        yield
    except (StoreError, RagError) as error:
        complain(str(error))


def _notices(made: Answer) -> None:
    for remark in made.notices:
        notice(remark)


def citations(cited: Sequence[Citation], heading: str) -> None:
    """The cited words with where they stand, under a heading; nothing where there are none."""
    if cited:
        _out.print(Text(heading, style="bold"))
    for c in cited:
        where = " · ".join(part for part in (c.outlet or UNKNOWN_OUTLET, c.published or "no date", c.source) if part)
        line = Text(f"[{c.number}] ", style="cyan")
        line.append(clean(f"{where} ({c.start}–{c.end})"))
        _out.print(line)
        _set_in(_shortened(clean(" ".join(c.quote.split()))), 4, "dim")


def _set_in(words: str, by: int, style: str = "") -> None:
    """Indented text; in a terminal so are the lines that it is wrapped into, in a pipe it is not wrapped."""
    if _out.is_terminal:
        _out.print(Padding(Text(words, style=style), (0, 0, 0, by), expand=False))
    else:
        _out.print(Text(textwrap.indent(words, by * " ")))


def _shortened(quote: str) -> str:
    """A sentence as it is; a passage, which may be nearest to a question that has no answer, by its beginning."""
    return quote if len(quote) <= LONGEST_QUOTE else f"{quote[: LONGEST_QUOTE - 1].rstrip()}…"


def where(shown: Article) -> str:
    """Who published an article, when, and which it is."""
    return clean(f"{shown.outlet or UNKNOWN_OUTLET} · {shown.published or 'no date'} · {shown.source}")
