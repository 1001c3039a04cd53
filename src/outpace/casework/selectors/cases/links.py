"""Who infected whom in an area, as far as it was judged, and where: for whoever works out R, k and places. Nobody's number or name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from epiworks.protocol import NO_CLASS, PlaceKind, Setting
from outpace.casework.choices.cases import ContactSource, Doubt
from outpace.casework.data.links import InfectionPlace, JudgedLink, LinkedCase, LinkTable, PlaceTable
from outpace.casework.models import ContactJudgement
from outpace.casework.rules.cases import EXCLUDED
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, subtree_bounds

CASES = """
SELECT c.id, COALESCE(c.onset_on, (c.sampled_at AT TIME ZONE %(zone)s)::date, (c.found_at AT TIME ZONE %(zone)s)::date) AS fell_ill,
       c.onset_on IS NOT NULL, (c.found_at AT TIME ZONE %(zone)s)::date, c.setting = %(inbound)s, c.person_id
FROM casework_case c
LEFT JOIN LATERAL (
    SELECT f.after FROM casework_class_fact f WHERE f.case_id = c.id AND f.recorded_at < %(until)s ORDER BY f.id DESC LIMIT 1
) judged ON true
WHERE c.area_path >= %(low)s AND c.area_path < %(high)s AND c.found_at >= %(since)s AND c.found_at < %(until)s
  AND COALESCE(judged.after, c.case_class) <> %(excluded)s
ORDER BY fell_ill, c.id
"""

LINKS = """
SELECT standing.source_id, standing.case_id, standing.doubt FROM (
    SELECT DISTINCT ON (s.case_id, s.source_id) s.source_id, s.case_id, s.doubt FROM casework_source_fact s
    WHERE s.case_id = ANY(%(cases)s) AND s.at < %(until)s ORDER BY s.case_id, s.source_id, s.id DESC
) standing WHERE standing.doubt <> %(no)s ORDER BY standing.case_id, standing.source_id
"""

MET = """
SELECT DISTINCT pair.number - 1, one.area_path, one.place_name, one.place_kind
FROM unnest(%(sources)s::bigint[], %(cases)s::bigint[]) WITH ORDINALITY AS pair(source, infected, number)
JOIN casework_stay one ON one.case_id = pair.source AND one.place_name <> '' AND NOT one.is_void
JOIN casework_stay other ON other.case_id = pair.infected AND NOT other.is_void AND other.area_path = one.area_path
    AND other.place_name = one.place_name AND one.starts_at <= other.ends_at AND other.starts_at <= one.ends_at
WHERE one.recorded_at < %(until)s AND other.recorded_at < %(until)s
  AND NOT EXISTS (SELECT 1 FROM casework_stay later WHERE later.corrects_id IN (one.id, other.id) AND later.recorded_at < %(until)s)
ORDER BY 1, 2, 3, 4
"""

SURE = (Doubt.CERTAIN, Doubt.LIKELY)


@dataclass(frozen=True, slots=True)
class _Known:
    """The table with what it leaves out: the numbers of the cases and of their persons, by place in the list."""

    table: LinkTable
    numbers: tuple[int, ...]
    persons: tuple[int, ...]


def judged_links(actor: Actor, path: AreaPath, *, since: datetime, until: datetime) -> LinkTable:
    """Who infected whom among the people who live in this area and were found in [since, until), as judged before `until`? Two statements.

    Excluded cases are left out, and infections carried out of the area. Raises NotAllowed without ANALYSIS_READ over the area.
    """
    actor.require(Permission.ANALYSIS_READ, path)
    return _known(path, since, until).table


def infection_places(actor: Actor, path: AreaPath, *, since: datetime, until: datetime) -> PlaceTable:
    """And where may each of them have happened? Four statements.

    A place is where the infected person was judged a contact of the source, or where both were at the same time by their itineraries;
    stays and judgements that were corrected or taken back before `until` are left out.
    Raises NotAllowed without ANALYSIS_READ and CASE_READ over the area.
    """
    actor.require(Permission.ANALYSIS_READ, path)
    actor.require(Permission.CASE_READ, path)
    known = _known(path, since, until)
    found = _exposed(known, until) | _met(known, until)
    places = tuple(sorted({place for _, place in found}, key=lambda place: (place.area_path, place.name, place.kind, place.is_home)))
    position = {place: number for number, place in enumerate(places)}
    return PlaceTable(known.table, places, frozenset((link, position[place]) for link, place in found))


def _known(path: AreaPath, since: datetime, until: datetime) -> _Known:
    low, high = subtree_bounds(path)
    asked: dict[str, Any] = {
        "zone": timezone.get_current_timezone_name(),
        "inbound": Setting.INBOUND_CHECK.value,
        "low": low,
        "high": high,
        "since": since,
        "until": until,
        "excluded": EXCLUDED,
    }
    with connection.cursor() as cursor:
        cursor.execute(CASES, asked)
        rows = cursor.fetchall()
        numbers = tuple(row[0] for row in rows)
        cursor.execute(LINKS, {"cases": list(numbers), "until": until, "no": Doubt.RULED_OUT.value})
        facts = [(source, case, Doubt(doubt)) for source, case, doubt in cursor.fetchall()]
    links, away = _inside(numbers, facts)
    cases = tuple(LinkedCase(row[1], row[2], row[3], row[4] or index in away) for index, row in enumerate(rows))
    return _Known(LinkTable(cases, links), numbers, tuple(row[5] for row in rows))


def _inside(numbers: tuple[int, ...], facts: list[tuple[int, int, Doubt]]) -> tuple[tuple[JudgedLink, ...], set[int]]:
    """The links between these cases, and the places of those whose sure sources are all others."""
    place = {number: index for index, number in enumerate(numbers)}
    links = tuple(JudgedLink(place[source], place[case], doubt) for source, case, doubt in facts if source in place)
    here = {link.case for link in links if link.doubt in SURE}
    return links, {place[case] for source, case, doubt in facts if source not in place and doubt in SURE} - here


def _exposed(known: _Known, until: datetime) -> set[tuple[int, InfectionPlace]]:
    """By which stays of the source was the infected person judged a contact?"""
    linked = {(known.numbers[link.source], known.persons[link.case]): number for number, link in enumerate(known.table.links)}
    rows = ContactJudgement.objects.filter(
        ~Q(group=NO_CLASS) & ~Q(taken_back__at__lt=until) & ~Q(stay__corrected_by__recorded_at__lt=until),
        case_id__any=[source for source, _ in linked],
        person_id__any=[person for _, person in linked],
        judged_at__lt=until,
    )
    found = set()
    wanted = ("case_id", "person_id", "source", "case__area_path", "stay__area_path", "stay__place_name", "stay__place_kind")
    for row in rows.values(*wanted, "stay__place_sealed", "stay__is_void"):
        number = linked.get((row["case_id"], row["person_id"]))
        place = _place(row)
        if number is not None and place is not None:
            found.add((number, place))
    return found


def _place(row: dict[str, Any]) -> InfectionPlace | None:
    if row["stay__area_path"] is None:
        at_home = row["source"] == ContactSource.HOUSEHOLD
        return InfectionPlace(AreaPath(row["case__area_path"]), "", PlaceKind.RESIDENCE, True) if at_home else None
    if row["stay__is_void"]:
        return None
    if row["stay__place_sealed"] is not None:
        return InfectionPlace(AreaPath(row["stay__area_path"]), "", PlaceKind.RESIDENCE, True)
    if not row["stay__place_name"]:
        return None
    return InfectionPlace(AreaPath(row["stay__area_path"]), row["stay__place_name"], PlaceKind(row["stay__place_kind"]), False)


def _met(known: _Known, until: datetime) -> set[tuple[int, InfectionPlace]]:
    """Where were both at the same time, by their itineraries?"""
    links = known.table.links
    pairs = {"sources": [known.numbers[link.source] for link in links], "cases": [known.numbers[link.case] for link in links]}
    with connection.cursor() as cursor:
        cursor.execute(MET, {**pairs, "until": until})
        rows = cursor.fetchall()
    return {(number, InfectionPlace(AreaPath(area), name, PlaceKind(kind), False)) for number, area, name, kind in rows}
