"""Cases, contacts and follow-up: reported, judged, reclassified, searched for, checked, tested, released, taken back, ended."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from epiworks.protocol import NO_CLASS, PlaceKind, Setting, Situation, Spread
from outpace.casework import api
from outpace.casework.choices.cases import CaseEnd, ContactSource, ContactState, Evidence, LegalBasis
from outpace.casework.choices.follow_up import FollowUpState, Half, Ongoing, Symptom
from outpace.casework.data.cases import (
    ClassChange,
    NewCase,
    NewJudgement,
    NewStay,
)
from outpace.casework.data.follow_up import CheckRecord
from outpace.casework.models import ClassProposal, ContactJudgement, ContactLink, Deliverable, Stay
from outpace.kernel import clock
from outpace.kernel.scope import AreaPath
from outpace.screening import api as screening
from outpace.screening.api import NamedOrder
from outpace.screening.choices import Outcome
from tests.loop.county import County, pick
from tests.loop.verbs.screening import fill, read, single
from tests.loop.verbs.step import Step

CLASSES = ("confirmed", "asymptomatic", "excluded", "preliminary", "excluded", "confirmed", "asymptomatic", "re_positive")
SITUATIONS = (Situation.CO_LIVING, Situation.SHARED_MEAL, Situation.SAME_PLACE, Situation.VEHICLE)
PLACES = (
    (PlaceKind.ACTIVITY, Spread.HIGH),
    (PlaceKind.WORK, Spread.SOME),
    (PlaceKind.RESIDENCE, Spread.HIGH),
    (PlaceKind.PASSED_THROUGH, Spread.NONE),
)


def report(county: County, step: Step) -> None:
    """The fever clinic, or another jurisdiction, reports a case."""
    setting = (Setting.FEVER_CLINIC, Setting.CENTRALISED_ISOLATION, Setting.OTHER_JURISDICTION)[step.b % 3]
    api.open_case(county.offices["investigator"], NewCase(county.person(step.a), setting, county.now))


def turn(county: County, step: Step) -> None:
    """A case gets another class, as a stage or as a correction; an excluded one too."""
    case = pick(county.cases(is_open=False), step.a)
    change = ClassChange(CLASSES[step.b], "judged again", correcting=step.c % 2 == 0)
    api.reclassify_case(county.offices["investigator"], case.pk, change)


def decide(county: County, step: Step) -> None:
    """What the rules proposed about a case is decided."""
    found = pick(list(ClassProposal.objects.filter(decided_at=None).order_by("pk")), step.a)
    api.decide_proposal(county.offices["investigator"], found.case_id, found.pk, accept=step.b % 2 == 0, note="looked at")


def judge(county: County, step: Step) -> None:
    """Somebody is judged a contact of a case, or of one of its close contacts, or none; an excluded case too."""
    case = pick(county.cases(is_open=step.c != 7), step.a)
    links = list(ContactLink.objects.filter(case=case, generation=1).order_by("pk"))
    through = links[step.b % len(links)] if links and step.c in {2, 3, 4} else None
    day = timezone.localtime(county.now - timedelta(days=step.b % 3)).date()
    one = NewJudgement(
        uuid4(),
        county.person(step.b + step.c),
        ContactSource.NAMED,
        SITUATIONS[0] if through else SITUATIONS[step.b % 4],
        day,
        day,
        group=NO_CLASS if step.c == 6 else None,
        reason="seen",
        through_id=through.pk if through else None,
        is_higher_risk=True,
    )
    api.judge_contacts(county.offices["investigator"], case.pk, [one])


def cluster(county: County, step: Step) -> None:
    """Somebody is found positive alone, and two others had dinner with them; a third met one of those."""
    single(county, step)
    found = county.cases()
    case = next((number for number, row in enumerate(found) if row.person_id == county.person(step.a)), 0)
    for other in (1, 2):
        judge(county, Step("judge", case, step.a + other, 1 if step.c % 2 else 0))
    judge(county, Step("judge", case, step.a + 1 + step.b % 4, 2 + step.c % 3))


def judge_wrongly(county: County, step: Step) -> None:
    """A judgement is taken back."""
    found = pick(list(ContactJudgement.objects.filter(taken_back=None).order_by("pk")), step.a)
    api.take_back_judgement(county.offices["investigator"], found.pk, reason="somebody else")


def no_stay(county: County, step: Step) -> None:
    """A stay did not happen."""
    found = pick(list(Stay.objects.filter(corrected_by=None, is_void=False).order_by("pk")), step.a)
    api.void_stay(county.offices["investigator"], found.case_id, found.pk, record_id=uuid4(), reason="another day")


def seek(county: County, step: Step) -> None:
    """A contact is looked for."""
    link = pick(list(ContactLink.objects.order_by("pk")), step.a)
    outcome = (ContactState.FOUND, ContactState.NOT_FOUND, ContactState.TO_FIND)[step.b % 3]
    api.record_attempt(county.offices["investigator"], link.pk, outcome, record_id=uuid4())


def check(county: County, step: Step) -> None:
    """Somebody in follow-up is measured; some are ill."""
    found = pick(county.follow_ups(), step.a)
    ill = step.b % 2 == 1
    day = timezone.localtime(county.now).date()
    symptoms = (Symptom.COUGH,) if ill else ()
    record = CheckRecord(uuid4(), found.pk, day, Half.MORNING, Decimal("38.2") if ill else Decimal("36.4"), symptoms, county.now)
    api.record_checks(county.offices["worker"], uuid4(), [record])


def serve_out(county: County, step: Step) -> None:
    """Somebody is tested on every day of their schedule, moves on from stage to stage, and is released after the last."""
    found = pick(county.follow_ups(), step.a)
    outcome = Outcome.PRELIMINARY_POSITIVE if step.b == 7 else Outcome.NEGATIVE
    for day in [*found.test_days, found.until + timedelta(days=1)]:
        while timezone.localtime(county.now).date() < day:
            county.now += timedelta(hours=12)
        with clock.at(county.now):
            _test(county, found.person_id, outcome)
            api.sign_next_stage(county.offices["commander"], [found.pk])
    with clock.at(county.now):
        api.sign_release(county.offices["commander"], [found.pk])


def _test(county: County, person: int, outcome: Outcome) -> None:
    day = timezone.localtime(county.now).date()
    order = NamedOrder(county.world.county.pk, "Follow-up tests", "cn-covid-9", day, (person,))
    tube = county.tube()
    fill(county, tube, [person], pass_id=screening.order_named(county.offices["sampler"], order).pass_id)
    read(county, tube, outcome)


def order(county: County, _step: Step) -> None:
    """The day's tests are ordered."""
    api.order_tests(county.offices["worker"], timezone.localtime(county.now).date())


def move_on(county: County, step: Step) -> None:
    """The next stage of a follow-up is signed."""
    api.sign_next_stage(county.offices["commander"], [pick(county.follow_ups(), step.a).pk])


def take_back(county: County, step: Step) -> None:
    """A release was a mistake."""
    found = pick(county.follow_ups("released"), step.a)
    api.take_back_release(county.offices["commander"], found.pk, reason="wrong list")


def end_follow_up(county: County, step: Step) -> None:
    """Somebody in follow-up is handed over to another jurisdiction, or dies."""
    state = FollowUpState.DIED if step.b % 4 == 3 else FollowUpState.HANDED_OVER
    api.end_otherwise(county.offices["worker"], pick(county.follow_ups(), step.a).pk, state=state, reason="told by phone")


def end_case(county: County, step: Step) -> None:
    """A case is discharged, or the person dies."""
    end = CaseEnd.DIED if step.b % 4 == 3 else CaseEnd.DISCHARGED
    api.end_case(county.offices["investigator"], pick(county.cases(), step.a).pk, end, at=county.now, note="judged by clinicians")


def deliver(county: County, step: Step) -> None:
    """A deliverable of an investigation is signed off."""
    found = pick(list(Deliverable.objects.filter(done_at=None, dropped_at=None).order_by("pk")), step.a)
    office = "reviewer" if step.b % 2 else "investigator"
    api.finish_deliverable(county.offices[office], found.case_id, found.name)


def stay(county: County, step: Step) -> None:
    """The investigation finds where a case was."""
    case = pick(county.cases(is_open=False), step.a)
    kind, spread = PLACES[step.b % 4]
    path = AreaPath(pick(county.world.grids, step.c).path)
    begun = county.now - timedelta(days=1)
    told = NewStay(
        record_id=uuid4(),
        area_path=path,
        place_name="Noodle house",
        place_kind=kind,
        spread=spread,
        starts_at=begun,
        ends_at=begun + timedelta(hours=2),
        situation=Situation.SHARED_MEAL,
        evidence=Evidence.INTERVIEW,
        legal_basis=LegalBasis.DUTY_TO_TELL,
    )
    api.add_stay(county.offices["investigator"], case.pk, told)


def packs(county: County, step: Step) -> None:
    """Other packs are decided, for the county or a township, for those in follow-up too or only for those to come."""
    chosen = (("cn-covid-9", "cn-clin-9"), ("cn-covid-8",), ("cn-covid-9+20",), ("cn-covid-9",))[step.a % 4]
    area = county.world.county if step.b % 3 else county.world.townships[0]
    ongoing = _ongoing(step)
    decided = api.decide_packs(county.offices["commander"], api.PackOrder(area.pk, chosen, ongoing, "new edition"))
    if ongoing == "recompute":
        api.apply_packs(county.offices["commander"], decided)


def _ongoing(step: Step) -> Ongoing:
    """Recompute those in follow-up, or keep them?"""
    return Ongoing.KEEP_OLD if step.c % 3 == 0 else Ongoing.RECOMPUTE


VERBS = {
    "report": report,
    "turn": turn,
    "turn again": turn,
    "decide": decide,
    "cluster": cluster,
    "cluster again": cluster,
    "judge": judge,
    "judge another": judge,
    "judge a third": judge,
    "judge wrongly": judge_wrongly,
    "no stay": no_stay,
    "seek": seek,
    "check": check,
    "serve out": serve_out,
    "order": order,
    "move on": move_on,
    "take back": take_back,
    "end follow-up": end_follow_up,
    "end case": end_case,
    "deliver": deliver,
    "stay": stay,
    "packs": packs,
}
