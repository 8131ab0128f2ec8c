"""The rows of a public set, checked against the shape that a task expects of them. Knows no set."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from evals.errors import SuiteError
from evals.plain import read_text


class Row(BaseModel):
    """One row of a file; keys not named by its shape are ignored."""

    model_config = ConfigDict(frozen=True)


AnyRow = TypeVar("AnyRow", bound=Row)


def json_lines(path: Path, shape: type[AnyRow]) -> list[AnyRow]:
    """The rows of a JSON Lines file, blank lines left out. Raises SuiteError, which names the line."""
    numbered = enumerate(read_text(path).split("\n"), start=1)
    return [_checked(f"{path}:{number}", line, shape) for number, line in numbered if line.strip()]


def json_list(path: Path, shape: type[AnyRow]) -> list[AnyRow]:
    """The rows of a JSON file that holds one list of them. Raises SuiteError, which names the item, from 1."""
    try:
        return TypeAdapter(list[shape]).validate_json(read_text(path))  # type: ignore[valid-type]
    except ValidationError as error:
        item, *_ = (*error.errors()[0]["loc"], None)
        place = f"{path}, item {item + 1}" if isinstance(item, int) else str(path)
        raise SuiteError(f"{place}: {_fault(error, 1)}; {_needed(shape)}") from error


def unique(path: Path, ids: Sequence[str]) -> None:
    """Raise SuiteError if two rows have the same id: the scores of a run are kept by id."""
    again = next((id_ for id_, times in Counter(ids).items() if times > 1), None)
    if again is not None:
        raise SuiteError(f"{path}: two rows have the id {again!r}; each needs its own")


def _checked(place: str, line: str, shape: type[AnyRow]) -> AnyRow:
    try:
        return shape.model_validate_json(line)
    except ValidationError as error:
        raise SuiteError(f"{place}: {_fault(error, 0)}; {_needed(shape)}") from error


def _fault(error: ValidationError, depth: int) -> str:
    """The first fault, by the keys that lead to it, of which `depth` are left out."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][depth:])
    message = first["msg"].removeprefix("Value error, ")
    return f"{where}: {message}" if where else message


def _needed(shape: type[Row]) -> str:
    return f"expected an object with {', '.join(shape.model_fields)}"
