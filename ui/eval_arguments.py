"""The arguments of `byline eval`: nothing heavy is imported, so that `--help` is quick."""

import argparse
import math
from collections.abc import Callable
from functools import partial

Number = Callable[[str], int]

_EXAMPLES = {
    "run": (
        "work through suites and report the figures",
        "byline eval run kursk my-questions.yaml --fail-under claim_recall=0.8",
    ),
    "compare": ("two runs, metric by metric and sample by sample", "byline eval compare 3-kursk latest"),
    "report": ("a run as a page that opens offline", "byline eval report latest --markdown"),
    "runs": ("list the runs of the home", "byline eval runs --json"),
    "new": ("a suite to fill in, made from the home's own coverage", "byline eval new my-questions.yaml"),
}


def eval_arguments(command: argparse.ArgumentParser, everywhere: argparse.ArgumentParser, positive: Number) -> None:
    """Add the commands of `byline eval`; `everywhere` are the options of every command."""
    commands = command.add_subparsers(dest="eval_command", required=True, metavar="COMMAND")
    for name, (does, example) in _EXAMPLES.items():
        made = commands.add_parser(
            name,
            help=does,
            description=f"{does[0].upper()}{does[1:]}.",
            epilog=f"example: {example}",
            parents=[everywhere],
        )
        _ARGUMENTS[name](made) if name != "run" else _run(made, positive)


def _run(command: argparse.ArgumentParser, positive: Number) -> None:
    command.add_argument(
        "suites",
        nargs="+",
        metavar="SUITE",
        help="kursk (built in), a suite file or folder, or a public set: clapnq=FILE, mtragun=QUESTIONS,PASSAGES, "
        "ramdocs=FILE, polnear=FILE, multihop-rag=QUERIES,CORPUS",
    )
    command.add_argument("--out", metavar="DIR", help="the run's folder (else a new one in the home's `runs`)")
    command.add_argument("--fresh", action="store_true", help="do not go on with an unfinished run")
    command.add_argument("--limit", type=positive, metavar="N", help="only the first N samples of each suite")
    command.add_argument(
        "--jobs", type=positive, default=1, metavar="N", help="samples asked at the same time (1); for slow endpoints"
    )
    gate = command.add_argument_group("gates (exit status 1 when one is missed)")
    gate.add_argument(
        "--fail-under",
        type=_floor,
        action="append",
        default=[],
        metavar="METRIC=VALUE",
        help="a metric, or SUITE.METRIC, that must reach a value; repeatable",
    )
    gate.add_argument("--no-worse-than", metavar="RUN", help="no metric may be significantly worse than in this run")
    _json(command)


def _compare(command: argparse.ArgumentParser) -> None:
    command.add_argument("before", metavar="RUN", help=_NAMED)
    command.add_argument("after", metavar="RUN", help="likewise")
    _json(command)


def _report(command: argparse.ArgumentParser) -> None:
    command.add_argument("run", metavar="RUN", help=_NAMED)
    command.add_argument("--out", metavar="FILE", help="where to write it (else report.html in the run's folder)")
    form = command.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="the figures as Markdown on stdout")
    _json(form)


def _new(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", nargs="?", metavar="FILE", help="where to write it (else stdout)")


def _json(command: argparse._ActionsContainer) -> None:
    command.add_argument("--json", action="store_true", help="one JSON document on stdout")


def _floor(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        floor = float(value)
    except ValueError:
        floor = math.nan
    if not name.strip() or not math.isfinite(floor):
        raise argparse.ArgumentTypeError(f"{text!r} is not METRIC=VALUE, like refusal_f1=0.9")
    return name.strip(), floor


_NAMED = "its folder, its name or number in the home's `runs`, or `latest`"
_ARGUMENTS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "compare": _compare,
    "report": _report,
    "runs": partial(_json),
    "new": _new,
}
