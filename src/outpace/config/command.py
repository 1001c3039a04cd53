"""The `outpace` command: database, web server, worker and Django's own commands behind one name."""

import argparse
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address

import django
from django.conf import settings
from django.core.management import CommandError, call_command, execute_from_command_line
from django.db import OperationalError, ProgrammingError, connections
from django.utils.module_loading import import_string
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from outpace.config.service import Service, ServiceError, own_name, wait_until_ready
from outpace.kernel.embedded import EmbeddedError, ensure_running, status, stop
from outpace.kernel.environment import SettingRefused

_HELP = {
    "db": "the embedded PostgreSQL server: start, stop or status",
    "serve": "run the web server in the foreground",
    "worker": "do background work in the foreground",
    "up": "start everything in the background (--demo: with Hui county loaded)",
    "down": "stop everything",
    "check": "compare everything stored with the facts and print each difference, app by app",
    "clock": "where all people are made up: say where the clock stands, or let days pass (advance 7d)",
    "manage": "Django's commands",
}
_THREAD_IDLE_S = 600
_STATUS_NOT_RUNNING = 3  # as service scripts have it
_AT_WORK = frozenset({"runserver", "work"})  # Django's commands that serve or work as `serve` and `worker` do


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (default: the process's own) and say with which exit code the process should end."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outpace.config.settings")
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if words[:1] == ["manage"]:
            return _manage(words[1:])
        chosen = _parser().parse_args(words)
        return _COMMANDS[chosen.command](chosen)
    except (EmbeddedError, SettingRefused, ServiceError) as refusal:
        sys.stderr.write(f"outpace: {refusal}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="outpace", description="Outpace (以快制快)")
    commands = parser.add_subparsers(dest="command", required=True)
    added = {word: commands.add_parser(word, help=text) for word, text in _HELP.items()}
    added["db"].add_argument("action", choices=("start", "stop", "status"))
    added["check"].add_argument("apps", nargs="*", metavar="app", help="only these apps")
    added["check"].add_argument("--all", action="store_true", help="print every difference")
    added["clock"].add_argument("action", nargs="?", choices=("advance",))
    added["clock"].add_argument("by", nargs="?", metavar="7d", help="days (d) or hours (h) to let pass")
    added["clock"].add_argument("--work", action="store_true", help="people in follow-up are checked and tested meanwhile, and are well")
    added["up"].add_argument("--demo", action="store_true", help="load the demonstration county first (once)")
    return parser


def _manage(words: list[str]) -> int:
    _ensure_database()
    if not _AT_WORK.isdisjoint(words[:1]):
        django.setup()
        _refuse_lost_mark()
    execute_from_command_line(["outpace manage", *words])
    return 0


def _ensure_database() -> None:
    if settings.EMBEDDED:
        ensure_running(settings.PLACE)


def _database(chosen: argparse.Namespace) -> int:
    if not settings.EMBEDDED:
        sys.stderr.write("outpace: DATABASE_URL names an external server; it is not ours to start or stop\n")
        return 1
    if chosen.action == "start":
        ensure_running(settings.PLACE)
    elif chosen.action == "stop":
        stop(settings.PLACE)
    found = status(settings.PLACE)
    words = "stopped" if found.pid is None else f"{'running' if found.accepting else 'starting'}, pid {found.pid}"
    sys.stdout.write(f"database: {words}\n")
    return _STATUS_NOT_RUNNING if chosen.action == "status" and not found.accepting else 0


def _serve(_: argparse.Namespace) -> int:
    """Serve WSGI: Django's views are synchronous, and each thread keeps its connection to the database."""
    _ensure_database()
    django.setup()
    _refuse_lost_mark()
    if settings.STATIC_FROM != "collected":  # set by somebody who has collected already: then starting is quick
        os.environ["OUTPACE_STATIC"] = "collected"
        collect = [sys.executable, "-m", "outpace.config.command", "manage", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(collect, check=True)
    multiprocessing.set_start_method("spawn")  # web processes read the settings themselves, collected files included
    Granian(
        "outpace.config.wsgi:application",
        address=settings.BIND,
        port=settings.HTTP_PORT,
        interface=Interfaces.WSGI,
        workers=settings.WEB_WORKERS,
        blocking_threads=settings.WEB_THREADS,
        blocking_threads_idle_timeout=_THREAD_IDLE_S,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()
    return 0


def _worker(_: argparse.Namespace) -> int:
    _ensure_database()
    django.setup()
    _refuse_lost_mark()
    call_command("work")
    return 0


def _check(chosen: argparse.Namespace) -> int:
    _ensure_database()
    django.setup()
    try:
        call_command("check_state", *chosen.apps, all=chosen.all)
    except CommandError as found:
        sys.stderr.write(f"outpace: {found}\n")
        return 1
    return 0


def _clock(chosen: argparse.Namespace) -> int:
    _ensure_database()
    django.setup()
    words = [chosen.by] if chosen.by else []
    if chosen.action and not words:
        sys.stderr.write("outpace: clock advance needs how long, as 7d or 12h\n")
        return 2
    try:
        call_command("let_days_pass", *words, work=chosen.work)
    except CommandError as refused:
        sys.stderr.write(f"outpace: {refused}\n")
        return 1
    return 0


def _up(chosen: argparse.Namespace) -> int:
    _ensure_database()
    django.setup()
    call_command("migrate", verbosity=0)
    _refuse_lost_mark()
    if chosen.demo and not _load_demo():
        return 1
    web, worker = _services()
    web.start(dict(os.environ))
    worker.start(dict(os.environ))
    host = _reachable(settings.BIND)
    wait_until_ready(web, host=host, port=settings.HTTP_PORT, name=own_name(settings.ALLOWED_HOSTS))
    address = f"http://{host}:{settings.HTTP_PORT}/"
    if chosen.demo:
        call_command("demo_guide", address=address, logs=str(web.log.parent))
    else:
        sys.stdout.write(f"Outpace: {address}\nlogs: {web.log.parent}\n{_first_step()}")
    return 0


def _load_demo() -> bool:
    """Load the demonstration, or say why not. Its users have a known password: where there are others already it is no demonstration."""
    is_marked = settings.SYNTHETIC_MARK.exists()
    if not is_marked and not settings.OUTPACE_SYNTHETIC and _has_administrator():
        sys.stderr.write("outpace: this installation has users of its own; the demonstration needs an empty one (another OUTPACE_HOME)\n")
        return False
    settings.SYNTHETIC_MARK.touch()  # before its first user is made: whatever interrupts it, the installation says what it is
    try:
        call_command("load_demo")
    except CommandError as refused:
        if not is_marked and not _has_administrator():  # refused before its users were made; else it is a demonstration, cut short
            settings.SYNTHETIC_MARK.unlink()
        sys.stderr.write(f"outpace: {refused}\n")
        return False
    return True


def _has_administrator() -> bool:
    return bool(import_string("outpace.kernel.accounts.has_administrator")())


def _first_step() -> str:
    """What is to be done where nobody can sign in yet? Nothing is said where somebody can."""
    if _has_administrator():
        return ""
    return "Nobody can sign in yet: .venv/bin/outpace manage first_admin <user name>, then docs/guide/begin.md\n"


def _refuse_lost_mark() -> None:
    """Raise ServiceError where days were let pass and the people are no longer said to be made up: times would run backwards.

    A database that is away or has no tables yet cannot say; then whatever needs it says so itself, and the registry asks again before it
    takes a real person.
    """
    try:
        is_left_behind = import_string("outpace.kernel.days.left_behind")()
    except (OperationalError, ProgrammingError):
        return
    finally:
        connections.close_all()
    if is_left_behind:
        raise ServiceError("days were let pass in this installation: it stays one for made-up people (OUTPACE_SYNTHETIC=yes)")


def _reachable(bind: str) -> str:
    """Under which address does this machine reach a server that listens on `bind`?"""
    try:
        return "127.0.0.1" if ip_address(bind).is_unspecified else bind
    except ValueError:
        return bind  # a host name


def _down(_: argparse.Namespace) -> int:
    stopped = [service.word for service in _services() if service.stop()]
    if settings.EMBEDDED and stop(settings.PLACE):
        stopped.append("database")
    sys.stdout.write(f"stopped: {', '.join(stopped) or 'nothing was running'}\n")
    return 0


def _services() -> tuple[Service, Service]:
    return Service("serve", settings.HOME), Service("worker", settings.HOME)


_COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "db": _database,
    "serve": _serve,
    "worker": _worker,
    "check": _check,
    "clock": _clock,
    "up": _up,
    "down": _down,
}

if __name__ == "__main__":
    sys.exit(main())
