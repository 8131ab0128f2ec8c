"""The templates beside this module, filled in: HTML for browsers, Markdown for terminals, YAML for reporters.

All text of articles, questions and names is untrusted: whatever is printed is escaped and stripped of what hides or
reorders text. Only what a template marks as `safe` is printed as it is.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rag.wording import counted, escape, shortened, visible


def filled(name: str, **values: Any) -> str:  # noqa: ANN401
    """The template `NAME.j2` with these values; what the name ends in says how text is escaped."""
    return _environment(name.rpartition(".")[2]).get_template(f"{name}.j2").render(**values)


def _scalar(text: str) -> str:
    """A YAML scalar on one line, whatever it holds; fit for a remark too."""
    dumped: str = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=float("inf"))
    return dumped.strip()


_ESCAPES: Mapping[str, Callable[[str], str]] = {
    "html": visible,  # Jinja2 does the rest
    "md": lambda text: escape(visible(text)),
    "yaml": _scalar,
}


@cache
def _environment(kind: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=kind == "html",
        undefined=StrictUndefined,
        finalize=lambda given: _ESCAPES[kind](given) if type(given) is str else given,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"counted": counted, "shortened": shortened, "json": _json}
    return made


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
