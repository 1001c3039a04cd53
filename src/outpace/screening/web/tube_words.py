"""What happened to a tube, in words: titles, icons and tones of its custody timeline, and what its state means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.screening.api import Fact, Happening, TubeSheet
from outpace.screening.choices import Condition, Outcome
from outpace.screening.web.links import named
from outpace.ui.charts import CustodyEvent, CustodyLine, Tone, custody_line

TITLES: Mapping[Happening, tuple[str | Promise, str, Tone]] = {
    Happening.SCANNED: (_("People scanned in"), "users", Tone.NEUTRAL),
    Happening.SEALED: (_("Sealed"), "lock", Tone.NEUTRAL),
    Happening.PACKED: (_("Packed in a box"), "package", Tone.NEUTRAL),
    Happening.OFFERED: (_("Sent"), "send", Tone.NEUTRAL),
    Happening.ACCEPTED: (_("Received"), "arrows-exchange", Tone.INFO),
    Happening.TESTED: (_("Tested"), "flask", Tone.INFO),
    Happening.RESULT: (_("Result uploaded"), "report-medical", Tone.INFO),
    Happening.CORRECTED: (_("Result corrected"), "edit", Tone.WARN),
    Happening.NOTIFIED: (_("People told"), "message", Tone.OK),
    Happening.SPOILED: (_("Spoiled"), "alert-triangle", Tone.WARN),
    Happening.LEAKED: (_("Leaked"), "alert-triangle", Tone.WARN),
    Happening.LOST: (_("Lost"), "alert-octagon", Tone.DANGER),
    Happening.FOUND: (_("Found again"), "search", Tone.OK),
    Happening.VOIDED: (_("Voided"), "circle-x", Tone.WARN),
    Happening.RESTORED: (_("Void taken back"), "arrow-back-up", Tone.OK),
    Happening.SCAN_VOIDED: (_("A scan was taken back"), "user-minus", Tone.WARN),
    Happening.SCAN_RESTORED: (_("A scan was restored"), "user-plus", Tone.NEUTRAL),
    Happening.POOL_FOUND: (_("Positive pool opened, people recalled"), "virus", Tone.DANGER),
    Happening.POOL_WITHDRAWN: (_("Positive pool withdrawn, people released"), "circle-check", Tone.OK),
}

OUTCOME_TONES: Mapping[Outcome, Tone] = {
    Outcome.NEGATIVE: Tone.OK,
    Outcome.PRELIMINARY_POSITIVE: Tone.DANGER,
    Outcome.INCONCLUSIVE: Tone.WARN,
    Outcome.INVALID: Tone.WARN,
}

CONDITION_MEANS: Mapping[Condition, str | Promise] = {
    Condition.SPOILED: _("Unless a laboratory still gets a result, its people are sampled again; they are on the missing list."),
    Condition.LEAKED: _("Unless a laboratory still gets a result, its people are sampled again; they are on the missing list."),
    Condition.LOST: _("Its people are on the missing list until it is found or they are sampled again."),
    Condition.VOIDED: _("It counts for nobody: its people are on the missing list."),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know or act on at the top of a page: `ui/partials/callout.html` shows it."""

    tone: Tone
    title: str | Promise
    text: str | Promise = ""
    url: str = ""
    label: str | Promise = ""


def timeline(facts: Iterable[Fact], code: str) -> CustodyLine:
    """How is the tube's custody drawn?"""
    return custody_line([_event(fact) for fact in facts], caption=gettext("Custody of tube %(code)s") % {"code": code})


def _event(fact: Fact) -> CustodyEvent:
    title, icon, tone = TITLES[fact.kind]
    return CustodyEvent(
        title=_title(fact, title),
        who=fact.actor or fact.station,
        where=fact.station if fact.actor else "",
        observed_at=fact.at,
        recorded_at=fact.recorded_at,
        giver=fact.giver,
        taker=fact.taker,
        icon=icon,
        tone=OUTCOME_TONES[fact.outcome] if fact.outcome is not None else tone,
        note=_note(fact),
    )


def _title(fact: Fact, title: str | Promise) -> str:
    if fact.outcome is not None:
        return gettext("%(what)s: %(outcome)s") % {"what": title, "outcome": fact.outcome.label}
    return str(title)


def _note(fact: Fact) -> str:
    if fact.kind is Happening.OFFERED and fact.note:
        return gettext("to %(station)s") % {"station": fact.note}
    if fact.kind is Happening.ACCEPTED and not fact.announced:
        return gettext("received without being announced by a sender")
    if fact.kind in {Happening.SCANNED, Happening.POOL_FOUND}:
        return ngettext("%(count)d person", "%(count)d people", fact.count) % {"count": fact.count}
    return fact.note


def notices(tube: TubeSheet, reader: Actor) -> list[Notice]:
    """What must somebody who opens this tube know first? The most urgent first."""
    found = [_positive(tube, reader), _disputed(tube), _condition(tube), _unannounced(tube), _offered(tube)]
    return [notice for notice in found if notice is not None]


def _positive(tube: TubeSheet, reader: Actor) -> Notice | None:
    if tube.outcome is not Outcome.PRELIMINARY_POSITIVE or tube.pool_id is None:
        return None
    url = reverse("screening:pool", args=[tube.pool_id]) if reader.holds(Permission.POSITIVE_READ) else ""
    return Notice(Tone.DANGER, _("Preliminary positive: its people are being recalled"), "", url, _("Open the recall list"))


def _disputed(tube: TubeSheet) -> Notice | None:
    if not tube.disputed:
        return None
    return Notice(
        Tone.DANGER,
        _("Readings of this tube disagree"),
        _("The more serious reading stands until a person corrects it, with a reason."),
    )


def _condition(tube: TubeSheet) -> Notice | None:
    if tube.condition is Condition.SOUND:
        return None
    title = gettext("This tube is %(condition)s") % {"condition": tube.condition.label}
    return Notice(Tone.WARN, title, CONDITION_MEANS[tube.condition])


def _unannounced(tube: TubeSheet) -> Notice | None:
    if tube.announced:
        return None
    return Notice(
        Tone.WARN,
        _("No site has recorded this tube"),
        _("Nobody knows who is inside. Ask the site that filled it to send its records; they are added whenever they come."),
    )


def _offered(tube: TubeSheet) -> Notice | None:
    if tube.offered_to is None or tube.custodian is None:
        return None
    values = {"holder": named(tube.custodian.name, tube.custodian.name_en), "taker": named(tube.offered_to.name, tube.offered_to.name_en)}
    return Notice(
        Tone.INFO, gettext("Sent to %(taker)s and not yet received there") % values, gettext("Until then it is with %(holder)s.") % values
    )
