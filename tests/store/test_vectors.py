"""Vectors in half precision: the same direction, half the bytes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from store.vectors import from_blob, to_blob, unit

VECTOR = st.lists(st.floats(-1, 1, width=32), min_size=8, max_size=64).filter(lambda v: max(map(abs, v)) > 0.01)


@given(VECTOR)
def test_a_vector_comes_back_as_good_as_it_was(values: list[float]) -> None:
    vector = unit(np.array([values], np.float32))[0]
    blob = to_blob(vector)
    assert len(blob) == 2 * len(vector)
    back = from_blob(blob)
    assert back.dtype == np.float32
    assert abs(float(back @ vector) - 1) < 1e-3
    assert to_blob(back) == blob


@given(st.lists(VECTOR.map(lambda v: (v * 64)[:64]), min_size=1, max_size=5))
def test_rows_are_scaled_to_length_one(rows: list[list[float]]) -> None:
    assert np.allclose(np.linalg.norm(unit(np.array(rows, np.float32)), axis=1), 1, atol=1e-5)


def test_a_zero_row_stays_zero() -> None:
    assert unit(np.zeros((1, 3), np.float32)).tolist() == [[0, 0, 0]]
