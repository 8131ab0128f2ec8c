"""Many questions in one process: a JSON object a line in, one a line out, in the same order."""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import AliasChoices, BaseModel, Field, ValidationError, model_validator
from pydantic_core import from_json

from rag.answer import Filters, Turn
from rag.errors import AskError, RagError
from rag.settings import Settings
from ui import terminal
from ui.lookup import finder
from ui.narrow import read_filters
from ui.progress import counting
from ui.records import find_json, search_json

Reply = Callable[["Line"], dict[str, Any]]


class _Turn(BaseModel):
    role: Literal["user", "assistant"]
    text: str

    @model_validator(mode="before")
    @classmethod
    def _is_an_object(cls, given: Any) -> Any:  # noqa: ANN401 - whatever the line holds
        if not isinstance(given, dict):
            raise ValueError('a turn is {"role": "user" or "assistant", "text": "…"}; earlier questions go in `after`')
        return given


class Line(BaseModel):
    """One line of a batch, as the contract names its keys; unknown keys are ignored, and null is as good as absent."""

    id: Any = None
    question: str = Field(validation_alias=AliasChoices("question", "query"))
    after: list[str] | None = None
    turns: list[_Turn] | None = None
    articles: list[str] | None = None
    outlets: list[str] | None = None
    first: str | None = Field(default=None, alias="from")
    last: str | None = Field(default=None, alias="to")
    speaker: str | None = None

    @model_validator(mode="after")
    def _one_history(self) -> "Line":
        if self.after and self.turns:
            raise ValueError("give `after` or `turns`, not both")
        return self

    @property
    def history(self) -> list[Turn]:
        """The earlier turns, oldest first."""
        return [Turn("user", text) for text in self.after or ()] or [Turn(t.role, t.text) for t in self.turns or ()]

    @property
    def filters(self) -> Filters:
        """What the line narrows the coverage to. Raises AskError."""
        return read_filters(self.outlets, self.articles, self.first, self.last, self.speaker)


def run_batch(settings: Settings, options: argparse.Namespace, task: str) -> int:
    """Work through a batch file of `ask`, `search` or `find`; returns 0, 1 if a line was refused, 2 if all were.

    A refused line is named on stderr and still gets its document, with its `id` and an `error`, so that line n answers
    line n. Raises AskError when the file cannot be read.
    """
    lines = list(_lines(options.batch))
    if not lines:
        return 0
    reply = _replier(settings, options, task)
    refused = 0
    with counting("asking", len(lines)) as advance:
        for number, text in lines:
            made = _document(reply, text)
            if "error" in made:
                refused += 1
                terminal.complain(f"{options.batch}:{number}: {made['error']}")
            terminal.document(made)
            advance()
    return 0 if not refused else 1 if refused < len(lines) else 2


def _replier(settings: Settings, options: argparse.Namespace, task: str) -> Reply:
    """What makes a document of a line, over the opened coverage."""
    if task == "find":
        find = finder(settings, options.paraphrase)
        return lambda line: find_json(find(line.question, line.filters), line.id)
    assistant = terminal.opened(settings)
    if task == "search":
        return lambda line: search_json(assistant.search(line.question, options.k, line.history, line.filters), line.id)
    return lambda line: assistant.ask(line.question, line.history, line.filters).to_json() | {"id": line.id}


def _document(reply: Reply, text: str) -> dict[str, Any]:
    try:
        given = from_json(text, allow_inf_nan=False)
    except ValueError as error:
        return {"id": None, "error": f"Invalid JSON: {error}"}
    try:
        return reply(Line.model_validate(given))
    except ValidationError as error:
        said = _first_fault(error)
    except RagError as error:
        said = str(error)
    known = {name: given[name] for name in ("id", "question") if name in given} if isinstance(given, dict) else {}
    return {"id": None} | known | {"error": said}


def _lines(name: str) -> Iterator[tuple[int, str]]:
    """(line number, text) of the lines that are not blank."""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise AskError(f"{name} cannot be read: {reason}") from error
    yield from ((n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip())


def _first_fault(error: ValidationError) -> str:
    fault = error.errors()[0]
    where = ".".join(str(part) for part in fault["loc"])
    message = fault["msg"].removeprefix("Value error, ")
    return f"{where}: {message}" if where else message
