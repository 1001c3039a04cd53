"""`anchor_audit`: take an anchor of the audit log now (the periodic job does it every ten minutes)."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from outpace.kernel import audit


class Command(BaseCommand):
    """Writes all heads into the master strand and the master's head beside the database."""

    help = "Anchor the audit log"

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the anchor and say its number."""
        self.stdout.write(_("Anchor %(number)d taken.") % {"number": audit.anchor()})
