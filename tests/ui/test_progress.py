"""How far an ingest or a run is: counted, the refused named with their reasons, a bar only where a person looks."""

import io

from store.ingest import Taken
from tests.ui.test_terminal import screen as screen
from ui.progress import counting, progress


def test_an_ingest_is_counted_and_its_refusals_are_named(screen: io.StringIO) -> None:
    with progress("reading", 4) as watch:
        for outcome in ("added", "added", "unchanged", "refused"):
            watch.taken(Taken(outcome, f"{outcome}:100:.txt", "[red]because"))  # type: ignore[arg-type]
        watch.embedded(512)
        watch.embedded(30)
    assert watch.summary() == "2 added, 0 updated, 1 unchanged, 1 refused"
    assert (watch.refused, watch.kept, watch.texts) == (1, 3, 542)
    assert "byline: refused refused:100:.txt: [red]because" in screen.getvalue()


def test_steps_are_counted(screen: io.StringIO) -> None:
    with counting("asking", 2) as advance:
        advance()
        advance()
