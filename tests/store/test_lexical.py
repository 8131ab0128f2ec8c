"""The lexical leg: terms, foreign names in several spellings, and an index that forgets what is removed."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import example, given
from hypothesis import strategies as st

from store import lexical
from store.lexical import Lists, Vocabulary, names, sound, term, terms, words
from store.tables import Connection, connect

STORY = 1


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    with connect(tmp_path / "byline.db").begin() as db:
        lexical.create(db, STORY)
        yield db


def put(db: Connection, *texts: str, first: int = 1) -> None:
    rows = list(enumerate(texts, start=first))
    lexical.add(db, STORY, "sentence", rows)
    lexical.count_names(db, STORY, texts, by=1)


def found(db: Connection, question: str, k: int = 10) -> list[int]:
    return lexical.search(db, STORY, "sentence", [frozenset([t]) for t in terms(question)], k, None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Soldiers", "soldier"),
        ("U.S.", "US"),
        ("don’t", "dont"),
        ("Kyiv's", "Kyiv"),
        ("Müller", "Muller"),
        ("Mu\u0308ller", "Müller"),
        ("Ελλάδα", "ΕΛΛΑΔΑ"),
        ("1,200", "1200"),
        ("ﬁnal", "final"),
        ("𝐇arbour", "harbour"),
        ("STRASSE", "straße"),
    ],
)
def test_one_term_for_what_is_the_same_word(one: str, other: str) -> None:
    assert terms(one) == terms(other) != []


@pytest.mark.parametrize(("one", "other"), [("1.5", "15"), ("10", "1"), ("ferry", "fear"), ("march", "marsh")])
def test_other_words_are_other_terms(one: str, other: str) -> None:
    assert terms(one) != terms(other)


def test_words_are_as_written_without_punctuation() -> None:
    written = ("Kyiv", "1,000", "men", "he", "said", "3.5", "of", "U.S.", "aid")
    assert words("“Kyiv’s 1,000 men,” he said: 3.5% of U.S. aid.") == written


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("Zelensky", "Zelenskyy"),
        ("Zelenskiy", "Zelensky"),
        ("Dmitri", "Dmitry"),
        ("Dmitriy", "Dmitri"),
        ("Kyiv", "Kiev"),
        ("Yulia", "Julia"),
        ("Aleksandr", "Alexandr"),
        ("Mikhail", "Mihail"),
        ("Tchernov", "Chernov"),
        ("Shevardnadze", "Schevardnadze"),
        ("Vassily", "Vasili"),
        ("Andriy", "Andrij"),
        ("Hussein", "Hussain"),
    ],
)
def test_a_name_of_the_coverage_is_met_by_another_spelling(db: Connection, asked: str, written: str) -> None:
    put(db, f"On Friday {written} spoke to the press.", f"Later {written}'s office was silent.")
    vocabulary = lexical.vocabulary(db, STORY)
    variants = vocabulary.variants(term(asked))
    assert variants == {term(written)} - {term(asked)}
    groups = [frozenset([term(asked)]) | variants]
    assert sorted(lexical.search(db, STORY, "sentence", groups, 5, None)) == [1, 2]


@pytest.mark.parametrize(
    ("one", "other"), [("Dorn", "Doran"), ("Peskov", "Petrov"), ("Lavrov", "Lvov"), ("Irak", "Iran")]
)
def test_other_names_are_not_folded(one: str, other: str) -> None:
    assert sound(term(one)) != sound(term(other))


def test_only_names_of_the_coverage_are_variants(db: Connection) -> None:
    put(db, "A sherry was served when the chairman met Sherri Dunn at Kyiv station.")
    vocabulary = lexical.vocabulary(db, STORY)
    assert vocabulary.variants(term("Sherry")) == {"sherri"} - {term("Sherry")}
    assert vocabulary.variants(term("stashun")) == frozenset()  # station is no name
    assert vocabulary.variants(term("Dun")) == frozenset()  # short words are left alone
    assert Vocabulary({}).variants(term("Zelensky")) == frozenset()


def test_names_are_capitalised_words_inside_a_sentence() -> None:
    assert names("Later the Mayor met Ada Lindqvist’s sister in NATO's hall.") == {term("Mayor"), term("Lindqvist")}


def test_names_that_leave_the_coverage_leave_the_vocabulary(db: Connection) -> None:
    sentences = ["We met Zelenskyy.", "They saw Zelenskyy too."]
    put(db, *sentences)
    lexical.count_names(db, STORY, sentences[:1], by=-1)
    assert lexical.vocabulary(db, STORY).variants(term("Zelensky"))
    lexical.count_names(db, STORY, sentences[1:], by=-1)
    assert not lexical.vocabulary(db, STORY).variants(term("Zelensky"))


def test_the_best_comes_first_and_k_is_kept(db: Connection) -> None:
    put(db, "The bridge is shut.", "The bridge over the fjord is shut to lorries.", "Apples froze.")
    assert found(db, "fjord bridge lorries") == [2, 1]
    assert found(db, "bridge", k=1) == [1]
    assert found(db, "volcano") == []
    assert found(db, "?!") == []


def test_what_is_removed_is_gone(db: Connection) -> None:
    texts = ["The bridge is shut.", "The bridge, 3.5 km long, reopened; U.S. lorries don't pass."]
    put(db, *texts)
    lexical.remove(db, STORY, "sentence", [(2, texts[1])])
    assert found(db, "bridge 3.5 lorries U.S. don't") == [1]
    assert lexical.frequencies(db, STORY, terms("bridge lorries km")) == {"bridg": 1}
    put(db, "Lorries pass again.", first=2)
    assert found(db, "lorries") == [2]


def test_the_size_is_the_number_of_sentences_that_can_be_found(db: Connection) -> None:
    before = lexical.size(db, STORY)
    rows = [(9_001, "A gull."), (9_002, "An egg.")]
    lexical.add(db, STORY, "sentence", rows)
    assert lexical.size(db, STORY) == before + 2
    lexical.remove(db, STORY, "sentence", rows)
    assert lexical.size(db, STORY) == before


def test_frequencies_count_sentences_not_words(db: Connection) -> None:
    put(db, "A ferry is a ferry.", "The ferry sails.", "It is 1,200 tons.")
    asked = terms("ferry 1200 unheard")
    assert lexical.frequencies(db, STORY, asked) == {term("ferry"): 2, "1200": 1}


@pytest.mark.parametrize(
    "question",
    [
        *('"unclosed', 'a "quoted phrase" b', "ferry NEAR bridge", "ferry*", "ferry OR NOT", "-ferry", "AND", "NOT"),
        *("terms:ferry", "^ferry", "ferry + bridge", "(ferry", "{ferry bridge}:", "NEAR(ferry, 2)", "'; DROP TABLE x"),
        *("ferry\0bridge", "\u202eyrref", "ferry ⑴ ⒈ ½", "ͺ ʰ", "%s :match", "5'lik 747'er"),
    ],
)
def test_query_syntax_in_a_question_is_only_words(db: Connection, question: str) -> None:
    put(db, "The ferry sails.", "The bridge is shut.")
    rows = found(db, question)
    assert rows == ([1] if "ferry" in question and "bridge" not in question else rows)
    assert set(rows) <= {1, 2}


def test_a_question_of_thousands_of_words(db: Connection) -> None:
    put(db, "The ferry sails.")
    assert found(db, " ".join(f"word{n}" for n in range(5_000)) + " ferry") == [1]


@example("⑴ 5'lik ½")  # characters that fold into several, not all of them letters
@given(st.text(max_size=60))
def test_any_text_is_found_by_its_own_terms_and_gone_when_removed(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    engine = connect(tmp_path_factory.getbasetemp() / "any.db")
    with engine.begin() as db:
        lexical.create(db, STORY)
        lexical.add(db, STORY, "sentence", [(1, text), (2, "something else entirely")])
        asked = [frozenset([t]) for t in terms(text) if t]
        assert all(1 in lexical.search(db, STORY, "sentence", [one], 2, None) for one in asked)
        assert all(count >= 1 for count in lexical.frequencies(db, STORY, terms(text)).values())
        lexical.remove(db, STORY, "sentence", [(1, text)])
        assert 1 not in found(db, text)
        lexical.remove(db, STORY, "sentence", [(2, "something else entirely")])
    engine.dispose()


@example("Z.á.")
@given(st.text(alphabet="aá\u0301.,'’5_ \u00dfZİ", max_size=40))
def test_terms_do_not_depend_on_how_accents_are_encoded(text: str) -> None:
    import unicodedata

    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    if not any(unicodedata.combining(c) for c in composed):  # a mark of its own stands between words
        assert terms(composed) == terms(decomposed)


def test_a_long_run_of_letters_takes_linear_time() -> None:
    assert len(terms("a" * 200_000)) == 1
    assert len(terms("a." * 100_000)) == 1
    assert len(terms("1,2" * 100_000)) >= 1


def test_filters_limit_the_articles(db: Connection) -> None:
    put(db, "The ferry sails.")
    groups = [frozenset(["ferri"])]
    assert lexical.search(db, STORY, "sentence", groups, 5, set()) == []
    assert lexical.search(db, STORY, "sentence", groups, 5, {"another"}) == []


@given(st.lists(st.lists(st.sampled_from("ferry bridge fjord gull".split()), max_size=20), min_size=1, max_size=12))
def test_a_score_is_that_of_fts5(tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]]) -> None:
    engine = connect(tmp_path_factory.getbasetemp() / "scores.db")
    with engine.connect() as db, db.begin() as undone:
        lexical.create(db, STORY)
        put(db, *map(" ".join, texts))
        asked = terms("ferry gull")
        query = "SELECT rowid, -rank FROM sentence_terms_1 WHERE sentence_terms_1 MATCH :match"
        ranked = {n: score for n, score in db.execute(sa.text(query), {"match": " OR ".join(asked)})}
        rows, scores = map(np.concatenate, zip(*lexical.lists(db, STORY, "sentence", asked, Lists()), strict=True))
        assert {n: pytest.approx(s) for n, s in enumerate(np.bincount(rows, scores)) if s} == ranked
        undone.rollback()
    engine.dispose()


def test_a_row_that_came_later_waits_for_lists_that_are_read_anew(db: Connection) -> None:
    put(db, "The ferry sails.", "A gull.")
    known = Lists()
    groups = [frozenset([term("ferry")]), frozenset([term("gull")])]
    assert lexical.search(db, STORY, "sentence", groups[:1], 5, None, known) == [1]
    put(db, "The ferry and a gull.", first=3)
    assert lexical.search(db, STORY, "sentence", groups, 5, None, known) == [2, 1]
    assert 3 in lexical.search(db, STORY, "sentence", groups, 5, None)


def test_a_run_of_terms_is_found_where_they_stand_in_this_order(db: Connection) -> None:
    put(db, "The ferry sails at dawn.", "At dawn the ferry sails.", "Dawn comes.")
    assert lexical.holding(db, STORY, "sentence", {"ferri sail at"}, 5, None) == [1]
    assert set(lexical.holding(db, STORY, "sentence", {"ferri sail at", "dawn"}, 5, None)) == {1, 2, 3}
    assert lexical.holding(db, STORY, "sentence", {"ferri sail at"}, 5, {"another"}) == []
    assert lexical.holding(db, STORY, "sentence", set(), 5, None) == []


def test_nothing_is_found_where_there_is_nothing_and_a_text_may_be_long(db: Connection) -> None:
    assert found(db, "gull") == []
    put(db, "The gull sleeps.", "gull " * 20_000, "A fjord.")
    assert set(found(db, "gull")) == {1, 2}
