"""The lexical leg: words as index terms, and BM25 over SQLite's FTS5, one pair of tables per story.

Terms are made here, not by FTS5's tokenizer, so that questions, sentences and document frequencies agree everywhere.
Contentless tables hold the inverted lists alone: the words themselves are already in the catalogue.
"""

import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import sqlalchemy as sa
import Stemmer
from numpy.typing import NDArray
from sqlalchemy.engine import Connection

# A letter may be followed by combining marks, as in text that writes é as e and an accent.
_WORD = re.compile(
    r"(?:[^\W\d_][\u0300-\u036f]*+\.){2,}|(?:[^\W_]++[\u0300-\u036f]*+)++(?:[.,](?=\d)\d++)*+(?:['’](?:[^\W\d_]++[\u0300-\u036f]*+)++)?"
)
_POSSESSIVE = re.compile(r"['’]s?$")
_stem: Callable[[str], str] = Stemmer.Stemmer("english").stemWord

_FTS = """terms, content='', tokenize="ascii tokenchars '.'" """  # a decimal number is one term

Grain = str
"""`passage` or `sentence`."""
K1, B = 1.2, 0.75
"""The constants of BM25, as FTS5 has them."""
List = tuple[NDArray[np.int64], NDArray[np.float64]]
"""The row ids that hold a term, and what it adds to the score of each; both of one length."""


@dataclass(frozen=True, slots=True)
class Lists:
    """What was read so far of a story's inverted lists, in one state of the story; 16 bytes a row.

    `lengths` has for each grain the words of each row by row id, -1 where there is none.
    """

    lengths: dict[Grain, NDArray[np.int64]] = field(default_factory=dict)
    terms: dict[tuple[Grain, str], List] = field(default_factory=dict)


@lru_cache(maxsize=2_000)
def words(text: str) -> tuple[str, ...]:
    """The words of a text as written, without punctuation or possessive ending: `Kyiv's 1,000` → `Kyiv`, `1,000`."""
    return tuple(_POSSESSIVE.sub("", word) for word in _WORD.findall(text))


@lru_cache(maxsize=100_000)
def term(word: str) -> str:
    """The index term of a word: case and diacritics folded, stemmed (Snowball English); numbers without commas."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    plain = "".join(c for c in letters if c.isalnum() or c in ".⁄")  # one character may be several: ⑴ ½
    return plain if plain[:1].isdigit() else _stem(plain.replace(".", ""))  # U.S. and US are one term


def terms(text: str) -> list[str]:
    """The index terms of a text, in reading order, repeats kept."""
    return [term(word) for word in words(text)]


_SAME_SOUND = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?:sch|shch|sh|sz)", "S"),
        (r"(?:tch|ch|cz)", "C"),
        (r"(?:kh|gh|h)", "h"),
        (r"(?:zh|dj|j(?=[aeou]))", "j"),
        (r"ph", "f"),
        (r"(?:ck|q|c)", "k"),
        (r"x", "ks"),
        (r"(?:ts|tz)", "z"),
        (r"(?:dh|th)", "d"),
        (r"w", "v"),
        (r"[iyj]+[aeiouyj]*", "i"),
        (r"[ou]+[aeiouy]*", "o"),
        (r"[ae]+[aeiouy]*", "a"),
        (r"(.)\1+", r"\1"),
    )
]


@lru_cache(maxsize=100_000)
def sound(term_of_name: str) -> str:
    """A key under which the usual Latin spellings of one foreign name fall together (Zelensky and Zelenskyy).

    Letters that transliterations exchange are folded into one class, runs of vowels into their first.
    """
    for pattern, replacement in _SAME_SOUND:
        term_of_name = pattern.sub(replacement, term_of_name)
    return term_of_name


def names(sentence: str) -> set[str]:
    """Terms of the words that a sentence writes with a capital though they do not begin it: its likely names."""
    inside = words(sentence)[1:]
    return {term(word) for word in inside if word[0].isupper() and len(word) > 3 and not word.isupper()}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names a story writes, by their sound: what a differently spelt name of a question can be matched against.

    `lists` is for keeping what is read of its inverted lists.
    """

    spellings: dict[str, frozenset[str]]
    lists: Lists = field(default_factory=Lists)

    def variants(self, asked: str) -> frozenset[str]:
        """Other terms of the coverage that are spellings of the term `asked`."""
        if len(asked) < 4 or asked.isdigit():
            return frozenset()
        return self.spellings.get(sound(asked), frozenset()) - {asked}


def create(db: Connection, story: int) -> None:
    """Make the story's tables."""
    for grain in ("passage", "sentence"):
        name = _table(story, grain)
        db.execute(sa.text(f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5({_FTS})"))
        db.execute(sa.text(f"CREATE VIRTUAL TABLE IF NOT EXISTS {name}_df USING fts5vocab({name}, row)"))
    db.execute(sa.text(f"CREATE TABLE IF NOT EXISTS name_{story} (term TEXT PRIMARY KEY, sentences INTEGER NOT NULL)"))


def clear(db: Connection, story: int) -> None:
    """Empty the story's tables."""
    for grain in ("passage", "sentence"):
        name = _table(story, grain)
        db.execute(sa.text(f"INSERT INTO {name}({name}) VALUES ('delete-all')"))
    db.execute(sa.text(f"DELETE FROM name_{story}"))


def add(db: Connection, story: int, grain: Grain, rows: Iterable[tuple[int, str]]) -> None:
    """Put texts under their row ids."""
    _write(db, f"INSERT INTO {_table(story, grain)}(rowid, terms) VALUES (:id, :terms)", rows)


def remove(db: Connection, story: int, grain: Grain, rows: Iterable[tuple[int, str]]) -> None:
    """Take texts out again; they must be the texts that were put in."""
    name = _table(story, grain)
    _write(db, f"INSERT INTO {name}({name}, rowid, terms) VALUES ('delete', :id, :terms)", rows)


def count_names(db: Connection, story: int, sentences: Iterable[str], by: int) -> None:
    """Add (`by=1`) or take back (`by=-1`) the names of sentences."""
    rows = [{"term": name, "by": by} for sentence in sentences for name in sorted(names(sentence))]
    if rows:
        upsert = "ON CONFLICT(term) DO UPDATE SET sentences = sentences + :by"
        db.execute(sa.text(f"INSERT INTO name_{story}(term, sentences) VALUES (:term, :by) {upsert}"), rows)


def vocabulary(db: Connection, story: int) -> Vocabulary:
    """The story's names by sound."""
    by_sound: dict[str, set[str]] = {}
    for (name,) in db.execute(sa.text(f"SELECT term FROM name_{story} WHERE sentences > 0")):
        by_sound.setdefault(sound(name), set()).add(name)
    return Vocabulary({key: frozenset(group) for key, group in by_sound.items()})


def search(
    db: Connection,
    story: int,
    grain: Grain,
    groups: Sequence[frozenset[str]],
    k: int,
    allowed: set[str] | None,
    known: Lists | None = None,
) -> list[int]:
    """Row ids of the `k` best by BM25, best first, ties by row.

    `groups` holds one set of equivalent terms per question word; `allowed` limits the articles. What is read for a term
    is kept in `known`.
    """
    asked = sorted({t for group in groups for t in group})
    if not asked:
        return []
    read = lists(db, story, grain, asked, known or Lists())
    rows, weights = (np.concatenate(parts) for parts in zip(*read, strict=True))
    scores = np.bincount(rows, weights)
    found = np.flatnonzero(scores)
    if allowed is not None:
        found = found[np.isin(found, _rows_within(db, grain, allowed))]
    if len(found) > k:
        found = found[scores[found] >= np.partition(scores[found], -k)[-k]]
    best: list[int] = found[np.argsort(-scores[found], kind="stable")][:k].tolist()
    return best


def holding(
    db: Connection, story: int, grain: Grain, runs: Iterable[str], k: int, allowed: set[str] | None
) -> list[int]:
    """Row ids of the `k` best by FTS5's BM25 that hold any of the runs, each one term or several in their order."""
    name, asked = _table(story, grain), " OR ".join(f'"{run}"' for run in sorted(runs))
    if not asked:
        return []
    # The plus keeps SQLite from searching anew for each of the rows that are allowed.
    within = "" if allowed is None else f"AND +rowid IN (SELECT id FROM {grain} WHERE article IN :allowed)"
    query = sa.text(f"SELECT rowid FROM {name} WHERE {name} MATCH :match {within} ORDER BY rank, rowid LIMIT :k")
    if allowed is not None:
        query = query.bindparams(sa.bindparam("allowed", sorted(allowed), expanding=True))
    return list(db.scalars(query, {"match": asked, "k": k}))


def lists(db: Connection, story: int, grain: Grain, asked: Sequence[str], known: Lists) -> list[List]:
    """The lists of some terms, in their order, from `known` where they were read before."""
    name = _table(story, grain)
    if fresh := [t for t in asked if (grain, t) not in known.terms]:
        if grain not in known.lengths:
            known.lengths[grain] = _lengths(db, name)
        # Five times as fast as a query that FTS5 ranks. Only a temporary table may be of another schema's lists.
        db.execute(
            sa.text(f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{name}_at USING fts5vocab(main, {name}, instance)")
        )
        at = f"SELECT value, (SELECT group_concat(doc) FROM temp.{name}_at WHERE term = value) FROM json_each(:fresh)"
        for t, rows in db.execute(sa.text(at), {"fresh": json.dumps(fresh)}):
            known.terms[grain, t] = _list(np.fromstring(rows or "-1", np.int64, sep=","), known.lengths[grain])
    return [known.terms[grain, t] for t in asked]


def _lengths(db: Connection, name: str) -> NDArray[np.int64]:
    """The words of each row by row id, from FTS5's own table: 7 bits of a number in a byte, at most three bytes."""
    read = db.execute(sa.text(f"SELECT id, sz FROM {name}_docsize")).all()
    lengths = np.full(max((id_ for id_, _ in read), default=0) + 1, -1)
    bits = np.frombuffer(b"".join(size.rjust(3, b"\x80") for _, size in read), np.uint8).reshape(-1, 3) & 127
    lengths[[id_ for id_, _ in read]] = bits @ np.array([128 * 128, 128, 1])
    return lengths


def _list(at: NDArray[np.int64], lengths: NDArray[np.int64]) -> List:
    """What BM25 makes of the rows where a term stands, each as often as it stands there: FTS5's formula.

    Rows that came after the lengths were read are left out, as are those that are no rows.
    """
    at = at[(at >= 0) & (at < len(lengths))]
    rows, times = np.unique(at[lengths[at] >= 0], return_counts=True)
    if not len(rows):
        return rows, np.zeros(0)
    held = lengths[lengths >= 0]
    rare = max(1e-6, math.log((len(held) - len(rows) + 0.5) / (len(rows) + 0.5)))
    return rows, rare * times * (K1 + 1) / (times + K1 * (1 - B + B * lengths[rows] / held.mean()))


def _rows_within(db: Connection, grain: Grain, articles: set[str]) -> list[int]:
    query = sa.text(f"SELECT id FROM {grain} WHERE article IN :articles")
    return list(db.scalars(query.bindparams(sa.bindparam("articles", sorted(articles), expanding=True))))


def frequencies(db: Connection, story: int, asked: Iterable[str]) -> dict[str, int]:
    """In how many sentences of the story each term stands (terms in none are left out)."""
    within: sa.BindParameter[str] = sa.bindparam("asked", expanding=True)
    query = sa.text(f"SELECT term, doc FROM {_table(story, 'sentence')}_df WHERE term IN :asked").bindparams(within)
    return {row.term: row.doc for row in db.execute(query, {"asked": sorted(set(asked))})}


def size(db: Connection, story: int) -> int:
    """How many sentences of the story can be found; from FTS5's own table of lengths, which is read in no time."""
    found: int = db.execute(sa.text(f"SELECT count(*) FROM {_table(story, 'sentence')}_docsize")).scalar_one()
    return found


def _table(story: int, grain: Grain) -> str:
    return f"{grain}_terms_{story}"


def _write(db: Connection, statement: str, rows: Iterable[tuple[int, str]]) -> None:
    values = [{"id": id_, "terms": " ".join(terms(text))} for id_, text in rows]
    if values:
        db.execute(sa.text(statement), values)
