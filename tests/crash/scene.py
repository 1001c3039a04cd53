"""What the crash run asks of the program itself: make a small county, and count everything again at the end. Answers are JSON lines."""

import sys
from dataclasses import dataclass

import orjson

from outpace.kernel import accounts, audit
from outpace.kernel.accounts import NewToken
from outpace.kernel.scope import AreaPath, system_actor
from outpace.screening.api import pass_ledger
from outpace.screening.selectors import recount
from outpace.screening.tests.world import build, staff


@dataclass(frozen=True, slots=True)
class Sender:
    """One device: its station and its token."""

    station: int
    token: str


@dataclass(frozen=True, slots=True)
class Scene:
    """Who samples whom."""

    pass_id: int
    people: tuple[int, ...]
    devices: tuple[Sender, ...]
    laboratory: Sender


@dataclass(frozen=True, slots=True)
class Recount:
    """What the program says when it counts everything again: each list is empty where nothing is broken."""

    differences: tuple[str, ...]
    unbalanced: tuple[int, ...]
    audit_findings: tuple[str, ...]
    audit_entries: int


def make() -> None:
    """Make the county with an open pass, two site devices and one laboratory device."""
    world = build(grids=20, people_per_grid=100)

    def sender(role: str, station: int) -> Sender:
        new = NewToken(name=f"{role} {station}", role=role, path=AreaPath(world.county.path), station_id=station)
        return Sender(station, accounts.issue_token(system_actor("crash"), new).token)

    people = tuple(person for grid in world.people.values() for person in grid)
    devices = tuple(sender("site_device", site.pk) for site in world.sites)
    _say(Scene(world.pass_id, people, devices, sender("lab_device", world.labs[0].pk)))


def count_again(pass_id: int) -> None:
    """Count the pass again from its facts and verify the audit chain."""
    report = audit.verify()
    unbalanced = pass_ledger(staff("screening_lead"), pass_id).unbalanced
    differences = tuple(str(difference) for difference in recount.differences(pass_id))
    _say(Recount(differences, tuple(map(int, unbalanced)), tuple(map(str, report.findings)), report.entries))


def _say(answer: Scene | Recount) -> None:
    sys.stdout.write(orjson.dumps(answer).decode() + "\n")
