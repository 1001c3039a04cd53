"""The world of the access matrix: one county with everything in it, a neighbour with nothing, and one person of every role in each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from epiworks.epi.curve import Basis
from epiworks.protocol import PlaceKind, Spread
from outpace.analysis import api as analysis
from outpace.analysis.data import Ask
from outpace.casework import api as casework
from outpace.casework.choices.cases import LetterWay
from outpace.casework.data.cases import NewLetter
from outpace.casework.models import (
    Case,
    ContactJudgement,
    ContactLink,
    ContactProposal,
    FollowUp,
    Letter,
    LetterPerson,
    Relook,
    Stay,
    StayLoad,
    Trajectory,
)
from outpace.casework.tests.cases_world import Ward
from outpace.casework.tests.stays_world import Lists
from outpace.command import api as command
from outpace.command.data import NewPost
from outpace.command.models import Task
from outpace.isolation.tests import world as isolation
from outpace.kernel import clock, crypto
from outpace.kernel.accounts import NewToken, issue_token
from outpace.kernel.models import DeviceToken, RoleGrant
from outpace.kernel.roles import ROLES, RoleKind
from outpace.kernel.scope import AreaPath, system_actor
from outpace.registry.models import Area, Household, Person, Station
from outpace.registry.rules.codes import code_of
from outpace.registry.tests import reference
from outpace.screening import api
from outpace.screening.choices import Outcome
from outpace.screening.data import FillRecord, PackRecord, Swab
from outpace.screening.models import Campaign, PositivePool, RecallMember, Round, UnidentifiedSample
from outpace.screening.tests.people import BACKEND, user_with
from outpace.screening.tests.world import MORNING, World, build, staff
from outpace.zoning.api import order_measure
from outpace.zoning.data import NewMeasure
from outpace.zoning.models import Proposal, Zone, ZoneMeasure
from outpace.zoning.tests import world as zoning

ABSENT = 987_654_321
"""An id nothing has."""

SECRETS = ("欧阳", "密一", "欧*", "密采样点", "11999919", "13900001111", "红衣密", "密村")
"""What nobody outside the county may read in any answer: names of people, masked or not, documents, phones, sites, descriptions."""

PERSONAL = ("欧阳", "欧*", "11999919", "13900001111")
"""What roles that never meet people may not read even inside."""

IDENTITIES = ("欧阳密一", "119999198001010012", "13900001111")
"""What only those may read who hold PERSON_IDENTITY."""

TUBE, BOX = "SECRET-TUBE-1", "SECRET-BOX-1"
HUMANS = tuple(role.code for role in ROLES.values() if role.kind is RoleKind.HUMAN)
DEVICES = tuple(role.code for role in ROLES.values() if role.kind is RoleKind.DEVICE)
OUTSIDE = "/62/6212/621228/"


@dataclass(frozen=True, slots=True)
class Address:
    """One page of the program: its name with namespace, and its route."""

    name: str
    route: str

    @property
    def parameters(self) -> tuple[str, ...]:
        """Which parts of the route name an object?"""
        return tuple(re.findall(r"<(?:\w+:)?(\w+)>", self.route))

    def filled(self, values: Mapping[str, object]) -> str:
        """What is the address with these values?"""
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), self.route)


def addresses() -> Iterator[Address]:
    """Every page of our own: sign-in pages of the account library and the API have tests of their own."""
    for found in _walk(get_resolver().url_patterns, "", ""):
        if not found.route.startswith(("accounts/", "api/")):
            yield found


def _walk(patterns: list[URLPattern | URLResolver], route: str, space: str) -> Iterator[Address]:
    for pattern in patterns:
        inner = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, inner, pattern.namespace or space)
        else:
            yield Address(f"{space}:{pattern.name}" if space else str(pattern.name), inner)


@dataclass(slots=True)
class AccessWorld:
    """Ids of what there is in the county, and a signed-in browser or a device's headers for every role, inside and outside."""

    world: World
    ids: dict[str, object] = field(default_factory=dict)
    inside: dict[str, Client] = field(default_factory=dict)
    outside: dict[str, Client] = field(default_factory=dict)
    devices_inside: dict[str, dict[str, str]] = field(default_factory=dict)
    devices_outside: dict[str, dict[str, str]] = field(default_factory=dict)

    def values(self, address: Address) -> dict[str, object]:
        """Which objects of the county does this address name? Laboratories and sites are both stations."""
        name = address.name.partition(":")[2]
        if name.startswith(("lab_", "desk_", "result")) or name == "desk":
            return {**self.ids, "station_id": self.world.labs[0].pk}
        return {**self.ids, "code": BOX} if name.startswith("box") else self.ids

    def ask(self, client: Client, url: str, *, form: dict[str, Any] | None = None) -> Any:
        """Open an address as a browser would: GET, or POST where it takes nothing else. What it wrote is undone."""
        with transaction.atomic():
            answer = client.get(url)
            if answer.status_code == 405:
                answer = client.post(url, form or {})
            transaction.set_rollback(True)
        return answer

    def ask_json(self, client: Client, method: str, url: str, body: dict[str, Any], headers: dict[str, str] | None) -> Any:
        """Call an API operation. What it wrote is undone."""
        with transaction.atomic():
            answer = client.get(url, headers=headers) if method == "GET" else client.post(url, body, "application/json", headers=headers)
            transaction.set_rollback(True)
        return answer


def text_of(answer: Any) -> str:
    """What can be read in an answer, streams included?"""
    raw: bytes = answer.getvalue() if answer.streaming else answer.content
    return raw.decode(errors="replace")


def make() -> AccessWorld:
    """Build all of it, in English and with names found nowhere else."""
    reference.put_back()
    world = build(grids=2, people_per_grid=3)
    made = AccessWorld(world)
    Area.objects.create(
        code="621228", kind_id="county", parent=Area.objects.get(code="6212"), name="两当县", path=OUTSIDE, depth=OUTSIDE.count("/") - 1
    )
    _name_people(world)
    _take_samples(world)
    _open_case(world)
    _draw_zone(world)
    for role in (*HUMANS, "ghost"):
        made.inside[role], made.outside[role] = _browser(role, str(world.county.path)), _browser(role, OUTSIDE)
    for role in DEVICES:
        station = {"site_device": world.sites[0], "courier_device": world.courier, "lab_device": world.labs[0]}[role]
        made.devices_inside[role] = _token(role, str(world.county.path), station.pk)
        made.devices_outside[role] = _token(role, OUTSIDE, None)
    made.ids = _ids(world)
    return made


def _name_people(world: World) -> None:
    home = Household.objects.create(grid=world.grids[0], number="密1号")
    Area.objects.filter(pk=world.grids[0].pk).update(name="密村")
    for number, person in enumerate(Person.objects.order_by("pk")):
        document = f"119999{1980_0101 + number}0012"
        person.name_sealed, person.document_sealed = crypto.seal("欧阳密一"), crypto.seal(document)
        person.document_index = crypto.blind_index(document)
        person.phone_sealed, person.code, person.household = crypto.seal("13900001111"), code_of(70 + number), home
        person.save()
    for number, site in enumerate(world.sites):
        Station.objects.filter(pk=site.pk).update(name=f"密采样点{number}")


def _take_samples(world: World) -> None:
    """One positive pool with an unknown person in it, on its way through courier and laboratory."""
    people = next(iter(world.people.values()))
    world.fill(world.record(TUBE, people[:2]), FillRecord(uuid4(), TUBE, (Swab(0, MORNING, "红衣密"),)))
    api.pack(staff("site_head", str(world.county.path)), PackRecord(uuid4(), BOX, world.sites[0].pk, (TUBE,), MORNING))
    world.send(TUBE)
    with clock.at(MORNING + timedelta(hours=6)):
        world.results(world.reading(TUBE, Outcome.PRELIMINARY_POSITIVE))


def _draw_zone(world: World) -> None:
    """A signed zone with a measure of its own, and the proposal for the rest of the county that waits for a signature."""
    grid = AreaPath(world.grids[0].path)
    zoning.found(grid, MORNING, case_id=4711)
    zone = zoning.sign(world, zoning.waiting()[0], MORNING)
    with clock.at(MORNING):
        order_measure(zoning.commander(world), zone, NewMeasure("checkpoint", review_on=MORNING.date()))


def _open_case(world: World) -> None:
    """A reported case with one stay and one contact."""
    judge = staff("investigator", str(world.county.path))
    here = Ward(world, judge, judge)
    case, contact = next(iter(world.people.values()))[1:3]
    casework.record_letter(judge, NewLetter(LetterWay.IN, "密1", "Baoji", AreaPath(world.county.path), MORNING, ("欧阳密一",)))
    opened = here.report(case, at=MORNING + timedelta(hours=1))
    with clock.at(MORNING + timedelta(hours=1)):
        casework.add_stay(judge, opened, here.stay(place_kind=PlaceKind.PASSED_THROUGH, spread=Spread.NONE, place_name="密站"))
        casework.draft_trajectory(judge, opened)
        casework.finish_deliverable(judge, opened, "investigation")
    with clock.at(MORNING + timedelta(days=1)):
        casework.draw_relooks(system_actor("casework"))
    here.judged(Case.objects.get(pk=opened), here.exposed(contact), at=MORNING + timedelta(hours=1))
    _hold_stays(here)


def _hold_stays(here: Ward) -> None:
    """A list of stays where the case was: of somebody in the register, of somebody on no roster, and a row to be mended."""
    who = (",119999198001010012,", "欧阳密一,,13900001111", "欧阳密一,119999198001010012,")
    rows = [f"密站,2021-11-07 18:{minute},2021-11-07 19:00,{said}" for minute, said in zip(("00", "10", "xx"), who, strict=True)]
    with clock.at(MORNING + timedelta(hours=1)):
        casework.load_stays(here.judge, Lists(here).order(), "\n".join(["place,from,until,name,document,phone", *rows]).encode())
        casework.look(here.judge, Case.objects.latest("pk").pk)


def _isolate(world: World) -> dict[str, object]:
    """A furnished county: somebody signed for a room and on a manifest, and a treatment that is due."""
    return isolation.for_access(isolation.furnish(world))


def _browser(role: str, path: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    if role in ROLES:
        client.force_login(user_with(role, path), BACKEND)
    else:
        client.force_login(user_with("observer", path), BACKEND)
        RoleGrant.objects.filter(pk=RoleGrant.objects.latest("pk").pk).update(role=role)
    return client


def _token(role: str, path: str, station: int | None) -> dict[str, str]:
    issued = issue_token(system_actor("test"), NewToken(name=role, role=role, path=AreaPath(path), station_id=station))
    return {"authorization": f"Bearer {issued.token}"}


def _run(world: World) -> int:
    """A figure that was worked out and kept."""
    with clock.at(MORNING + timedelta(hours=8)):
        path, day = AreaPath(world.grids[0].path), MORNING.date()
        return analysis.curve(staff("commander", path), Ask(path, day, day, day), basis=Basis.REPORT).frame.run_id


def _ids(world: World) -> dict[str, object]:
    """A real object for every parameter an address may have; a parameter not named here fails the test that meets it."""
    person = RecallMember.objects.earliest("pk")
    grant = RoleGrant.objects.get(path=world.county.path, role="observer")
    return {
        "pass_id": world.pass_id,
        "campaign_id": Campaign.objects.latest("pk").pk,
        "round_id": Round.objects.latest("pk").pk,
        "site_id": world.sites[0].pk,
        "station_id": world.sites[0].pk,
        "laboratory_id": world.labs[0].pk,
        "area_id": world.grids[0].pk,
        "grid_id": world.grids[0].pk,
        "person_id": person.person_id,
        "member_id": person.pk,
        "pool_id": PositivePool.objects.get().pk,
        "sample_id": UnidentifiedSample.objects.get().pk,
        "code": TUBE,
        "box": BOX,
        "stage": 1,
        "kind": "tube",
        "user_id": grant.user_id,
        "grant_id": grant.pk,
        "token_id": DeviceToken.objects.filter(path=world.county.path).earliest("pk").pk,
        "path": world.county.path,
        "courier_id": world.courier.pk,
        "other_grid_code": world.grids[1].code,
        "person_code": Person.objects.get(pk=person.person_id).code,
        "document": "119999198001010012",
        "task_id": Task.objects.earliest("pk").pk,
        "command_post_id": command.open_post(
            staff("duty_officer", str(world.county.path)), NewPost("sampling_team", AreaPath(str(world.county.path)))
        ),
        "zone_id": Zone.objects.latest("pk").pk,
        "proposal_id": Proposal.objects.latest("pk").pk,
        "measure_id": ZoneMeasure.objects.latest("pk").pk,
        "case_id": Case.objects.latest("pk").pk,
        "analysis_run_id": _run(world),
        "follow_up_id": FollowUp.objects.latest("pk").pk,
        "appeal_id": ABSENT,
        "link_id": ContactLink.objects.latest("pk").pk,
        "stay_id": Stay.objects.latest("pk").pk,
        "stay_load_id": StayLoad.objects.latest("pk").pk,
        "traced_place_id": ContactProposal.objects.latest("pk").place_id,
        "contact_proposal_id": ContactProposal.objects.filter(person_id=None).latest("pk").pk,
        "relook_id": Relook.objects.latest("pk").pk,
        "trajectory_id": Trajectory.objects.latest("pk").pk,
        "judgement_id": ContactJudgement.objects.latest("pk").pk,
        "class_proposal_id": 1,
        "letter_id": Letter.objects.latest("pk").pk,
        "entry_id": LetterPerson.objects.latest("pk").pk,
        "deliverable": "network_report",
        "post_id": 1,
        "load_id": 1,
        "run_id": 1,
        "file_id": 1,
        "job_id": 1,
        **_isolate(world),
    }
