"""The door of command: posts and their holders, tasks and their steps, and the handlers of the loop."""

from outpace.command.selectors.consistency import inconsistencies
from outpace.command.selectors.posts import gaps, my_posts, post, posts
from outpace.command.selectors.sheet import task
from outpace.command.selectors.tasks import desk, desk_counts, mine, my_work, raised
from outpace.command.services.areas import follow_merged_area, follow_moved_area
from outpace.command.services.demo import furnish_demo
from outpace.command.services.escalate import escalate
from outpace.command.services.instruct import instruct
from outpace.command.services.loop import (
    follow_arrival,
    follow_case,
    follow_case_class,
    follow_case_end,
    follow_closed_gap,
    follow_contact,
    follow_contact_class,
    follow_contact_end,
    follow_custody_gap,
    follow_deliverable,
    follow_joined_proposal,
    follow_late_deliverable,
    follow_placements,
    follow_placements_withdrawn,
    follow_pool,
    follow_pool_reopened,
    follow_pool_step,
    follow_pool_withdrawn,
    follow_settled_treatment,
    follow_treatment,
    follow_zone,
    follow_zone_dropped,
    follow_zone_lift,
    follow_zone_proposal,
)
from outpace.command.services.posts import appoint, close_post, open_post, relieve
from outpace.command.services.steps import reassign, take_step, withdraw_tasks

__all__ = [
    "appoint",
    "close_post",
    "desk",
    "desk_counts",
    "escalate",
    "follow_arrival",
    "follow_case",
    "follow_case_class",
    "follow_case_end",
    "follow_closed_gap",
    "follow_contact",
    "follow_contact_class",
    "follow_contact_end",
    "follow_custody_gap",
    "follow_deliverable",
    "follow_joined_proposal",
    "follow_late_deliverable",
    "follow_merged_area",
    "follow_moved_area",
    "follow_placements",
    "follow_placements_withdrawn",
    "follow_pool",
    "follow_pool_reopened",
    "follow_pool_step",
    "follow_pool_withdrawn",
    "follow_settled_treatment",
    "follow_treatment",
    "follow_zone",
    "follow_zone_dropped",
    "follow_zone_lift",
    "follow_zone_proposal",
    "furnish_demo",
    "gaps",
    "inconsistencies",
    "instruct",
    "mine",
    "my_posts",
    "my_work",
    "open_post",
    "post",
    "posts",
    "raised",
    "reassign",
    "relieve",
    "take_step",
    "task",
    "withdraw_tasks",
]
