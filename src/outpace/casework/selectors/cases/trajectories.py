"""What was drafted, published and withdrawn of where a case was."""

from datetime import datetime

from outpace.casework.choices.cases import TrajectoryState
from outpace.casework.data.cases import TrajectoryView
from outpace.casework.models import Trajectory
from outpace.casework.rules.trajectories import fingerprint
from outpace.casework.selectors.cases.scope import seen
from outpace.kernel.scope import Actor


def trajectories_of(actor: Actor, case_id: int) -> tuple[TrajectoryView, ...]:
    """Every text of this case, newest first. Raises NotFound outside the actor's scope. Nothing in them identifies."""
    rows = Trajectory.objects.filter(case=seen(actor, case_id)).order_by("-pk")
    return tuple(_view(row) for row in rows)


def _view(row: Trajectory) -> TrajectoryView:
    ended: datetime | None = row.withdrawn_at
    return TrajectoryView(
        id=row.pk,
        case_id=row.case_id,
        state=TrajectoryState(row.state),
        number=row.number,
        text_zh=row.text_zh,
        text_en=row.text_en,
        fingerprint=fingerprint(row.text_zh, row.text_en),
        written_by=row.written_by,
        written_by_id=row.written_by_id,
        written_at=row.written_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        withdrawn_by=row.withdrawn_by,
        withdrawn_at=ended,
        reason=row.reason,
    )
