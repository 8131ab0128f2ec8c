"""What each command of `byline eval` does."""

import argparse
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from evals import report
from evals.compare import compare, markdown
from evals.errors import EvalError, RunError
from evals.feedback import from_feedback
from evals.gate import check, unmet, worsened
from evals.identity import identity
from evals.named import task_of
from evals.pool import open_pool, pool_folder
from evals.record import Figure, Run, finished, load_info, named_run
from evals.run import is_unfinished, place, run
from evals.starter import starter
from evals.task import Task
from rag.assistant import Assistant
from rag.conversation import rated
from rag.llm.client import Writer, open_llm, open_writer
from rag.reply import ENGINE
from rag.settings import Settings
from rag.wording import counted
from store.article import Article
from ui import terminal
from ui.progress import counting, progress

DONE, FAILED = 0, 1


def evaluate(settings: Settings, options: argparse.Namespace) -> int:
    """Run a command of `byline eval`; returns the exit status. Raises EvalError and what the commands below raise."""
    return _COMMANDS[options.eval_command](settings, options)


def _run(settings: Settings, options: argparse.Namespace) -> int:
    story = cache(lambda: terminal.story(settings).articles())
    tasks = _tasks(settings, options, story)
    check(options.fail_under, [task.name for task in tasks])
    before = named_run(settings.runs, options.no_worse_than) if options.no_worse_than else None
    writer = None if options.engine == "extractive" else open_writer(settings)
    info = identity(tasks, settings, story, writer.engine if writer else ENGINE)
    folder = Path(options.out) if options.out else place(settings.runs, info, options.fresh)
    if is_unfinished(folder, info):
        if options.fresh:
            raise RunError(f"{folder} holds an unfinished run; name another folder, or leave out --fresh to go on")
        terminal.notice(f"going on with the unfinished run {folder.name}; --fresh starts anew")
    made = run(folder, info, tasks, _opener(settings, writer), _counting, options.jobs)
    page = folder / "report.html"
    page.write_text(report.html(made), encoding="utf-8")
    figures = [(suite.name, figure) for suite in made.suites for figure in suite.figures]
    if options.json:
        terminal.document(report.to_json(made))
    else:
        terminal.table(("suite", "metric", "value", "95 % interval", "scored"), [_row(*figure) for figure in figures])
    terminal.notice(f"report: {page}")
    complaints = _faults(made) + unmet(made, options.fail_under) + (worsened(compare(before, made)) if before else [])
    for complaint in complaints:
        terminal.complain(complaint)
    return FAILED if complaints else DONE


def _compare(settings: Settings, options: argparse.Namespace) -> int:
    runs = settings.runs
    found = compare(named_run(runs, options.before), named_run(runs, options.after))
    if options.json:
        terminal.document(found.to_json())
    else:
        terminal.say(markdown(found))
    return DONE


def _report(settings: Settings, options: argparse.Namespace) -> int:
    made = named_run(settings.runs, options.run)
    if options.json:
        terminal.document(report.to_json(made))
    elif options.markdown:
        terminal.say(report.markdown(made))
    else:
        page = Path(options.out) if options.out else made.folder / "report.html"
        page.write_text(report.html(made), encoding="utf-8")
        terminal.say(str(page))
    return DONE


def _list(settings: Settings, options: argparse.Namespace) -> int:
    found = [(folder, load_info(folder)) for folder in finished(settings.runs)]
    if options.json:
        terminal.document([{"run": folder.name, "folder": str(folder)} | info for folder, info in found])
    else:
        rows = [(f.name, i["made"], ", ".join(i["suites"]), i["engine"], i["model"]) for f, i in found]
        terminal.table(("run", "made", "suites", "engine", "model"), rows)
    return DONE


def _new(settings: Settings, options: argparse.Namespace) -> int:
    return _write(starter(terminal.story(settings).articles()), options.file, "fill in its questions")


def _from_feedback(settings: Settings, options: argparse.Namespace) -> int:
    home = terminal.story(settings)
    suite, left_out = from_feedback(rated(home), {article.source: article.text for article in home.articles()})
    for why in left_out:
        terminal.notice(f"left out: {why}")
    if not suite:
        raise EvalError("there is no rating to make a sample of; readers rate answers on the page")
    return _write(suite, options.file, "read it over")


def _write(text: str, name: str | None, todo: str) -> int:
    """A suite to a new file, else to stdout. Raises EvalError for a file that is there."""
    if not name:
        terminal.emit(text.rstrip("\n"))
        return DONE
    try:
        with Path(name).open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise EvalError(f"{name} is there already; name another file, or remove it first") from None
    terminal.say(f"wrote {name}; {todo}, then: byline eval run {name}")
    return DONE


def _tasks(settings: Settings, options: argparse.Namespace, story: Callable[[], Sequence[Article]]) -> list[Task]:
    """The named tasks. Raises SuiteError, and RunError for two of one name."""
    llm = open_llm(settings.llm) if settings.llm else None
    tasks = [task_of(named, story, llm) for named in options.suites]
    names = [task.name for task in tasks]
    if len(set(names)) < len(names):
        raise RunError(f"two suites of this run have one name: {', '.join(names)}; rename one with its key `suite`")
    return [replace(task, samples=task.samples[: options.limit]) for task in tasks]


def _opener(settings: Settings, writer: Writer | None) -> Callable[[Task], Assistant]:
    """Opens the home's own story, or the coverage that a task brings, which is kept in the home for the next run."""

    from store.embedder import Embedder

    embedder = cache(partial(Embedder, settings.model))

    def open_task(task: Task) -> Assistant:
        if task.drafts is None:
            return terminal.opened(settings if writer else replace(settings, llm=None))
        folder = pool_folder(settings.home / "evals", task, settings.model)
        with progress(f"reading {task.name}", len(task.drafts)) as watch:
            return open_pool(folder, embedder(), task.drafts, watch, writer=writer)

    return open_task


def _row(suite: str, f: Figure) -> tuple[str, ...]:
    return suite, f.metric, f"{f.value:.3f}", f"{f.low:.3f} to {f.high:.3f}", f"{f.scored} of {f.samples}"


def _faults(made: Run) -> list[str]:
    """A complaint for each sample that Byline failed on."""
    records = [(suite.name, record) for suite in made.suites for record in suite.records if record["error"]]
    return [f"{suite}: {record['sample']['id']} failed: {record['error']}" for suite, record in records]


def _counting(what: str, total: int) -> AbstractContextManager[Callable[[], None]]:
    """Shows how far a run is."""
    terminal.notice(f"{what}: {counted(total, 'sample')}")
    return counting(what, total)


_COMMANDS: dict[str, Callable[[Settings, argparse.Namespace], int]] = {
    "run": _run,
    "compare": _compare,
    "report": _report,
    "runs": _list,
    "new": _new,
    "from-feedback": _from_feedback,
}
