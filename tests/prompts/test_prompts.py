"""The words that Byline itself says, and what happens when a value is missing or of no use."""

from hashlib import sha256
from importlib.resources import files

import pytest

import prompts
from prompts import render

NAMES = sorted(f.name.removesuffix(".md") for f in files("prompts").iterdir() if f.name.endswith(".md"))


def wanted(name: str) -> dict[str, str]:
    """A value for each that the prompt wants."""
    return {value: f"«{value}»" for value in prompts._template(name).get_identifiers()}


def test_there_are_prompts() -> None:
    assert "not_in_coverage" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_renders_with_its_values(name: str) -> None:
    text = render(name, **wanted(name))
    assert text == text.strip() != ""
    assert all(value in text for value in wanted(name).values())
    assert "$" not in text


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_value_is_an_error(name: str) -> None:
    for value in wanted(name):
        with pytest.raises(KeyError, match=value):
            render(name, **{k: v for k, v in wanted(name).items() if k != value})


@pytest.mark.parametrize("name", NAMES)
def test_an_unused_value_is_an_error_that_names_both(name: str) -> None:
    with pytest.raises(ValueError, match=f"prompts/{name}.md does not use oops"):
        render(name, **wanted(name), oops="x")


def test_values_are_put_in_as_they_are() -> None:
    assert "$x ${y} {z} %s \\1" in render("not_in_coverage", searched="$x ${y} {z} %s \\1")


def test_an_unknown_prompt_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        render("no_such_prompt")


def test_every_file_has_a_version_by_its_content() -> None:
    assert list(prompts.versions()) == NAMES
    file = files("prompts").joinpath("answer_system.md").read_bytes()
    assert prompts.versions()["answer_system"] == sha256(file).hexdigest()[:16]
