"""Material for the tests of the harness: runs made by hand, and a small task over a harbour's reports."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from evals.record import Figure, Run, SuiteRun
from evals.sample import Claim, Fact, Place, Sample
from evals.scorers import citing, facts, length, status, supported
from evals.task import Solver, Task, search
from rag.answer import Filters, Turn
from rag.assistant import Assistant
from store.home import open_home
from tests.homes import BRIDGE, EMBEDDER, FERRY, ORCHARD, changed, put_in

REPORTS = (
    FERRY,
    changed(BRIDGE, text=f"{BRIDGE.text}\nThe board\u2028meets on 3 December, and divers go down\x85again.\n"),
    ORCHARD,
)
Line = Mapping[str, Any]


class Silent:
    """Watches a run and counts what it is told of."""

    def __init__(self) -> None:
        self.totals: list[int] = []
        self.steps = 0

    def __call__(self, what: str, total: int) -> AbstractContextManager[Callable[[], None]]:
        self.totals.append(total)
        return nullcontext(self._step)

    def _step(self) -> None:
        self.steps += 1


def at(words: str) -> Claim:
    """The claim that these words of a report should be cited."""
    places = [
        Place(d.source, d.text.index(words), d.text.index(words) + len(words)) for d in REPORTS if words in d.text
    ]
    return Claim(tuple(places))


SAMPLES = (
    Sample("sails", "When did the ferry to Westmark sail again?", "fact", status="answered",
           claims=(at("sailed again on Friday"),), facts=(Fact(("Friday",)),)),
    Sample("ramp", "What had engineers replaced?", "fact", status="answered",
           claims=(at("replaced a cracked ramp"),), facts=(Fact(("ramp",)), Fact(("cracked",), vital=False))),
    Sample("who", "Who denied that anyone was warned?", "attribution", status="answered",
           claims=(at("Ines Caldera denied"),), must_not=("Ada Lindqvist",)),
    Sample("meets", "When does the board meet?", "fact", status="answered", claims=(at("meets on 3 December"),)),
    Sample("then", "And how many passengers?", "follow-up", status="answered",
           turns=(Turn("user", "What did the ferry company promise?"),), claims=(at("1,200 passengers"),)),
    Sample("post", "What ruined the apple blossom?", "fact", filters=Filters(outlets=("Harbour Post",)),
           status="not_in_coverage"),
    Sample("bread", "How do you bake banana bread?", "absent", status="not_in_coverage"),
    Sample("open", "What of the frost?", "open"),
)  # fmt: skip


def task(solve: Solver | None = None, name: str = "harbour", samples: Sequence[Sample] = SAMPLES) -> Task:
    """Questions over the three reports, answered by Byline unless another solver is given."""
    return Task(name, samples, solve or search(100), (status, citing, supported(), facts, length), REPORTS)


def knowledge(path: Path) -> Assistant:
    """An assistant over the three reports, with the stand-in model."""
    home = open_home(path, "default")
    put_in(home, REPORTS)
    return Assistant(home, EMBEDDER)  # type: ignore[arg-type]


def scored(*values: float | None, **more: Sequence[float | None]) -> list[Line]:
    """Lines of scores a, b, c, … with `values` as their claim_recall, and other columns by name."""
    columns = {"claim_recall": values} | more
    count = max(map(len, columns.values()))
    return [
        {"id": chr(97 + n), "kind": ""} | {name: column[n] for name, column in columns.items() if n < len(column)}
        for n in range(count)
    ]


def run_of(name: str, *suites: SuiteRun, **info: Any) -> Run:  # noqa: ANN401
    """A run of these suites, as if it had been read."""
    made = {"suites": [suite.name for suite in suites], "engine": "extractive", "model": "hash", "made": "2026-01-01"}
    return Run(Path(name), made | info, suites)


def suite_of(
    name: str,
    scores: Iterable[Line],
    figures: Sequence[Figure] = (),
    asked: str = "Why?",
    times: Sequence[float] = (),
) -> SuiteRun:
    """A suite of a run with these scores; every question is the one that is given."""
    held = tuple(dict(score) for score in scores)
    lines = tuple(s | ({"total_ms": times[n]} if times else {}) for n, s in enumerate(held))
    records = [{"sample": {"id": s["id"], "kind": "", "question": asked}, "error": None} for s in held]
    return SuiteRun(name, lines, tuple(records), tuple(figures))


def figure(metric: str, value: float) -> Figure:
    """A figure of whatever certainty."""
    return Figure(metric, value, value, value, 1, 1)


def files(folder: Path, but: Sequence[str] = ()) -> dict[str, bytes]:
    """All files under a folder by their path in it, without those named."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: held for name, held in found.items() if Path(name).name not in but}


def strict(text: str | bytes) -> Any:  # noqa: ANN401
    """The JSON of a text, which must hold neither NaN nor Infinity."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)
