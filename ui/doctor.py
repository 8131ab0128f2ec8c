"""`byline doctor`: is the home as it must be, does the language model answer; what is wrong, and what to do."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from time import perf_counter

from rag.errors import AskError, LlmError, LlmOverflow
from rag.settings import ANTHROPIC, Llm, Settings
from rag.wording import counted
from store import catalogue
from store.errors import StoreError
from store.home import Home, open_home
from ui import terminal

_LONGEST_SAID = 300
_LISTING_SECONDS = 10.0
_QUESTION = "Answer with the one word: yes"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `fine` or not, what was found, and what to do if it is not fine."""

    what: str
    fine: bool
    found: str
    remedy: str = ""


def doctor(settings: Settings, as_json: bool) -> bool:
    """Look at everything, say it, and return whether all is fine. Nothing of it holds the key."""
    checks = list(_all(settings))
    fine = all(check.fine for check in checks)
    if as_json:
        terminal.document({"fine": fine, "checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            terminal.say(f"{'ok   ' if check.fine else 'WRONG'} {check.what}: {check.found}")
            if check.remedy:
                terminal.say(f"      {check.remedy}")
    return fine


def _all(settings: Settings) -> Iterator[Check]:
    yield from _home(settings)
    if settings.llm is None:
        yield Check("language model", True, "none is set; answers are put together from the reports' own words")
        return
    listed: list[str] = []
    if not settings.llm.model.startswith(ANTHROPIC):
        endpoint = _endpoint(settings.llm, listed)
        yield endpoint
        if not endpoint.fine:
            return
    yield _reply(settings.llm, listed)


def _home(settings: Settings) -> Iterator[Check]:
    try:
        terminal.must_exist(settings)
        home = open_home(settings.home, settings.story, settings.chroma_url)
        with home.read() as db:
            holds = catalogue.coverage(db, home.story(db))
    except (StoreError, OSError) as error:
        yield Check("home", False, str(error))
        return
    reports, outlets = counted(holds.articles, "report"), counted(holds.outlets, "outlet")
    yield Check("home", True, f"{settings.home} holds {reports} of {outlets}")
    yield _embedder(settings, home)


def _embedder(settings: Settings, home: Home) -> Check:
    from store.embedder import Embedder
    from store.ingest import check_model

    try:
        check_model(home, Embedder(settings.model))
    except StoreError as error:
        return Check("embedding model", False, str(error))
    return Check("embedding model", True, f"{settings.model} is the one that made the home's vectors")


def _endpoint(llm: Llm, listed: list[str]) -> Check:
    """Whether the endpoint can be reached and takes the key; `listed` gets its models."""
    import httpx

    from rag.llm.faults import fault

    headers = {"Authorization": f"Bearer {llm.key or 'none'}"}
    try:
        answer = httpx.get(f"{llm.url.rstrip('/')}/models", headers=headers, timeout=_LISTING_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Check("endpoint", False, f"{llm.url} {fault(error).cause}", "start it, or mend its address")
    if answer.status_code in (401, 403):
        return Check("endpoint", False, f"{llm.url} does not accept the key ({answer.status_code})", _KEY)
    try:
        listed += [str(model["id"]) for model in answer.json()["data"]]
    except (ValueError, LookupError, TypeError):  # not every server has a list
        return Check("endpoint", True, f"{llm.url} can be reached; it lists no models ({answer.status_code})")
    if llm.model in listed:
        return Check("endpoint", True, f"{llm.url} has {llm.model}")
    return Check("endpoint", True, f"{llm.url} does not list {llm.model}, but {_named(listed)}")


def _reply(llm: Llm, listed: list[str]) -> Check:
    """Whether one short question is answered, as a stream that ends as it should."""
    from llama_index.core.llms import ChatMessage

    from rag.llm.client import limits, open_llm
    from rag.llm.stream import Reply, stream

    replies: list[Reply] = []
    began, first = perf_counter(), 0.0
    try:
        for _ in stream(open_llm(llm), [ChatMessage(content=_QUESTION)], limits(llm), done=replies.append):
            first = first or perf_counter() - began
    except AskError as error:
        return Check("reply", False, str(error))
    except LlmError as error:
        said = _safe(error.detail, llm.key)
        return Check("reply", False, error.cause + (f": {said}" if said else ""), _remedy(error, llm, listed))
    usage = replies[0].usage
    tokens = f"{usage.prompt} tokens read, {usage.completion} written"
    by = "as estimated here; the server does not count them" if usage.estimated else "as the server counts them"
    return Check("reply", True, f"begun after {first:.1f} s, done after {perf_counter() - began:.1f} s; {tokens}, {by}")


_KEY = "set the key: BYLINE_LLM_KEY, or `key` in [llm] of byline.toml"


def _remedy(error: LlmError, llm: Llm, listed: list[str]) -> str:
    if isinstance(error, LlmOverflow):
        return "give the server a longer context"
    for words, remedy in (
        ("key", _KEY),
        ("404", f"name a model that it has: {_named(listed)}" if listed else "mend the address or the model's name"),
        ("429", "wait, or ask its provider for a higher limit"),
        ("did not begin", f"give it more than {llm.deadline:g} s: BYLINE_LLM_DEADLINE, or `deadline` in byline.toml"),
    ):
        if words in error.cause:
            return remedy
    return "see the server's own log"


def _named(models: list[str]) -> str:
    return _safe(", ".join(models)) or "none at all"


def _safe(said: str, key: str = "") -> str:
    """A server's words on one line, cut, and without the key that it may repeat."""
    line = " ".join((said.replace(key, "…") if key else said).split())
    return line if len(line) <= _LONGEST_SAID else f"{line[:_LONGEST_SAID]}…"
