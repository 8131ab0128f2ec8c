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

from ui.eval_arguments import eval_arguments

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
    everywhere = _everywhere(None)
    made = argparse.ArgumentParser(
        prog="byline",
        description="Ask the news coverage of a story; every sentence of an answer is cited to a report's exact words.",
        epilog='example: byline ingest reports/ && byline ask "Who said the troops were surrounded?"',
        parents=[everywhere],
    )
    made.add_argument("--version", action="version", version=f"byline {version('byline')}")
    commands = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (does, example, arguments) in _COMMANDS.items():
        command = commands.add_parser(
            name,
            help=does,
            description=f"{does[0].upper()}{does[1:]}.",
            epilog=f"example: {example}",
            parents=[_everywhere(argparse.SUPPRESS)],
        )
        for add in arguments:
            add(command)
    return made


def _everywhere(default: str | None) -> argparse.ArgumentParser:
    """Options of every command; suppressed defaults keep what was said before the command."""
    made = argparse.ArgumentParser(add_help=False)
    made.add_argument("--home", metavar="DIR", default=default, help="where everything is kept (else BYLINE_HOME)")
    made.add_argument(
        "--story", type=_text, metavar="NAME", default=default, help="which story of the home (else `default`)"
    )
    return made


def _ingest(command: argparse.ArgumentParser) -> None:
    command.add_argument("inputs", nargs="+", metavar="PATH", help=".txt .md .html .pdf .json .jsonl, folder or glob")
    for name, what in (("outlet", "who published"), ("published", "when (YYYY-MM-DD)"), ("author", "who wrote")):
        command.add_argument(f"--{name}", help=f"{what} these reports, whatever they say themselves")
    command.add_argument("--url", help="where the report stands on the web")


def _revision(command: argparse.ArgumentParser) -> None:
    command.add_argument("--revision", type=_positive, metavar="N", help="an older revision")


def _within(command: argparse.ArgumentParser) -> None:
    said = "in one report, by its id or source, instead of in all of them"
    command.add_argument("article", nargs="?", type=_text, metavar="ARTICLE", help=said)


def _question(command: argparse.ArgumentParser, metavar: str = "QUESTION", said: str | None = None) -> None:
    command.add_argument("question", nargs="?", metavar=metavar, help=said)


def _topic(command: argparse.ArgumentParser) -> None:
    _question(command, said="only what bears on this")


def _query(command: argparse.ArgumentParser) -> None:
    _question(command, "QUERY")
    command.add_argument("-k", type=_positive, default=10, help="how many passages (10)")


def _quote(command: argparse.ArgumentParser) -> None:
    _question(command, "QUOTE_OR_CLAIM")
    said = "look for sentences that say it in other words: always, or never (else where the words are nowhere)"
    command.add_argument("--paraphrase", action=argparse.BooleanOptionalAction, help=said)
    _batch(command, "query")


def _after(command: argparse.ArgumentParser) -> None:
    command.add_argument("--after", action="append", default=[], metavar="EARLIER", help="an earlier question")


def _serve(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    command.add_argument("--port", type=_port, default=7860, help="port to listen on (7860, or the next free one)")
    command.add_argument("--mcp", action="store_true", help="offer the coverage to language models too, at /mcp")
    said = "ask everyone for this login (better in BYLINE_AUTH: other users of a machine can see a command's words)"
    command.add_argument("--auth", type=_text, metavar="USER:PASSWORD", help=said)
    command.add_argument("--open", action="store_true", help="at an address that others reach: let in everyone")


def _eval(command: argparse.ArgumentParser) -> None:
    eval_arguments(command, _everywhere(argparse.SUPPRESS), _positive)


def _filters(command: argparse.ArgumentParser) -> None:
    narrow = command.add_argument_group("filters")
    for name, what, value in (("outlet", "outlet", "NAME"), ("article", "report", "ID")):
        narrow.add_argument(
            f"--{name}", type=_text, action="append", default=[], metavar=value, help=f"only this {what}; repeatable"
        )
    narrow.add_argument("--from", dest="first", metavar="DATE", help="published on this day or later")
    narrow.add_argument("--to", dest="last", metavar="DATE", help="published on this day or earlier")
    _speaker(narrow)


def _speaker(command: argparse._ActionsContainer) -> None:
    said = "only what this speaker says; a surname will do"
    command.add_argument("--speaker", type=_text, metavar="NAME", help=said)


def _batch(command: argparse.ArgumentParser, key: str = "question") -> None:
    command.add_argument("--batch", metavar="FILE", help=f"many: a JSON object a line with `{key}` (- for stdin)")


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="one JSON document on stdout")


def _export(command: argparse.ArgumentParser) -> None:
    said = "write it to a file as well: .md, .html, .json, or what it cites as .csv, .bib, .csl.json"
    command.add_argument("--export", type=_exported, metavar="FILE", help=said)


def _exported(name: str) -> str:
    from rag.export import FORMS, form_of

    if not form_of(name):
        raise argparse.ArgumentTypeError(f"{name!r} does not end in {', '.join(FORMS)}")
    return name


def _named(command: argparse.ArgumentParser) -> None:
    said = "its id or source, as `byline articles` lists them"
    command.add_argument("article", type=_text, metavar="ARTICLE", help=said)


def _text(given: str) -> str:
    """Bytes that are no UTF-8 come as lone surrogates, which no database takes."""
    if any("\ud800" <= c <= "\udfff" for c in given):
        raise argparse.ArgumentTypeError("is not UTF-8 text")
    return given


def _whole(text: str, least: int, most: int) -> int:
    if not text.isdecimal() or not least <= int(text[:10]) <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least:,} to {most:,}")
    return int(text)


_positive, _port = partial(_whole, least=1, most=1_000_000), partial(_whole, least=0, most=65_535)

_COMMANDS: Mapping[str, tuple[str, str, Sequence[Callable[[argparse.ArgumentParser], None]]]] = {
    "ingest": ("put reports in: files, folders, globs", "byline ingest reports/ interview.pdf", [_ingest]),
    "articles": ("list the reports", "byline articles --json", [_json]),
    "show": ("one report with its revisions", "byline show abc.txt --revision 1", [_named, _revision, _json]),
    "remove": ("take a report out", "byline remove abc.txt", [_named]),
    "quotes": ("who said what", 'byline quotes --speaker "Ines Caldera"', [_within, _speaker, _export, _json]),
    "compare": (
        "outlet by outlet: what each says, which say nothing",
        'byline compare "Were they surrounded?"',
        [_question, _filters, _export, _json],
    ),
    "timeline": (
        "what happened when",
        'byline timeline "the ceasefire talks"',
        [_topic, _filters, _export, _json],
    ),
    "reindex": ("read and embed every report again", "BYLINE_MODEL=./my-model byline reindex", []),
    "search": (
        "ranked passages, no answer",
        'byline search "prisoner exchange" -k 5 --outlet "ABC News"',
        [_query, _batch, _filters, _json],
    ),
    "find": (
        "every place where a quote or a claim stands",
        'byline find "the bridge stays shut until spring"',
        [_quote, _filters, _export, _json],
    ),
    "ask": (
        "one answer, cited to the exact words",
        'byline ask "Who denied it?" --after "Were they surrounded?"',
        [_question, _after, _batch, _filters, _json, _export],
    ),
    "chat": ("ask in the terminal, with follow-ups", "byline chat --from 2025-03-14", [_filters]),
    "eval": ("measure answers on suites of questions", "byline eval run kursk", [_eval]),
    "doctor": ("check the home and the language model", "byline doctor", [_json]),
    "serve": ("the page, in a browser", "byline serve --port 8080", [_serve]),
}
"""What each command does, an example of it, and what adds its arguments."""


if __name__ == "__main__":
    sys.exit(main())
