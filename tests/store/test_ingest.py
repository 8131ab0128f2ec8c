"""The one write path: idempotent, revision by revision, with every refusal named and every character where it was."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import store.ingest
from store import catalogue, spans
from store.article import CITED_KINDS, Draft
from store.errors import HomeError, InputRefused
from store.home import Home, collection, discard, open_home, refresh, writing
from store.ingest import reindex
from store.spans import GRAINS
from store.vectors import Vectors
from tests import homes
from tests.homes import BRIDGE, FERRY, FERRY_CHANGED, ORCHARD, HashEmbedder, Log, changed, put_in

PROMOS_ONLY = Draft("promos.txt", "Leave a Comment\n\nAlso read: Another link to a page\n\nMORE: A third link\n")


def ids(home: Home) -> dict[str, set[str]]:
    with home.read() as db:
        return {grain: home.index.ids(collection(home.story(db), grain)) for grain in GRAINS}


def test_run_twice_it_changes_nothing(home: Home) -> None:
    drafts = [FERRY, BRIDGE, ORCHARD]
    first = put_in(home, drafts)
    assert first.outcomes == {d.source: "added" for d in drafts}
    assert first.texts > 0
    before, story = ids(home), refresh(home)
    second = put_in(home, drafts)
    assert second.outcomes == {d.source: "unchanged" for d in drafts}
    assert [t.detail for t in second.all] == [t.detail for t in first.all]
    assert second.texts == 0
    assert ids(home) == before
    assert refresh(home) == story
    assert homes.faults(home) == []


def test_a_changed_text_is_a_new_revision_and_the_old_one_is_no_longer_found(home: Home) -> None:
    put_in(home, [FERRY, BRIDGE])
    before = refresh(home)
    log = put_in(home, [FERRY_CHANGED, BRIDGE])
    assert log.outcomes == {"ferry.txt": "updated", "bridge.txt": "unchanged"}
    assert refresh(home).generation > before.generation
    with home.read() as db:
        story = home.story(db)
        assert catalogue.article(db, story, "ferry.txt", 1).text == FERRY.text
        assert catalogue.article(db, story, "ferry.txt").text == FERRY_CHANGED.text
    for grain in GRAINS:
        assert homes.lexically(home, "refunds Lindqvist ramp", grain) == []
        assert homes.lexically(home, "hull", grain)
    assert homes.faults(home) == []
    put_in(home, [FERRY])  # and back again
    assert [(a.revision, a.text) for a in home.articles() if a.source == "ferry.txt"] == [(3, FERRY.text)]
    assert homes.lexically(home, "hull") == []
    assert homes.faults(home) == []


@pytest.mark.parametrize("field", ["title", "outlet", "author", "published", "url"])
def test_other_metadata_alone_is_a_new_revision(home: Home, field: str) -> None:
    put_in(home, [FERRY])
    assert put_in(home, [changed(FERRY, **{field: "2024-01-01"})]).outcomes == {"ferry.txt": "updated"}
    (article,) = home.articles()
    assert (getattr(article, field), article.revision) == ("2024-01-01", 2)


def test_a_removed_article_is_gone_and_may_come_back(home: Home) -> None:
    put_in(home, [FERRY, BRIDGE])
    generation = refresh(home).generation
    with writing(home, pytest.fail):
        with home.read() as db:
            story, article = home.story(db), catalogue.article(db, home.story(db), "ferry.txt")
        discard(home, story, article.id)
    assert [a.source for a in home.articles()] == ["bridge.txt"]
    assert homes.lexically(home, "ferry") == []
    assert refresh(home).generation > generation
    assert homes.faults(home) == []
    assert put_in(home, [FERRY]).outcomes == {"ferry.txt": "added"}
    assert homes.faults(home) == []


def test_a_row_is_never_used_twice(home: Home) -> None:
    put_in(home, [FERRY])
    with home.read() as db:
        used = set(spans.row_ids(db, "sentence", catalogue.article_id("default", "ferry.txt")))
    with writing(home, pytest.fail):
        discard(home, refresh(home), catalogue.article_id("default", "ferry.txt"))
    put_in(home, [BRIDGE])
    with home.read() as db:
        assert not used & set(spans.row_ids(db, "sentence", catalogue.article_id("default", "bridge.txt")))


def test_refusals_are_named_and_the_others_go_in(home: Home) -> None:
    drafts = [FERRY, InputRefused("broken.pdf", "it is encrypted"), PROMOS_ONLY, BRIDGE, Draft("blank.txt", " \n\n ")]
    log = put_in(home, drafts)
    assert log.outcomes == {
        "ferry.txt": "added",
        "broken.pdf": "refused",
        "promos.txt": "refused",
        "blank.txt": "refused",
        "bridge.txt": "added",
    }
    reasons = {t.source: t.detail for t in log.all}
    assert reasons["broken.pdf"] == "it is encrypted"
    assert "no sentence of a report" in reasons["promos.txt"]
    assert len(home.articles()) == 2
    assert homes.faults(home) == []


def test_a_refused_change_leaves_the_article_as_it_was(home: Home) -> None:
    put_in(home, [FERRY])
    assert put_in(home, [changed(PROMOS_ONLY, source="ferry.txt")]).outcomes == {"ferry.txt": "refused"}
    assert [(a.text, a.revision) for a in home.articles()] == [(FERRY.text, 1)]


def test_nothing_is_embedded_twice_and_drafts_are_read_as_they_come(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store.ingest, "BATCH_TEXTS", 1)
    log = Log()

    def drafts() -> Iterator[Draft]:
        yield FERRY
        yield BRIDGE
        assert log.outcomes["ferry.txt"] == "added", "an article waits for the whole ingest"
        yield ORCHARD

    put_in(home, drafts(), log=log)
    with home.read() as db:
        held = sum(len(spans.grain_vectors(db, home.story(db), grain)) for grain in GRAINS)
    assert log.texts == held


def test_an_error_in_the_middle_keeps_what_was_in_and_lets_go_of_the_lock(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store.ingest, "BATCH_TEXTS", 1)

    class Failing(HashEmbedder):
        def encode(self, texts: Sequence[str], progress: object = None) -> Vectors:
            if any("frost" in text for text in texts):
                raise MemoryError
            return super().encode(texts)

    with pytest.raises(MemoryError):
        put_in(home, [FERRY, ORCHARD, BRIDGE], Failing())
    assert [a.source for a in home.articles()] == ["ferry.txt"]
    assert put_in(home, [FERRY, ORCHARD, BRIDGE]).outcomes["ferry.txt"] == "unchanged"
    assert homes.faults(home) == []


def test_an_article_without_title_is_known_by_its_first_line(home: Home) -> None:
    put_in(home, [changed(ORCHARD, title=None), Draft("long.txt", "word " * 100 + "\nEnd of it.\n")])
    titles = {a.source: a.title for a in home.articles()}
    assert titles["orchard.txt"] == ORCHARD.text.strip()
    assert len(titles["long.txt"]) == 200
    assert titles["long.txt"].endswith("…")


def test_a_title_longer_than_the_window_is_kept_and_leaves_room_for_the_text(home: Home) -> None:
    class Measured(HashEmbedder):
        longest = 0

        def encode(self, texts: Sequence[str], progress: object = None) -> Vectors:
            self.longest = max([self.longest, *self.count_tokens(texts)])
            return super().encode(texts)

    embedder = Measured()
    put_in(home, [changed(FERRY, title="A title without an end " * 30)], embedder)
    assert home.articles()[0].title == "A title without an end " * 30
    assert embedder.longest + 2 <= embedder.window


# Another model.


def test_another_model_is_refused_with_the_remedy(home: Home) -> None:
    put_in(home, [FERRY])
    with pytest.raises(HomeError, match=r"made by 'hash', not 'other'.*byline reindex"):
        put_in(home, [BRIDGE], HashEmbedder("other"))
    assert homes.faults(homes.opened(home.path)) == []


@pytest.mark.parametrize("dimension", [32, 8])
def test_reindex_makes_all_vectors_anew(home: Home, dimension: int) -> None:
    second = open_home(home.path, "second")
    put_in(home, [FERRY, BRIDGE])
    put_in(home, [FERRY_CHANGED])
    put_in(second, [ORCHARD])
    before = refresh(home)
    other = HashEmbedder("other", dimension)
    log = Log()
    reindex(home, other, log, pytest.fail)  # type: ignore[arg-type]
    assert log.texts > 0
    assert refresh(home).generation > before.generation
    assert homes.faults(home) == []
    assert homes.nearest(home, "A second crack was found in the hull.", embedder=other) == (
        "A second crack was found in the hull."
    )
    assert {a.source: a.revision for a in home.articles()} == {"ferry.txt": 2, "bridge.txt": 1}
    with home.read() as db:
        assert catalogue.article(db, home.story(db), "ferry.txt", 1).text == FERRY.text
    assert put_in(home, [FERRY_CHANGED], other).outcomes == {"ferry.txt": "unchanged"}
    assert homes.lexically(second, "blossom")


def test_reindex_of_a_home_without_articles(home: Home) -> None:
    reindex(home, HashEmbedder("other"), Log(), pytest.fail)  # type: ignore[arg-type]
    put_in(home, [PROMOS_ONLY], HashEmbedder("other"))
    reindex(home, HashEmbedder(), Log(), pytest.fail)  # type: ignore[arg-type]
    assert put_in(home, [FERRY]).outcomes == {"ferry.txt": "added"}
    assert homes.faults(home) == []


def test_an_article_in_which_reindex_finds_no_sentence_any_more(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    put_in(home, [FERRY, BRIDGE])
    real = store.ingest.split
    monkeypatch.setattr(store.ingest, "split", lambda text, spans: () if text == BRIDGE.text else real(text, spans))
    reindex(home, HashEmbedder("other"), Log(), pytest.fail)  # type: ignore[arg-type]
    assert len(home.articles()) == 2
    assert homes.faults(home) == []


# Odd text.

ODD = [
    "Bell \x07 and escape \x1b[31m and unit \x1f separators \x1c are kept.",
    "Right \u202eto left\u202c and \u2066isolated\u2069 and \u200emarks.",
    "Family 👩‍👩‍👧‍👦 and flag 🇺🇦 went home. 😀 Then came another.",
    "Mu\u0308ller ate in a cafe\u0301. Zalgo Z\u0351\u036b\u0343 spoke.",
    "One\u2028two\u2029three\x85four\x0bfive\x0csix. Seven\u00a0eight.",
    "Lopado" + "temacho" * 400 + " is one word.",
    "\ufeffA mark came first. \ufffd stood for a byte.",
    "数千人が避難した。復旧は未定。",
    "ـــعربي قال الوزير. انتهى.",
]


def assert_exact(home: Home, embedder: HashEmbedder) -> None:
    with home.read() as db:
        story = home.story(db)
        for article in catalogue.articles(db, story):
            rows = [row for row, _ in spans.texts(db, "passage", article.id, article.revision)]
            found = spans.sentences_within(db, spans.passages(db, rows).values())
            vectors = embedder.encode([article.text[s.start : s.end] for s in found])
            for sentence, vector in zip(found, vectors, strict=True):
                assert np.dot(sentence.vector, vector) > 0.999
            covered = {i for s in found for i in range(s.start, s.end)}
            cited = {i for s in article.spans if s.kind in CITED_KINDS for i in range(s.start, s.end)}
            assert all(article.text[i].isspace() for i in cited - covered)
            assert covered <= cited


def test_odd_characters_go_through_as_they_are(home: Home) -> None:
    drafts = [Draft(f"{n}.txt", text + "\n\nAn ordinary line follows.\n", title=text) for n, text in enumerate(ODD)]
    log = put_in(home, drafts)
    assert set(log.outcomes.values()) == {"added"}
    assert [a.text for a in home.articles()] == [d.text for d in drafts]
    assert_exact(home, homes.EMBEDDER)
    assert homes.faults(home) == []


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), min_size=1, max_size=300))
def test_any_text_goes_through_as_it_is(home: Home, text: str) -> None:
    log = put_in(home, [Draft("any.txt", text)])
    if log.outcomes["any.txt"] != "refused":
        assert home.articles()[0].text == text
        assert_exact(home, homes.EMBEDDER)
