"""`first_admin`: make the first user of an installation, who then makes all others on the pages."""

import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from outpace.kernel.accounts import NewUser, create_user, has_administrator
from outpace.kernel.errors import Refusal
from outpace.kernel.scope import ROOT, system_actor

ROLE = "system_admin"


class Command(BaseCommand):
    """Asks for the password at the terminal, or reads one line where there is none. Refuses once an administrator exists."""

    help = "Make the first administrator"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="the name to show; the user name if left out")
        parser.add_argument(
            "--again", action="store_true", help="make one although there is an administrator (nobody can sign in any more)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the user and say how to go on."""
        if has_administrator() and not options["again"]:
            raise CommandError(_("There is an administrator already; new users are made on the page Users and roles."))
        username, name = options["username"], options["name"] or options["username"]
        try:
            new = NewUser(username=username, display_name=name, password=_password(), role=ROLE, path=ROOT)
            create_user(system_actor("first_admin"), new)
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(_("%(username)s may sign in now.") % {"username": username})


def _password() -> str:
    """Ask at the terminal without showing it, or read a line from a pipe; never from the command line, which others can see."""
    return getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
