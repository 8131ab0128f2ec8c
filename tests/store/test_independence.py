"""Copies in a home: found when all is in, right after changes, removals and crashes, counted behind citations."""

from pathlib import Path

import pytest

from evals import newswire
from store import independence
from store.article import Draft
from store.copies import Cited
from store.home import Home, discard, open_home, refresh, writing
from store.ingest import reindex
from tests import homes, processes
from tests.homes import OTHER, Log, changed, opened, put_in

TEXTS = [draft.text for draft in newswire.articles(3, seed=11)]
AGENCY = Draft("agency.txt", TEXTS[0], "A first report", outlet="Agency", published="2025-03-14T06:00:00+00:00")
REPRINT = Draft("reprint.txt", TEXTS[0], "As told", outlet="Harbour Post", published="2025-03-14T09:00:00+00:00")
OWN = Draft("own.txt", TEXTS[1], "A report of its own", outlet="Öresund Radio", published="2025-03-15")


def copies(home: Home) -> dict[str, str]:
    """Which source was taken from which, by source."""
    with home.read() as db:
        found = independence.copies_of(db, home.story(db))
    names = {a.id: a.source for a in home.articles()}
    return {names[copy]: names[source] for copy, source in found.items()}


def behind(home: Home, *sources: str, gone: str = "") -> int:
    """Independent reports behind the first words of articles."""
    ids = {a.source: a.id for a in home.articles()} | {gone: "gone"}
    with home.read() as db:
        return independence.independent_reports(db, [Cited(ids[source], 0, 20) for source in sources])


def test_copies_are_found_whichever_comes_first(home: Home) -> None:
    put_in(home, [REPRINT])
    before = refresh(home).generation
    put_in(home, [OWN, AGENCY])
    assert copies(home) == {"reprint.txt": "agency.txt"}
    assert refresh(home).generation > before
    assert homes.faults(home) == []


def test_what_did_not_change_is_not_counted_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in(home, [REPRINT, AGENCY])
    monkeypatch.setattr("store.home.recount", lambda *_: pytest.fail("counted again"))
    put_in(home, [REPRINT, AGENCY])


def test_a_changed_text_is_no_copy_any_more(home: Home) -> None:
    put_in(home, [AGENCY, REPRINT])
    put_in(home, [changed(REPRINT, text=TEXTS[2])])
    assert copies(home) == {}
    put_in(home, [REPRINT])
    assert copies(home) == {"reprint.txt": "agency.txt"}


def test_a_copy_of_what_was_removed_is_nobodys_copy(home: Home) -> None:
    put_in(home, [AGENCY, REPRINT, OWN])
    with writing(home, pytest.fail):
        discard(home, refresh(home), next(a.id for a in home.articles() if a.source == "agency.txt"))
    assert copies(home) == {}
    assert homes.faults(home) == []


def test_stories_do_not_copy_from_each_other(home: Home) -> None:
    other = open_home(home.path, "other")
    put_in(home, [AGENCY])
    put_in(other, [REPRINT])
    assert copies(home) == copies(other) == {}


def test_reindex_finds_them_too(home: Home) -> None:
    put_in(home, [AGENCY, REPRINT])
    reindex(home, OTHER, Log(), pytest.fail)  # type: ignore[arg-type]
    assert copies(home) == {"reprint.txt": "agency.txt"}
    assert homes.faults(home) == []


def test_killed_before_they_are_found_the_next_start_finds_them(tmp_path: Path) -> None:
    place = ("store.home:_find_copies", 1, False)
    assert processes.exit_of(homes.ingest_and_die, tmp_path, [AGENCY, REPRINT], *place) == -9
    home = opened(tmp_path)
    assert copies(home) == {"reprint.txt": "agency.txt"}
    assert homes.faults(home) == []


def test_a_copy_is_no_second_report(home: Home) -> None:
    put_in(home, [AGENCY, REPRINT, OWN])
    assert behind(home, "agency.txt", "reprint.txt") == 1
    assert behind(home, "reprint.txt", "own.txt", "agency.txt") == 2
    assert behind(home) == 0


def test_an_article_that_was_removed_meanwhile_counts_no_longer(home: Home) -> None:
    put_in(home, [AGENCY])
    assert behind(home, "agency.txt", "gone", gone="gone") == 1
