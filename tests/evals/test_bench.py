"""What the benchmark measures is what it says it measures."""

import re
import subprocess
from pathlib import Path

import numpy as np
import pytest

from evals import bench
from evals.bench import WARM_UP, Overheard, ask_times, cpu_seconds, disk_bytes, ingest_ratio, quoted
from evals.newswire import articles
from evals.pool import open_pool
from store.embedder import Embedder
from store.home import Home
from tests.homes import BRIDGE, FERRY, put_in


@pytest.fixture(scope="module")
def overheard() -> Overheard:
    """The packaged model, overheard."""
    return Overheard()


def test_it_makes_the_vectors_that_the_embedder_makes_and_counts_once_what_it_was_given(
    overheard: Overheard, embedder: Embedder
) -> None:
    texts = ["The ferry sails.", "A ramp had cracked."]
    overheard.bare()
    assert np.array_equal(overheard.encode(texts), embedder.encode(texts))
    assert (overheard.bare(), overheard.bare()) == (2, 0)


def test_an_ingest_embeds_its_sentences_and_passages_and_is_compared_on_those(overheard: Overheard) -> None:
    speed, ratio = ingest_ratio(overheard, [FERRY, BRIDGE])
    assert speed > 0
    assert ratio > 0


def test_every_question_is_timed_but_those_that_warm_up(tmp_path: Path, overheard: Overheard) -> None:
    assistant = open_pool(tmp_path, overheard, list(articles(2, seed=1)))
    times = ask_times(assistant, overheard, quoted(assistant.articles(), WARM_UP + 3))
    assert len(times) == 3
    assert all(whole > 0 and alone > 0 for whole, alone in times)


class TestCpuSeconds:
    def test_counts_the_time_of_the_command_s_process(self) -> None:
        assert 0.01 < cpu_seconds(["--help"]) < 5

    def test_a_command_that_fails_is_no_figure(self, capfd: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(subprocess.CalledProcessError, match="no-such-command"):
            cpu_seconds(["no-such-command"])
        assert "no-such-command" in capfd.readouterr().err


def test_the_disk_is_split_into_catalogue_and_index(home: Home) -> None:
    put_in(home, [FERRY])
    sizes = disk_bytes(home)
    (home.path / "byline.db-journal").write_bytes(b"0" * 1_000)
    (home.path / "index" / "deep").mkdir()
    (home.path / "index" / "deep" / "data.bin").write_bytes(b"0" * 300)
    (home.path / "note.txt").write_bytes(b"0" * 7)
    grown = {part: size - sizes[part] for part, size in disk_bytes(home).items()}
    assert sizes["catalogue"] >= home.database.stat().st_size > 0
    assert grown == {"catalogue": 1_000, "index": 300}


def test_quotes_stand_in_the_reports_but_for_a_word_of_every_second(tmp_path: Path, overheard: Overheard) -> None:
    reports = open_pool(tmp_path, overheard, list(articles(4, seed=1))).articles()
    texts = [" ".join(report.text.split()) for report in reports]
    assert [quote in text for quote, text in zip(quoted(reports, 4), texts, strict=True)] == [True, False, True, False]
    many = quoted(reports, 40)
    assert len(set(many)) == len(many) == 40


def test_a_handful_of_articles_gives_the_whole_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bench.main(["--articles", "3", "--ingested", "2", "--questions", "2", "--home", str(tmp_path / "home")])
    rows = dict(line.strip("| ").split(" | ") for line in capsys.readouterr().out.splitlines()[2:])
    assert list(rows) == [
        "ingest of 2 articles",
        "warm `ask`, 3 articles, 2 questions",
        "embedding the question alone",
        "warm `find`, 3 articles",
        "`byline --help`, 3 articles",
        "`byline articles`, 3 articles",
        "`byline find`, 3 articles",
        "home of 3 articles on disk",
    ]
    assert re.fullmatch(r"\d+ texts/s, \d\.\d\d of the bare model's", rows["ingest of 2 articles"])
    assert (tmp_path / "home" / "byline.db").exists()
