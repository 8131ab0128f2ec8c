"""The command `byline`: what is asked for, read from the arguments; the work is done in `ui.commands`.

Nothing heavy is imported before a command is known, so that `--help` is quick.
"""

import argparse
import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from importlib.metadata import version
from typing import Any

from ui.eval_arguments import eval_arguments

Add = Callable[[Any], object]
"""What adds an argument to a command's."""
INTERRUPTED = 130
_KEPT = {"ingest": "; what was taken in is kept", "eval": "; the same command goes on from here"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status: 0 done, 1 some inputs refused, 2 the call was wrong or nothing done."""
    _bear_other_encodings()
    options = parser().parse_args(argv)
    try:
        status: int = import_module("ui.commands").run(options)
        return status
    except KeyboardInterrupt:
        print(f"byline: stopped{_KEPT.get(options.command, '')}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        _fall_silent()
        return 0


def _bear_other_encodings() -> None:
    """A character that a terminal cannot show, or a byte that is no character, is replaced; it stops nothing."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _fall_silent() -> None:
    """Send what is still to be written to nowhere: whoever read it has gone, and Python would complain at its exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())


def parser() -> argparse.ArgumentParser:
    """The command line: `--home` and `--story` before or after the command alike."""
    made = argparse.ArgumentParser(
        prog="byline",
        description="Ask the news coverage of a story; every sentence of an answer is cited to a report's exact words.",
        epilog='example: byline ingest reports/ && byline ask "Who said the troops were surrounded?"',
        parents=[_everywhere(None)],
    )
    made.add_argument("--version", action="version", version=f"byline {version('byline')}")
    commands = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (does, example, arguments) in _COMMANDS.items():
        command = _command(commands, name, does, example)
        for add in arguments:
            add(command)
    return made


def _command(commands: Any, name: str, does: str, example: str) -> argparse.ArgumentParser:  # noqa: ANN401 - argparse's
    described, everywhere = f"{does[0].upper()}{does[1:]}.", _everywhere(argparse.SUPPRESS)
    made: argparse.ArgumentParser = commands.add_parser(
        name, help=does, description=described, epilog=f"example: {example}", parents=[everywhere]
    )
    return made


def _everywhere(default: str | None) -> argparse.ArgumentParser:
    """Options of every command; suppressed defaults keep what was said before the command."""
    made = argparse.ArgumentParser(add_help=False)
    made.add_argument("--home", metavar="DIR", default=default, help="where everything is kept (else BYLINE_HOME)")
    made.add_argument(
        "--story", type=_text, metavar="NAME", default=default, help="which story of the home (else `default`)"
    )
    return made


def _text(given: str) -> str:
    """Bytes that are no UTF-8 come as lone surrogates, which no database takes."""
    if any("\ud800" <= c <= "\udfff" for c in given):
        raise argparse.ArgumentTypeError("is not UTF-8 text")
    return given


def _whole(text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text[:10]) <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least:,} to {most:,}")
    return int(text)


def _exported(name: str) -> str:
    from rag.export import FORMS, form_of

    if not form_of(name):
        raise argparse.ArgumentTypeError(f"{name!r} does not end in {', '.join(FORMS)}")
    return name


_positive, _port = partial(_whole, least=1, most=1_000_000), partial(_whole, least=0, most=65_535)


def _argument(*flags: str, **how: Any) -> Add:  # noqa: ANN401 - as `add_argument` has them
    return lambda command: command.add_argument(*flags, **how)


def _filters(command: argparse._ActionsContainer) -> None:
    group = command.add_argument_group("filters")
    for add in _FILTERS:
        add(group)


def _eval(command: argparse.ArgumentParser) -> None:
    eval_arguments(command, _command, _positive)


def _batch(key: str) -> Add:
    return _argument("--batch", metavar="FILE", help=f"many: a JSON object a line with `{key}` (- for stdin)")


def _question(metavar: str = "QUESTION", said: str | None = None) -> Add:
    return _argument("question", nargs="?", metavar=metavar, help=said)


_JSON = _argument("--json", action="store_true", help="one JSON document on stdout")
_NAMED = _argument("article", type=_text, metavar="ARTICLE", help="its id or source, as `byline articles` lists them")
_WITHIN = _argument(
    "article",
    nargs="?",
    type=_text,
    metavar="ARTICLE",
    help="in one report, by its id or source, instead of in all of them",
)
_SPEAKER = _argument("--speaker", type=_text, metavar="NAME", help="only what this speaker says; a surname will do")
_MANY: dict[str, Any] = {"type": _text, "action": "append", "default": []}
_FILTERS = [
    _argument("--outlet", **_MANY, metavar="NAME", help="only this outlet; repeatable"),
    _argument("--article", **_MANY, metavar="ID", help="only this report; repeatable"),
    _argument("--from", dest="first", metavar="DATE", help="published on this day or later"),
    _argument("--to", dest="last", metavar="DATE", help="published on this day or earlier"),
    _SPEAKER,
]
_EXPORT = _argument(
    "--export",
    type=_exported,
    metavar="FILE",
    help="write it to a file as well: .md, .html, .json, or what it cites as .csv, .bib, .csl.json",
)
_PARAPHRASE = _argument(
    "--paraphrase",
    action=argparse.BooleanOptionalAction,
    help="look for sentences that say it in other words: always, or never (else where the words are nowhere)",
)
_INGEST = [
    _argument("inputs", nargs="+", metavar="PATH", help=".txt .md .html .pdf .json .jsonl, folder or glob"),
    _argument("--outlet", help="who published these reports, whatever they say themselves"),
    _argument("--published", help="when (YYYY-MM-DD) these reports were published, likewise"),
    _argument("--author", help="who wrote these reports, likewise"),
    _argument("--url", help="where the report stands on the web"),
]
_SERVE = [
    _argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)"),
    _argument("--port", type=_port, default=7860, help="port to listen on (7860, or the next free one)"),
    _argument("--mcp", action="store_true", help="offer the coverage to language models too, at /mcp"),
    _argument(
        "--auth",
        type=_text,
        metavar="USER:PASSWORD",
        help="ask everyone for this login (better in BYLINE_AUTH: other users of a machine can see a command's words)",
    ),
    _argument("--open", action="store_true", help="at an address that others reach: let in everyone"),
]
_K = _argument("-k", type=_positive, default=10, help="how many passages (10)")
_AFTER = _argument("--after", action="append", default=[], metavar="EARLIER", help="an earlier question")
_REVISION = _argument("--revision", type=_positive, metavar="N", help="an older revision")

_COMMANDS: Mapping[str, tuple[str, str, Sequence[Add]]] = {
    "ingest": ("put reports in: files, folders, globs", "byline ingest reports/ interview.pdf", _INGEST),
    "articles": ("list the reports", "byline articles --json", [_JSON]),
    "show": ("one report with its revisions", "byline show abc.txt --revision 1", [_NAMED, _REVISION, _JSON]),
    "remove": ("take a report out", "byline remove abc.txt", [_NAMED]),
    "quotes": ("who said what", 'byline quotes --speaker "Ines Caldera"', [_WITHIN, _SPEAKER, _EXPORT, _JSON]),
    "compare": (
        "outlet by outlet: what each says, which say nothing",
        'byline compare "Were they surrounded?"',
        [_question(), _filters, _EXPORT, _JSON],
    ),
    "timeline": (
        "what happened when",
        'byline timeline "the ceasefire talks"',
        [_question(said="only what bears on this"), _filters, _EXPORT, _JSON],
    ),
    "reindex": ("read and embed every report again", "BYLINE_MODEL=./my-model byline reindex", []),
    "search": (
        "ranked passages, no answer",
        'byline search "prisoner exchange" -k 5 --outlet "ABC News"',
        [_question("QUERY"), _K, _batch("question"), _filters, _JSON],
    ),
    "find": (
        "every place where a quote or a claim stands",
        'byline find "the bridge stays shut until spring"',
        [_question("QUOTE_OR_CLAIM"), _PARAPHRASE, _batch("query"), _filters, _EXPORT, _JSON],
    ),
    "ask": (
        "one answer, cited to the exact words",
        'byline ask "Who denied it?" --after "Were they surrounded?"',
        [_question(), _AFTER, _batch("question"), _filters, _JSON, _EXPORT],
    ),
    "chat": ("ask in the terminal, with follow-ups", "byline chat --from 2025-03-14", [_filters]),
    "eval": ("measure answers on suites of questions", "byline eval run kursk", [_eval]),
    "doctor": ("check the home and the language model", "byline doctor", [_JSON]),
    "serve": ("the page, in a browser", "byline serve --port 8080", _SERVE),
}
"""What each command does, an example of it, and what adds its arguments."""


if __name__ == "__main__":
    sys.exit(main())
