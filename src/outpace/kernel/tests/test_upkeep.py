"""What the kernel does by itself."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as live
from procrastinate.contrib.django import app
from pytest_django import Settings

from outpace.kernel import audit, clock, inbox, upkeep
from outpace.kernel.jobs import Run
from outpace.kernel.models import InboxRecord
from outpace.kernel.scope import ROOT, NotAllowed
from outpace.kernel.tests import cast

pytestmark = pytest.mark.django_db


def test_a_verification_tells_what_it_found_and_logs_it(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    auditor = cast.actor(1, ("auditor", ROOT))
    audit.record(auditor, "tube.seal", subject="tube:1", path=None)
    assert upkeep.verify_log(Run(id=1, actor=auditor, payload={})) == {"entries": 1, "findings": 0}
    assert audit.chain_status(auditor).whole


def test_only_who_may_read_the_log_has_it_verified() -> None:
    with pytest.raises(NotAllowed):
        upkeep.start_verification(cast.actor(1, ("commander", ROOT)))


def test_records_are_forgotten_when_no_device_can_still_hold_them() -> None:
    with clock.at(clock.now() - upkeep.INBOX_KEPT - timedelta(hours=1)):
        inbox.claim(source="device:1", batch_id=uuid4(), record_ids=[uuid4(), uuid4()])
    inbox.claim(source="device:1", batch_id=uuid4(), record_ids=[uuid4()])
    assert upkeep.forget_old_records() == 2
    assert InboxRecord.objects.count() == 1


@pytest.mark.parametrize("name", ["outpace.anchor_audit", "outpace.forget_records"])
def test_the_worker_knows_the_routine(name: str) -> None:
    assert "outpace.kernel.upkeep" in live.PROCRASTINATE_IMPORT_PATHS
    assert name in {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
