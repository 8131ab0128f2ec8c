"""A made-up newswire: as many news-like articles as wanted, and questions on them, always the same for the same seed.

No sentence of a real report is in it. Names and rare things are pseudo-words, common things plain English; both are
drawn by Zipf's law, so that some are in every tenth article and most in a few. It serves for measuring time and space,
not for judging answers: what an embedding model makes of pseudo-words says nothing about real ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from random import Random

from store.article import Draft

WORDS = (250, 450)
"""Fewest and most words of an article."""
_PSEUDO_WORDS = 3_700
_FIRST_DAY = date(2025, 1, 6)
_DAYS = 80
_ABSENT_EVERY = 6
_ONSETS = "b br c cl d dr f g gr h k l m n p pl r s sh st t tr v w".split()
_CODAS = ("", "", "l", "m", "n", "r", "s")
_LONGEST_SENTENCE = 45

_NOUNS = """
    road house school river farm letter train bridge ship market plan price child office garden window field engine
    report winter storm station bank meeting worker boat family wall tower street line cost doctor teacher law vote
    crowd fire film team player match ball record club driver car bus ticket hotel guest room door roof floor fence
    gate tree forest hill lake coast island beach harbour port border village town county region state member party
    leader judge court prison guard officer soldier camp tent truck gun shot wound hospital nurse patient drug test
    virus clinic student book paper page story song band stage theatre museum picture artist writer reader library
    church bell priest holiday festival parade flag crown coin loan debt tax budget wage strike union factory
    machine tool pipe cable wire pump tank well dam canal lock mill mine quarry stone brick sand coal oil gas grain
    wheat apple potato cow horse sheep dog bird fish net crew captain pilot plane airport runway tunnel rail signal
    clock watch phone camera screen computer program code key card box bag bottle glass cup plate table chair bed
    lamp candle coat shoe shirt hat ring
""".split()
_VERBS = """
    seen counted taken sold moved closed opened tested painted broken mended lost found watched guarded cleaned
    measured copied praised blamed delayed planned doubled halved checked covered emptied filled lifted turned
    shaken washed burned frozen locked signed sealed printed promised refused offered
""".split()
_ADJECTIVES = """
    old new small large broken quiet empty long short dark bright cheap costly strange local early late heavy light
    cold warm dry wet red green blue white narrow wide steep flat safe public private common rare modern sudden slow
    quick careful angry calm proud weak strong hidden famous simple useful wooden rusty muddy foreign distant
    friendly hollow uneven
""".split()
_ROLES = (
    *("mayor", "harbour master", "minister of works", "police chief", "head of the growers' union", "chief engineer"),
    *("judge", "spokeswoman of the council", "director of the hospital", "school inspector", "auditor", "bishop"),
)
_DEEDS = "closed opened sold repaired banned inspected flooded bought moved searched rebuilt abandoned".split()
_LEADS = (
    "{org} {deed} the {thing} in {place} on {weekday}, after {reason}.",
    "After {reason}, {org} {deed} the {thing} in {place} on {weekday}, officials said.",
    "The {thing} in {place} was {deed} on {weekday} by {org}, which gave {reason} as its reason.",
)
_FACTS = (
    "“We had to act because of {reason},” said {person}, the {role} of {place}, on {date}.",
    "{org} counted {number:,} {things} in and around {place}, {percent} percent more than a year earlier.",
    "{person}, the {role}, told reporters that the {thing} would stay {deed} until {later}.",
)
_FILLERS = (
    "“The {noun} was {adjective}, and nobody had asked the {nouns},” said {witness}, who lives in {elsewhere}.",
    "Residents of {elsewhere} had {verb} the {adjective} {noun} for {small} years.",
    "A second {noun}, near the {adjective} {noun_2}, was {verb} in {month}, according to {other_org}.",
    "{witness} denied that the {nouns} had been {verb} before the {adjective} {noun_2} came.",
    "Prices of {nouns} rose by {percent} percent to {number_2:,} crowns, the lowest since {year}.",
    "Between {small} and {dozens} {nouns} are {verb} every day on the road from {elsewhere} to {place}.",
    "The {role} did not say whether the {adjective} {noun} would be {verb} again.",
    "Mr. {surname} had warned of a {adjective} {noun} as early as {month} {year}.",
    "In {elsewhere}, where {number_2:,} people work with {nouns}, the news was met with {adjective} silence.",
    "“I have never seen such a {noun},” {witness} said. “It was {adjective} from the first day.”",
    "{other_org} called the decision {adjective}, but its own {noun_2} was {verb} only last {weekday_2}.",
    "According to a {noun} that {other_org} published on {weekday_2}, {percent} % of the {nouns} are {adjective}.",
    "The council of {elsewhere} will vote on the {adjective} {noun} in {month}.",
    "Neither the {noun} nor the {adjective} {noun_2} was {verb}, a court in {elsewhere} found.",
    "{witness}, a {noun} keeper, said that she had {verb} it “with {small} {adjective} {nouns}” and would do so again.",
)
_QUESTIONS = (
    "What did {person} say about the {thing} in {place}?",
    "Who is the {role} of {place}?",
    "How many {things} did {org} count around {place}?",
    "When was the {thing} in {place} {deed}?",
    "Why was the {thing} {deed} by {org}?",
    "What happened to the {thing} in {place}?",
)


@dataclass(frozen=True, slots=True)
class NewsQuestion:
    """A question on the newswire; `source` names the article it was made from, None where none holds the answer."""

    text: str
    source: str | None


def articles(count: int, seed: int) -> Iterator[Draft]:
    """The first `count` articles of the newswire; a shorter one is the beginning of a longer one."""
    return (_article(seed, number) for number in range(count))


def questions(count: int, seed: int, among: int = 2_000) -> Iterator[NewsQuestion]:
    """Questions spread evenly over the first `among` articles of the newswire, which should be at least `count`.

    Every sixth is about people, places and things that no article mentions.
    """
    for number in range(count):
        absent = number % _ABSENT_EVERY == _ABSENT_EVERY - 1
        at = number * among // count
        facts = _facts(_lexicon(f"elsewhere {seed}" if absent else str(seed)), Random(f"{seed} {at}"))
        # Shifted by one a round, so that the absent ones are not all of the same form.
        form = _QUESTIONS[(number + number // len(_QUESTIONS)) % len(_QUESTIONS)]
        yield NewsQuestion(form.format(**facts), None if absent else _source(at))


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Everything that has a name, the common before the rare."""

    first_names: Sequence[str]
    surnames: Sequence[str]
    places: Sequence[str]
    organisations: Sequence[str]
    outlets: Sequence[str]
    nouns: Sequence[str]


@cache
def _lexicon(seed: str) -> _Lexicon:
    rng = Random(seed)
    made = list(dict.fromkeys(_word(rng) for _ in range(3 * _PSEUDO_WORDS)))
    names = [word.capitalize() for word in made[_PSEUDO_WORDS : _PSEUDO_WORDS + 1_300]]
    places = names[800:1100]
    kinds = ("Council", "Railways", "Water Board", "Institute", "Holdings", "Trust")
    return _Lexicon(
        first_names=names[:150],
        surnames=names[150:800],
        places=places,
        organisations=[f"{name} {rng.choice(kinds)}" for name in names[1100:]],
        outlets=[f"{place} {rng.choice(('Courier', 'Herald', 'Radio'))}" for place in places[:12]],
        nouns=(*_NOUNS, *made[:_PSEUDO_WORDS]),
    )


def _word(rng: Random) -> str:
    """Two syllables."""
    return "".join(rng.choice(part) for part in (_ONSETS, "aeiou", _CODAS) * 2)


def _article(seed: int, number: int) -> Draft:
    lexicon, rng = _lexicon(str(seed)), Random(f"{seed} {number}")
    facts = _facts(lexicon, rng)
    text = _text(lexicon, rng, facts)
    return Draft(
        source=_source(number),
        text=text,
        title=_capital("{org} {deed} {thing} in {place}".format(**facts).removeprefix("the ")),
        outlet=_common(rng, lexicon.outlets),
        author=_name(rng, lexicon),
        published=str(facts["day"]),
    )


def _source(number: int) -> str:
    return f"newswire/{number:05}"


def _facts(lexicon: _Lexicon, rng: Random) -> dict[str, str | int]:
    """What an article is about; drawn first, so that a question can draw it again."""
    day = _FIRST_DAY + timedelta(rng.randrange(_DAYS))
    rare, reason = rng.sample(lexicon.nouns, 2)
    return {
        "day": day.isoformat(),
        "weekday": f"{day:%A}",
        "date": f"{day:%B} {day.day}",
        "later": f"{day + timedelta(rng.randint(9, 60)):%B}",
        "place": _common(rng, lexicon.places),
        "org": f"the {_common(rng, lexicon.organisations)}",
        "person": _name(rng, lexicon),
        "role": rng.choice(_ROLES),
        "deed": rng.choice(_DEEDS),
        "thing": f"{rare} {_common(rng, lexicon.nouns)}",
        "things": f"{rare}s",
        "reason": f"{rng.choice(('a dispute about', 'the loss of', 'complaints over', 'a fire in'))} the {reason}",
        "number": rng.randint(120, 90_000),
        "percent": rng.randint(2, 60),
    }


def _text(lexicon: _Lexicon, rng: Random, facts: dict[str, str | int]) -> str:
    """Paragraphs of up to three sentences: a lead, then the facts among what fills the page."""
    target = rng.randint(WORDS[0], WORDS[1] - _LONGEST_SENTENCE)
    sentences = [_capital(rng.choice(_LEADS).format(**facts))]
    order: list[str] = []
    while sum(len(sentence.split()) for sentence in sentences) < target:
        # The first round mixes the facts in; a long article comes to a second one.
        order = order or rng.sample((*_FACTS, *_FILLERS[:5]) if len(sentences) == 1 else _FILLERS, 8)
        sentences.append(_capital(order.pop().format(**facts | _colour(lexicon, rng))))
    paragraphs, at = [], 0
    while at < len(sentences):
        size = rng.randint(1, 3)
        paragraphs.append(" ".join(sentences[at : at + size]))
        at += size
    return "\n\n".join(paragraphs) + "\n"


def _colour(lexicon: _Lexicon, rng: Random) -> dict[str, str | int]:
    """Words for one filler."""
    noun, other = (_common(rng, lexicon.nouns) for _ in range(2))
    witness = _name(rng, lexicon)
    return {
        "noun": noun,
        "nouns": f"{noun}s",
        "noun_2": other,
        "verb": rng.choice(_VERBS),
        "adjective": rng.choice(_ADJECTIVES),
        "witness": witness,
        "surname": witness.split()[-1],
        "elsewhere": _common(rng, lexicon.places),
        "other_org": f"the {_common(rng, lexicon.organisations)}",
        "small": rng.choice(("two", "three", "four", "seven", "eleven")),
        "dozens": rng.randint(24, 99),
        "number_2": rng.randint(120, 90_000),
        "percent": rng.randint(2, 60),
        "weekday_2": rng.choice(("Monday", "Tuesday", "Thursday", "Sunday")),
        "month": rng.choice(("January", "March", "June", "October")),
        "year": rng.randint(1981, 2024),
    }


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _name(rng: Random, lexicon: _Lexicon) -> str:
    return f"{_common(rng, lexicon.first_names)} {_common(rng, lexicon.surnames)}"


def _common(rng: Random, ranked: Sequence[str]) -> str:
    """One of them by Zipf's law, flattened at the top as it is in real text (Mandelbrot's 2.7)."""
    return rng.choices(ranked, cum_weights=_zipf(len(ranked)))[0]


@cache
def _zipf(size: int) -> list[float]:
    return list(accumulate(1 / (rank + 2.7) for rank in range(1, size + 1)))
