"""Temperature and symptoms, twice a day: taken by staff or sent by the person, once each however often they are sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from epiworks.protocol import News
from outpace.casework.choices.follow_up import FollowUpState
from outpace.casework.data.follow_up import CheckRecord
from outpace.casework.models import FollowUp, FollowUpCheck
from outpace.casework.rules.follow_up_daily import has_begun, is_ill, is_possible
from outpace.casework.services.follow_up.news import apply_news
from outpace.kernel import audit, clock, inbox
from outpace.kernel.locks import lock_rows, taken_again
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """What became of each check: taken now, taken before, or turned down.

    Turned down: no such follow-up here, a temperature that nobody has, or a half-day that is still to come.
    """

    accepted: tuple[UUID, ...]
    replayed: tuple[UUID, ...]
    rejected: tuple[UUID, ...]


@taken_again
def record_checks(actor: Actor, batch_id: UUID, checks: Sequence[CheckRecord]) -> CheckOutcome:
    """Record checks of people in follow-up. Sending a check again changes nothing; a later check of the same half-day corrects it.

    Symptoms are worked through the person's pack as news. Raises NotAllowed for who holds FOLLOW_UP_RECORD nowhere, inbox.BatchTooLarge.
    """
    actor.require_anywhere(Permission.FOLLOW_UP_RECORD)
    given = {check.id: check for check in checks}
    with transaction.atomic():
        claim = inbox.claim(source=f"{actor.kind}:{actor.id}", batch_id=batch_id, record_ids=list(given))
        new = [check for check in given.values() if check.id in claim.new]
        rows = {row.pk: row for row in lock_rows(FollowUp.objects.all(), {check.follow_up_id for check in new})}
        good = [check for check in new if _takes(actor, rows.get(check.follow_up_id), check)]
        bad = [check.id for check in new if check not in good]
        _write(actor, good)
        _tell(actor, rows, good)
        inbox.settle(dict.fromkeys(bad, inbox.Outcome.REJECTED))
        for row in rows.values():
            taken = sum(check.follow_up_id == row.pk for check in good)
            if taken:
                path = AreaPath(row.area_path)
                audit.record(actor, "follow_up.checked", subject=f"person:{row.person_id}", path=path, details={"checks": taken})
    replayed = [record for record, outcome in claim.replayed.items() if outcome is not inbox.Outcome.REJECTED]
    refused = [record for record, outcome in claim.replayed.items() if outcome is inbox.Outcome.REJECTED]
    return CheckOutcome(tuple(check.id for check in good), tuple(replayed), (*bad, *refused))


def _takes(actor: Actor, row: FollowUp | None, check: CheckRecord) -> bool:
    if row is None or not actor.may(Permission.FOLLOW_UP_RECORD, AreaPath(row.area_path)):
        return False
    return is_possible(check.temperature) and has_begun((check.day, check.half), timezone.localtime(clock.now()))


def _write(actor: Actor, checks: Sequence[CheckRecord]) -> None:
    now = clock.now()
    FollowUpCheck.objects.bulk_create(
        FollowUpCheck(
            id=check.id,
            follow_up_id=check.follow_up_id,
            day=check.day,
            half=check.half,
            temperature=check.temperature,
            symptoms=[symptom.value for symptom in check.symptoms],
            self_report=check.self_report,
            at=check.at,
            recorded_at=now,
            by=actor.name,
        )
        for check in checks
    )


def _tell(actor: Actor, rows: dict[int, FollowUp], checks: Sequence[CheckRecord]) -> None:
    """The last half-day with a check says whether somebody is ill now: one written down afterwards about an earlier day says nothing about
    today. Of two of the same half-day the later one holds. Falling ill is news, once.
    """
    for number in {check.follow_up_id for check in checks}:
        row = rows[number]
        latest = FollowUpCheck.objects.filter(follow_up_id=number).order_by("-day", "-half", "-at", "-recorded_at").first()
        ill = latest is not None and is_ill(latest.temperature, latest.symptoms)
        if ill == row.symptoms:
            continue
        row.symptoms = ill
        row.save(update_fields=["symptoms"])
        if ill and row.state == FollowUpState.ACTIVE and latest is not None:
            apply_news(actor, news=News.OWN_SYMPTOMS, at=latest.at, person_id=row.person_id)
