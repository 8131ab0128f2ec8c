"""The catalogue's file: made whole, remembered facts, rows never numbered twice."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from store.errors import HomeError
from store.tables import SCHEMA, connect, get_setting, put_setting, reported


def test_a_new_file_has_the_schema_and_opens_again(tmp_path: Path) -> None:
    for _ in range(2):
        engine = connect(tmp_path / "byline.db")
        with engine.connect() as db:
            assert get_setting(db, "schema") == SCHEMA
            assert db.scalar(sa.text("PRAGMA journal_mode")) == "wal"
            assert db.scalar(sa.text("PRAGMA synchronous")) == 2
            assert db.scalar(sa.text("PRAGMA foreign_keys")) == 1


def test_a_setting_is_remembered_and_replaced(tmp_path: Path) -> None:
    engine = connect(tmp_path / "byline.db")
    with engine.begin() as db:
        assert get_setting(db, "model") is None
        put_setting(db, "model", "a")
        put_setting(db, "model", "b")
    with engine.connect() as db:
        assert get_setting(db, "model") == "b"


def test_a_failed_statement_of_sqlite_names_the_file_but_a_mistake_of_ours_stays_one(tmp_path: Path) -> None:
    engine = connect(tmp_path / "byline.db")
    with pytest.raises(HomeError, match=str(tmp_path)), reported(tmp_path / "byline.db"), engine.begin() as db:
        db.exec_driver_sql("SELECT * FROM nowhere")
    with pytest.raises(sa.exc.IntegrityError), reported(tmp_path), engine.begin() as db:
        db.execute(sa.text("INSERT INTO setting VALUES ('schema', '2')"))


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    with connect(tmp_path / "byline.db").begin() as db:
        put_setting(db, "schema", "0")
    with pytest.raises(HomeError, match=r"another version of Byline.*--home"):
        connect(tmp_path / "byline.db")
