"""What the sample coverage promises: digests in our own words that bring the cases Byline must handle."""

import csv
import re
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

import pytest

import evals

FOLDER = Path(evals.__file__).parent / "coverage" / "kursk"
COLUMNS = ["file", "title", "outlet", "author", "published", "url"]
NOTICE = re.compile(
    r"^\(Digest written for the Byline project of reporting by .+ March 2025; "
    r"not the (outlet's|outlets') own words[^()]*\)$"
)
QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"")
NOT_PROSE = re.compile(r"\A---\n.*?\n---\n|<head>.*?</head>|<[^>]+>", re.DOTALL)


@dataclass(frozen=True)
class Digest:
    """A row of coverage.csv and what a reader sees of its file, without front matter and markup."""

    file: str
    title: str
    outlet: str
    published: date
    raw: str

    @property
    def prose(self) -> str:
        return NOT_PROSE.sub("", self.raw).strip()

    @property
    def notice(self) -> str:
        lines = [line for line in self.prose.splitlines() if line.startswith("(Digest written")]
        return lines[0] if len(lines) == 1 else ""

    @property
    def report(self) -> str:
        """The prose without the notice and what stands after it."""
        return self.prose.partition("(Digest written")[0].strip()

    @property
    def quoted(self) -> list[str]:
        return [curly or straight for curly, straight in QUOTED.findall(self.prose)]


def rows() -> list[dict[str, str]]:
    with (FOLDER / "coverage.csv").open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        assert reader.fieldnames == COLUMNS
        return list(reader)


def read(row: dict[str, str]) -> Digest:
    raw = (FOLDER / row["file"]).read_text(encoding="utf-8")
    return Digest(row["file"], row["title"], row["outlet"], date.fromisoformat(row["published"]), raw)


DIGESTS = [read(row) for row in rows()]
each_digest = pytest.mark.parametrize("digest", DIGESTS, ids=lambda digest: digest.file)


def test_the_rows_of_the_csv_are_the_eight_articles_of_the_folder() -> None:
    files = sorted(path.name for path in FOLDER.iterdir() if path.name != "coverage.csv")
    assert sorted(digest.file for digest in DIGESTS) == files
    assert len(files) == 8


def test_text_markdown_and_html_are_all_there() -> None:
    assert {Path(digest.file).suffix for digest in DIGESTS} == {".txt", ".md", ".html"}


@each_digest
def test_a_digest_says_once_that_it_is_one_and_of_whom(digest: Digest) -> None:
    assert NOTICE.match(digest.notice), digest.prose[-300:]
    if digest.outlet and "(sample)" not in digest.outlet:
        assert f"reporting by {digest.outlet}, " in digest.notice


@each_digest
def test_an_invented_outlet_says_that_it_is_invented(digest: Digest) -> None:
    name = digest.outlet.removesuffix(" (sample)")
    assert (f"{name} is an invented name" in digest.notice) == ("(sample)" in digest.outlet)


@each_digest
def test_a_digest_is_short_and_under_its_own_title(digest: Digest) -> None:
    assert 150 <= len(digest.report.split()) <= 280
    assert digest.title in digest.raw
    assert date(2025, 3, 12) <= digest.published <= date(2025, 3, 15)


@each_digest
def test_a_quoted_fragment_has_at_most_eight_words(digest: Digest) -> None:
    assert digest.quoted
    assert [fragment for fragment in digest.quoted if len(fragment.split()) > 8] == []


def test_at_least_five_outlets_and_one_digest_without_an_outlet() -> None:
    outlets = [digest.outlet for digest in DIGESTS]
    assert len(set(filter(None, outlets))) >= 5
    assert outlets.count("") == 1


def test_two_outlets_carry_nearly_the_same_text_and_no_others_do() -> None:
    pairs = [(a, b) for i, a in enumerate(DIGESTS) for b in DIGESTS[i + 1 :] if likeness(a, b) > 0.6]
    assert len(pairs) == 1
    first, second = pairs[0]
    assert 0.9 < likeness(first, second) < 1
    assert first.outlet and second.outlet and first.outlet != second.outlet


def likeness(first: Digest, second: Digest) -> float:
    """Share of words in common runs, in 0…1."""
    return SequenceMatcher(None, first.report.split(), second.report.split(), autojunk=False).ratio()


@pytest.mark.parametrize("wording", ["decent treatment", "worthy treatment", "dignified treatment"])
def test_one_promise_stands_in_three_wordings_in_different_digests(wording: str) -> None:
    holders = [digest for digest in DIGESTS if any(wording in fragment for fragment in digest.quoted)]
    assert holders
    for other in {"decent", "worthy", "dignified"} - {wording.split()[0]}:
        assert all(f"{other} treatment" not in digest.report for digest in holders)


@pytest.mark.parametrize(
    ("what", "pattern", "at_least"),
    [
        ("the claim", r"completely surrounded|isolated|cut off", 4),
        ("its denial", r"(?i)den(y|ies|ied) [^.]*(claim|encircl|surrounded)", 4),
        ("the date most reports give", r"August 2024|last August|last summer", 3),
        ("the date one outlet gets wrong", r"since August 2023", 1),
        ("a relative date", r"on Thursday|on Wednesday", 5),
        ("a caption", r"(?m)^PHOTO: ", 2),
        ("a promo line", r"(?m)^(MORE|Also read|READ MORE): ", 3),
        ("one spelling of a name", r"Zelensky\b", 2),
        ("the other spelling", r"Zelenskyy\b", 3),
        ("one spelling of a first name", r"Dmitri Peskov", 1),
        ("its other spelling", r"Dmitry Peskov", 2),
    ],
)
def test_the_coverage_brings_the_case(what: str, pattern: str, at_least: int) -> None:
    holders = [digest.file for digest in DIGESTS if re.search(pattern, digest.report)]
    assert len(holders) >= at_least, f"{what}: only {holders}"


def test_only_one_outlet_gives_the_wrong_year() -> None:
    assert [digest.outlet for digest in DIGESTS if "2023" in digest.report] == [""]


def test_readers_comment_under_one_article_and_claim_what_no_report_says() -> None:
    commented = [digest for digest in DIGESTS if re.search(r"(?m)^\d+ Comments$", digest.report)]
    assert len(commented) == 1
    report, _, comments = commented[0].report.partition(" Comments\n")
    assert "6,000" in comments
    assert all("6,000" not in digest.report for digest in DIGESTS if digest is not commented[0])
    assert "6,000" not in report
