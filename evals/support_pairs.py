"""Sentences with what they cite, and whether that carries it, made of public sets: the school of `rag.llm.support`.

Carried are, by kind:
    answer    CLAP NQ: a sentence of a person's answer, with the fewest of the chosen sentences that hold its words
    document  RAMDocs: question and answer as a statement, with the sentence of a document that gives this answer
    reported  PolNeAR: `According to` the source, what it says, with the sentence that says so
and not carried, the same sentences with
    passage, nearest    other sentences of the passage, of all other passages the nearest
    part                one of the chosen sentences, which leaves a third of what all of them hold unsaid
    number, time, name, negation, swapped    one thing changed in the sentence
    misinformed         the statement with a document that answers otherwise
    speaker, unsaid     another speaker of the same article; no speaker at all
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

import numpy as np

from evals.measures import fact_held
from evals.tasks import clapnq, polnear, ramdocs
from evals.tasks.lines import json_lines
from rag.evidence import Evidence
from rag.sides.stance import voice
from rag.words import content_words
from store import lexical
from store.article import Article, Sentence, Span
from store.clean import label
from store.names import is_named, same
from store.sentences import split
from store.spans import SentenceRow, SpeechRow
from store.speakers import attributions
from store.speech.words import tokens
from store.vectors import Vectors

PART = 1 / 3
TOLD = 0.5
"""Share of a statement's words that what it cites holds at least."""
BESIDE = 400
"""Characters on either side of a sentence that count as its passage."""

_CUE = re.compile(r"\b(?:said|says?|according|told|added|claim|argue|wr[oi]te|warn|insist|not(?:ed|es)|tweet)", re.I)
_CLAUSE = re.compile(r"(?!(?:how|what|who|to|for|that|whether|if|not|because|of|as|when)\b)(?:\S+ ){4}", re.I)
_DIGIT = re.compile(r"(?<![\d.,])\d(?!\d{3}\b)|\b(?:two|three|four|five|six|seven|eight|nine|ten)\b")
_MONTHS = "January|February|March|April|June|July|August|October|November|December"
_TIME = re.compile(rf"\b(?:1\d{{3}}|20\d\d|{_MONTHS})\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}")
_AUXILIARY = re.compile(r"\b(?:is|was|are|were|has|have|had|can|could|will|would|did)\b(?! not)")

Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence with what it cites, of a passage or document, and whether that carries it."""

    kind: str
    group: str
    sentence: str
    cited: tuple[Evidence, ...]
    carried: bool


def answers(rows: Sequence[clapnq.Question], encode: Encode) -> Iterator[Pair]:
    """CLAP NQ's."""
    answered = [row for row in rows if row.gold_sentences]
    held = {r.id: evidence(r.id, r.title, " ".join(r.texts), encode, r.choice.sentences) for r in answered}
    for row in answered:
        own = held[row.id]
        gold = [own[n] for n in row.gold_sentences]
        others = [e for e in own if e not in gold]
        far = [e for id_, sentences in held.items() if id_ != row.id for e in sentences]
        matrix = np.stack([e.row.vector for e in far])
        for n, sentence in enumerate(dict.fromkeys(s for answer in row.answers for s in sentences_of(answer))):
            vector = encode([sentence])[0]
            cited = fewest(sentence, gold)
            yield Pair("answer", row.id, sentence, cited, True)
            if others:
                yield Pair("passage", row.id, sentence, (max(others, key=lambda e: e.row.vector @ vector),), False)
            yield Pair("nearest", row.id, sentence, (far[int((matrix @ vector).argmax())],), False)
            short = [e for e in cited if _held(sentence, (e,)) <= (1 - PART) * _held(sentence, cited)]
            yield from (Pair("part", row.id, sentence, (e,), False) for e in short[:1])
            for kind, changed in changes(sentence, " ".join(row.texts), Random(f"{row.id} {n}")):
                yield Pair(kind, row.id, changed, cited, False)


def documents(rows: Sequence[ramdocs.Question], encode: Encode) -> Iterator[Pair]:
    """RAMDocs'."""
    for row in rows:
        told: dict[str, tuple[Evidence, ...]] = {}
        for n, document in enumerate(row.documents):
            claim = statement(row.question, document.answer)
            made = evidence(f"{row.id}/{n}", "", document.text, encode)
            holds = [e for e in made if fact_held(e.text, (document.answer,))]
            if document.type == "noise" or document.answer in told or not holds:
                continue
            best = max(holds, key=lambda e: _held(claim, (e,)))
            cited = (best, *(e for e in fewest(claim, made)[:1] if e is not best))
            if _held(claim, cited) >= TOLD:
                told[document.answer] = cited
        for answer, cited in told.items():
            yield Pair("document", row.id, statement(row.question, answer), cited, True)
            for other in told:
                shown = any(fact_held(text, (other,)) for text in (*(e.text for e in cited), answer))
                if not shown and not fact_held(other, (answer,)):
                    yield Pair("misinformed", row.id, statement(row.question, other), cited, False)


def reports(rows: Sequence[polnear.Report], encode: Encode) -> Iterator[Pair]:
    """PolNeAR's: what is a sentence of its own, by a source that is a name or a description."""
    for row in rows:
        pieces = [(a, b) for a, b, _ in split(row.text, label(row.text, row.title))]
        told = [t for gold in row.attributions if (t := _told(row, gold, pieces))]
        places = {place for _, _, place in told}
        made = evidence(row.id, row.title, row.text, encode, sorted(places), row.outlet, row.published)
        by_place = {(e.row.start, e.row.end): e for e in made}
        for source, said, place in told:
            cited = (by_place[place],)
            yield Pair("reported", row.id, f"According to {source}, {said}.", cited, True)
            others = (s for s, _, _ in told if not same(s, source) and s not in cited[0].text)
            yield from (Pair("speaker", row.id, f"According to {s}, {said}.", cited, False) for s in list(others)[:1])
            yield Pair("unsaid", row.id, f"{said[0].upper()}{said[1:]}.", cited, False)


def _told(
    row: polnear.Report, gold: polnear.Gold, pieces: Sequence[tuple[int, int]]
) -> tuple[str, str, tuple[int, int]] | None:
    """Source, what it says, and the sentence with both, if the words make a sentence."""
    if not len(gold.source) == len(gold.cue) == len(gold.content) == 1:
        return None
    source, cue, content = (row.text[slice(*part[0])] for part in (gold.source, gold.cue, gold.content))
    said = re.sub(r"[“”\"]|''", "", content).strip(" ,.").removeprefix("that ")
    place = next((p for p in pieces if p[0] <= gold.content[0][0] and gold.content[0][1] <= p[1]), None)
    whole = _CLAUSE.match(said) and any(t.is_auxiliary for t in tokens(said, 0, len(said), ()))
    named = is_named(source) or re.match(r"(?:the|an?) ", source, re.IGNORECASE)
    return (source, said, place) if place and whole and named and _CUE.search(cue) and voice(source) else None


def evidence(
    source: str,
    title: str,
    text: str,
    encode: Encode,
    spans: Sequence[tuple[int, int]] | None = None,
    outlet: str | None = None,
    published: str | None = None,
) -> list[Evidence]:
    """The sentences of a text, or those given as `spans`, as evidence, all in one passage."""
    pieces = [(a, b) for a, b, _ in split(text, [Span("body", 0, len(text))])]
    article = Article(source, source, title, outlet, None, published, None, text, (), 1, 1, "")
    sentences = [Sentence(n, 0, "body", *place) for n, place in enumerate(pieces)]
    speech = [SpeechRow(**asdict(a), article=source) for a in attributions(text, sentences)]
    chosen = list(dict.fromkeys(place for place in (pieces if spans is None else spans) if place[0] < place[1]))
    vectors = encode([text[a:b] for a, b in chosen])
    made = []
    for n, ((a, b), vector) in enumerate(zip(chosen, vectors, strict=True)):
        said = tuple(s for s in speech if s.start < b and a < s.end)
        row = SentenceRow(n, 0, "body", a, b, source, n, vector)
        terms = frozenset(lexical.terms(text[a:b]))
        beside = (text[c:d] for c, d in pieces if a - BESIDE < c and d < b + BESIDE)
        around = terms.union(lexical.terms(title), *map(lexical.terms, beside))
        made.append(Evidence(row, article, 0, 0.0, 0.0, terms, around, said))
    return made


def fewest(sentence: str, gold: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The fewest sentences that hold as much of the words as all do, taken greedily; in reading order."""
    chosen: list[Evidence] = []
    while not chosen or _held(sentence, chosen) < _held(sentence, gold):
        chosen.append(max((e for e in gold if e not in chosen), key=lambda e: _held(sentence, (*chosen, e))))
    return tuple(sorted(chosen, key=lambda e: e.row.start))


def sentences_of(text: str) -> list[str]:
    """The sentences of an answer that say something."""
    plain = " ".join(text.split())
    pieces = (plain[a:b] for a, b, _ in split(plain, [Span("body", 0, len(plain))]))
    return [piece for piece in pieces if len(content_words(piece)) > 2]


def statement(question: str, answer: str) -> str:
    """A question with its answer as a statement, as well as that goes without grammar."""
    asked = question.strip(" ?")
    if found := re.match(r"(?:who|what|where) (is|was|are|were) (the .*)", asked, re.IGNORECASE):
        made = f"{found[2]} {found[1]} {answer}"
    elif found := re.match(
        r"(?:when|where|in which \w+|what \w+) (is|was|did|does) (.*?) (\w+ with|\w+)$", asked, re.I
    ):
        made = f"{found[2]} {found[1]} {found[3]} {answer}"
    else:
        made = f"{re.sub(r'^(?:who|what|when|where|how many) ', '', asked, flags=re.IGNORECASE)} {answer}"
    return f"{made[:1].upper()}{made[1:]}."


def changes(sentence: str, passage: str, random: Random) -> Iterator[tuple[str, str]]:
    """The sentence with one thing in it changed so that it tells something else, by kind; names come of the passage."""
    if found := _DIGIT.search(sentence):
        other = random.choice([w for w in "two three four five six".split() if w != found[0]])
        digit = random.choice([d for d in "123456789" if d != found[0]])
        yield "number", _with(sentence, found, digit if found[0].isdigit() else other)
    if found := _TIME.search(sentence):
        months = [m for m in "January April October December".split() if m != found[0]]
        year = str(int(found[0]) + random.choice([-3, -1, 1, 2, 10])) if found[0].isdigit() else random.choice(months)
        yield "time", _with(sentence, found, year)
    names = list(_NAME.finditer(sentence))
    others = sorted({m[0] for m in _NAME.finditer(passage)} - set(lexical.words(sentence)))
    if names and others:
        yield "name", _with(sentence, names[-1], random.choice(others))
    if found := _AUXILIARY.search(sentence):
        yield "negation", _with(sentence, found, f"{found[0]} not")
    elif found := re.search(r" (?:not|never|no)\b", sentence):
        yield "negation", _with(sentence, found, "")
    if len(names) > 1 and names[0][0] != names[-1][0]:
        one, two = names[0], names[-1]
        turned = f"{sentence[: one.start()]}{two[0]}{sentence[one.end() : two.start()]}{one[0]}{sentence[two.end() :]}"
        yield "swapped", turned


def pairs(paths: Mapping[str, Path], encode: Encode) -> Iterator[Pair]:
    """All pairs of the sets for which there is a file. Raises SuiteError."""
    if "clapnq" in paths:
        yield from answers(json_lines(paths["clapnq"], clapnq.Question), encode)
    if "ramdocs" in paths:
        yield from documents(json_lines(paths["ramdocs"], ramdocs.Question), encode)
    if "polnear" in paths:
        yield from reports(json_lines(paths["polnear"], polnear.Report), encode)


def _held(sentence: str, cited: Sequence[Evidence]) -> float:
    """The share of the words that carry meaning that the cited sentences have together."""
    terms = {term for _, term in content_words(sentence)}
    return len(terms & {term for e in cited for term in e.terms}) / (len(terms) or 1)


def _with(text: str, found: re.Match[str], other: str) -> str:
    return text[: found.start()] + other + text[found.end() :]
