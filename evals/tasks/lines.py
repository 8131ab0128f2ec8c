"""The rows of a public set, checked against the shape that a task expects of them. Knows no set."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from evals.errors import SuiteError
from evals.plain import read_text


class Row(BaseModel):
    """One row of a file; keys not named by its shape are ignored."""

    model_config = ConfigDict(frozen=True)


AnyRow = TypeVar("AnyRow", bound=Row)
T = TypeVar("T")


def json_lines(path: Path, shape: type[AnyRow]) -> list[AnyRow]:
    """The rows of a JSON Lines file, blank lines left out. Raises SuiteError, which names the line."""
    numbered, checker = enumerate(read_text(path).split("\n"), start=1), TypeAdapter(shape)
    return [_checked(f"{path}:{number}", checker, line) for number, line in numbered if line.strip()]


def json_list(path: Path, shape: type[AnyRow]) -> list[AnyRow]:
    """The rows of a JSON file that holds one list of them. Raises SuiteError, which names the item, from 0."""
    return _checked(str(path), TypeAdapter(list[shape]), read_text(path))  # type: ignore[valid-type]


def _checked(place: str, checker: TypeAdapter[T], text: str) -> T:
    try:
        return checker.validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where, fault = ".".join(map(str, first["loc"])), first["msg"].removeprefix("Value error, ")
        raise SuiteError(f"{place}: {f'{where}: ' if where else ''}{fault}") from error
