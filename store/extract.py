"""From what a user names on disk to Drafts: the one door to the readers of files, records and formats.

Nothing here, or below, knows of a home; `ingest` takes the Drafts on. Formats that need a parser (Markdown with front
matter, HTML, PDF) are parsed in a `Sandbox`; plain text and JSON are decoded here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from store.article import Draft
from store.coverage_csv import NAME, Row
from store.decode import one_line, stored
from store.errors import InputRefused
from store.formats import Parsed, parse_plain, too_long
from store.published import parse_published
from store.records import Placed, Record, count_items, count_lines, read_document, read_lines
from store.sandbox import Limits, Sandbox
from store.sources import Found, find, open_file, read_file, unreadable

_PARSERS = {".md": "markdown", ".html": "html", ".htm": "html", ".pdf": "pdf"}
_MAX_FIELD = 500  # characters of a title, an outlet or an author; the rest of a longer one is cut
_MAX_URL = 2000


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the user says of all articles of one ingest; it wins over `coverage.csv` and the articles themselves."""

    outlet: str | None = None
    published: str | None = None
    author: str | None = None
    url: str | None = None


class _Said(Protocol):
    """What somebody says of an article: the user, a row of `coverage.csv`, a record, the document itself."""

    @property
    def outlet(self) -> str | None: ...
    @property
    def published(self) -> str | None: ...
    @property
    def author(self) -> str | None: ...
    @property
    def url(self) -> str | None: ...


def extract(
    inputs: Sequence[str], overrides: Overrides | None = None, limits: Limits | None = None
) -> Iterator[Draft | InputRefused]:
    """The articles that `inputs` (paths of files and folders, globs) hold, one by one, in a stable order.

    What cannot be taken in is given as an InputRefused in its place, so that the rest goes in. Of two articles with
    the same source the first is given. `limits` bound the parsing of one document. Close the generator, or let it
    end, to end the parsing process.
    """
    taken: dict[str, str] = {}
    with Sandbox(limits) as sandbox:
        for found in find(inputs):
            if isinstance(found, InputRefused):
                yield found
                continue
            for place, draft in _articles(found, overrides or Overrides(), sandbox):
                yield _unless_taken(draft, place, taken)


def count_inputs(inputs: Sequence[str]) -> int:
    """How many Drafts and refusals `extract` will give: a JSON Lines file counts its lines, any other file once."""
    return sum(_count(found) for found in find(inputs))


def _count(found: Found | InputRefused) -> int:
    if isinstance(found, InputRefused):
        return 1
    try:
        if found.ending == ".jsonl":
            with open_file(found) as stream:
                return count_lines(stream)
        return count_items(read_file(found)) if found.ending == ".json" else 1
    except (InputRefused, OSError):
        return 1


def _unless_taken(draft: Draft | InputRefused, place: str, taken: dict[str, str]) -> Draft | InputRefused:
    if isinstance(draft, InputRefused):
        return draft
    if draft.source in taken:
        first = taken[draft.source]
        reason = f"its id {draft.source!r} is that of {first} already, which is the one taken; "
        return InputRefused(place, reason + "give it another id, or for files ingest the folder that holds both")
    taken[draft.source] = place
    return draft


def _articles(found: Found, overrides: Overrides, sandbox: Sandbox) -> Iterator[tuple[str, Draft | InputRefused]]:
    """Each article of a file with its place. Refusals are given, never raised."""
    try:
        if found.ending in (".json", ".jsonl"):
            for item in _records(found):
                if isinstance(item, InputRefused):
                    yield item.source, item
                else:
                    yield item.place, _from_record(item, found.row, overrides, sandbox)
        else:
            yield found.label, _from_file(found, overrides, sandbox)
    except InputRefused as refused:
        yield found.label, refused


def _records(found: Found) -> Iterator[Placed | InputRefused]:
    if found.ending == ".json":
        yield from read_document(read_file(found), found.label)
        return
    with open_file(found) as stream:
        try:
            yield from read_lines(stream, found.label)
        except OSError as error:
            yield unreadable(found.label, error)


def _from_record(placed: Placed, row: Row | None, overrides: Overrides, sandbox: Sandbox) -> Draft | InputRefused:
    record = placed.record
    try:
        if (record.text or "").strip():
            parsed = Parsed(stored(record.text or ""))
        else:
            parsed = sandbox.parse("fragment", stored(record.html or "").encode())
        return _draft(record.id, parsed, record, row, overrides)
    except ValueError as error:
        return InputRefused(placed.place, str(error))


def _from_file(found: Found, overrides: Overrides, sandbox: Sandbox) -> Draft | InputRefused:
    data = read_file(found)
    try:
        parser = _PARSERS.get(found.ending)
        parsed = sandbox.parse(parser, data) if parser else parse_plain(data)
        return _draft(found.source, parsed, None, found.row, overrides)
    except ValueError as error:
        return InputRefused(found.label, str(error))


def _draft(source: str, parsed: Parsed, record: Record | None, row: Row | None, overrides: Overrides) -> Draft:
    """The Draft, each field from the first of the four that gives it. ValueError if it cannot be stored."""
    if not parsed.text.strip():
        raise ValueError("there is no text in it")
    if reason := too_long(parsed.text):
        raise ValueError(reason)
    given = {"the option --{}": overrides, f"{{}} in {NAME}": row, '"{}"': record}
    said: list[tuple[str, _Said]] = [(origin, one) for origin, one in given.items() if one is not None]
    titles = (row.title if row else None, record.title if record else None, parsed.title)
    return Draft(
        source=source,
        text=parsed.text,
        title=_field(next((title for title in titles if title), None)),
        outlet=_field(_first("outlet", said, parsed)),
        author=_field(_first("author", said, parsed)),
        published=_published(said, parsed),
        url=_url(said, parsed),
    )


def _first(name: str, said: Sequence[tuple[str, _Said]], parsed: Parsed) -> str | None:
    values: list[str | None] = [getattr(one, name) for _, one in said]
    return next((value for value in values if value and value.strip()), getattr(parsed, name))


def _field(value: str | None) -> str | None:
    line = one_line(value or "")
    return (line if len(line) <= _MAX_FIELD else line[: _MAX_FIELD - 1] + "…") or None


def _published(said: Sequence[tuple[str, _Said]], parsed: Parsed) -> str | None:
    for origin, one in (*said, ("its own date", parsed)):
        try:
            if date := parse_published(one.published or ""):
                return date
        except ValueError as error:
            raise ValueError(f"{origin.format('published')}: {error}") from error
    return None


def _url(said: Sequence[tuple[str, _Said]], parsed: Parsed) -> str | None:
    """An http address, or None: it becomes a link, so anything else that is given is refused, or dropped in a page."""
    for origin, one in said:
        if url := one_line(one.url or ""):
            if not _is_web(url):
                raise ValueError(
                    f"{origin.format('url')}: {url[:80]!r} is no address that begins with http:// or https://"
                )
            return url
    own = one_line(parsed.url or "")
    return own if _is_web(own) else None


def _is_web(url: str) -> bool:
    return url.lower().startswith(("http://", "https://")) and len(url) <= _MAX_URL and " " not in url
