"""What a person can set, read once at the entry and passed down as values."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from store.errors import HomeError

PACKAGED_MODEL = "all-MiniLM-L6-v2"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the coverage is and what reads it.

    `chroma_url` names a Chroma server (`http://host:port`); None means an index inside the home.
    """

    home: Path
    story: str = "default"
    model: str = PACKAGED_MODEL
    chroma_url: str | None = None


def read_settings(home: str | None, story: str | None, env: Mapping[str, str] = os.environ) -> Settings:
    """Options first, then `BYLINE_HOME`, `BYLINE_STORY`, `BYLINE_MODEL`, `BYLINE_CHROMA_URL`, then the defaults.

    Raises HomeError for a home `~NAME/…` of a user whom the machine does not know.
    """
    folder = home or env.get("BYLINE_HOME")
    return Settings(
        home=_folder(folder) if folder else user_data_path("byline", appauthor=False),
        story=story or env.get("BYLINE_STORY") or "default",
        model=env.get("BYLINE_MODEL") or PACKAGED_MODEL,
        chroma_url=env.get("BYLINE_CHROMA_URL") or None,
    )


def _folder(name: str) -> Path:
    try:
        return Path(name).expanduser()
    except RuntimeError as error:
        raise HomeError(f"the home {name} cannot be found: {error}; name another one with --home") from error
