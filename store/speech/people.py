"""The people whom an article names, and what it calls them: "spokesman Oleg Dorn", "Ann Hale, the mayor"."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from store.speech.phrases import phrase_left
from store.speech.words import CONJUNCTIONS, DETERMINERS, LINKS, ROLES, SUBJECTS, TIMES, Token, words

MAX_NAME = 5
"""Words in a person's name; a longer run of capitals is something else."""

TITLES = ROLES | words("""
    mr mrs ms miss mx dr prof sir dame lord lady sen gov rep republican democrat democratic democrats vice prime acting
    former then state press foreign defense defence interior finance gen col lt lieutenant maj major capt sgt sergeant
    adm cmdr brig brigadier marshal rev reverend bishop rabbi imam sheikh duke duchess emperor speaker inspector
    detective constable superintendent hon amb
""")
RULERS = words("president premier chancellor king queen emperor pope")
FEMALE = words("she her hers herself")
MALE = words("he his him himself")
_SURE = 0.7
"""Share of the pronouns behind a name from which they tell its gender."""
_NO_NAMES = SUBJECTS | DETERMINERS | LINKS | TIMES
_NOT_PEOPLE = words("""
    house department party street news times post journal university states kingdom ministry committee council court
    congress senate union nations agency office bureau force army group company corp inc institute foundation bank
    center centre association organization organisation commission campaign city county republic region church college
    school network press administration government police board league fund service security intelligence nato eu un
    river sea bay island day act war law hall square park airport tower avenue road
""")
PARTICLES = words("de van von bin al der el la da di du le ibn den ter dos")
_MEN = words("""
    mr sir lord king prince duke father pope congressman chairman spokesman businessman actor husband brother son john
    james robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald
    steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas
    eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond patrick jack dennis
    jerry peter bill jim joe tom mike bob steve vladimir dmitry sergei sergey oleksandr volodymyr andriy ivan mohammed
    ahmed ali jean luis carlos juan jose marco martin adam henry simon oleg igor viktor yuri mikhail
""")
_WOMEN = words("""
    mrs ms miss dame lady queen princess duchess sister mother congresswoman chairwoman spokeswoman businesswoman
    actress wife daughter mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty
    sandra margaret ashley kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca laura helen
    sharon cynthia kathleen amy angela anna ann anne ruth brenda pamela nicole katherine samantha christine emma
    catherine virginia rachel janet maria heather diane julie joyce victoria kelly christina joan evelyn judith megan
    olivia elena olga natalia oksana theresa fatima svetlana irina tatiana julia yulia
""")


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named at `at`, by `name`, with the words that the text describes that person by there."""

    at: int
    name: str
    described: frozenset[str]


@dataclass(slots=True)
class Cast:
    """Everyone whom the article names, found again by surname and by description; places ascend."""

    by_surname: dict[str, list[Mention]] = field(default_factory=dict)
    by_role: dict[str, list[Mention]] = field(default_factory=dict)
    gender: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    mentions: list[Mention] = field(default_factory=list)


def cast(units: Iterable[Sequence[Token]]) -> Cast:
    """The people named in the sentences."""
    found = Cast()
    called: dict[str, Counter[str]] = defaultdict(Counter)
    last = ""
    for ts in units:
        for first, end in _runs(ts):
            mention = _mention(ts, first, end)
            if mention is None:
                continue
            found.names.add(mention.name)
            found.mentions.append(mention)
            parts = mention.name.lower().split()
            for key in {parts[-1], parts[0]} if parts[0] in _MEN or parts[0] in _WOMEN else parts[-1:]:
                found.by_surname.setdefault(key, []).append(mention)
            rules = {"leader"} if mention.described & RULERS else set()
            for role in (mention.described & TITLES) | rules:
                found.by_role.setdefault(role, []).append(mention)
            gender = gender_of(mention.described & TITLES) or gender_of(parts[:1])
            if gender:
                found.gender.setdefault(mention.name, gender)
        for t in ts:
            if t.is_name and (named := found.by_surname.get(bare(t).lower())):
                last = named[-1].name
            elif gender := "f" if t.low in FEMALE else "m" if t.low in MALE else "":
                called[last][gender] += 1
    for name, times in called.items():
        (gender, most), *_ = times.most_common()
        if most >= _SURE * times.total():
            found.gender.setdefault(name, gender)
    return found


def _runs(ts: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Stretches of capitalised words, particles of names among them."""
    n = 0
    while n < len(ts):
        if not ts[n].is_name or (ts[n].low in _NO_NAMES):
            n += 1
            continue
        end = n + 1
        while end < len(ts) and ts[end].is_word and not ts[end - 1].owns and (
            ts[end].is_name or (ts[end].low in PARTICLES and end + 1 < len(ts) and ts[end + 1].is_name)
        ):  # fmt: skip
            end += 1
        yield n, end
        n = end


def bare(token: Token) -> str:
    """The word without the ending of a possessive."""
    return token.word[:-2] if token.owns else token.word


def is_title(token: Token) -> bool:
    """Whether it may stand before a name ("Mr.", "President")."""
    return token.low.rstrip(".") in TITLES


def _mention(ts: Sequence[Token], first: int, end: int) -> Mention | None:
    """The person whom the run of capitals names, None if it is no person's full name."""
    start = next((n + 1 for n in range(end - 1, first - 1, -1) if is_title(ts[n])), first)
    name = [bare(t) for t in ts[start:end]]
    if not 2 <= len(name) <= MAX_NAME or any(
        w.lower().rstrip("s") in _NOT_PEOPLE or w.lower() in _NOT_PEOPLE for w in name
    ):
        return None
    if start == first and first and ts[first - 1].low in ("the", "a", "an", "in", "at"):
        return None
    low = max(0, first - 6)
    left = phrase_left(ts, start, low) if start == first else phrase_left(ts, first, low)
    described = {t.low.rstrip(".") for t in ts[first if left is None else left : start]} | set(_apposition(ts, end))
    return Mention(ts[start].start, " ".join(name), frozenset(described))


def _apposition(ts: Sequence[Token], at: int) -> Iterator[str]:
    """The words of ", the mayor of Oslo," behind a name."""
    if at + 1 >= len(ts) or ts[at].word != ",":
        return
    for t in ts[at + 1 : at + 13]:
        if not t.is_word or t.low in CONJUNCTIONS or t.is_verb:
            return
        yield t.low


def gender_of(described: Iterable[str]) -> str:
    """ "f", "m" or, where the words do not tell, ""."""
    known = set(described)
    return "f" if known & _WOMEN else "m" if known & _MEN else ""
