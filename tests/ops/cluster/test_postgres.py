"""PostgreSQL as a process: what a test can do to it."""

import psycopg
import pytest

from ops.cluster.postgres import PostgresServer


def test_a_database_is_utf_8_and_ordered_by_code_point(postgres: PostgresServer, database: str) -> None:
    with psycopg.connect(postgres.conninfo(database)) as connection:
        rows = connection.execute("SELECT x FROM (VALUES ('ä'), ('b'), ('B')) AS t (x) ORDER BY x").fetchall()
        assert connection.info.encoding == "utf-8"
    assert [text for (text,) in rows] == ["B", "b", "ä"]


def test_what_was_committed_outlives_a_kill_and_sessions_do_not() -> None:
    with PostgresServer() as server:
        server.create_database("kept")
        with psycopg.connect(server.conninfo("kept"), autocommit=True) as connection:
            connection.execute("CREATE TABLE one AS SELECT 7 AS x")
            server.kill()
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT 1")
        server.start()
        server.restart()
        with psycopg.connect(server.conninfo("kept")) as connection:
            assert connection.execute("SELECT x FROM one").fetchone() == (7,)


def test_with_a_password_nobody_comes_in_without_it() -> None:
    with PostgresServer(password="p@ss/word") as server:
        assert server.url("x").startswith("postgresql+psycopg://postgres:p%40ss%2Fword@127.0.0.1:")
        with psycopg.connect(server.conninfo("postgres")) as connection:
            assert connection.execute("SHOW password_encryption").fetchone() == ("scram-sha-256",)
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(server.conninfo("postgres", password="another"))
