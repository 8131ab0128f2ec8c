"""A small story about a harbour, told by several outlets, with an assistant over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.assistant import Assistant
from store.article import Draft
from tests.rag.making import assistant

STORY = (
    Draft(
        source="post.txt",
        title="Swing bridge shut to lorries",
        outlet="Ellery Post",
        published="2025-11-18",
        text=(
            "The swing bridge at Port Ellery stays shut to lorries until spring.\n\n"
            "Divers found a crack the length of a hand in the eastern pivot. Board chair Ines Caldera denied that "
            "anyone had been warned. A new pivot costs 4.2 million crowns.\n\n"
            "Shopkeepers on the north quay fear for their Christmas trade.\n"
        ),
    ),
    Draft(
        source="radio.txt",
        title="Hauliers want a night convoy",
        outlet="Öresund Radio",
        published="2025-11-19T07:30:00+01:00",
        url="https://radio.example/convoy",
        text=(
            "Hauliers have asked for a night convoy over the bridge.\n\n"
            "Divers found a crack the length of a hand in the eastern pivot. Tomas Brandvold said that his drivers "
            "lose two hours a day. Governor Yevhen Pylypchuk promised help on Wednesday.\n"
        ),
    ),
    Draft(
        source="wire.txt",
        title="Was the board warned?",
        published=None,
        text=(
            "A disputed survey is at the heart of the row.\n\n"
            "Tomas Brandvold said that the board had been warned in May. Divers found a crack the length of a hand in "
            "the eastern pivot.\n"
        ),
    ),
)


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant over the three reports; nobody may change them."""
    yield assistant(tmp_path_factory.mktemp("harbour"), STORY)


@pytest.fixture
def home_path(tmp_path: Path) -> Path:
    """Where a home of one test's own can be made."""
    return tmp_path / "home"
