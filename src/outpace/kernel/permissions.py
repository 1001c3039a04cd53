"""Permissions: the verbs that the scope guard knows. Who holds which is data, in roles.py."""

from enum import StrEnum


class Permission(StrEnum):
    """What may be done, to whatever lies inside the area a role is held over."""

    AREA_READ = "area.read"
    AREA_MANAGE = "area.manage"
    PERSON_READ = "person.read"  # masked
    PERSON_IDENTITY = "person.identity"  # name, document, phone and address in full
    PERSON_MANAGE = "person.manage"
    ROSTER_SEARCH = "roster.search"
    SCREENING_READ = "screening.read"
    SCREENING_PLAN = "screening.plan"
    SCREENING_SAMPLE = "screening.sample"
    SCREENING_CORRECT = "screening.correct"
    TUBE_TRANSPORT = "tube.transport"
    LAB_RECEIVE = "lab.receive"
    RESULT_UPLOAD = "result.upload"
    RESULT_CORRECT = "result.correct"
    POSITIVE_READ = "positive.read"
    POSITIVE_ACT = "positive.act"
    HOLD_SIGN = "hold.sign"  # restricts a person, so only a named human may have it
    STATION_MANAGE = "station.manage"
    DEVICE_MANAGE = "device.manage"
    ACCOUNT_MANAGE = "account.manage"
    AUDIT_READ = "audit.read"
    API_READ = "api.read"
    CASE_READ = "case.read"  # cases, contacts and itineraries; people masked unless PERSON_IDENTITY
    CASE_INVESTIGATE = "case.investigate"
    CASE_JUDGE = "case.judge"  # class of a case, class of a contact, second review
    FOLLOW_UP_RECORD = "follow_up.record"
    RELEASE_SIGN = "release.sign"  # ends a restriction of a person by a named human
    PACK_DECIDE = "pack.decide"
    ROOM_READ = "room.read"
    ROOM_MANAGE = "room.manage"
    PLACEMENT_SIGN = "placement.sign"  # restricts a person, so only a named human may have it
    TRIP_RUN = "trip.run"
    ZONE_READ = "zone.read"
    ZONE_PROPOSE = "zone.propose"
    ZONE_SIGN = "zone.sign"  # restricts people, so only a named human may have it
    TASK_READ = "task.read"
    TASK_DO = "task.do"
    TASK_DISPATCH = "task.dispatch"
    ANALYSIS_READ = "analysis.read"  # curves, Rt, delays: counts only, no person and no case number


SIGNED: frozenset[Permission] = frozenset(
    {Permission.HOLD_SIGN, Permission.RELEASE_SIGN, Permission.PACK_DECIDE, Permission.PLACEMENT_SIGN, Permission.ZONE_SIGN}
)
"""What only a named human may do: neither a device nor the program itself ever holds these."""

PERSONAL: frozenset[Permission] = frozenset(
    {Permission.PERSON_READ, Permission.PERSON_IDENTITY, Permission.PERSON_MANAGE, Permission.ROSTER_SEARCH}
)
"""The permissions that let their holder meet personal data."""
