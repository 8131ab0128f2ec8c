"""What a person can set, read once at the entry and passed down as values."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from math import inf
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from platformdirs import user_data_path

from rag.errors import AskError
from store.errors import HomeError

PACKAGED_MODEL = "all-MiniLM-L6-v2"
ANTHROPIC = "anthropic:"
"""What a model's name begins with if it is Anthropic's and not behind an OpenAI-compatible endpoint."""
LONGEST_WAIT = 3_600


@dataclass(frozen=True, slots=True)
class Llm:
    """A language model behind an OpenAI-compatible endpoint, or `anthropic:MODEL`; the key is never printed.

    `context` is the tokens it reads, `deadline` the seconds for a reply; prices are for a million tokens, in any
    currency. `cache` keeps its replies in the home; `judge` has it asked of each of its sentences whether the cited
    words support it.
    """

    model: str
    url: str = ""
    key: str = field(default="", repr=False)
    context: int = 16_000
    deadline: float = 60.0
    price_in: float | None = None
    price_out: float | None = None
    cache: bool = True
    judge: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the coverage is and what reads it.

    `chroma_url` names a Chroma server (`http://host:port`); None means an index inside the home. Without `llm` nothing
    asks a language model.
    """

    home: Path
    story: str = "default"
    model: str = PACKAGED_MODEL
    chroma_url: str | None = None
    llm: Llm | None = None

    @property
    def runs(self) -> Path:
        """The folder of the home's evaluation runs."""
        return self.home / "runs"

    @property
    def replies(self) -> Path | None:
        """The file of the language model's kept replies; None where none are to be kept."""
        return self.home / "replies.db" if self.llm and self.llm.cache else None


def read_settings(home: str | None, story: str | None, env: Mapping[str, str] = os.environ) -> Settings:
    """Options first, then `BYLINE_HOME`, `BYLINE_STORY`, `BYLINE_MODEL`, `BYLINE_CHROMA_URL`, then the defaults.

    A language model is named by `BYLINE_LLM`, `MODEL@URL` (`qwen3:8b@http://127.0.0.1:11434/v1`) or `anthropic:MODEL`,
    or else by the table `[llm]` of the home's `byline.toml`, with the fields of `Llm`; `BYLINE_LLM=off` wants none.
    `BYLINE_LLM_KEY`, `BYLINE_LLM_DEADLINE` and so on win over the table. Raises HomeError for a home `~NAME/…` of a
    user whom the machine does not know, AskError for a language model that is not named as it must be.
    """
    named = home or env.get("BYLINE_HOME")
    folder = _folder(named) if named else user_data_path("byline", appauthor=False)
    return Settings(
        home=folder,
        story=story or env.get("BYLINE_STORY") or "default",
        model=env.get("BYLINE_MODEL") or PACKAGED_MODEL,
        chroma_url=env.get("BYLINE_CHROMA_URL") or None,
        llm=_llm(folder / "byline.toml", env),
    )


def _llm(file: Path, env: Mapping[str, str]) -> Llm | None:
    named = env.get("BYLINE_LLM", "").strip()
    table = _named(named) if named else _table(file)
    if not table or named == "off":
        return None
    known = [f.name for f in fields(Llm)]
    for name in known[2:]:
        if said := env.get(f"BYLINE_LLM_{name.upper()}"):
            table[name] = said
    if unknown := sorted(table.keys() - set(known)):
        raise AskError(f"{file}: [llm] has no {', '.join(unknown)}; it has {', '.join(known)}")
    return _checked(table, "BYLINE_LLM" if named else f"[llm] of {file}")


def _named(named: str) -> dict[str, Any]:
    """The address is what follows the last @."""
    model, at, url = named.rpartition("@")
    return {"model": model if at else named, "url": url if at else ""}


def _table(file: Path) -> dict[str, Any]:
    try:
        read = tomllib.loads(file.read_bytes().decode("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise AskError(f"{file} cannot be read: {error}") from None
    table = read.pop("llm", {})
    if read or not isinstance(table, dict):
        raise AskError(f"{file} has one table, [llm], and nothing else")
    return table


def _checked(table: dict[str, Any], where: str) -> Llm:
    from pydantic import TypeAdapter, ValidationError

    try:
        llm = TypeAdapter(Llm).validate_python(table)
    except ValidationError as error:  # of which only the names and the rules are said: a value may be a key
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False))
        raise AskError(f"{where}: {wrong}") from None
    model = llm.model.removeprefix(ANTHROPIC)
    if not model or not (_is_address(llm.url) or (model != llm.model and not llm.url)):
        raise AskError(
            f"{where} names {llm.model!r} at {llm.url!r}; name a model and its address, like "
            f"qwen3:8b@http://127.0.0.1:11434/v1, or {ANTHROPIC}MODEL"
        )
    prices = [price for price in (llm.price_in, llm.price_out) if price is not None]
    if not 0 < llm.deadline <= LONGEST_WAIT or llm.context < 1 or not all(0 <= price < inf for price in prices):
        raise AskError(
            f"{where}: the deadline is from 0 to {LONGEST_WAIT:,} seconds, the context 1 token or more, "
            "a price 0 or more"
        )
    key = llm.key.strip()
    if not (key.isascii() and key.isprintable()):
        raise AskError(f"{where}: the key has characters that no key has; copy it anew")
    return replace(llm, key=key)


def _is_address(url: str) -> bool:
    """Whether something may listen there."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname and parts.port != 0) and url.isprintable()
    except ValueError:
        return False


def _folder(name: str) -> Path:
    try:
        return Path(name).expanduser()
    except RuntimeError as error:
        raise HomeError(f"the home {name} cannot be found: {error}; name another one with --home") from error
