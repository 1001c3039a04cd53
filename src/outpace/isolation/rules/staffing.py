"""How many doctors and nurses a place needs for the beds it can use."""

from typing import Final

PEOPLE_PER_TEAM: Final = 50
"""People whom one doctor and one nurse look after. Source: domain.md B9-B12 (Wuhan, February 2020); a later ratio was not found."""


def clinical_teams(beds: int) -> int:
    """How many doctors, and as many nurses, do so many people need when every usable bed is taken?

    One doctor and one nurse for every 50 begun. Units: beds in, teams of one doctor and one nurse out.

    >>> clinical_teams(141)
    3
    """
    return -(-max(0, beds) // PEOPLE_PER_TEAM)
