"""The log takes an entry with its change, keeps it, and gives nobody a way to take it back."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from outpace.kernel import audit, clock
from outpace.kernel.audit.chain import entry_id
from outpace.kernel.models import AuditEntry, AuditStrand
from outpace.kernel.scope import Actor, ActorKind, AreaPath, Grant, system_actor

COUNTY = AreaPath("/62/6212/621227/")
ALICE = Actor(kind=ActorKind.USER, id=7, name="爱丽丝", grants=(Grant("commander", COUNTY),))

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_home(settings: Settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def write(count: int = 1, actor: Actor = ALICE) -> None:
    for number in range(count):
        audit.record(actor, "tube.seal", subject=f"tube:{number}", path=COUNTY, details={"people": 10, "说明": "封管"})


def test_an_entry_says_who_did_what_to_what_and_where() -> None:
    write()
    entry = AuditEntry.objects.get()
    assert (entry.actor_kind, entry.actor_id, entry.actor_name) == ("user", 7, "爱丽丝")
    assert (entry.action, entry.subject, entry.path, entry.people) == ("tube.seal", "tube:0", COUNTY, None)
    assert entry.details == '{"people":10,"说明":"封管"}'


def test_an_entry_carries_the_time_of_the_injected_clock() -> None:
    with clock.at(clock.now().replace(year=2022, microsecond=123456)) as moment:
        write()
    assert AuditEntry.objects.get().at == moment


def test_a_read_says_how_many_people_and_which() -> None:
    audit.record_read(ALICE, "person.read", subject="people", path=COUNTY, people=2, person_ids=[5, 6])
    entry = AuditEntry.objects.get()
    assert (entry.people, entry.person_ids) == (2, [5, 6])


def test_what_was_written_verifies() -> None:
    write(5)
    write(3, system_actor("rules"))
    audit.record_read(ALICE, "person.read", subject="people", path=None, people=0)
    report = audit.verify()
    assert report.whole
    assert report.entries == 9


def test_an_empty_log_is_whole() -> None:
    assert audit.verify().whole


def test_one_entry_costs_one_round_trip(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        write()


def test_all_entries_of_one_transaction_share_a_strand() -> None:
    write()
    write(1, system_actor("another"))
    assert AuditStrand.objects.count() == 1


def test_undone_work_leaves_no_entry_and_no_gap() -> None:
    write()
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    write()
    assert audit.verify().entries == 2
    assert audit.verify().whole


@pytest.mark.parametrize("statement", ["UPDATE outpace_kernel_auditentry SET action = ''", "DELETE FROM outpace_kernel_auditentry"])
def test_an_entry_can_be_neither_changed_nor_deleted(statement: str) -> None:
    write()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["outpace_kernel_auditentry", "outpace_kernel_auditstrand"])
def test_the_log_cannot_be_emptied(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL outpace.audit_truncate = 'off'")  # only a database named test_ lets itself be emptied
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table}")


def test_details_are_bounded() -> None:
    with pytest.raises(ValueError, match="too long"):
        audit.record(ALICE, "tube.seal", subject="tube:1", path=COUNTY, details={"text": "x" * audit.MAX_DETAILS})


def test_the_command_says_the_head_to_keep(capsys: pytest.CaptureFixture[str]) -> None:
    write(2)
    audit.anchor()
    head = audit.verify().master.hash.hex()
    call_command("verify_audit")
    assert head in capsys.readouterr().out


def test_a_verification_is_on_record_for_the_viewer() -> None:
    write(2)
    audit.verify_and_record(ALICE)
    status = audit.chain_status(Actor(kind=ActorKind.USER, id=1, name="审计", grants=(Grant("auditor", COUNTY),)))
    assert (status.whole, status.entries, status.anchored_at) == (True, 2, None)


def test_retirement_takes_the_old_end_and_the_rest_still_verifies() -> None:
    with clock.at(clock.now().replace(year=2022)):
        write(4)
    audit.anchor()
    write(2)
    assert audit.retire(ALICE, before=clock.now().replace(year=2023)) == 4
    assert audit.verify().whole
    assert AuditEntry.objects.filter(id__lt=entry_id(audit.MASTER, 0)).count() == 2


def test_retiring_twice_changes_nothing() -> None:
    with clock.at(clock.now().replace(year=2022)):
        write(4)
    write()
    audit.retire(ALICE, before=clock.now().replace(year=2023))
    assert audit.retire(ALICE, before=clock.now().replace(year=2023)) == 0
