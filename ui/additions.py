"""What a reader adds to the coverage, or removes from it: uploaded files, a pasted report, and what became of each."""

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.wording import counted, shortened, visible
from store.extract import count_inputs, extract
from store.home import remove
from store.ingest import Taken, ingest
from store.sources import NAME
from ui.progress import Watch
from ui.template import rendered

if TYPE_CHECKING:
    from rag.assistant import Assistant

MOST_FILES = 200
_OUTCOMES = {"added": "added", "updated": "a new revision", "unchanged": "nothing new in it", "refused": "refused"}

Tell = Callable[[str], None]


def from_files(assistant: "Assistant", paths: Sequence[str], tell: Tell) -> str:
    """Takes uploaded files in and deletes them: nobody can ask the server for them afterwards."""
    refused: list[Taken] = []
    with tempfile.TemporaryDirectory() as folder:
        for number, uploaded in enumerate(map(Path, paths)):
            kept = Path(folder, uploaded.name)
            if number >= MOST_FILES:
                refused.append(Taken("refused", kept.name, f"more than {MOST_FILES} files at once"))
            elif kept.exists():
                refused.append(Taken("refused", kept.name, "another file of this name came with it; rename one"))
            else:
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


def _take_in(assistant: "Assistant", folder: Path, refused: list[Taken], tell: Tell) -> str:
    inputs = sorted(str(path) for path in folder.iterdir() if path.name != NAME)
    of = counted(count_inputs(inputs), "report")

    def tell_progress(watch: Watch, _: Taken | None) -> None:
        doing = f"{len(watch.all):,} of {of} done, {watch.texts:,} sentences and passages indexed"
        tell(rendered("searching", doing=doing))

    watch = Watch(tell_progress, refused)
    ingest(assistant.home, assistant.embedder, extract(inputs), watch, lambda _: None)
    taken = [
        replace(one, **{name: getattr(one, name).replace(f"{folder}/", "") for name in ("source", "detail")})
        for one in watch.all
    ]
    summary = f"{counted(watch.kept, 'report')} taken in of {len(taken)}"
    return rendered("took", summary=summary, taken=taken, outcomes=_OUTCOMES)


def removed(assistant: "Assistant", said: str) -> str:
    """Removes the article whose id comes first in what the page says (see `page.js`)."""
    article = remove(assistant.home, said.partition(" ")[0], lambda _: None)
    return rendered("took", summary=f"Removed: {shortened(visible(article.title), 200)}", taken=[])
