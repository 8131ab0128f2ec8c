"""The one write path: drafts become searchable articles.

    draft → spans, sentences, passages, vectors → catalogue (pending) → index → current

Every step can be interrupted: what is in the catalogue is finished at the next opening of the home, what is not when
the same ingest is run again. An unchanged draft is skipped, a changed one becomes a new revision.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, Protocol

import numpy as np

from store import catalogue
from store.article import Draft, Sentence
from store.catalogue import Staged, Story, article_id
from store.clean import label
from store.dated import dated
from store.embedder import Embedder, Progress
from store.errors import HomeError, InputRefused
from store.headline import headline
from store.home import Home, Notice, collection, entries, finish, rebuild, replace_spans, writing
from store.passages import embedded_text, lead, tile
from store.sentences import split
from store.spans import GRAINS
from store.speakers import Attribution, attributions
from store.speech.cues import LEXICON
from store.tables import get_setting, put_setting

BATCH_TEXTS = 2_048
"""Texts embedded before a commit; an interruption loses no more than these.

Sorted by length, batches of 2,048 read 2 % more padding than one sort of a whole ingest, batches of 512 15 % more
(150 articles of `evals.newswire`, 3,891 texts).
"""

_MODEL = "model"

_NOT_SAID = frozenset(
    "show reflect discuss publish ban mandate require direct decline refuse defy want wish desire plan intend aim "
    "decide weigh ponder contemplate see hear learn sense perceive know care".split()
)
"""Verbs of deeds, wishes and perceptions: unless they govern a quotation, nobody is said to have said or held it."""

Outcome = Literal["added", "updated", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one input: `detail` is the article's id, or for a refusal the reason."""

    outcome: Outcome
    source: str
    detail: str


class Watcher(Protocol):
    """Is told of an ingest as it goes: what became of each input, and how many texts were embedded."""

    def taken(self, taken: Taken) -> None:
        """One input is done."""

    def embedded(self, texts: int) -> None:
        """So many texts more have their vectors."""


def ingest(
    home: Home, embedder: Embedder, drafts: Iterable[Draft | InputRefused], watch: Watcher, notice: Notice
) -> None:
    """Take drafts into the home's story, in order; refusals are passed on to `watch`.

    Raises HomeError when the home cannot be written or holds another model's vectors.
    """
    with writing(home, notice):
        check_model(home, embedder)
        with home.engine.begin() as db:
            story = catalogue.add_story(db, home.story_name)
        for batch in _batches(_changed(home, story, embedder, drafts, watch)):
            _write(home, story, embedder, batch, watch)


def reindex(home: Home, embedder: Embedder, watch: Watcher, notice: Notice) -> None:
    """Read, split and embed every stored article again with `embedder`, and build the index anew.

    The articles keep their revisions: what is stored of them does not change.
    """
    with writing(home, notice):
        staged = {story: _reread(home, story, embedder, watch) for story in home.stories()}
        with home.engine.begin() as db:
            put_setting(db, _MODEL, embedder.model_name)
            for story, articles in staged.items():
                replace_spans(db, story, articles)
        rebuild(home)


def check_model(home: Home, embedder: Embedder) -> None:
    """Raise HomeError if the home's vectors were made by another model; remember the model in a new home."""
    with home.read() as db:
        model = get_setting(db, _MODEL)
    if model is None:
        home.remember(_MODEL, embedder.model_name)
    elif model != embedder.model_name:
        raise HomeError(
            f"the vectors of {home.path} were made by {model!r}, not {embedder.model_name!r}; "
            f"set the model back, or run `byline reindex` to make them anew"
        )


def _changed(
    home: Home, story: Story, embedder: Embedder, drafts: Iterable[Draft | InputRefused], watch: Watcher
) -> Iterator[Staged]:
    """The drafts that the home does not hold as they are, read into spans."""
    for draft in drafts:
        if isinstance(draft, InputRefused):
            watch.taken(Taken("refused", draft.source, draft.reason))
            continue
        title = draft.title or headline(draft.text)[0] or ""
        article = article_id(story.name, draft.source)
        with home.read() as db:
            known = catalogue.current_digest(db, article)
        if known == catalogue.digest(draft, title):
            watch.taken(Taken("unchanged", draft.source, article))
            continue
        read = _read(draft, title, embedder)
        if read.sentences:
            yield read
        else:
            reason = "holds no sentence of a report (only promos, boilerplate or comments were found)"
            watch.taken(Taken("refused", draft.source, reason))


def _read(draft: Draft, title: str, embedder: Embedder) -> Staged:
    spans = label(draft.text, draft.title)
    pieces = split(draft.text, spans)
    sentences, passages = tile(draft.text, title, pieces, spans, embedder.count_tokens, embedder.window)
    opening = lead(title, embedder.count_tokens, embedder.window)
    texts = [embedded_text(opening, draft.text[p.start : p.end]) for p in passages]
    texts += [draft.text[s.start : s.end] for s in sentences]
    speech = _speech(draft.text, sentences)
    told = dated(draft.text, draft.published, sentences, speech)
    return Staged(draft, title, spans, sentences, passages, tuple(texts), speech, told)


def _speech(text: str, sentences: tuple[Sentence, ...]) -> tuple[Attribution, ...]:
    """What people say or think; nothing else that is attributed to them is read again, so it is not kept."""
    read = ((a, LEXICON.get(a.cue.lower())) for a in attributions(text, sentences))
    return tuple(a for a, cue in read if a.direct or cue is None or cue.verb not in _NOT_SAID)


def _batches(reads: Iterable[Staged]) -> Iterator[list[Staged]]:
    batch: list[Staged] = []
    texts = 0
    for read in reads:
        batch.append(read)
        texts += len(read.texts)
        if texts >= BATCH_TEXTS:
            yield batch
            batch, texts = [], 0
    if batch:
        yield batch


def _write(home: Home, story: Story, embedder: Embedder, batch: list[Staged], watch: Watcher) -> None:
    staged = _embed(embedder, batch, watch.embedded)
    with home.engine.begin() as db:
        written = [catalogue.stage(db, story, one) for one in staged]
        made = {grain: entries(db, story, grain, [article for article, _ in written]) for grain in GRAINS}
    for grain, fresh in made.items():
        home.index.upsert(collection(story, grain), fresh)
    finish(home, story)
    for (article, revision), one in zip(written, staged, strict=True):
        watch.taken(Taken("added" if revision == 1 else "updated", one.draft.source, article))


def _embed(embedder: Embedder, batch: list[Staged], progress: Progress | None) -> list[Staged]:
    vectors = embedder.encode([text for read in batch for text in read.texts], progress)
    parts = np.split(vectors, np.cumsum([len(read.texts) for read in batch])[:-1])
    return [replace(read, vectors=part) for read, part in zip(batch, parts, strict=True)]


def _reread(home: Home, story: Story, embedder: Embedder, watch: Watcher) -> list[tuple[str, Staged]]:
    """A story's articles with new spans and vectors, by id."""
    with home.read() as db:
        articles = catalogue.articles(db, story)
    drafts = [Draft(a.source, a.text, a.title, a.outlet, a.author, a.published, a.url) for a in articles]
    reads = [_read(draft, draft.title or "", embedder) for draft in drafts]
    staged = [one for batch in _batches(reads) for one in _embed(embedder, batch, watch.embedded)]
    return [(article.id, one) for article, one in zip(articles, staged, strict=True)]
