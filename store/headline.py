"""What a plain text says of itself: its headline, and its outlet where it names one.

Nothing is guessed: a name that may as well be a section or a topic is not taken for an outlet.
"""

import re

from store.decode import one_line

_MAX_HEADLINE = 200  # characters; a longer first line is a paragraph, not a headline
_SAMPLE = 256 * 1024  # characters of the article searched for the words of a title's suffix


def headline(text: str) -> tuple[str | None, str | None]:
    """`(title, outlet)` as a plain text gives them; either is None where it does not.

    The title is the first line that is not blank, without what follows its last " | ": that is the site's, not the
    headline's. A first line over 200 characters is a paragraph: its beginning, with "…", serves as title. The outlet
    is what a closing line says the article first appeared in, else the " | " suffix if it reads as a newsroom's name.
    " - Name" at the end of a title is not taken: headlines end in the name of who is quoted just as often.
    """
    first, _, rest = text.lstrip().partition("\n")
    first = one_line(first)
    if len(first) > _MAX_HEADLINE:
        return first[:_MAX_HEADLINE].rsplit(" ", 1)[0] + "…", _credited(text)
    title, bar, suffix = first.rpartition(" | ")
    if not (bar and title and len(suffix.split()) <= 5):
        return first or None, _credited(text)
    while len((shorter := title.rpartition(" | "))[2].split()) <= 3 and shorter[0]:
        title = shorter[0]  # "Headline | Section | Site"
    named = _is_name(suffix) and not _is_section(suffix, f"{title}\n{rest[:_SAMPLE]}")
    return title.strip(), _credited(text) or (suffix if named else None)


_CREDIT = re.compile(
    r"\b(?:originally|first)\s+(?:appeared|published|posted|reported|ran)\s+(?:first\s+)?(?:on|in|at|by)\s+(.{2,60}?)\.?$"
    r"|\bappeared\s+first\s+(?:on|in|at)\s+(.{2,60}?)\.?$",
    re.IGNORECASE,
)
_CLOSING_LINES = 6
_DATED = re.compile(
    r"\b\d{4}\b|\d/\d|\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july"
    r"|august|september|october|november|december)\b|^page\b",
    re.IGNORECASE,
)
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
_NEWSROOMS = """agency broadcasting chronicle courier daily dispatch echo express gazette globe guardian herald
    independent journal ledger magazine mail mirror monitor network news newspaper newswire observer online post press
    radio record register report review sentinel standard star sun telegraph television times today tribune tv weekly
    wire"""
_MARKERS = frozenset(_NEWSROOMS.split())


def _credited(text: str) -> str | None:
    """The outlet that one of the last lines says the article first appeared in."""
    for line in reversed(text[-4000:].split("\n")[-_CLOSING_LINES:]):
        line = line.strip()
        if len(line) <= 400 and (match := _CREDIT.search(line)):
            name = (match[1] or match[2]).strip(" “”\"'")
            if not _DATED.search(name) and (_is_domain(name) or _is_name(name)):
                return name
    return None


def _is_domain(name: str) -> bool:
    return re.fullmatch(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", name, re.IGNORECASE) is not None


def _is_name(name: str) -> bool:
    """Short, each word of weight with a capital (or a domain), and no sentence punctuation."""
    words = name.split()
    if _is_domain(name):
        return True
    return (
        0 < len(words) <= 6
        and len(name) <= 50
        and not re.search(r"[?!:;,…“”\"]|\.\s", name)
        and all(word[0].isupper() or word[0].isdigit() or word.lower() in _SMALL_WORDS for word in words)
        and any(word[0].isupper() for word in words)
    )


def _is_section(suffix: str, text: str) -> bool:
    """Whether a title's suffix may as well name the section or the topic as the outlet.

    It may if it holds only section words, if the article uses all its other words apart from the suffix itself
    ("Russia-Ukraine War News"), or if the article uses it and nothing in it marks a newsroom ("Westmark").
    """
    if _is_domain(suffix):
        return False
    words = [word.strip(".'’") for word in re.split(r"[\s/–-]+", suffix)]
    weighty = {word for word in words if word.lower() not in _SECTION_WORDS | _SMALL_WORDS}
    if not weighty:
        return True
    elsewhere = text.replace(suffix, " ")
    if all(re.search(rf"\b{re.escape(word)}\b", elsewhere) for word in weighty):
        return True
    return elsewhere != text and not any(word.lower() in _MARKERS for word in words)
