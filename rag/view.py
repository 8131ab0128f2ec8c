"""What is remembered of a story between two questions, for as long as nobody changes it."""

from dataclasses import dataclass

from store import catalogue, lexical, spans
from store.article import Coverage
from store.catalogue import Story
from store.home import Home
from store.lexical import Vocabulary


@dataclass(frozen=True, slots=True)
class View:
    """A story with the names that it writes, the number of its sentences, its boundary, its outlets and speakers."""

    story: Story
    vocabulary: Vocabulary
    sentences: int
    coverage: Coverage
    outlets: tuple[str, ...]
    speakers: tuple[str, ...]


def view(home: Home, story: Story) -> View:
    """The story as the catalogue has it now."""
    with home.read() as db:
        return View(
            story,
            lexical.vocabulary(db, story.id),
            spans.sentence_count(db, story),
            catalogue.coverage(db, story),
            catalogue.outlets(db, story),
            spans.speakers(db, story),
        )
