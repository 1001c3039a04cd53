"""The `outpace` command: database, web server, worker and Django's own commands behind one name."""

import argparse
import os
import sys
from collections.abc import Sequence

import django
from django.conf import settings
from django.core.management import execute_from_command_line

from outpace.kernel.embedded import EmbeddedError, ensure_running, status, stop
from outpace.kernel.environment import SettingRefused


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (default: the process's own) and say with which exit code the process should end."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outpace.config.settings")
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(words)
    except (EmbeddedError, SettingRefused) as refusal:
        sys.stderr.write(f"outpace: {refusal}\n")
        return 1


def _run(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="outpace", description="Outpace (以快制快)")
    commands = parser.add_subparsers(dest="command", required=True)
    database = commands.add_parser("db", help="the embedded PostgreSQL server")
    database.add_argument("action", choices=("start", "stop", "status"))
    manage = commands.add_parser("manage", help="Django's commands", add_help=False)
    manage.add_argument("rest", nargs=argparse.REMAINDER)
    if words[:1] == ["manage"]:
        return _manage(words[1:])
    chosen = parser.parse_args(words)
    return _database(chosen.action)


def _manage(words: list[str]) -> int:
    if settings.EMBEDDED:
        ensure_running(settings.PLACE)
    execute_from_command_line(["outpace manage", *words])
    return 0


def _database(action: str) -> int:
    django.setup()
    if not settings.EMBEDDED:
        sys.stderr.write("outpace: DATABASE_URL names an external server; it is not ours to start or stop\n")
        return 1
    if action == "start":
        ensure_running(settings.PLACE)
    if action == "stop":
        stop(settings.PLACE)
    found = status(settings.PLACE)
    sys.stdout.write(f"running, pid {found.pid}\n" if found.accepting else "stopped\n" if found.pid is None else "starting\n")
    return 0 if (found.pid is None) == (action == "stop") or action == "start" else 3


if __name__ == "__main__":
    sys.exit(main())
