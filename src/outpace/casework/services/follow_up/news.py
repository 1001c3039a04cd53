"""News of a person or of a case, as the case side tells it, worked through everybody in follow-up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from epiworks.protocol import NO_CLASS, News, reclassify
from outpace.casework.choices.follow_up import FactKind, FollowUpState
from outpace.casework.models import FollowUp, FollowUpLink
from outpace.casework.rules.follow_up import Ground, hear, without_case
from outpace.casework.selectors.follow_up.grounds import ground_of, rules_of
from outpace.casework.services.follow_up.cascade import SETTLED, Held, end, hold, keep, spread
from outpace.casework.services.follow_up.rows import Change, fact, publish_ends
from outpace.kernel import audit, clock
from outpace.kernel.locks import taken_again
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath, NotAllowed

TELLERS = (Permission.CASE_JUDGE, Permission.CASE_INVESTIGATE, Permission.FOLLOW_UP_RECORD)
OF_A_CASE = {News.LINKED_CASE_EXCLUDED, News.LINKED_CLOSE_EXCLUDED, News.OWN_RESULT_EXCLUDED}


@taken_again
def apply_news(actor: Actor, *, news: News, at: datetime, case_id: int | None = None, person_id: int | None = None) -> None:
    """Work news through everybody whom it concerns, by the pack under which each of them is followed. Saying it again changes nothing.

    Of a case (`case_id`): it was excluded; contacts that rest on it alone are withdrawn, whoever became it goes back to their class, and
    so does everybody who hangs on them. Of a person (`person_id`): own test, own symptoms (a case is *proposed*, a human opens it),
    own result excluded, cleared by field judgement. That a close contact turned positive is told by `person_became_case`.
    Raises NotAllowed, and `ValueError` for news of neither.
    """
    _require(actor)
    change = Change(actor, at, clock.now(), news.value)
    with transaction.atomic():
        if case_id is not None and news in OF_A_CASE:
            _case_excluded(case_id, change)
        elif person_id is not None and news in {News.OWN_TEST_POSITIVE, News.OWN_SYMPTOMS}:
            _propose(person_id, news, change)
        elif person_id is not None and news is News.OWN_RESULT_EXCLUDED:
            _was_no_case(FollowUp.objects.filter(person_id=person_id).order_by("-pk").values_list("pk", flat=True).first(), change)
        elif person_id is not None and news is News.FIELD_JUDGEMENT_CLEARED:
            _cleared(person_id, change)
        else:
            message = f"{news} is not told of this"
            raise ValueError(message)


@taken_again
def person_became_case(actor: Actor, person_id: int, case_id: int, *, at: datetime) -> None:
    """Somebody is a case: their follow-up as a contact ends, and secondary contacts who met them are judged by the pack at once.

    Saying it again changes nothing; somebody who is not followed is left alone. Raises NotAllowed.
    """
    _require(actor)
    change = Change(actor, at, clock.now(), News.OWN_TEST_POSITIVE.value)
    with transaction.atomic():
        followed = FollowUp.objects.filter(person_id=person_id, state__in=SETTLED).order_by("state", "-pk")
        number = followed.values_list("pk", flat=True).first()
        if number is None:
            return
        held = hold([number])
        row = held.rows[number]
        if FollowUpState(row.state) not in SETTLED:
            return
        found = reclassify(rules_of(row), row.group, News.OWN_TEST_POSITIVE)
        row.case_id = case_id
        end(row, FollowUpState.BECAME_CASE, change, because=found.because)
        spread(held, [number], change)


@taken_again
def case_reinstated(actor: Actor, case_id: int, *, at: datetime) -> None:
    """An exclusion was wrong, the case is one after all: every ground it took away holds again. Saying it again changes nothing.

    The person of the case is told of by `person_became_case` again. Raises NotAllowed.
    """
    _require(actor)
    change = Change(actor, at, clock.now(), "case_reinstated")
    with transaction.atomic():
        _touch_grounds(case_id, change, lambda _row, ground: replace(ground, lost=False))


def _case_excluded(case_id: int, change: Change) -> None:
    was_this_case = FollowUp.objects.filter(case_id=case_id, state=FollowUpState.BECAME_CASE).values_list("pk", flat=True).first()
    _was_no_case(was_this_case, change)
    _touch_grounds(case_id, change, lambda row, ground: without_case(rules_of(row), ground))


def _touch_grounds(case_id: int, change: Change, judged: Callable[[FollowUp, Ground], Ground]) -> None:
    """Change every ground that hangs on this case itself, and work out everybody whom that moves."""
    roots = set(FollowUpLink.objects.filter(case_id=case_id, linked=None).values_list("follow_up_id", flat=True))
    if not roots:
        return
    held = hold(roots)
    for number in roots:
        for link in held.links[number]:
            if link.case_id == case_id and link.linked_id is None:
                keep(link, judged(held.rows[number], ground_of(link)), change)
    spread(held, sorted(roots), change)


def _was_no_case(number: int | None, change: Change) -> None:
    """Take back that this follow-up ended because the person became a case: its grounds decide again."""
    if number is None:
        return
    held = hold([number])
    row = held.rows[number]
    if row.state != FollowUpState.BECAME_CASE:
        return
    row.state, row.case_id, row.proposed_class = FollowUpState.WITHDRAWN, None, ""
    row.save(update_fields=["state", "case", "proposed_class"])
    spread(held, [number], change)
    if row.state == FollowUpState.WITHDRAWN:  # neither a case nor a contact any more: whatever kept them until now lets go
        fact(row, FactKind.ENDED, change).save()
        publish_ends([row], change)


def _cleared(person_id: int, change: Change) -> None:
    held = _active(person_id)
    for number, row in held.rows.items():
        if row.person_id != person_id:
            continue
        for link in held.links[number]:
            keep(link, hear(rules_of(row), ground_of(link), News.FIELD_JUDGEMENT_CLEARED).value, change)
        spread(held, [number], change)


def _propose(person_id: int, news: News, change: Change) -> None:
    """Only a human makes somebody a case: the class that the pack names is written down and shown as waiting."""
    for row in _active(person_id).rows.values():
        found = reclassify(rules_of(row), row.group, news)
        if row.person_id != person_id or found.value is None or found.value.becomes in {NO_CLASS, row.proposed_class}:
            continue
        row.proposed_class = found.value.becomes
        row.save(update_fields=["proposed_class"])
        fact(row, FactKind.CASE_PROPOSED, change, because=found.because).save()
        details = {"class": row.proposed_class, "news": news.value}
        audit.record(change.actor, "follow_up.case_proposed", subject=f"person:{person_id}", path=AreaPath(row.area_path), details=details)


def _active(person_id: int) -> Held:
    return hold(list(FollowUp.objects.filter(person_id=person_id, state=FollowUpState.ACTIVE).values_list("pk", flat=True)))


def _require(actor: Actor) -> None:
    if not any(actor.holds(right) for right in TELLERS):
        raise NotAllowed(Permission.CASE_JUDGE)
