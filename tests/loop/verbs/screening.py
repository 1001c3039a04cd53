"""Tubes: single and pooled, re-tests, corrections of results and of scans, and what is done about a positive pool."""

from uuid import uuid4

from outpace.screening import api
from outpace.screening.choices import CorrectionKind, Outcome
from outpace.screening.data import FillBatch, FillRecord, ResultRecord, ScanCorrection, Swab
from outpace.screening.models import PositivePool, RecallMember, Tube
from outpace.screening.rules.pools import OPEN_STATES
from tests.loop.county import County, Nothing, pick
from tests.loop.verbs.step import Step

OUTCOMES = (Outcome.PRELIMINARY_POSITIVE, Outcome.NEGATIVE, Outcome.INCONCLUSIVE, Outcome.INVALID)


def fill(county: County, tube: str, people: list[int], *, pass_id: int = 0) -> None:
    """These people are sampled into one tube."""
    record = FillRecord(uuid4(), tube, tuple(Swab(person, county.now) for person in people), county.now)
    batch = FillBatch(uuid4(), pass_id or county.world.pass_id, county.world.sites[0].pk, (record,))
    api.record_fills(county.offices["sampler"], batch)


def read(county: County, tube: str, outcome: Outcome, *, corrects: bool = False) -> None:
    """A laboratory reads the tube."""
    record = ResultRecord(uuid4(), tube, outcome, county.now, corrects=corrects, reason="read again" if corrects else "")
    api.record_results(county.offices["laboratory"], county.world.labs[0].pk, batch_id=uuid4(), records=[record])


def single(county: County, step: Step) -> None:
    """Somebody's own tube is positive."""
    tube = county.tube()
    fill(county, tube, [county.person(step.a)])
    read(county, tube, Outcome.PRELIMINARY_POSITIVE)


def pool(county: County, step: Step) -> None:
    """A shared tube is read."""
    tube = county.tube()
    fill(county, tube, sorted({county.person(step.a), county.person(step.a + 1 + step.b % 3), county.person(step.a + 5)}))
    read(county, tube, OUTCOMES[0] if step.c < 6 else OUTCOMES[step.c % 4])


def retest(county: County, step: Step) -> None:
    """Somebody of a positive pool is sampled alone, and read."""
    member = pick(list(RecallMember.objects.filter(state__in=OPEN_STATES).select_related("pool").order_by("pk")), step.a)
    again = next((info.id for info in api.list_passes(county.offices["sampler"]).items if info.is_retest), None)
    if again is None:
        raise Nothing
    tube = county.tube()
    fill(county, tube, [member.person_id], pass_id=again)
    read(county, tube, OUTCOMES[step.b % 4])


def correct(county: County, step: Step) -> None:
    """The laboratory corrects a result."""
    tube = pick(list(Tube.objects.filter(uploaded_at__isnull=False).order_by("pk").values_list("code", flat=True)), step.a)
    read(county, tube, OUTCOMES[step.b % 3], corrects=True)


def rescan(county: County, step: Step) -> None:
    """Somebody was not in this tube, or was after all."""
    tube = pick(county.tubes, step.a)
    kind = CorrectionKind.VOID if step.c % 3 else CorrectionKind.RESTORE
    person = county.person(step.b)
    correction = ScanCorrection(uuid4(), tube, person, kind, county.now, "mistake", pass_id=county.world.pass_id)
    api.correct_scan(county.offices["sampler"], county.world.sites[0].pk, correction)


def reach(county: County, step: Step) -> None:
    """Somebody on a recall list is reached."""
    member = pick(list(RecallMember.objects.filter(reached_at=None, state__in=OPEN_STATES).order_by("pk")), step.a)
    api.mark_reached(county.offices["commander"], member.pk)


def hold(county: County, step: Step) -> None:
    """The wait in place is signed."""
    found = pick(list(PositivePool.objects.filter(withdrawn_at=None, holds_signed_at=None).order_by("pk")), step.a)
    api.sign_holds(county.offices["commander"], found.pk)


VERBS = {
    "single": single,
    "pool": pool,
    "retest": retest,
    "retest again": retest,
    "correct": correct,
    "rescan": rescan,
    "reach": reach,
    "hold": hold,
}
