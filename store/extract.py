"""From what a user names on disk to Drafts: the one door to the readers of files, records and formats.

Nothing here, or below, knows of a home; `ingest` takes the Drafts on. Formats that need a parser (Markdown with front
matter, HTML, PDF) are parsed in a `Sandbox`; plain text and JSON are decoded here.
"""

from collections.abc import Iterator, Sequence

from store.article import MAX_TEXT_CHARS, Draft, Parsed, Said
from store.decode import one_line, stored
from store.errors import InputRefused
from store.headline import parse_plain
from store.published import parse_published
from store.records import read_items, read_lines, read_record
from store.sandbox import SECONDS, Sandbox
from store.sources import NAME, Found, find, open_file, read_file

_PARSERS = {".md": "markdown", ".html": "html", ".htm": "html", ".pdf": "pdf"}
_RECORDS = (".json", ".jsonl")
_MAX_FIELD = 500  # characters of a title, an outlet or an author; the rest of a longer one is cut
_MAX_URL = 2000


def extract(
    inputs: Sequence[str], said: Said | None = None, seconds: float = SECONDS
) -> Iterator[Draft | InputRefused]:
    """The articles that `inputs` (paths of files and folders, globs) hold, one by one, in a stable order.

    What the user says of all of them, `said`, wins over `coverage.csv`, and that over the articles themselves. What
    cannot be taken in, such as a second article with the same source, is an InputRefused in its place. `seconds` bound
    the parsing of one document. Close the generator, or let it end, to end the parsing process.
    """
    taken: dict[str, str] = {}
    with Sandbox(seconds) as sandbox:
        for item in _read(inputs):
            if isinstance(item, InputRefused):
                yield item
                continue
            place, found, source = item
            try:
                draft = _article(found, source, said or Said(), sandbox)
                if first := taken.get(draft.source):
                    raise ValueError(
                        f"its id {draft.source!r} is that of {first} already, which is the one taken; give it another "
                        "id, or for files ingest the folder that holds both"
                    )
            except InputRefused as refused:
                yield refused
            except ValueError as error:
                yield InputRefused(place, str(error))
            else:
                taken[draft.source] = place
                yield draft


def count_inputs(inputs: Sequence[str]) -> int:
    """How many Drafts and refusals `extract` will give."""
    return sum(1 for _ in _read(inputs))


def _read(inputs: Sequence[str]) -> Iterator[tuple[str, Found, object] | InputRefused]:
    """Each article's place, as a user finds it, file, and record, unread, if the file holds records."""
    for found in find(inputs):
        if isinstance(found, InputRefused):
            yield found
            continue
        try:
            if found.ending == ".json":
                items = read_items(read_file(found))
                for number, item in enumerate(items, 1):
                    yield f"{found.label}, item {number}" if len(items) > 1 else found.label, found, item
            elif found.ending == ".jsonl":
                with open_file(found) as stream:
                    for number, line in read_lines(stream):
                        yield f"{found.label}:{number}", found, line
            else:
                yield found.label, found, None
        except InputRefused as refused:
            yield refused
        except (OSError, ValueError) as error:
            yield InputRefused(found.label, str(error))


def _article(found: Found, source: object, said: Said, sandbox: Sandbox) -> Draft:
    """ValueError or InputRefused if it cannot be taken in."""
    if found.ending not in _RECORDS:
        parser, data = _PARSERS.get(found.ending), read_file(found)
        parsed = sandbox.parse(parser, data) if parser else parse_plain(data)
        return _draft(found.source, said, found.said, None, parsed)
    record = read_record(source)
    if (record.text or "").strip():
        parsed = Parsed(text=stored(record.text or ""))
    else:
        parsed = sandbox.parse("html", stored(record.html or "").encode())
    return _draft(record.id, said, found.said, record, parsed)


def _draft(source: str, option: Said, row: Said, record: Said | None, parsed: Parsed) -> Draft:
    """The Draft, each field from the first of the four that says anything of it. ValueError if it cannot be stored."""
    if not parsed.text.strip():
        raise ValueError("there is no text in it")
    if len(parsed.text) > MAX_TEXT_CHARS:
        raise ValueError(f"its text is longer than {MAX_TEXT_CHARS:,} characters, the most of one article; split it")
    chain = {"the option --{}": option, f"{{}} in {NAME}": row, '"{}"': record, 'its own "{}"': parsed}

    def first(name: str) -> tuple[str, str]:
        said = ((origin, one_line(getattr(one, name, None) or "")) for origin, one in chain.items())
        return next(((origin.format(name), value) for origin, value in said if value), ("", ""))

    def field(name: str) -> str | None:
        value = first(name)[1]
        return (value if len(value) <= _MAX_FIELD else value[: _MAX_FIELD - 1] + "…") or None

    published, url = _published(*first("published")), _url(*first("url"))
    return Draft(source, parsed.text, field("title"), field("outlet"), field("author"), published, url)


def _published(origin: str, date: str) -> str | None:
    try:
        return parse_published(date)
    except ValueError as error:
        raise ValueError(f"{origin}: {error}") from error


def _url(origin: str, url: str) -> str | None:
    """An http address, or None: it becomes a link, so anything else that is given is refused, or dropped in a page."""
    if not url or (url.lower().startswith(("http://", "https://")) and len(url) <= _MAX_URL and " " not in url):
        return url or None
    if origin.startswith("its own"):
        return None
    raise ValueError(f"{origin}: {url[:80]!r} is no address that begins with http:// or https://")
