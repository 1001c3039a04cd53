"""Tasks in words: how urgent, how far, about whom, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from outpace.casework import api as casework
from outpace.command.choices import OwnerCode, Step, TaskState
from outpace.command.data import FactRow, TaskRow, Why
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor
from outpace.ui.charts import Tone
from outpace.ui.text import duration_text

STATE_LOOKS: Mapping[TaskState, tuple[Tone, str]] = {
    TaskState.ISSUED: (Tone.WARN, "bell"),
    TaskState.READ: (Tone.INFO, "eye"),
    TaskState.ACCEPTED: (Tone.INFO, "user-check"),
    TaskState.DOING: (Tone.INFO, "progress"),
    TaskState.DONE: (Tone.OK, "circle-check"),
    TaskState.REFUSED: (Tone.DANGER, "circle-x"),
    TaskState.WITHDRAWN: (Tone.NEUTRAL, "arrow-back-up"),
}

STEP_WORDS: Mapping[Step, str | Promise] = {
    Step.READ: pgettext_lazy("button", "I have read it"),
    Step.ACCEPTED: pgettext_lazy("button", "Accept"),
    Step.STARTED: pgettext_lazy("button", "Begin"),
    Step.DONE: pgettext_lazy("button", "Done"),
    Step.REFUSED: pgettext_lazy("button", "Cannot do it"),
}

STEP_ICONS: Mapping[Step, str] = {
    Step.ISSUED: "send",
    Step.READ: "eye",
    Step.ACCEPTED: "user-check",
    Step.STARTED: "player-play",
    Step.DONE: "circle-check",
    Step.REFUSED: "circle-x",
    Step.REASSIGNED: "arrows-exchange",
    Step.OVERDUE: "hourglass",
    Step.ESCALATED: "trending-up",
    Step.WITHDRAWN: "arrow-back-up",
    Step.CAUSE_GONE: "arrow-back-up",
}

_SUBJECTS: Mapping[str, tuple[str | Promise, str, tuple[Permission, ...]]] = {
    "pool": (_("Positive pool %(number)s"), "screening:pool", (Permission.POSITIVE_READ,)),
    "case": (_("Case %(number)s"), "casework:case", (Permission.CASE_READ,)),
    "letter": (_("Assistance letter %(number)s"), "casework:letter", (Permission.CASE_READ,)),
    "follow_up": (_("Follow-up %(number)s"), "casework:follow_up", (Permission.CASE_READ, Permission.FOLLOW_UP_RECORD)),
    "placement": (_("Place for a person, request %(number)s"), "isolation:placement", (Permission.ROOM_READ,)),
    "trip": (_("Trip %(number)s"), "isolation:trip", (Permission.ROOM_READ, Permission.TRIP_RUN)),
    "proposal": (_("Zone proposal %(number)s"), "zoning:proposal", (Permission.ZONE_READ,)),
    "zone": (_("Zone %(number)s"), "zoning:zone", (Permission.ZONE_READ,)),
    "person": (_("Person"), "registry:person", (Permission.PERSON_READ,)),
    "area": (_("Area %(number)s"), "", ()),
    "order": (_("Instruction of the headquarters"), "", ()),
}
"""What a typed reference is called, its page, and the rights any one of which opens that page."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a typed reference is called, and where this reader finds it (empty: nowhere)."""

    label: str
    url: str


def reference(ref: str, actor: Actor) -> Reference:
    """What does `case:12` mean to this reader? Whatever is not known is shown as it is written; a page they may not open is no link."""
    kind, _colon, number = ref.partition(" ")[0].partition(":")
    if kind == "deliverable":
        return _deliverable(*number.partition(":")[::2], opens=actor.holds(Permission.CASE_READ))
    if kind == "traced":
        return _traced(number.partition(":")[0], opens=actor.holds(Permission.CASE_JUDGE))
    label, page, rights = _SUBJECTS.get(kind, (ref, "", ()))
    opens = any(actor.holds(right) for right in rights)
    return Reference(str(label) % {"number": number} if kind in _SUBJECTS else ref, _address(page, number) if opens else "")


def _deliverable(case: str, name: str, *, opens: bool) -> Reference:
    label = gettext("Case %(number)s: %(deliverable)s") % {"number": case, "deliverable": casework.deliverable_text(name)}
    return Reference(label, _address("casework:case", case) if opens else "")


def _traced(case: str, *, opens: bool) -> Reference:
    label = gettext("Case %(number)s: proposed contacts") % {"number": case}
    return Reference(label, _address("casework:traced", case) if opens else "")


def _address(page: str, number: str) -> str:
    if not page or not number.isdigit():
        return ""
    try:
        return reverse(page, args=[int(number)])
    except NoReverseMatch:
        return ""


def owner_label(code: str) -> str:
    """What is this post called?"""
    return str(OwnerCode(code).label) if code in OwnerCode.values else code


def due_words(row: TaskRow, now: datetime) -> str:
    """How much time is left, or how late is it?"""
    if row.state in {TaskState.DONE, TaskState.WITHDRAWN}:
        return gettext("ended")
    if now > row.due_at:
        return gettext("%(duration)s late") % {"duration": duration_text(now - row.due_at)}
    return gettext("%(duration)s left") % {"duration": duration_text(row.due_at - now)}


def due_tone(row: TaskRow) -> Tone:
    """How loudly is the deadline shown?"""
    if row.is_late:
        return Tone.DANGER
    return Tone.WARN if row.level else Tone.NEUTRAL


def why_title(why: Why) -> str:
    """On which ground does a task rest, in one line?"""
    if not why.pack:
        return gettext("A person's instruction")
    if why.pack == "local":
        return gettext("Limit of this headquarters")
    return f"{why.pack} {why.version} · {why.address}"


def fact_words(fact: FactRow, actor: Actor) -> str:
    """Whom or what does an entry of the timeline name, beside who took the step?"""
    if fact.owner:
        return owner_label(fact.owner)
    return reference(fact.reference, actor).label if fact.reference else ""
