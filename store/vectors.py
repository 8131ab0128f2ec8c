"""Vectors as the home keeps them: unit length, half precision.

Half precision costs at most 3e-4 of cosine and halves the catalogue's share of a home. The index is filled from the
same rounded values, so a rebuilt index equals the first one.
"""

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Unit vectors as rows, float32, shape (n, dimension)."""


def to_blob(vector: Vectors) -> bytes:
    """One vector as bytes: little-endian half precision."""
    return vector.astype("<f2").tobytes()


def from_blob(blob: bytes) -> Vectors:
    """The vector in `blob`, as float32."""
    return np.frombuffer(blob, "<f2").astype(np.float32)


def unit(vectors: Vectors) -> Vectors:
    """Rows scaled to length 1; a zero row stays zero."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = (vectors / np.where(length == 0, 1, length)).astype(np.float32)
    return scaled
