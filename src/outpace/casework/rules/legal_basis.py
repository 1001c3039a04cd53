"""By which right may a list of stays be taken in?"""

from datetime import date

from epiworks.protocol import SharedPlace
from outpace.casework.choices.cases import Evidence, LegalBasis

LONGEST_ORDER = 92
"""Days for which an order may be entered at once; a limit of our own, so that no order is entered without an end that anybody will see."""


def order_holds(basis: LegalBasis, reference: str, until: date | None, *, today: date) -> bool:
    """Is this an order that location cells may rest on: a written request with its number and an end that has not come yet?"""
    is_written = basis is LegalBasis.AGENCY_REQUEST and bool(reference.strip())
    return is_written and until is not None and 0 <= (until - today).days <= LONGEST_ORDER


def needs_order(evidence: Evidence, kind: SharedPlace | None) -> bool:
    """Does a list of this source or kind of place need an order with an end date?"""
    return evidence is Evidence.PHONE or kind is SharedPlace.CELL
