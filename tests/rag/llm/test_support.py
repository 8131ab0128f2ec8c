"""Whether a sentence says what a claim does: by how near it is, and by how near everything else is."""

import numpy as np
import pytest

from rag.llm.support import CROWD, crowd, says_it

CLAIM = np.array([1.0, 0.0, 0.0])
CLOSE = np.array([0.8, 0.6, 0.0])


def test_what_is_no_nearer_than_all_that_is_said_on_the_matter_says_no_claim() -> None:
    assert says_it(0.7, 0.3) > 0.5 > 0.1 > says_it(0.7, 0.7)


def test_near_same_sentences_crowd_a_claim_as_one_does() -> None:
    assert crowd(CLAIM, [CLOSE] * 30) == crowd(CLAIM, [CLOSE]) == pytest.approx(0.8 / CROWD)
    assert crowd(CLAIM, [CLOSE, np.array([0.6, -0.8, 0.0])]) == pytest.approx(1.4 / CROWD)
    assert crowd(CLAIM, []) == 0.0
