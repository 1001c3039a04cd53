"""Grounds of follow-ups as the rules see them, and the rules under which somebody is followed."""

from epiworks.protocol import Anchor, Protocol
from outpace.casework.models import FollowUp, FollowUpLink
from outpace.casework.rules.follow_up import Ground
from outpace.casework.selectors.packs import protocol_of, split


def rules_of(row: FollowUp) -> Protocol:
    """Under which rules is this person followed? Those of their own packs, which a human may have kept when the area's changed."""
    return protocol_of(split(row.packs))


def ground_of(link: FollowUpLink) -> Ground:
    """Which ground is this link?"""
    return Ground(link.group, Anchor(link.anchor), link.first, link.last, link.raised_to, link.lost_at is not None)
