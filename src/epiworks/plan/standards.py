"""How many samplers, tables and sites does a round need by the testing guides?"""

from dataclasses import dataclass
from math import ceil

from epiworks.protocol.lines import Decision, decide
from epiworks.protocol.pack import Protocol
from epiworks.protocol.rule import Rule
from epiworks.units import Hours, PersonCount, PersonsPerHour

JOB_HOURS = 24
"""Hours of the job for which the guides state how many people one unit serves, where they do not say otherwise."""


@dataclass(frozen=True, slots=True)
class Need:
    """How many units are needed, between the generous and the tight reading of the guide? Exact quotients, so nothing is rounded twice."""

    at_least: float
    at_most: float

    @property
    def published(self) -> tuple[int, int]:
        """Which whole numbers would a report print? Rounded to the nearest."""
        return round(self.at_least), round(self.at_most)

    @property
    def whole(self) -> tuple[int, int]:
        """How many must really be there? Rounded up."""
        return ceil(self.at_least), ceil(self.at_most)

    def met_by(self, units: int) -> bool:
        """Are these units enough by the tight reading as well?"""
        return units >= self.at_most


@dataclass(frozen=True, slots=True)
class Needs:
    """What a round over these people in these hours needs."""

    samplers: Need
    tables: Need
    sites: Need


def needs(protocol: Protocol, people: PersonCount, within: Hours) -> Decision[Needs]:
    """How many samplers, tables and sites does a round over these people, to end in these hours, need?

    units = people / (people per unit) x (job hours of the standard / hours at hand): the rule is people / 360 samplers for a job of 24
    hours, one table per 600-800 and one site per 2,000-3,000 people. Raises `RuleMissing`, and `ValueError` for no time. Source: section
    `capacity`.

    >>> from epiworks.protocol.library import shipped_library
    >>> found = needs(shipped_library().protocol("cn-nat-2"), PersonCount(189_888), Hours(24.0)).value
    >>> found.samplers.published[0], found.sites.published
    (527, (63, 95))
    """
    if within <= 0:
        message = "no time: no number of people is enough"
        raise ValueError(message)
    rules = [protocol.get("capacity", name) for name in ("sampler", "table", "site")]
    samplers, tables, sites = (_need(rule, people, within) for rule in rules)
    return decide(Needs(samplers, tables, sites), *(rule.line for rule in rules))


def serves(protocol: Protocol, resource: str) -> Decision[PersonsPerHour]:
    """How many people an hour does one unit of this resource serve by the guide, in its generous reading? Raises `RuleMissing`.

    >>> from epiworks.protocol.library import shipped_library
    >>> serves(shipped_library().protocol("cn-nat-3"), "sampler").value
    15.0
    """
    rule = protocol.get("capacity", resource)
    return decide(PersonsPerHour(rule.whole("people_high") / rule.whole_or("job_hours", JOB_HOURS)), rule.line)


def _need(rule: Rule, people: PersonCount, within: Hours) -> Need:
    stretch = rule.whole_or("job_hours", JOB_HOURS) / within
    return Need(people / rule.whole("people_high") * stretch, people / rule.whole("people_low") * stretch)
