"""Areas were moved or merged: the paths that casework keeps follow."""

from django.db.models import F, Model, Value
from django.db.models.functions import Concat, Length, Substr

from outpace.casework.models import Case, ContactLink, ContactProposal, FollowUp, Letter, PacksInForce, Stay, StayLoad, UnknownPerson
from outpace.casework.services.tracing.areas import follow_places
from outpace.kernel.scope import AreaPath, subtree_bounds
from outpace.registry.data import AreaMerged, AreaMoved

PATHS: tuple[tuple[type[Model], str], ...] = (
    (Case, "area_path"),
    (Case, "report_path"),
    (Case, "care_path"),
    (Stay, "area_path"),
    (ContactLink, "person_path"),
    (Letter, "area_path"),
    (FollowUp, "area_path"),
    (PacksInForce, "area_path"),
    (StayLoad, "area_path"),
    (UnknownPerson, "area_path"),
    (ContactProposal, "person_path"),
)
"""Every column of casework that holds the path of an area."""


def follow_moved_area(event: AreaMoved) -> None:
    """Cases, stays, contacts, letters, follow-ups and decided packs below the area get its new path. In the publisher's transaction."""
    _replace(event.old_path, event.new_path)
    follow_places(event.old_path, event.new_path)


def follow_merged_area(event: AreaMerged) -> None:
    """What lay in an area that ended now lies in the one it was merged into. In the publisher's transaction."""
    _replace(event.old_path, event.into_path)
    follow_places(event.old_path, event.into_path)


def _replace(old: AreaPath, new: AreaPath) -> None:
    low, high = subtree_bounds(old)
    for model, field in PATHS:
        rows = model._default_manager.filter(**{f"{field}__gte": low, f"{field}__lt": high})
        rest = Substr(F(field), Length(Value(old)) + 1)
        rows.update(**{field: Concat(Value(new), rest)})
