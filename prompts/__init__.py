"""The words that Byline itself says, to readers and to models, as files beside this one."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from string import Template


def render(name: str, **values: str) -> str:
    """The text of `prompts/NAME.md` with every `$value` filled in.

    Raises KeyError for a value that the text wants and was not given, ValueError for one given that it does not use.
    """
    template = _template(name)
    unused = values.keys() - set(template.get_identifiers())
    if unused:
        raise ValueError(f"prompts/{name}.md does not use {', '.join(sorted(unused))}")
    return template.substitute(values).strip()


@cache
def _template(name: str) -> Template:
    return Template(files("prompts").joinpath(f"{name}.md").read_text("utf-8"))


@cache
def versions() -> Mapping[str, str]:
    """Which words these are: the first 16 hexadecimal digits of the SHA-256 of each file, by its name."""
    found = sorted((f for f in files("prompts").iterdir() if f.name.endswith(".md")), key=lambda f: f.name)
    return {f.name.removesuffix(".md"): sha256(f.read_bytes()).hexdigest()[:16] for f in found}
