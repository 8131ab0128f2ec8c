"""What a reader adds to the coverage, or removes from it: uploaded files, a pasted report, and what became of each."""

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rag.wording import counted
from store import catalogue
from store.article import Draft
from store.coverage_csv import NAME
from store.errors import InputRefused
from store.extract import count_inputs, extract
from store.home import discard, writing
from store.ingest import Taken, ingest
from ui.markup import isolated, shown

if TYPE_CHECKING:
    from rag.assistant import Assistant

MOST_FILES = 200
_TAKEN = {"added": "added", "updated": "a new revision", "unchanged": "nothing new in it", "refused": "refused"}


Tell = Callable[[str], None]


@dataclass
class Progress:
    """Tells a reader how far an ingest is, and keeps what became of each input."""

    tell: Tell
    total: int
    all: list[Taken] = field(default_factory=list)
    read: int = 0
    texts: int = 0

    def reading(self, drafts: Iterator[Draft | InputRefused]) -> Iterator[Draft | InputRefused]:
        """The drafts, counted as they are read."""
        for draft in drafts:
            self.read += 1
            self.tell(f"Reading: {self.read} of {counted(self.total, 'report')}")
            yield draft

    def taken(self, taken: Taken) -> None:
        """One input is done."""
        self.all.append(taken)

    def embedded(self, texts: int) -> None:
        """So many texts more have their vectors."""
        self.texts += texts
        self.tell(f"{counted(self.read, 'report')} read, {self.texts:,} sentences and passages indexed")


def from_files(assistant: "Assistant", paths: Sequence[str], tell: Tell) -> str:
    """Takes uploaded files in and deletes them: nobody can ask the server for them afterwards."""
    refused = [InputRefused(Path(path).name, f"more than {MOST_FILES} files at once") for path in paths[MOST_FILES:]]
    with tempfile.TemporaryDirectory() as folder:
        for uploaded in map(Path, paths):
            kept = Path(folder, uploaded.name)
            if kept.exists():
                refused.append(InputRefused(uploaded.name, "another file of this name came with it; rename one"))
            elif str(uploaded) not in paths[MOST_FILES:]:
                kept.write_bytes(uploaded.read_bytes())
            uploaded.unlink(missing_ok=True)
        return _take_in(assistant, Path(folder), refused, tell)


def from_paste(assistant: "Assistant", fields: Sequence[str], tell: Tell) -> str:
    """Takes in a report of title, outlet, date, address and text; one of the same title or address is a revision."""
    title, outlet, published, url, text = (value.strip() for value in fields)
    source = url or f"pasted: {' '.join((title or text).split())[:80]}"
    record = {"id": source, "title": title, "outlet": outlet, "published": published, "url": url, "text": text}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pasted.json").write_text(json.dumps(record), "utf-8")
        return _take_in(assistant, Path(folder), [], tell)


def _take_in(assistant: "Assistant", folder: Path, refused: Sequence[InputRefused], tell: Tell) -> str:
    inputs = sorted(str(path) for path in folder.iterdir() if path.name != NAME)
    watch = Progress(tell, count_inputs(inputs))
    for one in refused:
        watch.taken(Taken("refused", one.source, one.reason))
    ingest(assistant.home, assistant.embedder, watch.reading(extract(inputs)), watch, lambda _: None)
    items = "".join(f"<li>{_became(one, str(folder))}</li>" for one in watch.all)
    kept = counted(sum(one.outcome != "refused" for one in watch.all), "report")
    return f'<div class="took"><p class="summary">{kept} taken in of {len(watch.all)}</p><ul>{items}</ul></div>'


def _became(one: Taken, folder: str) -> str:
    source, reason = (words.replace(f"{folder}/", "") for words in (one.source, one.detail))
    why = f": {shown(reason, 400)}" if one.outcome == "refused" else ""
    return f'{isolated(source, 120)} <span class="outcome {one.outcome}">{_TAKEN[one.outcome]}</span>{why}'


def removed(assistant: "Assistant", said: str) -> str:
    """Removes the article whose id comes first in what the page was told (see `page.js`)."""
    home = assistant.home
    with home.read() as db:
        story = home.story(db)
        article = catalogue.article(db, story, said.partition(" ")[0])
    with writing(home, lambda _: None):
        discard(home, story, article.id)
    return f'<div class="took"><p class="summary">Removed: {isolated(article.title, 200)}</p></div>'
