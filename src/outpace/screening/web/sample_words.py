"""What each scan is answered with: what happened, in a word, and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TOLD = "told"
"""Query name under which a page after a successful step is asked to say what happened."""


@dataclass(frozen=True, slots=True)
class Words:
    """One answer: its tone, what happened, and what to do."""

    tone: str
    title: str | Promise
    text: str | Promise = ""

    @property
    def verdict(self) -> str:
        """How does it sound: "ok" or "bad"?"""
        return "ok" if self.tone == "ok" else "bad"


DONE: Mapping[str, Words] = {
    "added": Words("ok", pgettext_lazy("scan", "Added"), _("Recorded. Scan the next person.")),
    "sampled_again": Words("ok", _("Added, sampled again"), _("Both samples stay on record. Scan the next person.")),
    "stranger": Words("ok", _("Unknown person added"), _("They stay in the tube by description. Name them later on the site page.")),
    "undone": Words("ok", _("Taken out of the tube"), _("The scan stays in the history as undone.")),
    "sealed": Words("ok", _("Tube sealed"), _("Scan the next tube.")),
}
"""After a step that was done."""

REFUSED: Mapping[str, Words] = {
    "in_tube": Words("warn", _("Already in this tube"), _("Nothing was added. Scan the next person.")),
    "sampled_before": Words("warn", _("Already sampled in this pass"), _("Let them go, unless you were told to sample them again.")),
    "other_household": Words(
        "warn",
        _("From another household"),
        _("This tube is for one household. Take the next tube, unless you were told to put them together."),
    ),
    "full": Words("danger", _("The tube is full"), _("Nobody was added. Seal this tube and take the next one.")),
    "sealed": Words("danger", _("The tube is sealed"), _("Nobody was added. Take the next tube.")),
    "elsewhere": Words(
        "danger", _("This tube belongs to another pass"), _("Its label was used before. Put it aside and take another tube.")
    ),
    "condemned": Words(
        "danger", _("This tube is void, lost or spoiled"), _("Nobody was added. Take another tube and sample its people again.")
    ),
    "nobody": Words(
        "warn",
        _("Nobody found"),
        _("Check the number, search by name, register them as a walk-in, or add them as an unknown person."),
    ),
    "choose": Words("info", _("Who is it?"), _("Choose the person from the list below.")),
    "empty": Words("warn", _("Nothing was read"), _("Scan again, or type the code, document number or name.")),
}
"""After a step that was not done; the page says so in place, and nothing has changed."""
