"""The nouns of an answer: the citation, the sentence, the answer, and what a reader may narrow a question to.

Their JSON is the contract of the command line and the page: field names and meanings do not change.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from store.article import Coverage

Status = Literal["answered", "disputed", "not_in_coverage"]
Stance = Literal["asserts", "denies"]
Verification = Literal["exact", "near"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation, with the `citations` that an answer showed."""

    role: Literal["user", "assistant"]
    text: str
    citations: "tuple[Citation, ...]" = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader narrows the coverage to; an empty field does not narrow.

    `first` and `last` are ISO dates, both inclusive; articles without a date pass neither. `articles` holds article
    ids or sources. Outlets compare without regard to case. A `speaker` is anyone whose name the given one may mean.
    """

    outlets: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    first: str | None = None
    last: str | None = None
    speaker: str | None = None

    def __bool__(self) -> bool:
        return bool(self.outlets or self.articles or self.first or self.last or self.speaker)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a question's own words narrow or prefer, in words; `key` names it to whoever asks without it."""

    kind: Literal["outlets", "published", "speaker", "happened", "compare"]
    words: str

    @property
    def key(self) -> str:
        """The same for the same constraint, in whatever question it is read."""
        return f"{self.kind}: {self.words}"

    @property
    def notice(self) -> str:
        """How an answer tells of it."""
        return f"Read as: {self.words}"


@dataclass(frozen=True, slots=True)
class Citation:
    """Exact words of one report: `quote == text[start:end]` of that revision, in Unicode code points.

    Those that are `context` carry no sentence of the answer: they stand close by words that do, and may belong to it.
    """

    number: int
    article: str
    source: str
    outlet: str | None
    title: str
    published: str | None
    url: str | None
    revision: int
    start: int
    end: int
    quote: str
    speaker: str | None = None
    verified: Verification = "exact"
    context: bool = False

    def holds(self, article: str, start: int, end: int) -> bool:
        """Whether a stretch of an article is among the words, or all of them."""
        return self.article == article and self.start <= start and end <= self.end

    def to_json(self) -> dict[str, Any]:
        """The contract's JSON object, in which context is told by no sentence naming its number."""
        return {name: value for name, value in asdict(self).items() if name != "context"}


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer and the numbers of the citations that carry it (at least one)."""

    text: str
    citations: tuple[int, ...]
    speaker: str | None = None
    stance: Stance | None = None


@dataclass(frozen=True, slots=True)
class ReportedBy:
    """Over how many outlets the citations spread; `independent` is None where copies have not been counted.

    Among the outlets are `unknown` ones, each that of one report.
    """

    outlets: int
    independent: int | None = None
    unknown: int = 0


def reported_by(published: Iterable[tuple[str | None, str]], independent: int | None) -> ReportedBy:
    """The count of pairs of outlet and article."""
    pairs = set(published)
    known, unknown = {outlet for outlet, _ in pairs if outlet}, {article for outlet, article in pairs if not outlet}
    return ReportedBy(len(known) + len(unknown), independent, len(unknown))


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens read and written, as the server counts them or, where it does not say, as estimated here."""

    prompt: int
    completion: int
    estimated: bool


@dataclass(frozen=True, slots=True)
class Searched:
    """What an answer was looked for in: the passages, and the reports that they are of, that the filters left."""

    passages: int
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back for every question, refusals included.

    `confidence` (0 to 1) is how likely the coverage holds the answer. A refusal (`not_in_coverage`) has neither
    sentences nor citations; `nearest` then holds the closest passages. `text` is Markdown, with all text of articles
    escaped, and every sentence of it ends in its markers. `independent` counts the independent reports behind the
    citations, None where copies have not been looked for. `parts` are the constraints that were read from the question
    (in the JSON as notices). What a language model read and wrote for it is in `usage`, with its `cost` where prices
    are set, and the versions of its `prompts`; None without one. Times are milliseconds. While it grows it says nothing
    of what was `searched`.
    """

    question: str
    standalone_question: str
    status: Status
    confidence: float
    text: str
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[Citation, ...]
    coverage: Coverage
    engine: str
    notices: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    id: str | None = None
    independent: int | None = None
    parts: tuple[Part, ...] = ()
    usage: Usage | None = None
    cost: float | None = None
    prompts: Mapping[str, str] = field(default_factory=dict)
    searched: Searched | None = None

    @property
    def reported_by(self) -> ReportedBy:
        """How many outlets stand behind the citations; a report of unknown outlet counts as one of its own."""
        return reported_by(((c.outlet, c.article) for c in self.citations), self.independent)

    def to_json(self) -> dict[str, Any]:
        """The contract's JSON object, ready for `json.dumps`."""
        return {
            "id": self.id,
            "question": self.question,
            "standalone_question": self.standalone_question,
            "status": self.status,
            "confidence": self.confidence,
            "text": self.text,
            "sentences": [asdict(s) for s in self.sentences],
            "citations": [c.to_json() for c in self.citations],
            "nearest": [c.to_json() for c in self.nearest],
            "reported_by": {"outlets": self.reported_by.outlets, "independent": self.independent},
            "coverage": coverage_json(self.coverage),
            "engine": self.engine,
            "notices": list(self.notices),
            "timings_ms": dict(self.timings_ms),
            **({"usage": asdict(self.usage) | {"cost": self.cost}} if self.usage else {}),
            **({"prompts": dict(self.prompts)} if self.prompts else {}),
        }


def coverage_json(coverage: Coverage) -> dict[str, Any]:
    """The contract's names for the boundary of a story: `articles`, `outlets`, `from`, `to`."""
    return {
        "articles": coverage.articles,
        "outlets": coverage.outlets,
        "from": coverage.first,
        "to": coverage.last,
    }
