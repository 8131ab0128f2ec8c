"""What each command does. Results go to stdout, progress and notices to stderr; a user never sees a traceback."""

import argparse
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Literal

from rag.answer import Filters, Turn
from rag.errors import AskError, RagError
from rag.settings import Settings, read_settings
from store import catalogue
from store.errors import NotFound, StoreError
from store.home import Home, discard, open_home, writing
from ui import terminal
from ui.narrow import read_filters
from ui.records import article_json, search_json, show_json

DONE, SOME_REFUSED, NOTHING_DONE = 0, 1, 2


def run(options: argparse.Namespace) -> int:
    """Run the command that was asked for; returns the exit status."""
    settings = read_settings(options.home, options.story)
    try:
        return _COMMANDS[options.command](settings, options)
    except (StoreError, RagError) as error:
        terminal.complain(str(error))
        return NOTHING_DONE


def _ingest(settings: Settings, options: argparse.Namespace) -> int:
    from store.extract import Overrides, count_inputs, extract

    overrides = Overrides(options.outlet, options.published, options.author, options.url)
    total = count_inputs(options.inputs)
    home = open_home(settings.home, settings.story, settings.chroma_url)
    with terminal.progress("reading", total) as watch:
        from store.embedder import Embedder
        from store.ingest import ingest

        ingest(home, Embedder(settings.model), extract(options.inputs, overrides), watch, terminal.notice)
    terminal.say(watch.summary())
    if not watch.refused:
        return DONE
    return SOME_REFUSED if watch.kept else NOTHING_DONE


def _articles(settings: Settings, options: argparse.Namespace) -> int:
    articles = _opened(settings).articles()
    if options.json:
        terminal.emit(json.dumps([article_json(a) for a in articles], ensure_ascii=False))
    else:
        terminal.articles(articles)
    return DONE


def _show(settings: Settings, options: argparse.Namespace) -> int:
    home = _opened(settings)
    with home.read() as db:
        article = catalogue.article(db, home.story(db), options.article, options.revision)
        revisions = catalogue.revisions(db, article.id)
    if options.json:
        terminal.emit(json.dumps(show_json(article, revisions), ensure_ascii=False))
    else:
        terminal.article(article, revisions)
    return DONE


def _remove(settings: Settings, options: argparse.Namespace) -> int:
    home = _opened(settings)
    with writing(home, terminal.notice):
        with home.read() as db:
            story = home.story(db)
            article = catalogue.article(db, story, options.article)
        discard(home, story, article.id)
    terminal.say(f"removed {article.source}: {article.title}")
    return DONE


def _reindex(settings: Settings, options: argparse.Namespace) -> int:
    del options
    home = _opened(settings)
    with terminal.progress("embedding", len(home.articles())) as watch:
        from store.embedder import Embedder
        from store.ingest import reindex

        reindex(home, Embedder(settings.model), watch, terminal.notice)
    terminal.say(watch.summary())
    return DONE


def _ask(settings: Settings, options: argparse.Namespace) -> int:
    if options.batch:
        return _batch(settings, options, "ask")
    if options.question is None:
        raise AskError('ask what? byline ask "…", or --batch FILE')
    assistant = terminal.opened(settings)
    turns = [Turn("user", text) for text in options.after]
    answer = assistant.ask(options.question, turns, _filters(options))
    if options.json:
        terminal.emit(json.dumps(answer.to_json(), ensure_ascii=False))
    else:
        terminal.answer(answer)
    return DONE


def _search(settings: Settings, options: argparse.Namespace) -> int:
    if options.batch:
        return _batch(settings, options, "search")
    if options.question is None:
        raise AskError('search what? byline search "…", or --batch FILE')
    found = terminal.opened(settings).search(options.question, options.k, filters=_filters(options))
    if options.json:
        terminal.emit(json.dumps(search_json(found), ensure_ascii=False))
    else:
        terminal.hits(found)
    return DONE


def _batch(settings: Settings, options: argparse.Namespace, task: Literal["ask", "search"]) -> int:
    from ui.batch import run_batch

    return run_batch(settings, options, task)


def _chat(settings: Settings, options: argparse.Namespace) -> int:
    assistant = terminal.opened(settings)
    narrowed = _filters(options)
    turns: list[Turn] = []
    terminal.greet(assistant.coverage())
    while (question := terminal.prompt()) is not None:
        with suppress(RagError), terminal.complaining():
            answer = assistant.ask(question, turns, narrowed)
            terminal.answer(answer)
            turns += [Turn("user", question), Turn("assistant", " ".join(s.text for s in answer.sentences))]
    return DONE


def _serve(settings: Settings, options: argparse.Namespace) -> int:
    assistant = terminal.opened(settings)
    from ui.server import serve

    serve(assistant, options.host, options.port, settings.story)
    return DONE


def _filters(options: argparse.Namespace) -> Filters:
    return read_filters(options.outlet, options.article, options.first, options.last)


def _opened(settings: Settings) -> Home:
    """The home, which must hold the story."""
    if not (settings.home / "byline.db").exists():
        raise NotFound(f"the home {settings.home} is empty; put reports in with `byline ingest PATH`")
    home = open_home(settings.home, settings.story, settings.chroma_url)
    with home.read() as db:
        home.story(db)
    return home


_COMMANDS: dict[str, Callable[[Settings, argparse.Namespace], int]] = {
    "ingest": _ingest,
    "articles": _articles,
    "show": _show,
    "remove": _remove,
    "reindex": _reindex,
    "ask": _ask,
    "search": _search,
    "chat": _chat,
    "serve": _serve,
}
