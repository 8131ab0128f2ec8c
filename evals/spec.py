"""The keys of a suite file, and what may stand under them. Knows neither files nor lines."""

import re
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from evals.plain import Loc
from evals.sample import Claim, Fact, Sample
from rag.answer import Filters, Status, Turn
from store.normalise import read_words


def _done(text: str) -> str:
    if text.startswith("TODO"):
        raise ValueError("this still says TODO; write it, or take the sample out")
    return text


def _name(text: str) -> str:
    if not re.fullmatch(r"\w[\w -]*", text):
        raise ValueError("use letters, digits, spaces, - and _ only: a folder will bear this name")
    return text


def _wordy(text: str) -> str:
    if not read_words(text).keys:
        raise ValueError("holds no words")
    return text


def _day(text: object) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise ValueError(f"{text!r} is no date; write it as YYYY-MM-DD") from None


_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Name = Annotated[_Text, AfterValidator(_name)]
_Words = Annotated[_Text, AfterValidator(_wordy)]
_Done = Annotated[_Text, AfterValidator(_done)]
_Day = Annotated[date, BeforeValidator(_day)]
_OneOrMore = BeforeValidator(lambda given: [given] if isinstance(given, str) else given)
_Texts = Annotated[tuple[_Text, ...], _OneOrMore]
_Dones = Annotated[tuple[_Done, ...], _OneOrMore]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Quote(_Strict):
    source: str
    words: _Words


class Citation(_Strict):
    """Words that should be cited, or several of which any will do."""

    source: str | None = None
    words: _Words | None = None
    any: tuple[_Quote, ...] = ()

    @model_validator(mode="after")
    def _one_form(self) -> "Citation":
        pair = self.source is not None and self.words is not None
        half = (self.source is None) != (self.words is None)
        if half or pair == bool(self.any):
            raise ValueError("give `source` and `words`, or `any` with a list of such pairs")
        return self

    def quotes(self) -> Iterator[tuple[Loc, str, str]]:
        """(place in the citation, source, words) of everything that may be cited."""
        if self.source is not None and self.words is not None:
            yield ("words",), self.source, self.words
        yield from ((("any", number, "words"), quote.source, quote.words) for number, quote in enumerate(self.any))


class _Fact(_Strict):
    any: _Dones = ()
    okay: _Dones = ()

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, given: object) -> object:
        return {"any": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _one_form(self) -> "_Fact":
        if bool(self.any) == bool(self.okay):
            raise ValueError("give a text, or `any` of several wordings, or `okay`")
        return self


class _Turn(_Strict):
    role: Literal["user", "assistant"]
    text: _Done


class Spec(_Strict):
    """A sample under the keys that a reporter writes."""

    id: _Text | None = None
    kind: _Text = ""
    question: _Done
    after: _Dones = ()
    turns: tuple[_Turn, ...] = ()
    outlets: _Texts = ()
    articles: _Texts = ()
    first: _Day | None = Field(default=None, alias="from")
    last: _Day | None = Field(default=None, alias="to")
    status: Status | None = None
    citations: tuple[Citation, ...] = ()
    facts: tuple[_Fact, ...] = ()
    must_not: _Dones = ()

    @model_validator(mode="after")
    def _consistent(self) -> "Spec":
        if self.after and self.turns:
            raise ValueError("give `after` or `turns`, not both")
        if self.first and self.last and self.first > self.last:
            raise ValueError(f"no day is both from {self.first} on and up to {self.last}; swap the two dates")
        if self.status == "not_in_coverage" and (self.citations or self.facts):
            raise ValueError("with the status not_in_coverage there can be no `citations` and no `facts`")
        return self

    def sample(self, id_: str, claims: tuple[Claim, ...]) -> Sample:
        """The sample, its citations being located already."""
        first, last = (day.isoformat() if day else None for day in (self.first, self.last))
        return Sample(
            id=id_,
            question=self.question,
            kind=self.kind,
            turns=tuple(Turn("user", t) for t in self.after) or tuple(Turn(t.role, t.text) for t in self.turns),
            filters=Filters(self.outlets, self.articles, first, last),
            status=self.status,
            claims=claims,
            facts=tuple(Fact(fact.any or fact.okay, vital=bool(fact.any)) for fact in self.facts),
            must_not=self.must_not,
        )


class SuiteFile(_Strict):
    """A whole file."""

    suite: _Name | None = None
    coverage: _Texts = ()
    samples: tuple[Spec, ...] = ()


_SAYS = {
    "missing": "is missing",
    "string_too_short": "is empty",
    "string_type": "should be a text",
    "string_unicode": "holds half of a surrogate pair",
    "tuple_type": "should be a list",
    "model_type": "should be a mapping, `key: value`",
}
"""Our words for pydantic's."""


def checked(given: object) -> SuiteFile | list[tuple[Loc, str]]:
    """The data of a file, or all its faults: the place in the data, and what is wrong there."""
    try:
        return SuiteFile.model_validate(given)
    except ValidationError as error:
        return [(e["loc"], _message(e)) for e in error.errors(include_url=False)]


def _message(error: ErrorDetails) -> str:
    in_sample = error["loc"][:1] == ("samples",) and len(error["loc"]) > 1
    keys = [part for part in error["loc"][2 * in_sample :] if isinstance(part, str)]
    if error["type"] == "extra_forbidden":
        kinds: tuple[type[BaseModel], ...] = (Spec, Citation, _Quote, _Fact, _Turn) if in_sample else (SuiteFile,)
        known = {field.alias or name for kind in kinds for name, field in kind.model_fields.items()}
        return f"there is no key {keys[-1]!r}; is it `{get_close_matches(keys[-1], sorted(known), 1, cutoff=0)[0]}`?"
    said = _SAYS.get(error["type"]) or error["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"{'.'.join(keys)}: {said}" if keys else said
