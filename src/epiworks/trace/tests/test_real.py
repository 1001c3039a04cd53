"""On real data every answer equals a direct recount. Files nobody here made, read from beside the checkout; absent: skipped."""

import csv
import lzma
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np

from epiworks.epi.links import Problem, chains, read_links
from epiworks.epi.tests.real import day, found, rows
from epiworks.protocol import Anchor, CaseAnchors, Protocol, SharedPlace, Window
from epiworks.protocol.tests.making import holding, made, packs
from epiworks.trace.brute_force import BruteForce
from epiworks.trace.cases import NOTHING_KNOWN, Cases, cases, cases_from_anchors
from epiworks.trace.chains import chain_shape, generations
from epiworks.trace.cleaning import Limits, StayProblem, clean_stays
from epiworks.trace.judging import ALL_KINDS, Basis, judge
from epiworks.trace.proposals import proposals
from epiworks.trace.rules import compile_rules, kind_code
from epiworks.trace.stays import Places, Stays, places, stays
from epiworks.trace.tests.worlds import DAYS

Pair = tuple[int, int]
FIRST = date(2017, 10, 12)
SOURCE = {"source": ["WHO-CT"]}
STEP = 5


def proposed(protocol: Protocol, kept: Stays, named: Places, asked: Cases) -> dict[Pair, tuple[str, int]]:
    """Class and minutes of everybody proposed. One case at a time and only its places, or the slow reference would take minutes."""
    rules, as_of = compile_rules(protocol), int(kept.end.max())
    found_so: dict[Pair, tuple[str, int]] = {}
    for row, who in enumerate(asked.person.tolist()):
        near = kept.take(np.isin(kept.place, kept.place[kept.person == who]))
        basis = Basis(BruteForce(near, named), DAYS, as_of, NOTHING_KNOWN, ALL_KINDS)
        got = proposals(judge(rules, cases([who], [asked.window(row)]), basis))
        found_so |= {(who, int(person)): (got.group_of(at), int(got.overlap[at])) for at, person in enumerate(got.person)}
    return found_so


def classes_of(got: dict[Pair, tuple[str, int]]) -> dict[Pair, str]:
    return {pair: group for pair, (group, _) in got.items()}


def together(meetings: Iterable[tuple[Pair, int, int]], kind: SharedPlace = SharedPlace.ROOM) -> tuple[Stays, Places]:
    """Stays of two people at a place of their own, each from one minute to another."""
    listed = list(meetings)
    number = {pair: at for at, pair in enumerate(sorted({pair for pair, _, _ in listed}))}
    table = [(who, number[pair], begin, end) for pair, begin, end in listed for who in pair]
    person, place, begin, end = (list(column) for column in zip(*table, strict=True))
    return stays(person=person, place=place, begin=begin, end=end), places(dict.fromkeys(number.values(), kind_code(kind)))


def haslemere() -> list[tuple[int, Pair, int]]:
    """Step, the two people, and metres between them, of everybody within 50 m in 5-minute steps for three days."""
    with lzma.open(found("haslemere/Kissler_DataS1.csv.xz"), "rt") as packed:
        return [(int(row[0]), (int(row[1]), int(row[2])), int(row[3])) for row in csv.reader(packed)]


def episodes(near: set[tuple[Pair, int]]) -> Iterable[tuple[Pair, int, int]]:
    """Runs of steps that follow one another, pair by pair: first step, and the step after the last."""
    for pair, step in sorted(near):
        if (pair, step - 1) not in near:
            last = step
            while (pair, last) in near:
                last += 1
            yield pair, step, last


def test_haslemere_exposures_by_distance_and_duration_equal_a_direct_recount() -> None:
    near = {(pair, step) for step, pair, metres in haslemere() if metres <= 2}
    begin = DAYS.begins(FIRST)
    kept, named = together((pair, begin + STEP * first, begin + STEP * last) for pair, first, last in episodes(near))
    minutes = {pair: STEP * steps for pair, steps in Counter(pair for pair, _ in near).items()}
    busiest = [who for who, _ in Counter(who for pair in minutes for who in pair).most_common(12)]
    rule = {"judged": True, "rank": 40, "generation": 1, "situations": ["shared_room"], "min_minutes": 15, **SOURCE}
    made_pack = made(rules={"contact_classes": {"close": rule}, "shared_places": {"room": {"situation": "shared_room", **SOURCE}}})
    asked = cases(busiest, [Window(FIRST, FIRST + timedelta(days=2))] * len(busiest))
    got = proposed(holding(made_pack), kept, named, asked)
    wanted = {(who, other): spent for pair, spent in minutes.items() if spent >= 15 for who, other in (pair, pair[::-1]) if who in busiest}
    assert got == {pair: ("close", spent) for pair, spent in wanted.items()}
    assert len(wanted) > 50


KOREAN_KINDS = {
    "hospital": SharedPlace.WARD,
    "public_transportation": SharedPlace.VENTILATED_BUS,
    "school": SharedPlace.CLASSROOM,
    "university": SharedPlace.CLASSROOM,
}
"""Other types of place count as venues."""


def test_korean_routes_give_the_co_located_pairs_of_a_direct_recount() -> None:
    points = rows("korea/PatientRoute.csv.gz")
    spots = sorted({(row["latitude"], row["longitude"], row["type"]) for row in points})
    number = {spot: at for at, spot in enumerate(spots)}
    visits = {(int(row["patient_id"]), number[row["latitude"], row["longitude"], row["type"]], row["date"]) for row in points}
    begins = {row["date"]: DAYS.begins(date.fromisoformat(row["date"])) for row in points}
    raw = [(who, where, begins[when], begins[when] + 1440) for who, where, when in sorted(visits)]
    columns = dict(zip(("person", "place", "begin", "end"), zip(*raw, strict=True), strict=True))
    cleaned = clean_stays(columns, Limits(earliest=0, as_of=max(begins.values()) + 1440))
    assert set(cleaned.count()) <= {StayProblem.TWO_PLACES_AT_ONCE.value}
    there = defaultdict(set)
    for who, where, when in visits:
        there[where, when].add(who)
    met = {(one, other): where for (where, _), people in there.items() for one in people for other in people if one != other}
    busiest = [who for who, _ in Counter(one for one, _ in met).most_common(25)]
    named = places({at: kind_code(KOREAN_KINDS.get(spot[2], SharedPlace.VENUE)) for spot, at in number.items()})
    asked = cases(busiest, [Window(date(2019, 1, 1))] * len(busiest))
    got = classes_of(proposed(packs("cn-covid-8"), cleaned.stays, named, asked))
    best: dict[Pair, str] = {}
    for (where, _), people in there.items():
        group = "general" if spots[where][2] not in KOREAN_KINDS else "close"
        for one in people.intersection(busiest):
            for other in people - {one}:
                best[one, other] = "close" if "close" in {group, best.get((one, other))} else "general"
    assert got == best
    assert set(best.values()) == {"close", "general"}


def test_mers_in_korea_has_the_chains_of_a_direct_recount() -> None:
    people = rows("outbreaks/mers_korea_2015.linelist.csv")
    pairs = [(row["from"], row["to"]) for row in rows("outbreaks/mers_korea_2015.contacts.csv")]
    report = read_links({row["id"]: day(row["dt_onset"]) for row in people}, pairs)
    shape = chain_shape(report)
    assert (len(report.links), report.count(Problem.SECOND_INFECTOR), shape.sizes[0]) == (93, 5, 92)
    assert shape.generations == _layers(dict.fromkeys(row["id"] for row in people), [(link.infector, link.case) for link in report.links])
    assert Counter(link.infector for link in report.links).most_common(1) == [("SK_14", 37)]


def test_mers_exposures_in_wards_become_contacts_where_the_pack_lets_the_infector_infect() -> None:
    people = {row["id"]: row for row in rows("outbreaks/mers_korea_2015.linelist.csv")}
    number = {name: at for at, name in enumerate(people)}
    pairs = [(row["from"], row["to"]) for row in rows("outbreaks/mers_korea_2015.contacts.csv")]
    spans = {(one, other): (day(people[other]["dt_start_exp"]), day(people[other]["dt_end_exp"])) for one, other in pairs}
    dated = {pair: (first, last) for pair, (first, last) in spans.items() if first and last and people[pair[0]]["dt_onset"]}
    meetings = [
        ((number[one], number[other]), DAYS.begins(first), DAYS.begins(last) + 1440) for (one, other), (first, last) in dated.items()
    ]
    kept, named = together(meetings, SharedPlace.WARD)
    infectors = sorted({one for one, _ in dated})
    anchors = [(number[one], CaseAnchors("symptomatic", {Anchor.ONSET: date.fromisoformat(people[one]["dt_onset"])})) for one in infectors]
    asked = cases_from_anchors(packs("mers"), anchors).value
    got = classes_of(proposed(packs("mers"), kept, named, asked))
    onset = {one: date.fromisoformat(people[one]["dt_onset"]) for one in infectors}
    both = {*dated, *((other, one) for one, other in dated if other in infectors)}
    wanted = {(number[one], number[other]) for one, other in both if _last(dated, one, other) >= onset[one]}
    assert got == dict.fromkeys(wanted, "contact")
    assert len(wanted) > 50


def test_hagelloch_has_the_chains_of_a_direct_recount() -> None:
    people = rows("outbreaks/measles_hagelloch_1861.csv")
    report = read_links(
        {row["case_ID"]: day(row["date_of_prodrome"]) for row in people}, [(row["infector"], row["case_ID"]) for row in people]
    )
    shape = chain_shape(report)
    depth = generations(report)
    assert shape.generations == _layers(dict.fromkeys(depth), [(link.infector, link.case) for link in report.links])
    assert (sum(shape.sizes), shape.sizes == tuple(len(chain) for chain in chains(report))) == (188, True)
    assert Counter(link.infector for link in report.links).most_common(1) == [("45", 30)]


def test_hagelloch_households_and_classrooms_give_the_contacts_of_a_direct_recount() -> None:
    people = rows("outbreaks/measles_hagelloch_1861.csv")
    first, last = DAYS.begins(date(1970, 1, 2)), DAYS.begins(date(1970, 3, 20))
    shift = date(1970, 1, 2) - date(1861, 10, 25)
    families = {int(row["case_ID"]): 1000 + int(row["family_ID"]) for row in people}
    classes = {int(row["case_ID"]): int(row["class"]) for row in people if row["class"] in {"1", "2"}}
    table = [(who, where, first, last) for where_of in (families, classes) for who, where in where_of.items()]
    person, place, begin, end = (list(column) for column in zip(*table, strict=True))
    kinds = {where: kind_code(SharedPlace.CLASSROOM if where < 1000 else SharedPlace.HOUSEHOLD) for _, where, _, _ in table}
    ill = [int(row["case_ID"]) for row in people[:40]]
    rash = {int(row["case_ID"]): date.fromisoformat(row["date_of_rash"]) + shift for row in people}
    asked = cases_from_anchors(packs("measles"), [(who, CaseAnchors("symptomatic", {Anchor.RASH: rash[who]})) for who in ill]).value
    got = classes_of(proposed(packs("measles"), stays(person=person, place=place, begin=begin, end=end), places(kinds), asked))

    def share(one: int, other: int) -> bool:
        return families[one] == families[other] or (one in classes and classes[one] == classes.get(other))

    assert got == dict.fromkeys([(who, other) for who in ill for other in families if who != other and share(who, other)], "susceptible")
    infected = [(int(row["infector"]), int(row["case_ID"])) for row in people if row["infector"]]
    from_these = [pair for pair in infected if pair[0] in ill]
    assert {pair for pair in from_these if pair in got} == {pair for pair in from_these if share(*pair)} != set()


def _last(dated: dict[tuple[str, str], tuple[date, date]], one: str, other: str) -> date:
    """The last day on which these two were together, whoever of them infected whom."""
    return max(dated[pair][1] for pair in ((one, other), (other, one)) if pair in dated)


def _layers(everyone: dict[str, None], links: list[tuple[str, str]]) -> tuple[int, ...]:
    """How many cases stand in each generation, by walking down from those without an infector."""
    below = defaultdict(list)
    for infector, case in links:
        below[infector].append(case)
    infected = {case for _, case in links}
    layer = [case for case in everyone if case not in infected]
    sizes = []
    while layer:
        sizes.append(len(layer))
        layer = [case for infector in layer for case in below[infector]]
    return tuple(sizes)
