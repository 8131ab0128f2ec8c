"""Reading the files of public sets: what is wrong is said with file, place, and what was expected."""

from pathlib import Path

import pytest

from evals.errors import SuiteError
from evals.tasks.lines import Row, json_lines, json_list


class Boat(Row):
    name: str
    masts: list[int]


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def refused(read: object, path: Path) -> str:
    """What is said of the file."""
    with pytest.raises(SuiteError) as caught:
        read(path, Boat)  # type: ignore[operator]
    return str(caught.value)


class TestJsonLines:
    def test_blank_lines_other_keys_and_a_byte_order_mark_do_no_harm(self, tmp_path: Path) -> None:
        path = written(
            tmp_path / "b.jsonl", '\ufeff{"name": "Ada", "masts": [1]}\n\n{"name": "Ole", "masts": [], "x": 0}\n'
        )
        assert [(boat.name, boat.masts) for boat in json_lines(path, Boat)] == [("Ada", [1]), ("Ole", [])]

    def test_a_line_separator_inside_a_text_ends_no_line(self, tmp_path: Path) -> None:
        path = written(tmp_path / "b.jsonl", '{"name": "A\u2028b\x85c", "masts": []}\n')
        assert json_lines(path, Boat)[0].name == "A\u2028b\x85c"

    @pytest.mark.parametrize(
        ("line", "fault"),
        [
            ('{"name": "Ole"}', "masts: Field required"),
            ('{"name": "Ole", "masts": [1, "two"]}', "masts.1: Input should be a valid integer"),
            ("[1]", "Input should be an object"),
            ("{", "Invalid JSON"),
        ],
    )
    def test_a_line_that_is_not_as_expected_is_named(self, tmp_path: Path, line: str, fault: str) -> None:
        path = written(tmp_path / "b.jsonl", '{"name": "Ada", "masts": [1]}\n\n' + line + "\n")
        said = refused(json_lines, path)
        assert said.startswith(f"{path}:3: {fault}")

    def test_a_file_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        assert (
            refused(json_lines, tmp_path / "no.jsonl")
            == f"{tmp_path}/no.jsonl cannot be read: No such file or directory"
        )

    def test_so_is_one_in_another_encoding(self, tmp_path: Path) -> None:
        (tmp_path / "b.jsonl").write_bytes('{"name": "Åse"}'.encode("latin-1"))
        assert refused(json_lines, tmp_path / "b.jsonl").endswith(":1: this is not UTF-8; save the file as UTF-8")


class TestJsonList:
    def test_is_one_list(self, tmp_path: Path) -> None:
        path = written(tmp_path / "b.json", '[{"name": "Ada",\n "masts": [1]}]')
        assert [boat.name for boat in json_list(path, Boat)] == ["Ada"]

    def test_an_item_that_is_not_as_expected_is_named_by_its_number(self, tmp_path: Path) -> None:
        path = written(tmp_path / "b.json", '[{"name": "Ada", "masts": [1]}, {"name": "Ole", "masts": ["two"]}]')
        assert refused(json_list, path).startswith(f"{path}: 1.masts.0: Input should be a valid integer")

    @pytest.mark.parametrize(("text", "fault"), [("{}", "Input should be a valid array"), ("[", "Invalid JSON")])
    def test_what_is_no_list_is_refused(self, tmp_path: Path, text: str, fault: str) -> None:
        path = written(tmp_path / "b.json", text)
        assert refused(json_list, path).startswith(f"{path}: {fault}")
