"""Plain text, and what it says of itself: its headline, and its outlet where it names one.

Nothing is guessed: a name that may as well be a section or a topic is not taken for an outlet.
"""

import re

from store.article import Parsed
from store.dates import dates
from store.decode import decode, one_line, stored

_MAX_HEADLINE = 200  # characters; a longer first line is a paragraph, not a headline
_SAMPLE = 256 * 1024  # characters of the article searched for the words of a title's suffix


def parse_plain(data: bytes) -> Parsed:
    """All of a plain text, with the title and the outlet that its lines give. ValueError for no text."""
    text = stored(decode(data))
    title, outlet = headline(text)
    return Parsed(text=text, title=title, outlet=outlet)


def headline(text: str) -> tuple[str | None, str | None]:
    """`(title, outlet)` as a plain text gives them; either is None where it does not.

    The title is the first line that is not blank, without what follows its last " | "; of a line over 200 characters
    its beginning. The outlet is what a closing line says the article first appeared in, else the " | " suffix if it
    reads as a newsroom's name; not " - Name", since headlines end in the name of who is quoted just as often.
    """
    first, _, rest = text.lstrip().partition("\n")
    first = one_line(first)
    if len(first) > _MAX_HEADLINE:
        return first[:_MAX_HEADLINE].rsplit(" ", 1)[0] + "…", _credited(text)
    *titles, suffix = first.split(" | ")
    if not (titles and titles[0] and len(suffix.split()) <= 5):
        return first or None, _credited(text)
    while len(titles) > 1 and len(titles[-1].split()) <= 3:
        titles.pop()  # "Headline | Section | Site"
    title = " | ".join(titles)
    return title, _credited(text) or (suffix if _is_outlet(suffix, f"{title}\n{rest[:_SAMPLE]}") else None)


_CREDIT = re.compile(
    r"\b(?:originally|first)\s+(?:appeared|published|posted|reported|ran)\s+(?:first\s+)?(?:on|in|at|by)\s+(?!page\b)(.{2,60}?)\.?$"
    r"|\bappeared\s+first\s+(?:on|in|at)\s+(.{2,60}?)\.?$",
    re.IGNORECASE,
)
_CLOSING_LINES = 6
_SMALL_WORDS = frozenset(("the", "of", "and", "for", "in", "on", "de", "la", "le", "el", "der", "die", "das", "&"))
# Words that name a part of a site, or the kind of a piece, rather than a newsroom.
_SECTIONS = """africa america american americas analysis arts asia asia-pacific blog breaking briefing business climate
    comment conflict coverage crime crisis culture defence defense domestic east economy editorial education elections
    entertainment environment europe european exclusive explained explainer features finance food foreign gallery global
    health home inside international interview latest law lifestyle live local markets media middle military money
    national new news north opinion opinions pacific photos pictures podcast policy politics regional science security
    society south special sport sports stories story tech technology top travel uk update updates us usa video videos
    war watch weather west world"""
_SECTION_WORDS = frozenset(_SECTIONS.split())


def _credited(text: str) -> str | None:
    """The outlet that one of the last lines says the article first appeared in."""
    for line in reversed(text[-4000:].split("\n")[-_CLOSING_LINES:]):
        if len(line) <= 400 and (match := _CREDIT.search(line.strip())):
            name = (match[1] or match[2]).strip(" “”\"'")
            if _is_name(name) and not dates(match[0], "2000-01-01"):  # "Originally published in March"
                return name
    return None


def _is_name(name: str) -> bool:
    """A domain; or short, each word of weight with a capital, and no sentence punctuation."""
    first = [word[0] for word in name.split() if word.lower() not in _SMALL_WORDS]
    short = len(first) <= 6 and len(name) <= 50 and not re.search(r"[?!:;,…“”\"]|\.\s", name)
    named = any(one.isupper() for one in first) and all(one.isupper() or one.isdigit() for one in first)
    return _is_domain(name) or (short and named)


def _is_domain(name: str) -> bool:
    return re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", name, re.IGNORECASE) is not None


def _is_outlet(suffix: str, text: str) -> bool:
    """Whether a title's suffix names the outlet, and not as well the section or the topic.

    It may be a section or a topic if the article uses all its words that are no section's elsewhere than in the whole
    suffix ("Russia-Ukraine War News").
    """
    words = [word.strip(".'’") for word in re.split(r"[\s/–-]+", suffix)]
    weighty = {word for word in words if word.lower() not in _SECTION_WORDS | _SMALL_WORDS}
    text = text.replace(suffix, " ") if len(words) > 1 else text
    used = all(re.search(rf"\b{re.escape(word)}\b", text) for word in weighty)
    return _is_name(suffix) and (_is_domain(suffix) or not used)
