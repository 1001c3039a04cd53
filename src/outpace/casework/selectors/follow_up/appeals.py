"""What people in follow-up objected to, and what they were answered: opened for whoever may see the person, and logged as a read."""

from dataclasses import dataclass
from datetime import datetime

from outpace.casework.choices.follow_up import AppealState
from outpace.casework.models import Appeal, FollowUp
from outpace.kernel import audit, crypto
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath


@dataclass(frozen=True, slots=True)
class AppealView:
    """One appeal. Without PERSON_IDENTITY over the area the texts are empty: people write their names into them."""

    id: int
    state: AppealState
    text: str
    answer: str
    made_at: datetime
    made_by: str
    answered_at: datetime | None
    answered_by: str


def appeals_of(actor: Actor, row: FollowUp) -> tuple[AppealView, ...]:
    """What did this person object to, newest first? The caller has checked that the actor may see them.

    Whoever answers (RELEASE_SIGN) reads the texts too: nobody can answer what they may not read.
    """
    path = AreaPath(row.area_path)
    opened = actor.may(Permission.PERSON_IDENTITY, path) or actor.may(Permission.RELEASE_SIGN, path)
    found = list(row.appeals.order_by("-pk"))
    if found and opened:
        audit.record_read(
            actor, "follow_up.appeals_read", subject=f"person:{row.person_id}", path=path, people=1, person_ids=[row.person_id]
        )
    return tuple(_view(appeal, opened=opened) for appeal in found)


def _view(appeal: Appeal, *, opened: bool) -> AppealView:
    text, answer = crypto.unseal_many((bytes(appeal.text_sealed), bytes(appeal.answer_sealed or b""))) if opened else ("", "")
    return AppealView(
        id=appeal.pk,
        state=AppealState(appeal.state),
        text=text,
        answer=answer,
        made_at=appeal.made_at,
        made_by=appeal.made_by,
        answered_at=appeal.answered_at,
        answered_by=appeal.answered_by,
    )
