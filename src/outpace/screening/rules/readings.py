"""Whether a laboratory's Ct values agree with the outcome it reports, under its own cut-offs."""

from collections.abc import Mapping
from enum import StrEnum

from outpace.screening.choices import Outcome


class ReadingNote(StrEnum):
    """What a person should look at in an accepted result."""

    UNANNOUNCED = "unannounced"
    NOT_RECEIVED = "not_received"
    DISPUTED = "disputed"
    CT_CONTRADICTS = "ct_contradicts"


def contradicts(outcome: Outcome, ct: Mapping[str, float], cutoffs: Mapping[str, float]) -> bool:
    """Do the Ct values contradict the outcome? Negative with every target below its cut-off, or positive with none below (domain B7).

    Only targets that have both a value and a cut-off are judged; without any the outcome stands unquestioned.
    """
    judged = [ct[target] < cutoffs[target] for target in ct if target in cutoffs]
    if not judged:
        return False
    return all(judged) if outcome is Outcome.NEGATIVE else outcome is Outcome.PRELIMINARY_POSITIVE and not any(judged)
