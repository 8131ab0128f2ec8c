"""`byline doctor`: is the home as it must be, does the language model answer; what is wrong, and what to do."""

from contextlib import suppress
from dataclasses import asdict, dataclass
from time import perf_counter

from rag.errors import AskError, LlmError, LlmOverflow
from rag.settings import Llm, Settings
from rag.wording import counted, shortened
from store import catalogue
from store.errors import StoreError
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
    checks = [_home(settings), _model(settings.llm)]
    fine = all(check.fine for check in checks)
    if as_json:
        terminal.document({"fine": fine, "checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            terminal.say(f"{'ok   ' if check.fine else 'WRONG'} {check.what}: {check.found}")
            if check.remedy:
                terminal.say(f"      {check.remedy}")
    return fine


def _home(settings: Settings) -> Check:
    try:
        home = terminal.story(settings)
        with home.read() as db:
            holds = catalogue.coverage(db, home.story(db))
    except (StoreError, OSError) as error:
        return Check("home", False, str(error))
    reports, outlets = counted(holds.articles, "report"), counted(holds.outlets, "outlet")
    return Check("home", True, f"{settings.home} holds {reports} of {outlets}")


def _model(llm: Llm | None) -> Check:
    """Whether one short question is answered, as a stream that ends as it should."""
    if llm is None:
        return Check("language model", True, "none is set; answers are put together from the reports' own words")
    from llama_index.core.llms import ChatMessage

    from rag.llm.client import limits, open_llm
    from rag.llm.stream import Reply, stream

    replies: list[Reply] = []
    began, first = perf_counter(), 0.0
    try:
        for _ in stream(open_llm(llm), [ChatMessage(content=_QUESTION)], limits(llm), done=replies.append):
            first = first or perf_counter() - began
    except AskError as error:
        return Check("language model", False, str(error))
    except LlmError as error:
        said = _safe(error.detail, llm.key)
        found = f"{llm.model} at {llm.url} {error.cause}{f': {said}' if said else ''}"
        return Check("language model", False, found, _remedy(error, llm))
    usage = replies[0].usage
    tokens = f"{usage.prompt} tokens read, {usage.completion} written"
    by = "as estimated here; the server does not count them" if usage.estimated else "as the server counts them"
    times = f"began after {first:.1f} s and was done after {perf_counter() - began:.1f} s"
    return Check("language model", True, f"{llm.model} {times}; {tokens}, {by}")


def _remedy(error: LlmError, llm: Llm) -> str:
    if isinstance(error, LlmOverflow):
        return "give the server a longer context"
    if "404" in error.cause:
        return f"mend the address or the model's name{_others(llm)}"
    for words, remedy in (
        ("key", "set the key: BYLINE_LLM_KEY, or `key` in [llm] of byline.toml"),
        ("429", "wait, or ask its provider for a higher limit"),
        ("reached", "start it, or mend its address"),
        ("did not begin", f"give it more than {llm.deadline:g} s: BYLINE_LLM_DEADLINE, or `deadline` in byline.toml"),
    ):
        if words in error.cause:
            return remedy
    return "see the server's own log"


def _others(llm: Llm) -> str:
    """The models that the endpoint has, where it lists them."""
    import httpx

    headers = {"Authorization": f"Bearer {llm.key or 'none'}"}
    with suppress(httpx.HTTPError, httpx.InvalidURL, ValueError, LookupError, TypeError):
        listed = httpx.get(f"{llm.url.rstrip('/')}/models", headers=headers, timeout=_LISTING_SECONDS).json()["data"]
        return f"; it has: {_safe(', '.join(str(model['id']) for model in listed), llm.key)}" if listed else ""
    return ""


def _safe(said: str, key: str) -> str:
    """A server's words on one line, cut, and without the key that it may repeat."""
    return shortened(" ".join((said.replace(key, "…") if key else said).split()), _LONGEST_SAID)
