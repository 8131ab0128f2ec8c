"""The catalogue: articles with all their revisions, stories that do not see each other, filters and coverage."""

import pytest

from store import catalogue
from store.article import Coverage
from store.catalogue import article_id
from store.errors import NotFound
from store.home import Home, open_home
from tests.homes import BRIDGE, FERRY, FERRY_CHANGED, ORCHARD, changed, put_in, stage_only


def test_an_article_is_stored_as_it_was_given(home: Home) -> None:
    draft = changed(FERRY, author="Jo Falk", url="https://news.example/ferry")
    put_in(home, [draft])
    (article,) = home.articles()
    for field in ("source", "title", "outlet", "author", "published", "url", "text"):
        assert getattr(article, field) == getattr(draft, field)
    assert (article.revision, article.revisions) == (1, 1)
    assert article.id == article_id("default", "ferry.txt")
    assert {s.kind for s in article.spans} >= {"body", "caption"}
    assert article.words == len(draft.text.split())


def test_ids_are_of_story_and_source() -> None:
    made = {article_id("a", "b"), article_id("a", "c"), article_id("b", "b"), article_id("ab", "")}
    assert len(made) == 4
    assert all(len(one) == 12 for one in made)


def test_an_article_is_found_by_id_or_source_and_by_revision(home: Home) -> None:
    put_in(home, [FERRY])
    put_in(home, [FERRY_CHANGED])
    with home.read() as db:
        story = home.story(db)
        for name in ("ferry.txt", article_id("default", "ferry.txt")):
            assert catalogue.article(db, story, name).text == FERRY_CHANGED.text
            assert catalogue.article(db, story, name, 1).text == FERRY.text
            assert catalogue.article(db, story, name, 1).revisions == 2
        with pytest.raises(NotFound, match=r"revision 3 of article 'ferry\.txt'.*byline articles"):
            catalogue.article(db, story, "ferry.txt", 3)
        with pytest.raises(NotFound, match=r"no revision 0 of article 'ferry\.txt'"):
            catalogue.article(db, story, "ferry.txt", 0)
        with pytest.raises(NotFound, match="no article 'nothing' in story 'default'"):
            catalogue.article(db, story, "nothing")
        assert [number for number, _ in catalogue.revisions(db, article_id("default", "ferry.txt"))] == [1, 2]


def test_a_pending_revision_is_not_shown(home: Home) -> None:
    put_in(home, [FERRY])
    article, revision = stage_only(home, FERRY_CHANGED)
    stage_only(home, ORCHARD)
    assert revision == 2
    assert [(a.source, a.revision, a.revisions) for a in home.articles()] == [("ferry.txt", 1, 1)]
    with home.read() as db:
        story = home.story(db)
        assert catalogue.coverage(db, story).articles == 1
        assert catalogue.revisions(db, article) == catalogue.revisions(db, article)[:1]
        with pytest.raises(NotFound):
            catalogue.article(db, story, "ferry.txt", 2)
        with pytest.raises(NotFound):
            catalogue.article(db, story, "orchard.txt")


def test_staging_again_replaces_what_was_pending(home: Home) -> None:
    put_in(home, [FERRY])
    assert stage_only(home, FERRY_CHANGED) == stage_only(home, changed(FERRY_CHANGED, text="Another end of it."))
    with home.read() as db:
        assert len(catalogue.pending(db, home.story(db))) == 1


def test_coverage_counts_articles_outlets_and_days(home: Home) -> None:
    put_in(home, [FERRY, BRIDGE, ORCHARD, changed(ORCHARD, source="copy.txt", outlet="Harbour Post")])
    with home.read() as db:
        assert catalogue.coverage(db, home.story(db)) == Coverage(4, 2, "2025-03-12", "2025-03-14")


def test_coverage_of_an_empty_story(home: Home) -> None:
    put_in(home, [])
    with home.read() as db:
        assert catalogue.coverage(db, home.story(db)) == Coverage(0, 0, None, None)


def test_stories_of_a_home_do_not_see_each_other(home: Home) -> None:
    other = open_home(home.path, "orchards")
    put_in(home, [FERRY])
    put_in(other, [changed(FERRY, text="Quite another ferry sank long ago.\n"), ORCHARD])
    assert [a.source for a in home.articles()] == ["ferry.txt"]
    assert [a.source for a in other.articles()] == ["ferry.txt", "orchard.txt"]
    assert home.articles()[0].text == FERRY.text
    with home.read() as db:
        assert [s.name for s in catalogue.stories(db)] == ["default", "orchards"]
        with pytest.raises(NotFound):
            catalogue.article(db, home.story(db), "orchard.txt")
