"""Old entries leave by one command, which keeps what the law wants kept and never tidies away evidence."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from outpace.kernel import audit, clock
from outpace.kernel.models import AuditEntry
from outpace.kernel.tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_years_of_entries(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    for days in (700, 400, 100, 1):
        with clock.at(clock.now() - timedelta(days=days)):
            audit.record(cast.actor(1), "tube.seal", subject=f"days:{days}", path=None)


def kept() -> set[str]:
    return set(AuditEntry.objects.filter(action="tube.seal").values_list("subject", flat=True))


def test_what_is_older_goes_and_the_rest_is_whole() -> None:
    call_command("retire_audit", "--keep-days", "365")
    assert kept() == {"days:100", "days:1"}
    assert audit.verify().whole


def test_the_months_the_law_names_always_stay() -> None:
    with pytest.raises(CommandError):
        call_command("retire_audit", "--keep-days", "30")
    assert len(kept()) == 4


def test_a_log_that_was_tampered_with_is_left_as_it_is() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE outpace_kernel_auditentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE outpace_kernel_auditentry SET action = 'tube.open' WHERE subject = 'days:700'")
        cursor.execute("ALTER TABLE outpace_kernel_auditentry ENABLE TRIGGER USER")
    with pytest.raises(CommandError):
        call_command("retire_audit", "--keep-days", "365")
    assert AuditEntry.objects.count() == 4
