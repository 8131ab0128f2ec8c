"""Citation lookup: quotes as people garble them, each looked up as `byline find` does.

Hand-made samples (`coverage/find.yaml`) and, from the sentences of the same reports, made-up ones, always the same:
verbatim, with typographic noise of every kind, across the end of a sentence, cut in the middle, with words dropped or
changed, and invented, in which every word that carries meaning is another.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from random import Random

from evals.measures import share
from evals.sample import Claim, Place, Sample
from evals.suites import located, read_suite
from evals.task import Outcome, Scores, Task
from evals.tasks.coverage import drafts_of
from rag.assistant import Assistant
from rag.words import STOP_WORDS
from store.article import Draft
from store.clean import label
from store.sentences import split

EXACT, NEAR = ("verbatim", "noise", "cross-sentence", "elided"), ("dropped", "changed", "translated")
_COLUMNS = (
    dict.fromkeys(EXACT, ("exact_recall", "exact_precision"))
    | dict.fromkeys(NEAR, ("near_recall", "near_precision"))
    | {"claim": ("claim_found", "claim_right")}
)
SEED = 1
CASES = 40
"""Cases of each kind that is made; of the invented twice as many."""
_MARKS = re.compile('[“”"]')
_WORD = re.compile(r"\w+(?:[.,’']\w+)*")
_FEWEST, _MOST, _LONG = 6, 24, 12
"""Words of a quote, and of a sentence that one is taken from."""
_TWIN = 0.5
"""Share of a quote's words from which a sentence is another rendering of it."""

NOISES: Mapping[str, Callable[[str], str]] = {
    "straight": lambda q: f'"{q.translate(str.maketrans("“”‘’", chr(34) * 2 + chr(39) * 2))}"',
    "curly": lambda q: f"“{q.replace(chr(39), '’')}”",
    "dashes": lambda q: re.sub(r" [–—-] |(?<=[^\W\d])[–—-](?=[^\W\d])", "—", q),
    "spaces": lambda q: q.replace(" ", " \u00a0\n", 3),
    "ellipsis": lambda q: f"… {q} ...",
    "brackets": lambda q: f"[{q.split()[0]}] {q.partition(' ')[2]}",
    "initial": lambda q: f"[{q[0].swapcase()}]{q[1:]}" if q[:2].isalpha() else q,
    "upper": str.upper,
    "decomposed": lambda q: unicodedata.normalize("NFD", q),
    "fullwidth": lambda q: "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalpha() else c for c in q),
    "ligatures": lambda q: q.replace("fi", "ﬁ").replace("fl", "ﬂ"),
    "hyphens": lambda q: re.sub(r"(\w{4})(?=\w{3})", "\\1\u00ad", q),
}
"""What typing, copying and typesetting do to a quote."""


def find(path: Path) -> Task:
    """The task over the suite of hand-made samples. Raises SuiteError."""
    suite = read_suite(path)
    drafts = drafts_of(suite.name, suite.coverage or ())
    texts = {draft.source: draft.text for draft in drafts}
    samples = [one for sample in located(suite, texts) for one in _renderings(sample, texts)]
    return Task(suite.name, (*samples, *cases(drafts)), look_up, (found,), drafts)


def look_up(assistant: Assistant, sample: Sample) -> Outcome:
    """A solver that looks the question up; what is found stands in `extra["occurrences"]`."""
    lookup = assistant.find(sample.question, sample.filters)
    places = (
        {"match": o.match, "source": o.article.source, "start": o.start, "end": o.end} for o in lookup.occurrences
    )
    told = zip(places, lookup.occurrences, strict=True)
    return Outcome(extra={"occurrences": [place | {"quote": o.quote, "changes": o.changes} for place, o in told]})


def found(sample: Sample, outcome: Outcome) -> Scores:
    """Recall and precision of the places, by what is to be found; `invented_found` is 1 where there is nothing.

    The first place must be found, the others may be; of a claim told in other words any will do. Of words that stand
    somewhere exactly, only exact matches count, and only those to the character: near ones beside them are nobody's
    fault. Near matches are right where they share half of their characters with a place.
    """
    if not outcome.extra:
        return {}
    said = outcome.extra["occurrences"]
    if sample.kind == "invented":
        return {"invented_found": float(bool(said))}
    recall, precision = _COLUMNS[sample.kind]
    exact = sample.kind in EXACT
    met, said = (_same, [o for o in said if o["match"] == "exact"]) if exact else (_like, said)
    places = [place for claim in sample.claims for place in claim.places]
    most = None if sample.kind == "claim" else 1
    return {
        recall: share(any(met(o, p) for o in said for p in claim.places[:most]) for claim in sample.claims),
        precision: share(any(met(o, p) for p in places) for o in said),
    }


def _same(occurrence: Mapping[str, object], place: Place) -> bool:
    return (occurrence["source"], occurrence["start"], occurrence["end"]) == (place.source, place.start, place.end)


def _like(occurrence: Mapping[str, int | str], place: Place) -> bool:
    start, end = int(occurrence["start"]), int(occurrence["end"])
    shared = min(end, place.end) - max(start, place.start)
    return occurrence["source"] == place.source and 2 * shared >= min(end - start, place.end - place.start)


def _renderings(sample: Sample, texts: Mapping[str, str]) -> list[Sample]:
    """The sample, or of several renderings of one statement a sample each."""
    if sample.kind != "translated":
        return [sample]
    said = [texts[c.places[0].source][c.places[0].start : c.places[0].end] for c in sample.claims]
    return [replace(sample, id=f"{sample.id}-{n}", question=words) for n, words in enumerate(said, start=1)]


def cases(drafts: Sequence[Draft], seed: int = SEED) -> list[Sample]:
    """Samples made of the reports' own words, with every place of the words as gold."""
    rng, texts = Random(seed), {draft.source: draft.text for draft in drafts}
    sentences = [place for draft in drafts for place in _sentences(draft)]
    stock = sorted({w for p in sentences for w in _words(texts, p) if w.casefold() not in STOP_WORDS})
    made = [*_exact(rng, texts, sentences), *_garbled(rng, texts, sentences, stock)]
    return [replace(sample, id=f"{sample.kind}-{n}") for n, sample in enumerate(made, start=1)]


def _exact(rng: Random, texts: Mapping[str, str], sentences: Sequence[Place]) -> Iterator[Sample]:
    for _ in range(CASES):
        place, quote = _piece(rng, texts, rng.choice(sentences))
        yield Sample("", quote, "verbatim", claims=_everywhere(texts, quote, place))
    for n in range(CASES * 2):
        place, quote = _piece(rng, texts, rng.choice(sentences))
        noise = list(NOISES.values())[n % len(NOISES)]
        yield Sample("", noise(quote), "noise", claims=_everywhere(texts, quote, place))
    pairs = [(a, b) for a, b in pairwise(sentences) if a.source == b.source]
    for one, other in (rng.choice(pairs) for _ in range(CASES)):
        first, last = list(_spans(texts, one))[-5:][0][0], list(_spans(texts, other))[:5][-1][1]
        place = Place(one.source, first, last)
        quote = texts[one.source][first:last]
        yield Sample("", quote, "cross-sentence", claims=_everywhere(texts, quote, place))
    for _ in range(CASES):
        place, quote = _piece(rng, texts, rng.choice(sentences), least=12)
        words = [m.span() for m in _WORD.finditer(quote)]
        cut = f"{quote[: words[4][1]]} {rng.choice(('…', '...', '[…]'))} {quote[words[-4][0] :]}"
        yield Sample("", cut, "elided", claims=_everywhere(texts, cut, place))


def _garbled(
    rng: Random, texts: Mapping[str, str], sentences: Sequence[Place], stock: Sequence[str]
) -> Iterator[Sample]:
    for kind in ("dropped", "changed"):
        for _ in range(CASES):
            place, quote = _piece(rng, texts, rng.choice(sentences), least=8)
            words = quote.split()
            for at in sorted(rng.sample(range(1, len(words) - 1), max(1, len(words) // 6)), reverse=True):
                words[at : at + 1] = [] if kind == "dropped" else [rng.choice(stock)]
            claims = (Claim((place, *_twins(texts, quote, sentences))), *_everywhere(texts, quote, place))
            yield Sample("", " ".join(words), kind, claims=claims)
    for _ in range(CASES * 2):
        _, quote = _piece(rng, texts, rng.choice(sentences), least=_LONG)
        other = _WORD.sub(lambda w: w[0] if w[0].casefold() in STOP_WORDS else rng.choice(stock), quote)
        yield Sample("", f"“{_MARKS.sub('', other)}”", "invented", status="not_in_coverage")


def _piece(rng: Random, texts: Mapping[str, str], sentence: Place, least: int = _FEWEST) -> tuple[Place, str]:
    """Some words in a row of a sentence, at most `_MOST`; all of a sentence that has hardly more than the least."""
    spans = list(_spans(texts, sentence))
    size = rng.randint(min(least, len(spans)), min(_MOST, len(spans)))
    at = rng.randint(0, len(spans) - size)
    start, end = spans[at][0], spans[at + size - 1][1]
    return Place(sentence.source, start, end), texts[sentence.source][start:end]


def _sentences(draft: Draft) -> Iterator[Place]:
    """The sentences of a report that are long enough to be quoted from."""
    for start, end, _ in split(draft.text, label(draft.text, draft.title or "")):
        place = Place(draft.source, start, end)
        if len(list(_spans({draft.source: draft.text}, place))) >= _LONG:
            yield place


def _spans(texts: Mapping[str, str], place: Place) -> Iterator[tuple[int, int]]:
    return (m.span() for m in _WORD.finditer(texts[place.source], place.start, place.end))


def _words(texts: Mapping[str, str], place: Place) -> list[str]:
    return _WORD.findall(texts[place.source][place.start : place.end])


def _everywhere(texts: Mapping[str, str], quote: str, place: Place) -> tuple[Claim, ...]:
    """All places of the words, each to be found, whatever stands between them, and more of it at "…"."""
    gap, between = r"\W(?:[^\n]{0,400}\W)??", r"\W+"
    parts = [between.join(map(re.escape, _WORD.findall(part))) for part in re.split(r"\[?(?:…|\.\.\.)\]?", quote)]
    pattern = re.compile(rf"\b(?:{gap.join(parts)})\b", re.IGNORECASE)
    places = [Place(source, m.start(), m.end()) for source, text in texts.items() for m in pattern.finditer(text)]
    return tuple(Claim((one,)) for one in dict.fromkeys([place, *places]))


def _twins(texts: Mapping[str, str], quote: str, sentences: Sequence[Place]) -> Iterator[Place]:
    """The sentences that hold most of the words in their order: nobody is wrong who finds them too."""
    wanted = [word.casefold() for word in _WORD.findall(quote)]
    for place in sentences:
        words = [word.casefold() for word in _words(texts, place)]
        blocks = SequenceMatcher(None, wanted, words, autojunk=False).get_matching_blocks()
        if sum(block.size for block in blocks) >= _TWIN * len(wanted):
            yield place
