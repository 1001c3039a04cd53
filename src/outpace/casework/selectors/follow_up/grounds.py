"""Grounds of follow-ups as the rules see them, and the rules under which somebody is followed."""

from collections.abc import Iterable, Mapping

from epiworks.protocol import Anchor, News, Protocol
from outpace.casework.choices.follow_up import FollowUpState
from outpace.casework.models import FollowUp, FollowUpLink
from outpace.casework.rules.follow_up import Ground, carried, heard_of, signal
from outpace.casework.selectors.packs import protocol_of, split


def rules_of(row: FollowUp) -> Protocol:
    """Under which rules is this person followed? Those of their own packs, which a human may have kept when the area's changed."""
    return protocol_of(split(row.packs))


def ground_of(link: FollowUpLink) -> Ground:
    """Which ground is this link?"""
    return Ground(link.group, Anchor(link.anchor), link.first, link.last, link.raised_to, link.lost_at is not None)


def carrying(rows: Mapping[int, FollowUp], links: Mapping[int, Iterable[FollowUpLink]]) -> frozenset[int]:
    """Which of these follow-ups have a chain of grounds down to one that stands by itself?

    A ground stands by itself when it hangs on nobody else in follow-up, on somebody who became a case, or on somebody who is not among
    `rows`: those stand as stored. The links must be none that was taken back.
    """
    return carried({number: [rest for link in links[number] for rest in _rests(row, link, rows)] for number, row in rows.items()})


def _rests(row: FollowUp, link: FollowUpLink, rows: Mapping[int, FollowUp]) -> tuple[int | None, ...]:
    """What does this ground rest on: nothing but itself (None), a follow-up, or (empty) does it not hold at all?"""
    ground = ground_of(link)
    known = None if link.linked_id is None else rows.get(link.linked_id)
    told = known or link.linked
    if told is None:
        return () if ground.lost else (None,)
    news = signal(FollowUpState(told.state), grounded=told.grounded)
    if told.pk in rows and news is not News.LINKED_CLOSE_POSITIVE:
        holds_alone = not heard_of(rules_of(row), ground, News.LINKED_CLOSE_EXCLUDED)[0].lost
        return (None,) if holds_alone else (told.pk,)
    return () if heard_of(rules_of(row), ground, news)[0].lost else (None,)
