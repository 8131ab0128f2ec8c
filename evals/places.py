"""Where words stand in a text that spells them a little differently: offsets that survive normalisation."""

from dataclasses import dataclass
from functools import cache
from unicodedata import category, normalize

from rapidfuzz.fuzz import partial_ratio_alignment

CLOSE = 60
"""From so many per cent of likeness on, a stretch of a text is worth showing for words that stand nowhere in it."""
_WORD = 20
"""How far the ends of such a stretch are moved to those of words."""

_MARKS = str.maketrans("‘’‚‛‹›ʼ′`´" + "“”„‟«»″" + "−", "'" * 10 + '"' * 7 + "-")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is compared; `origins[i]` is the offset in the text of what `text[i]` was made from.

    One more origin, the length of the original, stands behind the last.
    """

    text: str
    origins: tuple[int, ...]


def fold(text: str) -> Folded:
    """One space for whitespace (none at the ends), quotes and dashes straight, NFKD, no case, no invisible signs.

    Each character is folded by itself, so that whatever two texts share, their folded forms share.
    """
    pairs: list[tuple[str, int]] = []
    for at, character in enumerate(text):
        for piece in _fold(character):
            if piece != " " or (pairs and pairs[-1][0] != " "):
                pairs.append((piece, at))
    if pairs and pairs[-1][0] == " ":
        pairs.pop()
    return Folded("".join(piece for piece, _ in pairs), (*(at for _, at in pairs), len(text)))


def places(text: Folded, words: str) -> list[tuple[int, int]]:
    """Every `[start, end)` of the original whose folded form is that of the words, in order; they may overlap."""
    wanted, found = fold(words).text, []
    at = text.text.find(wanted) if wanted else -1
    while at >= 0:
        first, last, behind = text.origins[at], text.origins[at + len(wanted) - 1], text.origins[at + len(wanted)]
        if text.origins[at - 1] != first and behind != last:  # no half of a character such as "…" or "ﬁ"
            found.append((first, last + 1))
        at = text.text.find(wanted, at + 1)
    return found


def nearest(text: Folded, words: str) -> tuple[int, int] | None:
    """The stretch of the original that is most like the words; None if none is close."""
    found = partial_ratio_alignment(fold(words).text, text.text, score_cutoff=CLOSE)
    if not found:
        return None
    start, end = found.dest_start, found.dest_end
    start = 1 + text.text.rfind(" ", max(0, start - _WORD), start + 1) or start
    space = text.text.find(" ", end - 1, end + _WORD)
    return text.origins[start], text.origins[(end if space < 0 else space) - 1] + 1


@cache
def _fold(character: str) -> str:
    if character.isspace():
        return " "
    if category(character) == "Pd":
        return "-"
    if category(character) == "Cf":
        return ""
    marked = normalize("NFKD", character.translate(_MARKS)).translate(_MARKS)
    return "".join(marked.split()).casefold()
