"""What a look at the records changes about a proposed contact, and whether somebody must judge it (again)."""

from dataclasses import dataclass
from datetime import date

from epiworks.protocol import Protocol
from outpace.casework.choices.tracing import ProposalChange, ProposalState
from outpace.casework.rules.cases import stronger

UNKNOWN_FROM = 2**62
"""People on no roster are numbered from here on in the records, people of the register by their own ids."""


@dataclass(frozen=True, slots=True)
class Exposed:
    """How a person is proposed, or judged: which class, exposed last on which local day."""

    group: str
    last_on: date


def change_of(protocol: Protocol, before: Exposed, after: Exposed) -> ProposalChange:
    """What has changed between two looks at one person? A class counts before a day; an earlier last day is no news.

    Source: ranks of section `contact_classes`.
    """
    if before.group != after.group:
        return ProposalChange.RAISED if stronger(protocol, before.group, after.group) == after.group else ProposalChange.LOWERED
    return ProposalChange.LATER if after.last_on > before.last_on else ProposalChange.SAME


def covers(protocol: Protocol, judged: Exposed, proposed: Exposed) -> bool:
    """Does what a person judged already say all that is proposed: no lower a class, no earlier a day?"""
    return stronger(protocol, judged.group, proposed.group) == judged.group and judged.last_on >= proposed.last_on


def state_after(state: ProposalState, change: ProposalChange, *, is_taken_back: bool) -> ProposalState:
    """How does a proposal stand after a look that proposes the person? What was judged stays judged until it says more than that.

    A judgement that was taken back has to be made again; whoever had fallen away is to be judged like somebody new.
    """
    if state is ProposalState.GONE or is_taken_back:
        return ProposalState.OPEN
    if state in {ProposalState.JUDGED, ProposalState.DISMISSED} and change in {ProposalChange.RAISED, ProposalChange.LATER}:
        return ProposalState.OPEN
    return state


def state_beside(state: ProposalState, *, was_covered: bool, is_covered: bool) -> tuple[ProposalState, bool]:
    """How does a proposal stand beside the person's other judgements, and is it because of them? `is_covered`: they say all of it now.

    Whoever was judged only because another judgement said as much is to be judged when that was taken back.

    >>> state_beside(ProposalState.JUDGED, was_covered=True, is_covered=False)[0].value
    'open'
    """
    if state is ProposalState.OPEN and is_covered:
        return ProposalState.JUDGED, True
    if state is ProposalState.JUDGED and was_covered and not is_covered:
        return ProposalState.OPEN, False
    return state, was_covered and state is ProposalState.JUDGED


def within_each_other(one: str, other: str) -> bool:
    """Does one of two areas, by their paths, lie inside the other?

    >>> within_each_other("/62/6212/", "/62/6212/621227/"), within_each_other("/62/6212/", "/62/6213/")
    (True, False)
    """
    return one.startswith(other) or other.startswith(one)
