"""Copies in the catalogue: which article was taken from which, and how many independent reports stand behind citations.

`store.copies` says what a copy is; this is where its reports come from and where its findings are kept.
"""

import json
from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from store import copies
from store.catalogue import Story
from store.copies import Cited, Report, Signed
from store.tables import ARTICLES, PASSAGES, REVISIONS, VALUES, Connection, current


def recount(db: Connection, story: Story) -> bool:
    """Find the copies among a story's current revisions anew; whether anything is different now."""
    before = copies_of(db, story)
    now = copies.sources(_reports(db, _OF_STORY, given=story.id).values())
    for article in before.keys() | now.keys():
        if before.get(article) != now.get(article):
            db.execute(sa.update(ARTICLES).where(ARTICLES.c.id == article).values(copy_of=now.get(article)))
    return before != now


def copies_of(db: Connection, story: Story) -> dict[str, str]:
    """The article that each copy in a story was taken from, by id."""
    return _copies(db, _OF_STORY, given=story.id)


def independent_reports(db: Connection, cited: Iterable[Cited]) -> int:
    """How many independent reports stand behind spans of current revisions (see `copies.independent`).

    An article that has been removed meanwhile counts no longer.
    """
    spans = list(cited)
    own = {span.article for span in spans}
    taken_from = _copies(db, _GIVEN, given=json.dumps(list(own)))
    reports = _reports(db, _GIVEN, given=json.dumps(list(own.union(taken_from.values()))))
    return copies.independent((span for span in spans if span.article in reports), reports, taken_from)


_OF_STORY, _GIVEN = ARTICLES.c.story == sa.bindparam("given"), ARTICLES.c.id.in_(VALUES)
_COPIES = sa.select(ARTICLES.c.id, ARTICLES.c.copy_of).where(ARTICLES.c.copy_of.is_not(None))
_FACTS = sa.select(ARTICLES.c.id, ARTICLES.c.source, REVISIONS.c.outlet, REVISIONS.c.published)
_FACTS = _FACTS.join(REVISIONS, current(REVISIONS))
_SIGNED = sa.select(PASSAGES.c.article, PASSAGES.c.start, PASSAGES.c.end, PASSAGES.c.signature)
_SIGNED = _SIGNED.join(ARTICLES, current(PASSAGES)).order_by(PASSAGES.c.id)


def _copies(db: Connection, which: sa.ColumnElement[bool], given: int | str) -> dict[str, str]:
    return {article: source for article, source in db.execute(_COPIES.where(which), {"given": given})}


def _reports(db: Connection, which: sa.ColumnElement[bool], given: int | str) -> dict[str, Report]:
    passages: defaultdict[str, list[Signed]] = defaultdict(list)
    for article, *row in db.execute(_SIGNED.where(which), {"given": given}):
        passages[article].append(Signed(*row))
    found = db.execute(_FACTS.where(which), {"given": given})
    return {row.id: Report(*row, tuple(passages[row.id])) for row in found}
