"""Devices, corrections, condemned tubes and residents' changes all at once: nothing is counted wrong, and nobody sees a deadlock."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from importlib import import_module
from random import Random
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, QuerySet

from outpace.kernel.locks import LockBusy
from outpace.kernel.models import AuditStrand
from outpace.registry import api as registry
from outpace.registry.choices import Presence
from outpace.registry.tests import reference
from outpace.screening import api
from outpace.screening.choices import CorrectionKind, TubeEventKind
from outpace.screening.data import ConditionRecord, FillRecord, ScanCorrection
from outpace.screening.models import Coverage, Ledger, Sample
from outpace.screening.selectors import recount
from outpace.screening.services import repeats, statements
from outpace.screening.tests.test_two_laboratories_at_once import waiting
from outpace.screening.tests.world import MORNING, World, build, device, staff

TAKE_PLAIN: str = import_module("outpace.screening.migrations.0008_take_plain").TAKE

pytestmark = pytest.mark.django_db(transaction=True)

SENDERS, BATCHES, TUBES = 6, 8, 12
SEED = 20211108


@pytest.fixture
def county(transactional_db: None) -> World:
    reference.put_back()
    return build(people_per_grid=20)


def everyone(world: World) -> list[int]:
    return [person for people in world.people.values() for person in people]


def run_together(works: list[Callable[[], None]]) -> list[str]:
    """Do all of it at the same time, each on its own connection, and say what escaped; a busy answer is one that a client repeats."""
    escaped: list[str] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        try:
            start.wait()
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    hook, threading.excepthook = threading.excepthook, lambda found: escaped.append(repr(found.exc_value))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    threading.excepthook = hook
    return escaped


def until_done(work: Callable[[], object]) -> None:
    """Do as a client does: send again what was answered with busy."""
    while True:
        try:
            work()
        except LockBusy:
            continue
        return


def sending(world: World, number: int) -> Callable[[], None]:
    """A device that scans people others scan too, into tubes others fill too, and sends some records twice."""
    random, site = Random(SEED + number), number % 2
    sender = device("site_device", world.county.path, world.sites[site].pk)
    people = everyone(world)

    def batch() -> list[FillRecord]:
        tubes = random.sample(range(TUBES), 3)
        return [world.record(f"T{tube}", random.sample(people, 5), MORNING + timedelta(minutes=random.randrange(300))) for tube in tubes]

    def work() -> None:
        sent: list[FillRecord] = []
        for _ in range(BATCHES):
            records = [*batch(), *random.sample(sent, min(len(sent), 2))]
            sent += records
            until_done(partial(world.fill, *records, site=site, actor=sender, batch=uuid4()))

    return work


def correcting(world: World) -> Callable[[], None]:
    """A lead who voids scans and moves people to other tubes, some of which nobody has named yet."""
    random, lead = Random(SEED - 1), staff("site_head", world.county.path)
    people = everyone(world)

    def one() -> ScanCorrection:
        into = random.choice(["", f"T{random.randrange(TUBES + 4)}"])
        at = MORNING + timedelta(minutes=random.randrange(400))
        tube = f"T{random.randrange(TUBES)}"
        return ScanCorrection(
            UUID(int=random.getrandbits(128)),
            tube,
            random.choice(people),
            CorrectionKind.VOID,
            at,
            "wrong card",
            into=into if into != tube else "",
            pass_id=world.pass_id,
        )

    def work() -> None:
        for _ in range(3 * BATCHES):
            until_done(partial(api.correct_scan, lead, world.sites[0].pk, one()))

    return work


def condemning(world: World) -> Callable[[], None]:
    """A lead who spoils tubes and takes it back."""
    random, lead = Random(SEED - 2), staff("site_head", world.county.path)

    def work() -> None:
        for _ in range(2 * BATCHES):
            kind = random.choice([TubeEventKind.VOIDED, TubeEventKind.RESTORED, TubeEventKind.LOST, TubeEventKind.FOUND])
            record = ConditionRecord(uuid4(), f"T{random.randrange(TUBES)}", kind, MORNING + timedelta(minutes=random.randrange(500)))
            until_done(partial(api.record_condition, lead, world.sites[0].pk, record))

    return work


def moving(world: World) -> Callable[[], None]:
    """A grid worker whose residents leave, return and move house."""
    random, worker = Random(SEED - 3), staff("screening_lead", world.county.path)
    people = everyone(world)

    def work() -> None:
        for _ in range(2 * BATCHES):
            some, presence = random.sample(people, 3), random.choice([Presence.PRESENT, Presence.AWAY])
            until_done(partial(registry.change_presence, worker, some, presence))
            person, grid = random.choice(people), random.choice(world.grids).pk
            until_done(partial(registry.move_person, worker, person, grid_id=grid))

    return work


@pytest.mark.slow
def test_everybody_at_once_counts_nothing_wrong_and_meets_no_deadlock(county: World) -> None:
    works = [sending(county, number) for number in range(SENDERS)]
    assert run_together([*works, correcting(county), condemning(county), moving(county)]) == []
    assert recount.differences(county.pass_id) == []
    assert api.pass_ledger(staff("screening_lead"), county.pass_id).unbalanced == ()


def meeting_at(rows: QuerySet[Model], first: Callable[[], object], second: Callable[[], object]) -> None:
    """Hold these rows until the first waits for a lock, then until the second waits too; so their meeting is certain, not likely."""

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            assert list(rows.select_for_update())
            ends = []
            for place, work in enumerate((first, second), start=1):
                ends.append(pool.submit(run, work))
                while waiting() < place and not any(end.done() for end in ends):
                    time.sleep(0.01)
        for end in ends:
            end.result(timeout=60)


def wrong_after_both_scans_are_voided(world: World) -> list[str]:
    """Void a person's only two scans at the same moment: each alone would leave them done by the other."""
    person = everyone(world)[0]
    for tube in ("T1", "T2"):
        world.sample(tube, [person])

    def void(tube: str) -> object:
        correction = ScanCorrection(uuid4(), tube, person, CorrectionKind.VOID, MORNING + timedelta(hours=3), "wrong card")
        return api.correct_scan(staff("site_head", world.county.path), world.sites[0].pk, correction)

    meeting_at(Ledger.objects.filter(screening_pass_id=world.pass_id), lambda: void("T1"), lambda: void("T2"))
    return [found.check for found in recount.differences(world.pass_id)]


def test_two_scans_of_one_person_voided_at_once_leave_nobody_done(county: World) -> None:
    assert wrong_after_both_scans_are_voided(county) == []


def test_without_the_lock_on_people_somebody_without_a_scan_stays_done(county: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "LOCK_SAMPLES", statements.LOCK_SAMPLES.replace("FOR UPDATE", ""))
    assert wrong_after_both_scans_are_voided(county) == ["coverage"]


def wrong_after_leaving_while_sampled(world: World) -> list[str]:
    """A resident's absence is being recorded, not yet committed, when a batch with their sample arrives."""
    person, other, *_ = everyone(world)
    worker = staff("screening_lead", world.county.path)
    registry.change_presence(worker, [other], Presence.AWAY)  # from now on the worker's strand of the audit chain exists
    sampler, record = staff("sampler", world.county.path), world.record("T1", [person])
    meeting_at(
        AuditStrand.objects.filter(strand__lt=16),
        lambda: registry.change_presence(worker, [person], Presence.AWAY),
        lambda: world.fill(record, actor=sampler),
    )
    return [found.check for found in recount.differences(world.pass_id)]


def test_somebody_who_leaves_while_being_sampled_counts_as_extra(county: World) -> None:
    assert wrong_after_leaving_while_sampled(county) == []


def wrong_after_sampled_while_placed_by_hand(world: World) -> list[str]:
    """A person never sampled is placed in a tube by a lead while a device's batch with their first sample is not yet committed."""
    person, record = everyone(world)[0], world.record("T1", [everyone(world)[0]])
    correction = ScanCorrection(
        uuid4(), "T8", person, CorrectionKind.VOID, MORNING + timedelta(hours=3), "wrong card", into="T9", pass_id=world.pass_id
    )
    sampler, lead = staff("sampler", world.county.path), staff("site_head", world.county.path)
    meeting_at(
        Coverage.objects.filter(screening_pass_id=world.pass_id),
        lambda: world.fill(record, actor=sampler),
        lambda: api.correct_scan(lead, world.sites[0].pk, correction),
    )
    return [found.check for found in recount.differences(world.pass_id)]


def test_somebody_sampled_while_placed_by_hand_is_in_both_tubes_and_done_once(county: World) -> None:
    assert wrong_after_sampled_while_placed_by_hand(county) == []
    assert Sample.objects.filter(screening_pass_id=county.pass_id).count() == 2


def test_without_meeting_at_the_first_sample_the_second_is_refused_as_known(county: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "add_first", lambda *_given, **_named: set())
    with pytest.raises(IntegrityError):
        wrong_after_sampled_while_placed_by_hand(county)


@pytest.fixture
def _no_lock_on_the_pass() -> Iterator[None]:
    """The plain batch's own function without its lock, for the length of a test."""
    with_lock = TAKE_PLAIN.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    without = with_lock.replace("PERFORM pg_advisory_xact_lock_shared(1398, new_pass::int);", "")
    assert without != with_lock
    for text in (without, with_lock):
        with connection.cursor() as cursor:
            cursor.execute(text)
        if text is without:
            yield


@pytest.mark.usefixtures("_no_lock_on_the_pass")
def test_without_the_lock_on_the_pass_they_count_as_done(county: World) -> None:
    assert wrong_after_leaving_while_sampled(county) == ["coverage"]
