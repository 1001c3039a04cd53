"""Who is a contact of a case, and how several judgements of one person come together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce

from epiworks.protocol import NO_CLASS, ClassVerdict, Decision, Exposure, Protocol, Window, contact_class
from outpace.casework.choices.cases import Evidence, LegalBasis
from outpace.casework.rules.cases import stronger

KEPT_BY_OTHERS = frozenset({Evidence.CCTV, Evidence.PAYMENT, Evidence.PHONE, Evidence.VENUE_CODE, Evidence.TRAVEL})
"""Evidence that somebody else keeps: it is used on the ground of a written request with a number, or because the person gave it freely."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One judgement of one exposure: the class a person gave it, its generation and its days (both inclusive)."""

    group: str
    generation: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Standing:
    """What all judgements of one person in one case come to: the strongest class, the first and the latest day of exposure."""

    group: str
    generation: int
    first: date
    last: date


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
    generation = min(one.generation for one in counted if one.group == group)
    return Standing(group, generation, min(one.first for one in counted), max(one.last for one in counted))


def needs_reason(proposed: str, group: str) -> bool:
    """Must the person who judges say why? Whenever they judge otherwise than the pack proposes."""
    return proposed != group


def basis_holds(evidence: Evidence, basis: LegalBasis, reference: str) -> bool:
    """May this evidence be used on this ground? What others keep needs consent, or a written request with its number."""
    if basis is LegalBasis.AGENCY_REQUEST:
        return bool(reference.strip())
    return basis is LegalBasis.CONSENT or evidence not in KEPT_BY_OTHERS
