"""Who said what: the speech that the coverage reports, with its exact words."""

from dataclasses import dataclass

from store import catalogue, spans
from store.article import Article
from store.home import Home
from store.spans import SpeechRow


@dataclass(frozen=True, slots=True)
class Quote:
    """One thing that somebody says in an article; `text == article.text[said.start:said.end]`."""

    article: Article
    said: SpeechRow

    @property
    def text(self) -> str:
        """The exact words of what was said."""
        return self.article.text[self.said.start : self.said.end]


def quotes(home: Home, article: str | None = None, speaker: str | None = None) -> list[Quote]:
    """All that is said in a story (in one article, by id or source; by one speaker), by source and place.

    Raises NotFound for an unknown story or article.
    """
    with home.read() as db:
        story = home.story(db)
        held = catalogue.articles(db, story) if article is None else [catalogue.article(db, story, article)]
        said = spans.speech_by(db, story, speaker, None if article is None else held[0].id)
    by_id = {one.id: one for one in held}
    return [Quote(by_id[row.article], row) for row in said]
