"""Options before the environment, the environment before the defaults."""

from pathlib import Path

import pytest
from platformdirs import user_data_path

from rag.errors import AskError
from rag.settings import PACKAGED_MODEL, Llm, Settings, read_settings
from store.embedder import PACKAGED
from store.errors import HomeError

ENV = {
    "BYLINE_HOME": "/env/home",
    "BYLINE_STORY": "kept",
    "BYLINE_MODEL": "./model",
    "BYLINE_CHROMA_URL": "http://chroma.example:8000",
}


def test_defaults() -> None:
    home = user_data_path("byline", appauthor=False)
    assert read_settings(None, None, {}) == Settings(home, "default", PACKAGED_MODEL, None)


def test_the_environment_wins_over_the_defaults() -> None:
    read = read_settings(None, None, ENV)
    assert read == Settings(Path("/env/home"), "kept", "./model", "http://chroma.example:8000")


def test_options_win_over_the_environment() -> None:
    read = read_settings("/said/home", "told", ENV)
    assert (read.home, read.story) == (Path("/said/home"), "told")


def test_what_is_set_to_nothing_is_not_set() -> None:
    empty = dict.fromkeys(ENV, "")
    assert read_settings("", "", empty) == read_settings(None, None, {})


def test_a_tilde_is_the_users_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/people/ines")
    assert read_settings("~/news", None, {}).home == Path("/people/ines/news")
    assert read_settings(None, None, {"BYLINE_HOME": "~/news"}).home == Path("/people/ines/news")


def test_the_folder_of_a_user_that_does_not_exist_is_an_error_with_a_remedy() -> None:
    with pytest.raises(HomeError, match=r"~nobody-of-that-name/news.*--home"):
        read_settings("~nobody-of-that-name/news", None, {})


def test_the_packaged_model_is_the_one_the_embedder_knows() -> None:
    assert PACKAGED_MODEL == PACKAGED


def test_a_language_model_is_named_with_its_address() -> None:
    env = {"BYLINE_LLM": "org/model@v2@http://127.0.0.1:11434/v1", "BYLINE_LLM_KEY": "sk-secret"}
    read = read_settings(None, None, env)
    assert read.llm == Llm("org/model@v2", "http://127.0.0.1:11434/v1", "sk-secret")


@pytest.mark.parametrize("named", ["qwen3:8b", "qwen3:8b@", "@http://127.0.0.1:1/v1", "qwen3@ftp://127.0.0.1"])
def test_a_language_model_without_an_address_is_an_error_with_an_example(named: str) -> None:
    with pytest.raises(AskError, match=r"BYLINE_LLM .*@http://"):
        read_settings(None, None, {"BYLINE_LLM": named})


def test_the_key_of_a_language_model_is_not_printed() -> None:
    assert "sk-secret" not in repr(Llm("model", "http://127.0.0.1/v1", "sk-secret"))
