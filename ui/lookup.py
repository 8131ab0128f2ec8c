"""Looking words up for a command: no language model, and the embedding model only where the words are nowhere."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from rag.answer import Filters
from rag.find import Lookup, Occurrence, find
from rag.settings import Settings
from store.home import ready
from ui import terminal

if TYPE_CHECKING:
    from store.embedder import Embedder


def finder(settings: Settings, paraphrase: bool | None) -> Callable[[str, Filters], Lookup]:
    """What looks words up in the home's story; the model is loaded when it is needed. Raises StoreError."""
    home = terminal.story(settings)

    @cache
    def embedder() -> "Embedder":
        from store.embedder import Embedder
        from store.ingest import check_model

        ready(home, terminal.notice)
        made = Embedder(settings.model)
        check_model(home, made)
        return made

    return lambda query, filters: find(home, query, filters, paraphrase, embedder)


def by_text(found: Sequence[Occurrence]) -> list[list[Occurrence]]:
    """What an article and its copies have in the same words, the earliest first."""
    groups: dict[tuple[str, str, int], list[Occurrence]] = {}
    times: Counter[tuple[str, str]] = Counter()
    for one in found:
        words = " ".join(one.quote.split()).casefold()
        times[one.article.id, words] += 1
        groups.setdefault((one.copy_of or one.article.id, words, times[one.article.id, words]), []).append(one)
    return list(groups.values())
