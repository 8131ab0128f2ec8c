"""What a person can set, read once at the entry and passed down as values."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_data_path

from rag.errors import AskError
from store.errors import HomeError

PACKAGED_MODEL = "all-MiniLM-L6-v2"


@dataclass(frozen=True, slots=True)
class Llm:
    """A language model behind an OpenAI-compatible endpoint; the key is kept out of what is printed."""

    model: str
    url: str
    key: str = field(default="", repr=False)


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


def read_settings(home: str | None, story: str | None, env: Mapping[str, str] = os.environ) -> Settings:
    """Options first, then `BYLINE_HOME`, `BYLINE_STORY`, `BYLINE_MODEL`, `BYLINE_CHROMA_URL`, then the defaults.

    A language model is named by `BYLINE_LLM`, `MODEL@URL` (`qwen3:8b@http://127.0.0.1:11434/v1`), and its key by
    `BYLINE_LLM_KEY`. Raises HomeError for a home `~NAME/…` of a user whom the machine does not know, AskError for a
    language model without an address.
    """
    folder = home or env.get("BYLINE_HOME")
    return Settings(
        home=_folder(folder) if folder else user_data_path("byline", appauthor=False),
        story=story or env.get("BYLINE_STORY") or "default",
        model=env.get("BYLINE_MODEL") or PACKAGED_MODEL,
        chroma_url=env.get("BYLINE_CHROMA_URL") or None,
        llm=_llm(env),
    )


def _llm(env: Mapping[str, str]) -> Llm | None:
    named = env.get("BYLINE_LLM", "").strip()
    if not named:
        return None
    model, _, url = named.rpartition("@")
    if not model or not url.startswith(("http://", "https://")):
        raise AskError(
            f"BYLINE_LLM is {named!r}; name a model and its address, like qwen3:8b@http://127.0.0.1:11434/v1"
        )
    return Llm(model, url, env.get("BYLINE_LLM_KEY", ""))


def _folder(name: str) -> Path:
    try:
        return Path(name).expanduser()
    except RuntimeError as error:
        raise HomeError(f"the home {name} cannot be found: {error}; name another one with --home") from error
