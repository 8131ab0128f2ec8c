"""The arguments of `byline eval`: nothing heavy is imported, so that `--help` is quick."""

import argparse
import math
from collections.abc import Callable
from functools import partial

Add = Callable[..., argparse.ArgumentParser]
Number = Callable[[str], int]
_NAMED = "its folder, its name or number in the home's `runs`, or `latest`"


def eval_arguments(command: argparse.ArgumentParser, add: Add, positive: Number) -> None:
    """Give `byline eval` its commands; `add` makes one of a name, what it does and an example."""
    made = partial(add, command.add_subparsers(dest="eval_command", required=True, metavar="COMMAND"))
    example = "byline eval run kursk my-questions.yaml --fail-under claim_recall=0.8"
    _run(made("run", "work through suites and report the figures", example), positive)
    example = "byline eval compare 3-kursk latest"
    compare = made("compare", "two runs, metric by metric and sample by sample", example)
    compare.add_argument("before", metavar="RUN", help=_NAMED)
    compare.add_argument("after", metavar="RUN", help="likewise")
    report = made("report", "a run as a page that opens offline", "byline eval report latest --markdown")
    report.add_argument("run", metavar="RUN", help=_NAMED)
    report.add_argument("--out", metavar="FILE", help="where to write it (else report.html in the run's folder)")
    form = report.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="the figures as Markdown on stdout")
    for listing in (compare, form, made("runs", "list the runs of the home", "byline eval runs --json")):
        _json(listing)
    new = made("new", "a suite to fill in, made from the home's own coverage", "byline eval new my-questions.yaml")
    example = "byline eval from-feedback rated.yaml"
    rated = made("from-feedback", "a suite made of what readers thought of answers", example)
    for writing in (new, rated):
        writing.add_argument("file", nargs="?", metavar="FILE", help="where to write it (else stdout)")


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
    who = "who writes the answers: the language model where one is set (the default), or the reports' own words"
    command.add_argument("--engine", choices=("llm", "extractive"), default="llm", help=who)
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
