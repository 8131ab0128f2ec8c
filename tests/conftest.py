"""What the tests share: the one real embedding model, which takes seconds to load, and an empty home."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from store.embedder import Embedder
    from store.home import Home

settings.register_profile("byline", max_examples=50, deadline=None)  # a busy machine is slow, and no fault of the code
settings.load_profile("byline")


@pytest.fixture(scope="session")
def embedder() -> "Embedder":
    """The packaged model."""
    from store.embedder import Embedder

    return Embedder()


@pytest.fixture
def home(tmp_path: Path) -> "Home":
    """An empty home."""
    from tests.homes import home_at

    return home_at(tmp_path / "home")
