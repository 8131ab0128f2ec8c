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


@pytest.mark.parametrize(
    "named",
    [
        *("qwen3:8b", "qwen3:8b@", "@http://127.0.0.1:1/v1", "qwen3@ftp://127.0.0.1", "anthropic:", "anthropic:@x"),
        *(
            f"qwen3@http://{nowhere}"
            for nowhere in ("", "/v1", "[1/v1", "127.0.0.1:99999/v1", "host:port/v1", "a\tb/v1")
        ),
    ],
)
def test_a_language_model_without_an_address_is_an_error_with_an_example(named: str) -> None:
    with pytest.raises(AskError, match=r"BYLINE_LLM .*@http://"):
        read_settings(None, None, {"BYLINE_LLM": named})


def test_white_space_around_a_key_is_none_of_it() -> None:
    env = {"BYLINE_LLM": "qwen3@http://127.0.0.1:1/v1", "BYLINE_LLM_KEY": " sk-secret\n"}
    read = read_settings(None, None, env)
    assert read.llm == Llm("qwen3", "http://127.0.0.1:1/v1", "sk-secret")


def test_a_model_of_anthropics_needs_no_address() -> None:
    assert read_settings(None, None, {"BYLINE_LLM": "anthropic:large"}).llm == Llm("anthropic:large")


TABLE = """
[llm]
model = "qwen3:8b"
url = "http://127.0.0.1:11434/v1"
key = "sk-secret"
context = 32000
deadline = 20
price_in = 0.5
price_out = 2
cache = false
"""


def said(tmp_path: Path, table: str = TABLE, **env: str) -> Llm | None:
    (tmp_path / "byline.toml").write_text(table, encoding="utf-8")
    return read_settings(str(tmp_path), None, env).llm


def test_a_language_model_can_be_named_in_the_home(tmp_path: Path) -> None:
    url = "http://127.0.0.1:11434/v1"
    assert said(tmp_path) == Llm("qwen3:8b", url, "sk-secret", 32_000, 20.0, 0.5, 2.0, cache=False)
    assert said(tmp_path, "") is None


def test_the_environment_wins_over_the_home(tmp_path: Path) -> None:
    won = said(tmp_path, BYLINE_LLM_KEY="sk-other", BYLINE_LLM_DEADLINE="7.5", BYLINE_LLM_CACHE="on")
    assert won is not None
    assert (won.model, won.key, won.deadline, won.cache) == ("qwen3:8b", "sk-other", 7.5, True)


def test_another_model_has_nothing_of_the_one_in_the_home(tmp_path: Path) -> None:
    other = Llm("other", "https://other.example/v1")
    assert said(tmp_path, BYLINE_LLM="other@https://other.example/v1") == other, "least of all the key"
    assert said(tmp_path, BYLINE_LLM="off") is None


def test_replies_are_kept_in_the_home_unless_they_are_not_wanted(tmp_path: Path) -> None:
    env = {"BYLINE_LLM": "small@http://127.0.0.1/v1"}
    assert read_settings(str(tmp_path), None, env).replies == tmp_path / "replies.db"
    assert read_settings(str(tmp_path), None, env | {"BYLINE_LLM_CACHE": "off"}).replies is None
    assert read_settings(str(tmp_path), None, {}).replies is None


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("[llm", "cannot be read"),
        ("[other]", "one table"),
        ("llm = 7", "one table"),
        ("[llm]\nmodl = 'x'", r"has no modl; it has model, url, key"),
        ("[llm]\nurl = 'http://127.0.0.1/v1'", "model"),
        ("[llm]\nmodel = 'x'", "name a model and its address"),
        (TABLE.replace("= 20", "= 'soon'"), "deadline"),
        (TABLE.replace("= 20", "= 0"), "deadline"),
        (TABLE.replace("= 20", "= nan"), "deadline"),
        (TABLE.replace("32000", "0"), "context"),
        (TABLE.replace("= 0.5", "= nan"), "price"),
        (TABLE.replace("price_out = 2", "price_out = -2"), "price"),
        (TABLE.replace('"sk-secret"', "['sk-secret']"), "key"),
        (TABLE.replace("sk-secret", "sk-secret\\u00fc"), "the key has characters .* copy it anew"),
        (TABLE.replace("sk-secret", "sk-\\nsecret"), "the key has characters .* copy it anew"),
    ],
)
def test_what_is_wrong_in_the_home_is_named_and_the_key_is_not(tmp_path: Path, table: str, says: str) -> None:
    with pytest.raises(AskError, match=says) as raised:
        said(tmp_path, table)
    assert "byline.toml" in str(raised.value)
    assert "sk-secret" not in str(raised.value)


def test_the_key_of_a_language_model_is_not_printed() -> None:
    assert "sk-secret" not in repr(Llm("model", "http://127.0.0.1/v1", "sk-secret"))
