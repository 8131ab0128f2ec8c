"""Which articles pass a reader's filters."""

import pytest

from store import catalogue
from store.catalogue import article_id
from store.home import Home
from store.spans import matching_articles
from tests.homes import BRIDGE, FERRY, ORCHARD, put_in


@pytest.mark.parametrize(
    ("outlets", "names", "first", "last", "found"),
    [
        (["harbour post"], [], None, None, {"ferry.txt"}),
        (["ÖRESUND RADIO"], [], None, None, {"bridge.txt"}),
        (["Öresund Radio", "Harbour Post"], [], None, None, {"bridge.txt", "ferry.txt"}),
        (["Nobody"], [], None, None, set()),
        ([], ["orchard.txt"], None, None, {"orchard.txt"}),
        ([], [article_id("default", "ferry.txt"), "bridge.txt"], None, None, {"bridge.txt", "ferry.txt"}),
        ([], [], "2025-03-12", "2025-03-12", {"bridge.txt"}),
        ([], [], "2025-03-13", None, {"ferry.txt"}),
        ([], [], None, "2025-03-13", {"bridge.txt"}),
        (["Harbour Post"], ["bridge.txt"], None, None, set()),
        ([], [], None, None, {"bridge.txt", "ferry.txt", "orchard.txt"}),
    ],
)
def test_filters(
    home: Home, outlets: list[str], names: list[str], first: str | None, last: str | None, found: set[str]
) -> None:
    put_in(home, [FERRY, BRIDGE, ORCHARD])
    with home.read() as db:
        ids = matching_articles(db, home.story(db), outlets, names, first, last)
        assert {a.source for a in catalogue.articles(db, home.story(db), ids)} == found


@pytest.mark.parametrize(
    ("speaker", "found"),
    [
        ("Caldera", {"bridge.txt"}),
        ("Ms CALDERA", {"bridge.txt"}),
        ("Ada Lindqvist", {"ferry.txt"}),
        ("the company", {"ferry.txt"}),
        ("Westmark", set()),
        ("!", set()),
    ],
)
def test_of_a_speaker_the_articles_that_report_a_word(home: Home, speaker: str, found: set[str]) -> None:
    put_in(home, [FERRY, BRIDGE, ORCHARD])
    with home.read() as db:
        ids = matching_articles(db, home.story(db), speaker=speaker)
        assert {a.source for a in catalogue.articles(db, home.story(db), ids)} == found
        assert matching_articles(db, home.story(db), names=["orchard.txt"], speaker=speaker) == set()
