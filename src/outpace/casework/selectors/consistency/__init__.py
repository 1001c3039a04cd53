"""What `outpace check` asks casework, and what of it stands: the causes on which rooms, zones and tasks hang."""

from outpace.casework.selectors.consistency.cases import cases_differ
from outpace.casework.selectors.consistency.follow_ups import follow_ups_differ
from outpace.casework.selectors.consistency.standing import cases_with_contacts_to_judge, known_cases, late_letters, standing_follow_ups
from outpace.kernel.consistency import Difference

__all__ = ["cases_with_contacts_to_judge", "inconsistencies", "known_cases", "late_letters", "standing_follow_ups"]


def inconsistencies() -> list[Difference]:
    """What does casework store that its facts do not say? Nothing, unless something is broken. Reads every case and follow-up once."""
    return [*cases_differ(), *follow_ups_differ()]
