import stat
import sys
import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from fieldapp.errors import KnownError
from fieldapp.store.database import Database

KEY = bytes(range(32))


@pytest.fixture
def database(tmp_path):
    opened = Database(tmp_path / "store.db", KEY)
    with opened.writing() as connection, connection.begin():
        connection.execute(text("CREATE TABLE word (id INTEGER PRIMARY KEY, said TEXT UNIQUE)"))
    yield opened
    opened.close()


def say(database, said):
    with database.writing() as connection, connection.begin():
        connection.execute(text("INSERT INTO word (said) VALUES (:said)"), {"said": said})


def words(database):
    with database.reading() as connection:
        return connection.execute(text("SELECT said FROM word ORDER BY id")).scalars().all()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("trusted_schema", 0),
    ],
)
def test_pragmas_of_both_connections_keep_the_promises(database, pragma, value):
    with database.reading() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value
    with database.writing() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


def test_nothing_written_stands_in_the_files_in_clear(database, tmp_path):
    say(database, "张建国 150203198506150014")
    database.close()

    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert "张建国".encode() not in raw
    assert b"150203198506150014" not in raw
    assert b"SQLite format 3" not in raw


def test_wrong_key_is_a_known_trouble(database, tmp_path):
    database.close()

    with pytest.raises(KnownError) as caught:
        Database(tmp_path / "store.db", bytes(32))

    assert caught.value.code == "store_unreadable"


def test_foreign_file_is_a_known_trouble(tmp_path):
    (tmp_path / "store.db").write_bytes(b"not a database" * 1000)

    with pytest.raises(KnownError) as caught:
        Database(tmp_path / "store.db", KEY)

    assert caught.value.code == "store_unreadable"


def test_block_that_fails_leaves_nothing(database):
    def say_twice():
        with database.writing() as connection, connection.begin():
            connection.execute(text("INSERT INTO word (said) VALUES ('once')"))
            connection.execute(text("INSERT INTO word (said) VALUES ('once')"))

    with pytest.raises(IntegrityError):
        say_twice()

    assert words(database) == []


def test_reader_sees_what_was_committed_and_not_what_is_open(database):
    say(database, "before")
    with database.writing() as connection, connection.begin():
        connection.execute(text("INSERT INTO word (said) VALUES ('open')"))
        assert words(database) == ["before"]

    assert words(database) == ["before", "open"]


def test_threads_take_turns(database):
    threads = [threading.Thread(target=say, args=(database, f"word {n}")) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(words(database)) == 8


def test_damaged_page_is_noticed(database, tmp_path):
    say(database, "many words " * 20_000)
    database.close()
    path = tmp_path / "store.db"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))

    damaged = Database(path, KEY)
    is_sound = damaged.is_sound()
    damaged.close()

    assert not is_sound


def test_sound_file_says_so(database):
    assert database.is_sound()


def test_reopened_file_goes_on(database):
    say(database, "one")
    database.reopen()
    say(database, "two")

    assert words(database) == ["one", "two"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_file_is_readable_by_its_owner_only(database, tmp_path):
    assert stat.S_IMODE((tmp_path / "store.db").stat().st_mode) == 0o600


def test_main_thread_reads_while_another_thread_reads(database):
    say(database, "你好")
    is_reading, may_end = threading.Event(), threading.Event()

    def report():
        with database.reading() as connection:
            connection.execute(text("SELECT count(*) FROM word"))
            is_reading.set()
            may_end.wait(5)

    slow = threading.Thread(target=report)
    slow.start()
    assert is_reading.wait(5)
    answered = words(database)
    is_still_reading = slow.is_alive()
    may_end.set()
    slow.join()

    assert answered == ["你好"]
    assert is_still_reading


def test_another_thread_reads_while_a_report_reads_beside_the_window(database):
    say(database, "你好")
    is_reading, may_end, answered = threading.Event(), threading.Event(), []

    def report():
        with database.reading():
            is_reading.set()
            may_end.wait(5)

    slow = threading.Thread(target=report)
    quick = threading.Thread(target=lambda: answered.extend(words(database)))
    slow.start()
    assert is_reading.wait(5)
    quick.start()
    quick.join(5)
    is_still_reading = slow.is_alive()
    may_end.set()
    slow.join()

    assert (answered, is_still_reading) == (["你好"], True)


def test_other_threads_see_what_was_written_after_they_read(database):
    def from_aside():
        found = []
        aside = threading.Thread(target=lambda: found.extend(words(database)))
        aside.start()
        aside.join()
        return found

    before = from_aside()
    say(database, "你好")

    assert (before, from_aside(), words(database)) == ([], ["你好"], ["你好"])


def test_closing_waits_for_whoever_reads(database):
    begun, go_on, read = threading.Event(), threading.Event(), []

    def report():
        with database.reading() as connection:
            begun.set()
            go_on.wait(5)
            read.append(connection.execute(text("SELECT count(*) FROM word")).scalar_one())

    reader, closer = threading.Thread(target=report), threading.Thread(target=database.close)
    reader.start()
    assert begun.wait(5)
    closer.start()
    closer.join(0.05)
    assert closer.is_alive()
    go_on.set()
    reader.join(5)
    closer.join(5)
    assert (read, closer.is_alive()) == ([0], False)


@pytest.mark.parametrize("use", [words, lambda database: say(database, "x"), lambda database: database.raw(id)])
def test_a_closed_store_is_not_opened_again_by_a_late_question(database, use):
    database.close()

    with pytest.raises(KnownError, match="store_closed"):
        use(database)


def test_the_writer_goes_to_whoever_asked_first(database):
    came, waiting = [], []
    with database.writing():
        for name in "abc":
            one = threading.Thread(target=takes_a_turn, args=(database, came, name))
            one.start()
            waiting.append(one)
            until(lambda: len(database._write_lock._waiting) == len(waiting))
    for one in waiting:
        one.join()

    assert came == ["a", "b", "c"]


def test_who_writes_piece_after_piece_lets_others_in_between(database):
    came = []
    with database.writing():
        other = threading.Thread(target=takes_a_turn, args=(database, came, "other"))
        other.start()
        until(lambda: database._write_lock._waiting)
    takes_a_turn(database, came, "next piece")
    other.join()

    assert came == ["other", "next piece"]


def takes_a_turn(database, came, name):
    with database.writing():
        came.append(name)


def until(condition):
    """Give the other threads time until a condition holds; a test that never gets there fails by its assertion."""
    for _look in range(10_000):
        if condition():
            return
        threading.Event().wait(0.001)
