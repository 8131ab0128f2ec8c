"""Gradio's Blocks, taking no file but an uploaded one.

Gradio checks that only where it launches itself: mounted in an app, it would hand to any handler whatever file of this
machine a request names, and fetch any address.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr


class Blocks(gr.Blocks):  # type: ignore[misc]
    """The page's frame."""

    async def preprocess_data(self, block_fn: Any, inputs: list[Any], *others: Any, **named: Any) -> Any:  # noqa: ANN401
        """What a request brings, made ready for its handler. Raises gr.Error for a file that was not uploaded."""
        held = Path(gr.utils.get_upload_folder()).resolve()
        if not all(Path(path).resolve().is_relative_to(held) for path in _paths(inputs)):
            raise gr.Error("This file was not uploaded.", print_exception=False)
        return await super().preprocess_data(block_fn, inputs, *others, **named)


def _paths(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        if isinstance(path := value.get("path"), str):
            yield path
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from _paths(part)
