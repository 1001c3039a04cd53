"""Which place does a person need, and is one place stricter than another? Places and their order are the pack's."""

from datetime import UTC, datetime

from epiworks.protocol import Decision, Place, Protocol, decide
from outpace.isolation.choices import FacilityKind
from outpace.isolation.rules.allocation import FITS

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""Sorts requests without a clock behind all others."""

MILD = {"asymptomatic": "asymptomatic", "mild": "mild"}
"""Classes of case for which a clinical pack may name a place other than a hospital (rule `discharge.<class>.place`)."""

_ORDER = {place: rank for rank, place in enumerate(Place)}


def needs_placement(place: Place) -> bool:
    """Does this place of a pack need a facility and a signature? Being watched at home or in the community does not."""
    return place in FITS


def place_for_case(protocol: Protocol, case_class: str) -> Decision[Place]:
    """Where does a case of this class belong? Where the clinical pack says; in hospital while the class is not final or no pack says.

    >>> from epiworks.protocol import shipped_library
    >>> place_for_case(shipped_library().protocol("cn-covid-9", "cn-clin-9"), "asymptomatic").value
    <Place.FANGCANG: 'fangcang'>
    """
    name = MILD.get(case_class, case_class)
    rule = protocol.find("discharge", name)
    if rule is None or not rule.has("place"):
        return decide(Place.HOSPITAL, protocol.absent("discharge", name))
    return decide(Place(rule.text("place")), rule.line)


def is_stricter(kind: FacilityKind, place: Place) -> bool:
    """Would this kind of facility restrict the person more than the place the rules ask for? A patient's hospital is care, not more.

    >>> is_stricter(FacilityKind.ISOLATION_SITE, Place.HOME_ISOLATION)
    True
    """
    if place is Place.FANGCANG:
        return False
    served = [asked for asked, kinds in FITS.items() if kind in kinds]
    return bool(served) and min(_ORDER[asked] for asked in served) > _ORDER[place]


def fits(kind: FacilityKind, place: Place) -> bool:
    """Is this kind of facility what the rules ask for, a hospital instead of a Fangcang, or staying at home (after an assessment)?"""
    wanted = FITS[Place.FANGCANG] + FITS[Place.HOSPITAL] if place is Place.FANGCANG else FITS.get(place, ())
    return kind in wanted or kind is FacilityKind.HOME
