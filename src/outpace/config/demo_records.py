"""Records of stays for the demonstration's case of today: check-ins at the market, a table, and passengers of a coach, all synthetic.

The first two lists are looked at, so that contacts are proposed that wait for whoever tries the program. The coach comes after that
look, with seats: looking again shows what is new.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils import timezone

from epiworks.protocol import SharedPlace
from outpace.casework import api as casework
from outpace.casework.choices.cases import Evidence, LegalBasis
from outpace.casework.data.cases import CaseBrief
from outpace.casework.data.tracing import StayOrder
from outpace.kernel import clock
from outpace.kernel.scope import Actor, AreaPath
from outpace.registry import api as registry

MARKET: Final = "农贸市场（合成）"
"""As the case's itinerary calls it."""
AT_MARKET, AT_TABLE, IN_COACH = 24, 5, 15
HEADINGS: Final = "场所,类别,进入时间,离开时间,人员码,姓名,电话,座位"
STRANGERS: Final = (("外地商贩甲", "15400000011"), ("外地商贩乙", "15400000012"))
"""Two traders on no roster, with phones of the synthetic range."""


def play_records(investigator: Actor, case: CaseBrief, *, now: datetime) -> None:
    """Send the lists in, look once, and leave the coach for the next look; minutes after the case was found."""
    eve = timezone.localdate(case.found_at) - timedelta(days=1)
    area = AreaPath(case.area_path.rstrip("/").rsplit("/", 1)[0] + "/")
    cards = _cards(investigator, case, area)
    market, table, coach = cards[:AT_MARKET], cards[AT_MARKET:][:AT_TABLE], cards[AT_MARKET + AT_TABLE :][:IN_COACH]
    own = registry.persons_for_ids(investigator, [case.person_id], purpose="demo.records")[0].code
    strangers = [_row(MARKET, "场所", _at(eve, 10, 5), 55, name=name, phone=phone) for name, phone in STRANGERS]
    for minutes, name, rows, evidence in (
        (12, "market-check-ins.csv", [*_check_ins(eve, market), *strangers], Evidence.VENUE_CODE),
        (
            13,
            "noodle-house.csv",
            [_row("面馆包间3（合成）", "包间", _at(eve, 12), 50, card=card) for card in (own, *table)],
            Evidence.VENUE_CODE,
        ),
    ):
        with clock.at(min(now, case.found_at + timedelta(minutes=minutes))):
            _send(investigator, area, name, rows, evidence=evidence)
    with clock.at(min(now, case.found_at + timedelta(minutes=15))):
        casework.look(investigator, case.id)
    with clock.at(min(now, case.found_at + timedelta(minutes=18))):
        _send(investigator, area, "coach-passengers.csv", _passengers(eve, (own, *coach)), evidence=Evidence.TRAVEL)


def _send(investigator: Actor, area: AreaPath, name: str, rows: Iterable[str], *, evidence: Evidence) -> None:
    order = StayOrder(
        area,
        name,
        evidence,
        LegalBasis.AGENCY_REQUEST,
        "今日病例的密切接触者排查 Contacts of today's case",
        "合成调取函 2021-118",
        kind=SharedPlace.VENUE,
    )
    casework.load_stays(investigator, order, "\n".join([HEADINGS, *rows]).encode())


def _cards(investigator: Actor, case: CaseBrief, area: AreaPath) -> list[str]:
    """Cards of people who live around the case, but not in its household."""
    household = {one.id for one in registry.household_members(investigator, case.person_id, purpose="demo.records")}
    found: list[int] = []
    for grid in registry.grid_ids_under(area):
        found += [place.id for place in registry.places_in(grid) if place.id not in household]
    chosen = found[:: max(1, len(found) // (AT_MARKET + AT_TABLE + IN_COACH))][: AT_MARKET + AT_TABLE + IN_COACH]
    return [one.code for one in registry.persons_for_ids(investigator, chosen, purpose="demo.records")]


def _check_ins(eve: date, cards: Sequence[str]) -> list[str]:
    """Somebody comes every six minutes from half past nine on and stays half an hour: not all of them met the case."""
    return [_row(MARKET, "场所", _at(eve, 9, 30) + timedelta(minutes=6 * number), 30, card=card) for number, card in enumerate(cards)]


def _passengers(eve: date, cards: Sequence[str]) -> list[str]:
    """Sixteen seats, four in a row; the case sits in the second row."""
    seats = [f"{number // 4 + 1}{'ABCD'[number % 4]}" for number in range(len(cards))]
    seats[0], seats[5] = seats[5], seats[0]
    return [
        _row("K12次班车（合成）", "全密封空调客车", _at(eve, 14), 80, card=card, seat=seat) for card, seat in zip(cards, seats, strict=True)
    ]


def _row(place: str, kind: str, begins: datetime, minutes: int, **said: str) -> str:
    ends = begins + timedelta(minutes=minutes)
    who = (said.get("card", ""), said.get("name", ""), said.get("phone", ""), said.get("seat", ""))
    return ",".join([place, kind, f"{begins:%Y-%m-%d %H:%M}", f"{ends:%Y-%m-%d %H:%M}", *who])


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
