"""Somebody who owns the tables switches the triggers off and changes the log: verification names it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from outpace.kernel import audit, clock
from outpace.kernel.audit.chain import FindingKind, entry_id
from outpace.kernel.models import AuditEntry
from outpace.kernel.scope import Actor, ActorKind, AreaPath

ALICE = Actor(kind=ActorKind.USER, id=7, name="爱丽丝", grants=())
STRAND = audit.strand_of(ALICE)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ten_entries_and_no_trigger(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    write(10)
    sql("ALTER TABLE entry DISABLE TRIGGER USER")
    sql("ALTER TABLE outpace_kernel_auditstrand DISABLE TRIGGER USER")


def write(count: int) -> None:
    for number in range(count):
        audit.record(ALICE, "tube.seal", subject=f"tube:{number}", path=AreaPath("/62/"))


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("entry", "outpace_kernel_auditentry"), list(values))


def found() -> list[tuple[int, FindingKind]]:
    return [(finding.seq, finding.kind) for finding in audit.verify().findings if finding.strand == STRAND]


@pytest.mark.parametrize(
    "change",
    [
        "action = 'x'",
        "subject = 'tube:99'",
        "details = '{\"a\":1}'",
        "at = at + interval '1 microsecond'",
        "actor_id = 8",
        "actor_name = 'Bob'",
        "actor_kind = 'device'",
        "path = '/63/'",
        "people = 0",
        "person_ids = '{1}'",
        "hash = sha256('x')",
    ],
)
def test_a_changed_field_is_found(change: str) -> None:
    sql(f"UPDATE entry SET {change} WHERE id = %s", entry_id(STRAND, 4))
    assert (4, FindingKind.ALTERED) in found()


def test_moving_text_from_one_field_to_the_next_is_found() -> None:
    sql("UPDATE entry SET action = 'tube.sea', subject = 'l' || subject WHERE id = %s", entry_id(STRAND, 4))
    assert found() == [(4, FindingKind.ALTERED)]


def test_a_deleted_entry_is_found() -> None:
    sql("DELETE FROM entry WHERE id = %s", entry_id(STRAND, 4))
    assert found() == [(4, FindingKind.MISSING)]


def test_the_first_entry_deleted_is_found() -> None:
    sql("DELETE FROM entry WHERE id = %s", entry_id(STRAND, 1))
    assert found() == [(1, FindingKind.MISSING)]


def test_two_entries_that_changed_places_are_found() -> None:
    for before, after in ((4, 100), (5, 4), (100, 5)):
        sql("UPDATE entry SET id = %s WHERE id = %s", entry_id(STRAND, after), entry_id(STRAND, before))
    assert {seq for seq, _ in found()} >= {4, 5}


def test_an_entry_added_after_the_head_is_found() -> None:
    copy = AuditEntry.objects.get(id=entry_id(STRAND, 10))
    copy.id = entry_id(STRAND, 11)
    copy.save(force_insert=True)
    assert found() == [(11, FindingKind.ADDED)]


def test_the_newest_entries_cut_off_are_found() -> None:
    sql("DELETE FROM entry WHERE id > %s AND id < %s", entry_id(STRAND, 7), entry_id(STRAND + 1, 0))
    assert found() == [(8, FindingKind.CUT)]


def cut_and_mend_the_head(last: int) -> None:
    sql("DELETE FROM entry WHERE id > %s AND id < %s", entry_id(STRAND, last), entry_id(STRAND + 1, 0))
    kept = bytes(AuditEntry.objects.get(id=entry_id(STRAND, last)).hash)
    sql("UPDATE outpace_kernel_auditstrand SET seq = %s, hash = %s WHERE strand = %s", last, kept, STRAND)


def test_a_cut_tail_with_its_head_mended_is_found_by_the_anchor() -> None:
    audit.anchor()
    cut_and_mend_the_head(7)
    assert found() == [(10, FindingKind.ANCHOR)]


def test_a_history_rewritten_from_the_cut_on_is_found_by_the_anchor() -> None:
    audit.anchor()
    cut_and_mend_the_head(7)
    write(5)
    assert found() == [(10, FindingKind.ANCHOR)]


def test_a_master_strand_cut_and_mended_too_is_found_by_the_file_beside_the_database(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        audit.anchor()
    cut_and_mend_the_head(7)
    sql("DELETE FROM entry WHERE id > %s", entry_id(audit.MASTER, 0))
    sql("DELETE FROM outpace_kernel_auditstrand WHERE strand = %s", audit.MASTER)
    findings = audit.verify().findings
    assert [(finding.strand, finding.kind) for finding in findings] == [(audit.MASTER, FindingKind.ANCHOR)]


def test_a_retirement_nobody_recorded_is_found() -> None:
    sql("DELETE FROM entry WHERE id <= %s AND id > %s", entry_id(STRAND, 3), entry_id(STRAND, 0))
    third = "(SELECT hash FROM entry WHERE id = %s)"
    sql(f"UPDATE outpace_kernel_auditstrand SET base_seq = 4, base_hash = {third} WHERE strand = %s", entry_id(STRAND, 4), STRAND)
    assert (4, FindingKind.RETIREMENT) in found()


def test_every_change_is_named_not_only_the_first() -> None:
    sql("UPDATE entry SET subject = 'x' WHERE id IN (%s, %s)", entry_id(STRAND, 3), entry_id(STRAND, 8))
    assert found() == [(3, FindingKind.ALTERED), (8, FindingKind.ALTERED)]


def test_the_command_ends_with_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    sql("DELETE FROM entry WHERE id = %s", entry_id(STRAND, 4))
    with pytest.raises(CommandError):
        call_command("verify_audit")


def anchored_yesterday() -> None:
    with clock.at(clock.now() - timedelta(days=1)):
        audit.anchor()


def test_a_verification_since_an_anchor_reads_only_what_came_after() -> None:
    anchored_yesterday()
    write(3)
    report = audit.verify(since=clock.now() - timedelta(hours=1))
    assert (report.whole, report.entries) == (True, 3 + 1)


def test_a_change_after_the_anchor_is_found_by_it_too() -> None:
    anchored_yesterday()
    write(3)
    sql("UPDATE entry SET subject = 'x' WHERE id = %s", entry_id(STRAND, 12))
    assert [finding.seq for finding in audit.verify(since=clock.now() - timedelta(hours=1)).findings] == [12]


def test_without_an_anchor_that_old_everything_is_read() -> None:
    assert audit.verify(since=clock.now() - timedelta(hours=1)).entries == 10
