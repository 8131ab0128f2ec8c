"""Which articles of a story pass a reader's filters."""

from collections.abc import Sequence

import sqlalchemy as sa

from store.catalogue import Story
from store.spans import speech_by
from store.tables import ARTICLES, REVISIONS, Connection, current


def matching_articles(
    db: Connection,
    story: Story,
    outlets: Sequence[str] = (),
    names: Sequence[str] = (),
    first: str | None = None,
    last: str | None = None,
    speaker: str | None = None,
) -> set[str]:
    """Ids of the articles that pass all the given filters (an empty one lets everything through).

    Outlets match without regard to case, `names` are ids or sources, dates are inclusive ISO dates; of a `speaker` the
    articles that report any words.
    """
    query = sa.select(ARTICLES.c.id).join(REVISIONS, current(REVISIONS))
    day = sa.func.substr(REVISIONS.c.published, 1, 10)
    conditions = [ARTICLES.c.story == story.id]
    if outlets:
        conditions.append(REVISIONS.c.outlet.in_(_spellings(db, outlets)))
    if names:
        conditions.append(sa.or_(ARTICLES.c.id.in_(names), ARTICLES.c.source.in_(names)))
    if first:
        conditions.append(day >= first)
    if last:
        conditions.append(day <= last)
    found = set(db.scalars(query.where(*conditions)))
    return found & {row.article for row in speech_by(db, story, speaker)} if speaker else found


def _spellings(db: Connection, outlets: Sequence[str]) -> list[str]:
    """The outlets of the home that match without regard to case, which SQLite itself folds in ASCII alone."""
    asked = {outlet.casefold() for outlet in outlets}
    known = db.scalars(sa.select(REVISIONS.c.outlet).where(REVISIONS.c.outlet.is_not(None)).distinct())
    return [outlet for outlet in known if outlet.casefold() in asked]
