"""What is remembered of a story between two questions, for as long as nobody changes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rag.answer import Filters, Searched
from rag.retrieve import allowed_articles
from store import catalogue, lexical, spans
from store.article import Coverage
from store.catalogue import Story
from store.home import Home
from store.lexical import Vocabulary


@dataclass(frozen=True, slots=True)
class View:
    """A story with the names that it writes, its boundary, its outlets and speakers.

    `sentences` is how many it has, `passages` how many each of its articles has, by id. `offices` is for keeping whom a
    description was found to mean.
    """

    story: Story
    vocabulary: Vocabulary
    sentences: int
    passages: Mapping[str, int]
    coverage: Coverage
    outlets: tuple[str, ...]
    speakers: tuple[str, ...]
    offices: dict[str, str | None] = field(default_factory=dict)


def view(home: Home, story: Story) -> View:
    """The story as the catalogue has it now."""
    with home.read() as db:
        return View(
            story,
            lexical.vocabulary(db, story.id),
            lexical.size(db, story.id),
            spans.passage_counts(db, story),
            catalogue.coverage(db, story),
            catalogue.outlets(db, story),
            spans.speakers(db, story),
        )


def searched(home: Home, view: View, filters: Filters) -> Searched:
    """What the filters leave of the story."""
    if not filters:
        return Searched(sum(view.passages.values()), view.coverage)
    with home.read() as db:
        articles = catalogue.articles(db, view.story, allowed_articles(db, view.story, filters))
    days = [a.published[:10] for a in articles if a.published]
    outlets = {a.outlet for a in articles if a.outlet}
    left = Coverage(len(articles), len(outlets), min(days, default=None), max(days, default=None))
    return Searched(sum(view.passages.get(a.id, 0) for a in articles), left)
