"""What a reporter may write into a suite, what it becomes, and what is said about everything else."""

import json
import re
import shutil
from pathlib import Path

import pytest

from evals.errors import SuiteError
from evals.sample import Claim, Fact, Place, Sample
from evals.suites import Suite, located, places, read_suite
from rag.answer import Filters, Turn
from store.extract import extract
from store.normalise import read_words

ROOT = Path(__file__).parents[2]
TEXTS = {
    "weir.txt": "The weir was opened at 4 am. “We had no\nchoice”, the warden said. The weir was opened again later.",
    "mill.md": "Nobody asked the miller – until Tuesday…",
}


def suite(tmp_path: Path, text: str, name: str = "town.yaml") -> Suite:
    """The suite of a file that holds the text."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_suite(tmp_path / name)


def samples(tmp_path: Path, text: str, name: str = "town.yaml") -> tuple[Sample, ...]:
    return located(suite(tmp_path, text, name), TEXTS)


def faults(tmp_path: Path, text: str, name: str = "town.yaml") -> list[str]:
    """What is said about a faulty file, a line a fault, without its folder."""
    with pytest.raises(SuiteError) as caught:
        samples(tmp_path, text, name)
    return str(caught.value).replace(f"{tmp_path}/", "").splitlines()


def one(tmp_path: Path, rest: str) -> list[str]:
    """What is said about a sample of which the question stands in line 2 and the rest from line 3 on."""
    return faults(tmp_path, f"samples:\n  - question: Who?\n    {rest}\n")


WHOLE = """\
suite: weir
samples:
  - id: opening
    kind: fact
    question: When was the weir opened?
    turns: [{role: user, text: 'Which weir?'}, {role: assistant, text: The old one.}]
    outlets: [Harbour Post]
    articles: weir.txt
    from: 2025-03-01
    to: 2025-03-31
    status: answered
    citations:
      - {source: weir.txt, words: opened at 4 AM}
      - any:
          - {source: weir.txt, words: '"we had no choice"'}
          - {source: mill.md, words: 'miller - until Tuesday...'}
    facts:
      - 4 am
      - any: ["2,000", two thousand]
      - okay: at night
    must_not: [5 am]
"""


class TestSample:
    def test_every_key_becomes_its_field(self, tmp_path: Path) -> None:
        assert samples(tmp_path, WHOLE) == (
            Sample(
                id="opening",
                kind="fact",
                question="When was the weir opened?",
                turns=(Turn("user", "Which weir?"), Turn("assistant", "The old one.")),
                filters=Filters(("Harbour Post",), ("weir.txt",), "2025-03-01", "2025-03-31"),
                status="answered",
                claims=(
                    Claim((Place("weir.txt", 13, 27),)),
                    Claim((Place("weir.txt", 30, 46), Place("mill.md", 17, 39))),
                ),
                facts=(Fact(("4 am",)), Fact(("2,000", "two thousand")), Fact(("at night",), vital=False)),
                must_not=("5 am",),
            ),
        )

    def test_json_lines_say_the_same(self, tmp_path: Path) -> None:
        import yaml  # type: ignore[import-untyped]

        line = json.dumps(yaml.safe_load(WHOLE)["samples"][0], default=str)
        assert samples(tmp_path, f"\n{line}\n", "town.jsonl") == samples(tmp_path, WHOLE)

    def test_a_question_is_enough_and_the_rest_is_unjudged(self, tmp_path: Path) -> None:
        assert samples(tmp_path, "samples:\n\n  - question: Who?\n") == (Sample("town-3", "Who?"),)

    def test_earlier_questions_are_turns_of_the_user(self, tmp_path: Path) -> None:
        (sample,) = samples(tmp_path, "samples: [{question: Who, after: [What, When]}]")
        assert sample.turns == (Turn("user", "What"), Turn("user", "When"))

    def test_words_that_stand_twice_are_met_at_both_places(self, tmp_path: Path) -> None:
        text = "samples: [{question: Who, citations: [{source: weir.txt, words: weir was opened}]}]"
        ((claim,),) = (s.claims for s in samples(tmp_path, text))
        assert [TEXTS["weir.txt"][p.start : p.end] for p in claim.places] == ["weir was opened"] * 2

    @pytest.mark.parametrize("written", ["no", "yes", "12", "4:30", "1.50", "0x1f", "2025-03-01", "on", "1e3", "1_000"])
    def test_scalars_are_read_as_they_are_written(self, tmp_path: Path, written: str) -> None:
        (sample,) = samples(tmp_path, f"samples: [{{question: Who, id: {written}, facts: [{written}]}}]")
        assert (sample.id, sample.facts[0].wordings) == (written, (written,))

    def test_numbers_of_json_too(self, tmp_path: Path) -> None:
        (sample,) = samples(tmp_path, '{"question": "How much?", "id": 7, "facts": [1.50]}', "town.jsonl")
        assert (sample.id, sample.facts[0].wordings) == ("7", ("1.50",))

    def test_what_is_null_is_absent(self, tmp_path: Path) -> None:
        (sample,) = samples(tmp_path, "samples:\n  - question: Who?\n    id: me\n    status:\n    facts: ~\n")
        assert sample == Sample("me", "Who?")


class TestSuite:
    def test_it_is_named_after_itself_or_its_file(self, tmp_path: Path) -> None:
        assert suite(tmp_path, WHOLE).name == "weir"
        assert suite(tmp_path, "samples: [{question: Who}]").name == "town"

    def test_without_coverage_it_is_about_the_home(self, tmp_path: Path) -> None:
        assert suite(tmp_path, WHOLE).coverage is None

    def test_coverage_is_seen_from_the_file(self, tmp_path: Path) -> None:
        (tmp_path / "reports").mkdir()
        found = suite(tmp_path, "coverage: reports\nsamples: [{question: Who}]").coverage
        assert found == (tmp_path / "reports",)

    def test_the_files_of_a_folder_are_one_suite(self, tmp_path: Path) -> None:
        (tmp_path / "b.jsonl").write_text('{"question": "Second?"}\n')
        (tmp_path / "a.yml").write_text("coverage: [b.jsonl]\nsamples: [{question: First}]")
        (tmp_path / "README.md").write_text("no suite")
        read = read_suite(tmp_path)
        assert read.name == tmp_path.name
        assert read.coverage == (tmp_path / "b.jsonl",)
        assert [(w.id, w.spec.question) for w in read.samples] == [("a-2", "First"), ("b-1", "Second?")]

    def test_the_suite_of_the_documentation_reads_and_its_words_are_found(self, tmp_path: Path) -> None:
        page = (ROOT / "docs" / "evaluation.md").read_text("utf-8")
        text = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
        assert text
        shutil.copytree(ROOT / "evals" / "coverage", tmp_path / "evals" / "coverage")
        read = suite(tmp_path, text[1])
        assert read.coverage
        drafts = [draft for draft in extract([str(path) for path in read.coverage]) if not isinstance(draft, Exception)]
        found = located(read, {draft.source: draft.text for draft in drafts})
        assert [len(claim.places) for sample in found for claim in sample.claims] == [1, 2]


class TestFaults:
    @pytest.mark.parametrize(
        ("rest", "said"),
        [
            ("citation: []", "town.yaml:3: there is no key 'citation'; is it `citations`?"),
            ("status: maybe", "town.yaml:3: status: should be 'answered', 'disputed' or 'not_in_coverage'"),
            ("from: 14 March", "town.yaml:3: from: '14 March' is no date; write it as YYYY-MM-DD"),
            ("from: 2025-02-30", "town.yaml:3: from: '2025-02-30' is no date; write it as YYYY-MM-DD"),
            ("facts:\n      - a\n      - anny: b", "town.yaml:5: there is no key 'anny'; is it `any`?"),
            (
                "facts: [{any: a, okay: b}]",
                "town.yaml:3: facts: give a text, or `any` of several wordings, or `okay`",
            ),
            ("after: What?\n    turns: [{role: user, text: a}]", "town.yaml:2: give `after` or `turns`, not both"),
            (
                "status: not_in_coverage\n    facts: [a]",
                "town.yaml:2: with the status not_in_coverage there can be no `citations` and no `facts`",
            ),
            (
                "citations:\n      - source: weir.txt",
                "town.yaml:4: citations: give `source` and `words`, or `any` with a list of such pairs",
            ),
            ("citations:\n      - any:\n          - source: weir.txt", "town.yaml:5: citations.any.words: is missing"),
            ("citations: [{source: weir.txt, words: '\u200b'}]", "town.yaml:3: citations.words: holds no words"),
            (
                "from: 2025-03-02\n    to: 2025-03-01",
                "town.yaml:2: no day is both from 2025-03-02 on and up to 2025-03-01; swap the two dates",
            ),
            ("id: a\n    id: b", "town.yaml:4: no YAML: the key 'id' stands here twice"),
            ("must_not: TODO", "town.yaml:3: must_not: this still says TODO; write it, or take the sample out"),
        ],
    )
    def test_a_fault_is_named_with_its_line(self, tmp_path: Path, rest: str, said: str) -> None:
        assert one(tmp_path, rest) == [said]

    @pytest.mark.parametrize("refused", ["id: &a x", "id: *a", "id: !!python/name:os.system x", "facts: !x [a]"])
    def test_anchors_aliases_and_tags_are_refused(self, tmp_path: Path, refused: str) -> None:
        (said,) = one(tmp_path, refused)
        assert said.startswith("town.yaml:3: no YAML: anchors (&), aliases (*) and tags (!) are not read")

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "town.yaml holds no samples; write them below `samples:`"),
            ("samples: []", "town.yaml holds no samples; write them below `samples:`"),
            ("- question: Who?", "town.yaml:1: should be a mapping, `key: value`"),
            ("samples:\n  question: Who?", "town.yaml:1: samples: should be a list"),
            ("samples:\n  - Who?", "town.yaml:2: should be a mapping, `key: value`"),
            ("samples:\n  - id: a", "town.yaml:2: question: is missing"),
            ("samples:\n  - question: ' '", "town.yaml:2: question: is empty"),
            ("samples:\n  - {question: [a}", "town.yaml:2: no YAML: expected ',' or ']', but got '}'"),
            ("suite: ok\nsamples:\n - question: \x07", "town.yaml:3: no YAML: '\\x07' cannot stand here"),
            ("suite: ../up\nsamples: [{question: Who}]", "town.yaml:1: suite: use letters, digits, spaces, - and _"),
            ("samples: " + 3000 * "[", "town.yaml:1: nested too deep"),
        ],
    )
    def test_a_file_that_is_no_suite(self, tmp_path: Path, text: str, said: str) -> None:
        (told,) = faults(tmp_path, text)
        assert told.startswith(said)

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ('{"question": }', "no JSON: Expecting value: line 1 column 14 (char 13)"),
            ('{"question": "Who?", "question": "What?"}', "no JSON: a key stands here twice"),
            ('{"question": true}', "question: should be a text"),
            ('{"question": "\\ud800"}', "question: holds half of a surrogate pair"),
            ("[]", "should be a mapping, `key: value`"),
        ],
    )
    def test_a_faulty_json_line(self, tmp_path: Path, line: str, said: str) -> None:
        assert faults(tmp_path, f'{{"question": "Who?"}}\n{line}', "town.jsonl") == [f"town.jsonl:2: {said}"]

    def test_a_file_of_another_kind_or_none_at_all(self, tmp_path: Path) -> None:
        assert faults(tmp_path, "x", "town.txt") == [
            "town.txt is no suite; a suite is a .yaml, .yml, .jsonl file or a folder of them"
        ]
        with pytest.raises(SuiteError, match=r"gone\.yaml cannot be read: No such file or directory"):
            read_suite(tmp_path / "gone.yaml")

    def test_a_file_that_is_not_utf8(self, tmp_path: Path) -> None:
        (tmp_path / "town.yaml").write_bytes("samples:\n - question: Où?".encode("latin-1"))
        with pytest.raises(SuiteError, match=r"town\.yaml:2: this is not UTF-8"):
            read_suite(tmp_path / "town.yaml")

    def test_ids_are_unique_over_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_text("samples:\n  - question: Who?\n    id: x\n")
        (tmp_path / "b.yaml").write_text("samples:\n  - question: Who?\n    id: x\n")
        with pytest.raises(SuiteError, match=r"b\.yaml:3: id: 'x' is the id of .*a\.yaml:2 already"):
            read_suite(tmp_path)

    def test_all_are_told_in_the_order_of_the_lines(self, tmp_path: Path) -> None:
        text = "sweet: x\nsamples:\n  - question: TODO\n  - question: Who?\n    kin: a\n    statu: b\n"
        assert [fault.split(" ")[0] for fault in faults(tmp_path, text)] == [f"town.yaml:{n}:" for n in (1, 3, 5, 6)]


class TestWordsThatAreNotFound:
    def test_they_are_named_with_the_nearest_stretch(self, tmp_path: Path) -> None:
        said = one(tmp_path, "citations:\n      - source: weir.txt\n        words: we had no voice, the warden said")
        assert said == [
            "town.yaml:5: 'weir.txt' does not hold the words 'we had no voice, the warden said'; "
            "the nearest is 'had no\\nchoice”, the warden said'"
        ]

    def test_nothing_is_shown_where_nothing_is_near(self, tmp_path: Path) -> None:
        said = one(tmp_path, "citations: [{source: weir.txt, words: quite another bicycle}]")
        assert said == ["town.yaml:3: 'weir.txt' does not hold the words 'quite another bicycle'"]

    def test_an_unknown_source_is_told_with_those_that_are_known(self, tmp_path: Path) -> None:
        said = one(tmp_path, "citations:\n      - any:\n          - {source: wier.txt, words: a}")
        assert said == ["town.yaml:5: no report has the source 'wier.txt'; the nearest are 'weir.txt', 'mill.md'"]


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Ha ha ha", "ha ha", [(0, 5), (3, 8)]),
        ("He said:  “It’s\nover” – and left…", '"it\'s over" - and left...', [(11, 32)]),
        ("a syn\u00adony\u200bmous word", "synonymous", [(2, 14)]),
        ("some 2,000 men", "2000 men", [(5, 14)]),
        ("a ban", "an", []),
    ],
)
def test_words_stand_where_they_are_whole_however_they_are_spelt(
    text: str, words: str, found: list[tuple[int, int]]
) -> None:
    assert places(read_words(text), words) == found
