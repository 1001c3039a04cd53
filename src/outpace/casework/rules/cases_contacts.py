"""Who is a contact of a case, how several judgements of one person come together, and when somebody is looked for again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import reduce

from epiworks.protocol import NO_CLASS, ClassVerdict, Decision, Exposure, Protocol, Window, contact_class, decide
from outpace.casework.choices.cases import Evidence, LegalBasis
from outpace.casework.rules.cases import stronger

KEPT_BY_OTHERS = frozenset({Evidence.CCTV, Evidence.PAYMENT, Evidence.PHONE, Evidence.VENUE_CODE, Evidence.TRAVEL})
"""Evidence that somebody else keeps: it is used on the ground of a written request with a number, or because the person gave it freely."""

SECOND_HOP = "secondary"
"""The class of contacts of contacts, as packs call it."""

SOON, LATER, LONGEST = timedelta(hours=2), timedelta(hours=6), timedelta(hours=24)
OFTEN = 3
DAY_BEGINS, DAY_ENDS = time(8), time(22)
"""Somebody not reached is tried again after SOON for the first OFTEN times, then after LATER, and nobody is called at night."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One judgement of one exposure: the class a person gave it, its generation and its days (both inclusive).

    `through`: the person, a contact themself, whom a contact of a contact met.
    """

    group: str
    generation: int
    first: date
    last: date
    through: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What all judgements of one person in one case come to: the strongest class, the first and the latest day of exposure."""

    group: str
    generation: int
    first: date
    last: date
    through: int | None = None


def proposal(protocol: Protocol, exposure: Exposure, found: Window) -> Decision[ClassVerdict]:
    """Which class does the pack propose for this exposure? A person decides. Source: section `contact_classes`."""
    return contact_class(protocol, exposure, found)


def standing(protocol: Protocol, judgements: Iterable[Judged]) -> Standing | None:
    """How does a person stand after all these judgements? None when none of them makes a contact.

    Repeated exposure: the latest day wins, the first stays. The strongest class by rank wins, and brings its generation.
    """
    counted = [one for one in judgements if one.group != NO_CLASS]
    if not counted:
        return None
    group = reduce(lambda held, one: stronger(protocol, held, one.group), counted[1:], counted[0].group)
    nearest = min((one for one in counted if one.group == group), key=lambda one: one.generation)
    first, last = min(one.first for one in counted), max(one.last for one in counted)
    return Standing(group, nearest.generation, first, last, nearest.through)


def standings(protocol: Protocol, judged: Mapping[int, Sequence[Judged]]) -> dict[int, Standing]:
    """How does everybody of a case stand, by person, when a contact of a contact needs that contact to stand?

    Whoever no chain of standing contacts leads to from the case is no contact; two who only vouch for each other are none.
    """
    held: dict[int, Standing] = {}
    while True:
        found = {
            person: stands
            for person, rows in judged.items()
            if (stands := standing(protocol, [row for row in rows if row.through is None or row.through in held])) is not None
        }
        if found.keys() == held.keys():
            return found
        held = found


def judges_second_hop(protocol: Protocol) -> Decision[str | None]:
    """Of which class are the contacts whose own contacts these packs judge? None: they judge none. Source: `contact_classes.secondary`."""
    rule = protocol.find("contact_classes", SECOND_HOP)
    if rule is None:
        return decide(None, protocol.absent("contact_classes", SECOND_HOP))
    return decide(rule.text("contacts_of") if rule.flag("judged") else None, rule.line)


def only_higher_risk(protocol: Protocol) -> bool:
    """Are contacts of a contact judged only when that one is of higher risk? Source: `contact_classes.secondary`."""
    rule = protocol.find("contact_classes", SECOND_HOP)
    return rule is not None and rule.flag("only_higher_risk_link")


def is_judged(protocol: Protocol, group: str) -> bool:
    """Do these packs judge anybody to this class?"""
    rule = protocol.find("contact_classes", group)
    return rule is not None and rule.flag("judged")


def needs_reason(proposed: str, group: str) -> bool:
    """Must the person who judges say why? Whenever they judge otherwise than the pack proposes."""
    return proposed != group


def basis_holds(evidence: Evidence, basis: LegalBasis, reference: str) -> bool:
    """May this evidence be used on this ground? What others keep needs consent, or a written request with its number."""
    if basis is LegalBasis.AGENCY_REQUEST:
        return bool(reference.strip())
    return basis is LegalBasis.CONSENT or evidence not in KEPT_BY_OTHERS


def next_attempt(failed: int, at: datetime, *, zone: tzinfo) -> datetime:
    """When is somebody tried again whom so many attempts have failed to reach, the last one at this moment? In that zone's daytime.

    Source: a limit of our own; no pack names one.

    >>> from datetime import UTC
    >>> next_attempt(1, datetime(2022, 8, 1, 9, tzinfo=UTC), zone=UTC).hour
    11
    """
    wanted = (at + (SOON if failed <= OFTEN else LATER)).astimezone(zone)
    if wanted.time() < DAY_BEGINS:
        return wanted.replace(hour=DAY_BEGINS.hour, minute=0, second=0, microsecond=0)
    if wanted.time() >= DAY_ENDS:
        return (wanted + timedelta(days=1)).replace(hour=DAY_BEGINS.hour, minute=0, second=0, microsecond=0)
    return wanted
