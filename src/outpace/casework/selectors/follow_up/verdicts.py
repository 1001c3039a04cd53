"""May these people be released? The packs decide, from what was measured; this gathers it for many people in a few statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache

from django.utils import timezone

from epiworks.protocol import (
    Anchor,
    Decision,
    FollowedPerson,
    ReleaseVerdict,
    TestResult,
    days_owed,
    regimen_for,
    release_by,
    release_rules,
)
from outpace.casework.models import FollowUp, FollowUpLink
from outpace.casework.selectors.packs import gone, protocol_of, split
from outpace.screening import api as screening


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of people in follow-up: their own samples, and those of the close contacts whom secondary contacts met."""

    own: Mapping[int, tuple[TestResult, ...]]
    linked: Mapping[int, tuple[tuple[TestResult, ...], ...]] = field(default_factory=dict)


def verdicts(rows: Sequence[FollowUp], as_of: date) -> dict[int, Decision[ReleaseVerdict]]:
    """May each of these people be released on that day, and what is unmet? By follow-up id, in four statements for any number of people."""
    return judged(rows, measured(rows), as_of)


def judged(rows: Iterable[FollowUp], known: Measured, as_of: date) -> dict[int, Decision[ReleaseVerdict]]:
    """What do the packs say of these people, given what was measured? People of one class and one set of packs are judged together."""
    alike: dict[tuple[str, str], list[FollowUp]] = defaultdict(list)
    for row in rows:
        alike[row.packs, row.group].append(row)
    found: dict[int, Decision[ReleaseVerdict]] = {}
    for (packs, group), members in alike.items():
        people = [person for row in members for person in _people(row, known)]
        for person, verdict in zip(people, release_by(release_rules(protocol_of(split(packs)), group), people, as_of), strict=True):
            # Whoever met several close contacts is free only when each of them allows it.
            if person.ref not in found or not verdict.value.eligible:
                found[person.ref] = verdict
    return found


def measured(rows: Sequence[FollowUp]) -> Measured:
    """What have these people's samples, and their close contacts' samples, said since each one's schedule began?"""
    links = _linked([row.pk for row in rows])
    people = {row.person_id: begins(row) for row in rows} | {row.person_id: begins(row) for found in links.values() for row in found}
    if not people:
        return Measured({})
    since = timezone.make_aware(datetime.combine(min(people.values()), time.min))
    said = screening.own_results(list(people), since=since)
    kept = {person: tuple(own.result for own in said.get(person, ()) if own.result.day >= first) for person, first in people.items()}
    own = {row.pk: kept[row.person_id] for row in rows}
    return Measured(own, {number: tuple(kept[row.person_id] for row in found) for number, found in links.items()})


def begins(row: FollowUp) -> date:
    """On which day does the schedule begin? Samples before it say nothing about it."""
    return date.fromisoformat(row.stages[0]["first"])


def found_on(row: FollowUp) -> date:
    """On which local day was this person found and their follow-up begun? Tests of earlier days could not be asked for."""
    return timezone.localtime(row.started_at).date()


def test_days_owed(row: FollowUp) -> tuple[date, ...]:
    """On which days does this person owe a test? Where the packs ask for a number of tests: on all, however late they were found."""
    return tuple(row.test_days) if _counts_tests(row.packs, row.group) else days_owed(row.test_days, found_on(row))


@lru_cache(maxsize=256)
def _counts_tests(packs: str, group: str) -> bool:
    if gone(split(packs)):
        return False
    protocol = protocol_of(split(packs))
    return protocol.find("regimen", group) is not None and any(stage.tests_needed for stage in regimen_for(protocol, group).value.stages)


def followed(row: FollowUp, results: Sequence[TestResult] = (), linked: Sequence[TestResult] = ()) -> FollowedPerson:
    """What the packs ask of this person; `ref` is the follow-up's id."""
    return FollowedPerson(
        ref=row.pk,
        group=row.group,
        anchors={Anchor(name): date.fromisoformat(day) for name, day in row.anchors.items()},
        results=results,
        symptoms=row.symptoms,
        linked_results=linked,
        since=found_on(row),
    )


def _people(row: FollowUp, known: Measured) -> list[FollowedPerson]:
    own = known.own.get(row.pk, ())
    return [followed(row, own, linked) for linked in known.linked.get(row.pk, ())] or [followed(row, own)]


def _linked(follow_up_ids: Collection[int]) -> dict[int, list[FollowUp]]:
    """Whom did each of them meet who was followed themself, by a ground that still holds?"""
    held = FollowUpLink.objects.filter(follow_up_id__any=follow_up_ids, lost_at=None, taken_back_at=None)
    links = held.filter(linked__isnull=False).select_related("linked")
    found: dict[int, dict[int, FollowUp]] = defaultdict(dict)
    for link in links:
        if link.linked is not None:
            found[link.follow_up_id][link.linked.pk] = link.linked
    return {number: list(rows.values()) for number, rows in found.items()}
