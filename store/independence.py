"""Copies in the catalogue: which article was taken from which, and how many independent reports stand behind citations.

`store.copies` says what a copy is; this is where its reports come from and where its findings are kept.
"""

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from store import copies
from store.catalogue import Story
from store.copies import Cited, Report, Signed
from store.tables import ARTICLES, PASSAGES, REVISIONS, Connection, current


def recount(db: Connection, story: Story) -> bool:
    """Find the copies among a story's current revisions anew; whether anything is different now."""
    before = copies_of(db, story)
    now = copies.sources(_reports(db, ARTICLES.c.story == story.id).values())
    for article in before.keys() | now.keys():
        if before.get(article) != now.get(article):
            db.execute(sa.update(ARTICLES).where(ARTICLES.c.id == article).values(copy_of=now.get(article)))
    return before != now


def copies_of(db: Connection, story: Story) -> dict[str, str]:
    """The article that each copy in a story was taken from, by id."""
    return _copies(db, ARTICLES.c.story == story.id)


def independent_reports(db: Connection, cited: Iterable[Cited]) -> int:
    """How many independent reports stand behind spans of current revisions (see `copies.independent`).

    An article that has been removed meanwhile counts no longer.
    """
    spans = list(cited)
    taken_from = _copies(db, ARTICLES.c.id.in_({span.article for span in spans}))
    reports = _reports(db, ARTICLES.c.id.in_({span.article for span in spans} | set(taken_from.values())))
    return copies.independent((span for span in spans if span.article in reports), reports, taken_from)


def _copies(db: Connection, which: sa.ColumnElement[bool]) -> dict[str, str]:
    query = sa.select(ARTICLES.c.id, ARTICLES.c.copy_of).where(which, ARTICLES.c.copy_of.is_not(None))
    return {row.id: row.copy_of for row in db.execute(query)}


def _reports(db: Connection, which: sa.ColumnElement[bool]) -> dict[str, Report]:
    facts = sa.select(ARTICLES.c.id, ARTICLES.c.source, REVISIONS.c.outlet, REVISIONS.c.published)
    signed = sa.select(PASSAGES.c.article, PASSAGES.c.start, PASSAGES.c.end, PASSAGES.c.signature)
    passages: defaultdict[str, list[Signed]] = defaultdict(list)
    for article, *row in db.execute(signed.join(ARTICLES, current(PASSAGES)).where(which).order_by(PASSAGES.c.id)):
        passages[article].append(Signed(*row))
    found = db.execute(facts.join(REVISIONS, current(REVISIONS)).where(which))
    return {row.id: Report(*row, tuple(passages[row.id])) for row in found}
