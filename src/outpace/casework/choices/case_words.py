"""The words of cases in the reader's language: deliverables, posts, kinds of place. A word not listed is shown by its code."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from epiworks.protocol import NO_CLASS, Owner, PlaceKind, Spread

Words = Mapping[str, str | Promise]

DELIVERABLES: Words = {
    "network_report": pgettext_lazy("deliverable", "network report"),
    "core_trajectory": pgettext_lazy("deliverable", "core trajectory"),
    "investigation": pgettext_lazy("deliverable", "investigation report"),
    "review_by_second_person": pgettext_lazy("deliverable", "re-look by a second person"),
    "report_check": pgettext_lazy("deliverable", "check of the report"),
    "relook_gaps": pgettext_lazy("deliverable", "gaps of the re-look closed"),
}
"""What an investigation owes, as packs name it; the last one is of this headquarters."""

OWNERS: Words = {
    Owner.LAB_LEAD: pgettext_lazy("post", "head of the laboratory"),
    Owner.INVESTIGATION_TEAM: pgettext_lazy("post", "investigation team"),
    Owner.CDC_REVIEWER: pgettext_lazy("post", "reviewer at the CDC"),
    Owner.HOSPITAL_LEAD: pgettext_lazy("post", "head of the hospital"),
    Owner.COMMUNITY_LEAD: pgettext_lazy("post", "head of the community"),
}
"""Posts that owe a deliverable."""

PLACE_KINDS: Words = {
    PlaceKind.RESIDENCE: pgettext_lazy("kind of place", "home"),
    PlaceKind.WORK: pgettext_lazy("kind of place", "work or school"),
    PlaceKind.ACTIVITY: pgettext_lazy("kind of place", "place of activity"),
    PlaceKind.PASSED_THROUGH: pgettext_lazy("kind of place", "passed through"),
    PlaceKind.REST_OF_COUNTY: pgettext_lazy("kind of place", "elsewhere in the county"),
}
"""What a place was to a case."""

SPREADS: Words = {
    Spread.NONE: pgettext_lazy("chance of spread", "none"),
    Spread.SOME: pgettext_lazy("chance of spread", "some"),
    Spread.HIGH: pgettext_lazy("chance of spread", "high"),
}
"""How likely infection spread in a place."""

PARTS_OF_DAY: Words = {
    "night": pgettext_lazy("part of the day", "night"),
    "morning": pgettext_lazy("part of the day", "morning"),
    "afternoon": pgettext_lazy("part of the day", "afternoon"),
    "evening": pgettext_lazy("part of the day", "evening"),
}
"""As fine as a time is published."""

LEAKS: Words = {
    "name": pgettext_lazy("found in a text", "the person's name"),
    "document": pgettext_lazy("found in a text", "a document number"),
    "phone": pgettext_lazy("found in a text", "a phone number"),
    "home": pgettext_lazy("found in a text", "where the person lives"),
    "age": pgettext_lazy("found in a text", "an age"),
}
"""What in a text could tell who somebody is."""

NOBODY: Words = {NO_CLASS: pgettext_lazy("class of person", "no contact")}
"""The class of somebody who is no contact."""


def word(words: Words, code: str) -> str:
    """What is this called? Its code where nobody has named it."""
    return str(words.get(code, code))
