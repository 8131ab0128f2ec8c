"""YAML and JSON Lines as plain data in which every place knows its line. Knows nothing of what the data mean.

Scalars are taken as they are written (`no` is "no", `4:30` is "4:30", `2025-03-01` is a text), null is as good as
absent; anchors, aliases and tags are refused, and so are keys that a mapping has twice.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from evals.errors import SuiteError

Loc = tuple[str | int, ...]
"""The keys and indexes that lead to a place in the data."""


@dataclass(frozen=True, slots=True)
class Plain:
    """What a file says: a mapping (of JSON Lines, one with `samples`), and the line of every place."""

    path: Path
    data: Any
    lines: Mapping[Loc, int]

    def where(self, at: Loc) -> str:
        """`file:line` of a place, or of the nearest known thing around it."""
        return f"{self.path}:{self.line(at)}"

    def line(self, at: Loc) -> int:
        """The line of a place, or of the nearest known thing around it; lines count from 1."""
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at, 1)


def read_plain(path: Path) -> Plain:
    """The data of a file. Raises SuiteError, with the line, for what is no text and no YAML or JSON."""
    try:
        return READERS[path.suffix.lower()](path, read_text(path))
    except RecursionError:
        raise SuiteError(f"{path}:1: nested too deep") from None


def read_text(path: Path) -> str:
    """The text of a file, line ends as they are. Raises SuiteError, with the line of what is not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SuiteError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SuiteError(f"{path}:{line}: this is not UTF-8; save the file as UTF-8") from error


def _json_lines(path: Path, text: str) -> Plain:
    samples: list[Any] = []
    lines: dict[Loc, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            lines["samples", len(samples)] = number
            try:
                samples.append(json.loads(line, object_pairs_hook=_once, parse_int=str, parse_float=str))
            except ValueError as error:
                raise SuiteError(f"{path}:{number}: no JSON: {error}") from error
    return Plain(path, {"samples": samples}, lines)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key stands here twice")
    return {key: value for key, value in pairs if value is not None}


def _yaml(path: Path, text: str) -> Plain:
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        return Plain(path, loader.plain(root, ()) if root else {}, loader.lines)
    except yaml.MarkedYAMLError as error:
        raise SuiteError(f"{path}:{error.problem_mark.line + 1}: no YAML: {error.problem}") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise SuiteError(f"{path}:{line}: no YAML: {chr(error.character)!r} cannot stand here") from error


class _Loader(yaml.SafeLoader):  # type: ignore[misc]
    """Composes nodes and turns them into plain data, noting lines as it goes."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.lines: dict[Loc, int] = {}

    def compose_node(self, parent: yaml.Node, index: Any) -> yaml.Node:  # noqa: ANN401
        """As the base does, but without anchors, aliases (a few lines of them unfold to gigabytes) and tags."""
        event = self.peek_event()
        if event.anchor or getattr(event, "tag", None):
            refused = "anchors (&), aliases (*) and tags (!) are not read; should a text stand in quotes?"
            raise yaml.MarkedYAMLError(problem=refused, problem_mark=event.start_mark)
        return super().compose_node(parent, index)

    def plain(self, node: yaml.Node, at: Loc) -> Any:  # noqa: ANN401
        """The data of a node, whose place in the document is `at`."""
        self.lines.setdefault(at, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return None if node.tag == "tag:yaml.org,2002:null" else node.value
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, (*at, number)) for number, item in enumerate(node.value)]
        pairs = ((self._key(key, at), value) for key, value in node.value)
        made = {key: self.plain(value, (*at, key)) for key, value in pairs}
        return {key: value for key, value in made.items() if value is not None}

    def _key(self, node: yaml.Node, at: Loc) -> str:
        key = str(node.value)
        if not isinstance(node, yaml.ScalarNode) or (*at, key) in self.lines:
            problem = (
                f"the key {key!r} stands here twice" if isinstance(node, yaml.ScalarNode) else "a key must be a word"
            )
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
        self.lines[*at, key] = node.start_mark.line + 1
        return key


READERS: Mapping[str, Callable[[Path, str], Plain]] = {".yaml": _yaml, ".yml": _yaml, ".jsonl": _json_lines}
"""How a file is read, by its suffix."""
