"""Searchable spans: looked up by row, of current revisions only."""

import numpy as np

from store import catalogue, spans
from store.home import Home
from store.tables import PASSAGES, SENTENCES
from tests.homes import BRIDGE, EMBEDDER, FERRY, FERRY_CHANGED, put_in, stage_only


def test_rows_lead_to_exact_words(home: Home) -> None:
    put_in(home, [FERRY, BRIDGE])
    with home.read() as db:
        story = home.story(db)
        for article in catalogue.articles(db, story):
            passages = dict(spans.texts(db, "passage", article.id, 1))
            sentences = dict(spans.texts(db, "sentence", article.id, 1))
            for row, found in spans.passages(db, passages).items():
                assert article.text[found.start : found.end] == passages[row]
                assert found.article == article.id
            holders = spans.passages_of_sentences(db, sentences)
            assert holders.keys() == sentences.keys()
            assert all(sentences[row] in passages[holder] for row, holder in holders.items())


def test_sentences_of_passages_come_in_reading_order_with_their_vectors(home: Home) -> None:
    put_in(home, [FERRY, BRIDGE])
    with home.read() as db:
        rows = [row for row, _, _ in spans.grain_vectors(db, home.story(db), "passage")]
        found = spans.sentences_within(db, spans.passages(db, rows).values())
        assert [(s.article, s.number) for s in found] == sorted((s.article, s.number) for s in found)
        assert len(found) == spans.sentence_count(db, home.story(db))
        texts = {a.id: a.text for a in home.articles()}
        for sentence in found:
            vector = EMBEDDER.encode([texts[sentence.article][sentence.start : sentence.end]])[0]
            assert float(sentence.vector @ vector) > 0.999
        assert spans.sentences_within(db, []) == []


def test_vectors_come_in_the_order_asked_for(home: Home) -> None:
    put_in(home, [FERRY])
    with home.read() as db:
        known = {row: vector for row, _, vector in spans.grain_vectors(db, home.story(db), "sentence")}
        ids = sorted(known, reverse=True)
        assert np.array_equal(spans.vectors(db, SENTENCES, ids), np.stack([known[i] for i in ids]))
        assert spans.vectors(db, PASSAGES, []).shape == (0, 0)


def test_what_is_pending_is_nobodys_to_find(home: Home) -> None:
    put_in(home, [FERRY])
    with home.read() as db:
        before = spans.sentence_count(db, home.story(db))
    article, revision = stage_only(home, FERRY_CHANGED)
    with home.read() as db:
        old = set(spans.row_ids(db, "passage", article, below=revision))
        fresh = set(spans.row_ids(db, "passage", article)) - old
        assert fresh
        assert spans.passages(db, fresh) == {}
        assert spans.passages(db, old).keys() == old
        assert spans.sentence_count(db, home.story(db)) == before
