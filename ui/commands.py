"""What each command does. Results go to stdout, progress and notices to stderr; a user never sees a traceback."""

import argparse
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from rag.answer import Filters, Turn
from rag.errors import AskError, RagError
from rag.question import clean_question
from rag.settings import Settings, read_settings
from rag.wording import counted, describe
from store import catalogue
from store.errors import StoreError
from store.home import open_home, remove
from ui import printed, terminal
from ui.narrow import read_filters
from ui.progress import progress
from ui.records import article_json, find_json, listed, quote_json, search_json, show_json, timeline_json

Made = TypeVar("Made")
DONE, SOME_REFUSED, NOTHING_DONE = 0, 1, 2


def run(options: argparse.Namespace) -> int:
    """Run the command that was asked for; returns the exit status. Whatever went wrong is said in a sentence.

    Raises BrokenPipeError when whoever read the output has gone.
    """
    try:
        work = _batch if vars(options).get("batch") else _COMMANDS[options.command]
        return work(read_settings(options.home, options.story), options)
    except BrokenPipeError:
        raise
    except (StoreError, RagError) as error:
        terminal.complain(str(error))
    except OSError as error:
        terminal.complain(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except Exception as error:
        terminal.complain(_fault(error))
    return NOTHING_DONE


def _ingest(settings: Settings, options: argparse.Namespace) -> int:
    from store.article import Said
    from store.extract import count_inputs, extract

    said = Said(options.outlet, options.published, options.author, options.url)
    total = count_inputs(options.inputs)
    home = open_home(settings.home, settings.story, settings.chroma_url)
    with progress("reading", total) as watch:
        from store.embedder import Embedder
        from store.ingest import ingest

        ingest(home, Embedder(settings.model), extract(options.inputs, said), watch, terminal.notice)
    terminal.say(watch.summary())
    if not watch.refused:
        return DONE
    return SOME_REFUSED if watch.kept else NOTHING_DONE


def _articles(settings: Settings, options: argparse.Namespace) -> int:
    held = listed(terminal.story(settings))
    document = [article_json(article, original) for article, original in held]
    return _tell(settings, options, [article for article, _ in held], document, printed.articles)


def _show(settings: Settings, options: argparse.Namespace) -> int:
    home = terminal.story(settings)
    with home.read() as db:
        article = catalogue.article(db, home.story(db), options.article, options.revision)
        revisions = catalogue.revisions(db, article.id)
    shown = show_json(article, revisions)
    return _tell(settings, options, article, shown, lambda a: printed.article(a, revisions))


def _quotes(settings: Settings, options: argparse.Namespace) -> int:
    from rag.quotes import quotes

    said = quotes(terminal.story(settings), options.article, options.speaker)
    return _tell(settings, options, said, [quote_json(q) for q in said], printed.quotes)


def _compare(settings: Settings, options: argparse.Namespace) -> int:
    question, narrowed = _asked(options), _filters(options)
    made = terminal.opened(settings).compare(question, filters=narrowed)
    return _tell(settings, options, made, made.to_json(), printed.comparison)


def _timeline(settings: Settings, options: argparse.Namespace) -> int:
    from rag.timeline import timeline

    narrowed = _filters(options)
    if options.question is None:
        events = timeline(terminal.story(settings), narrowed)
    else:
        events = terminal.opened(settings).timeline(clean_question(options.question), narrowed)
    return _tell(settings, options, events, timeline_json(events), printed.timeline)


def _remove(settings: Settings, options: argparse.Namespace) -> int:
    article = remove(terminal.story(settings), options.article, terminal.notice)
    terminal.say(f"removed {article.source}: {article.title}")
    return DONE


def _reindex(settings: Settings, options: argparse.Namespace) -> int:
    del options
    terminal.must_exist(settings)
    home = open_home(settings.home, settings.story, settings.chroma_url)
    with progress("reading", None) as watch:
        from store.embedder import Embedder
        from store.ingest import reindex

        reindex(home, Embedder(settings.model), watch, terminal.notice)
    with home.read() as db:
        articles = sum(catalogue.coverage(db, story).articles for story in catalogue.stories(db))
    terminal.say(f"{counted(articles, 'report')} embedded anew with {settings.model}, {watch.texts:,} texts in all")
    return DONE


def _ask(settings: Settings, options: argparse.Namespace) -> int:
    question, narrowed = _asked(options), _filters(options)
    turns = [Turn("user", text) for text in options.after]
    answer = terminal.opened(settings).ask(question, turns, narrowed)
    return _tell(settings, options, answer, answer.to_json(), printed.answer)


def _search(settings: Settings, options: argparse.Namespace) -> int:
    question, narrowed = _asked(options), _filters(options)
    found = terminal.opened(settings).search(question, options.k, filters=narrowed)
    return _tell(settings, options, found, search_json(found), printed.hits)


def _find(settings: Settings, options: argparse.Namespace) -> int:
    from ui.lookup import finder

    _asked(options)  # as it is given from here on: what is taken out of a question may stand within a quoted word
    found = finder(settings, options.paraphrase)(options.question, _filters(options))
    printed.remark(found)
    return _tell(settings, options, found, find_json(found), printed.found)


def _tell(
    settings: Settings, options: argparse.Namespace, made: Made, document: object, show: Callable[[Made], None]
) -> int:
    """A result as JSON or for people, and in the file that it is to be exported to."""
    if options.json:
        terminal.document(document)
    else:
        show(made)
    if vars(options).get("export"):
        from ui.exports import write

        write(settings, options.export, options.command, made)
    return DONE


def _batch(settings: Settings, options: argparse.Namespace) -> int:
    if options.question is not None or _filters(options) or vars(options).get("after") or vars(options).get("export"):
        raise AskError("with --batch each line brings its own question and filters; leave out what stands beside it")
    from ui.batch import run_batch

    return run_batch(settings, options, options.command)


def _chat(settings: Settings, options: argparse.Namespace) -> int:
    narrowed = _filters(options)
    assistant = terminal.opened(settings)
    turns: list[Turn] = []
    terminal.say(f"{describe(assistant.coverage())}. Ask; an empty line or Ctrl-D ends.")
    while question := _typed():
        try:
            answer = assistant.ask(question, turns, narrowed)
        except (StoreError, RagError) as error:
            terminal.complain(str(error))
            continue
        printed.answer(answer)
        told = " ".join(s.text for s in answer.sentences)
        turns += [Turn("user", question), Turn("assistant", told, answer.citations)]
    return DONE


def _typed() -> str:
    """The next question, empty at the end."""
    try:
        return input("? " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return ""


def _serve(settings: Settings, options: argparse.Namespace) -> int:
    from ui.guard import access

    allowed = access(options.host, options.auth or os.environ.get("BYLINE_AUTH") or None, options.open)
    settings = replace(settings, home=settings.home.absolute())  # it serves from another folder
    assistant = terminal.opened(settings)
    from ui.server import serve

    serve(assistant, options.host, options.port, settings.story, settings.runs, allowed, options.mcp)
    return DONE


def _doctor(settings: Settings, options: argparse.Namespace) -> int:
    from ui.doctor import doctor

    return DONE if doctor(settings, options.json) else NOTHING_DONE


def _eval(settings: Settings, options: argparse.Namespace) -> int:
    from evals.errors import EvalError
    from ui.evaluate import evaluate

    try:
        return evaluate(settings, options)
    except EvalError as error:
        terminal.complain(str(error))
        return NOTHING_DONE


def _asked(options: argparse.Namespace) -> str:
    """The question, found fit to be asked before anything is loaded to answer it. Raises AskError."""
    if options.question is None:
        raise AskError(f'{options.command} what? byline {options.command} "…", or --batch FILE')
    return clean_question(options.question)


def _filters(options: argparse.Namespace) -> Filters:
    return read_filters(options.outlet, options.article, options.first, options.last, options.speaker)


def _fault(error: Exception) -> str:
    """What nobody foresaw, in one line that a report of it can quote: where in Byline's own code, and what."""
    home = Path(__file__).parent.parent
    ours = tuple(f"{home / package}{os.sep}" for package in ("ui", "evals", "rag", "store", "prompts"))
    last = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(ours)][-1]
    at = f"{Path(last.filename).relative_to(home)}:{last.lineno}"
    said = " ".join(str(error).split())
    return f"a fault of Byline itself, at {at}: {type(error).__name__}: {said[:300]}; please report it"


_WORK = (_ingest, _articles, _show, _remove, _quotes, _compare, _timeline, _reindex, _ask, _search, _find, _chat)
_COMMANDS = {work.__name__[1:]: work for work in (*_WORK, _eval, _doctor, _serve)}
