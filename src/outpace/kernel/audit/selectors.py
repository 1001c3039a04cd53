"""Reading the log, within the areas whose log the reader may read."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from outpace.kernel.audit.anchors import ANCHOR
from outpace.kernel.audit.append import record_read
from outpace.kernel.audit.chain import MASTER, entry_id, place_of
from outpace.kernel.models import AuditEntry
from outpace.kernel.paging import Page, keyset
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import ROOT, Actor, AreaPath
from outpace.kernel.subtrees import within

PAGE_SIZE: Final = 50
MOST_READS: Final = 100_000  # of one person; more than anybody's data is ever read
VERIFIED: Final = "audit.verified"
READERS_READ: Final = "audit.readers"


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What to look for; empty fields look for everything. `action` is the beginning of an action, `until` is excluded."""

    actor_kind: str = ""
    actor_id: int | None = None
    action: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditView:
    """One entry as its reader sees it."""

    id: int
    strand: int
    seq: int
    at: datetime
    actor_kind: str
    actor_id: int
    actor_name: str
    action: str
    subject: str
    path: str
    people: int | None
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChainStatus:
    """When the chain was last anchored and last verified, and what the verification found (None before the first)."""

    anchored_at: datetime | None
    verified_at: datetime | None
    whole: bool | None
    entries: int | None


def entries(actor: Actor, wanted: AuditFilter, *, cursor: str | None = None, size: int = PAGE_SIZE) -> Page[AuditView]:
    """What happened, newest first? Raises NotAllowed, BadCursor."""
    actor.require_anywhere(Permission.AUDIT_READ)
    found = _visible(actor.paths(Permission.AUDIT_READ)).filter(_condition(wanted))
    return keyset(found, ["-at", "-id"], cursor, size=size).map(_view)


def readers(actor: Actor, person_id: int, *, path: AreaPath | None = None, cursor: str | None = None) -> Page[AuditView]:
    """Who has read this person's data, newest first? The question itself is logged.

    `path` is where the person lives: with it every read shows, also one made from a higher area's list; without it only reads made
    inside the reader's own areas. Raises NotAllowed, BadCursor.
    """
    if path is None:
        actor.require_anywhere(Permission.AUDIT_READ)
    else:
        actor.require(Permission.AUDIT_READ, path)
    found = _visible(actor.paths(Permission.AUDIT_READ)) if path is None else AuditEntry.objects.all()
    # The limit keeps the planner from walking the whole log by time for somebody whose data was seldom read.
    theirs = AuditEntry.objects.filter(person_ids__contains=[person_id]).order_by().values("id")[:MOST_READS]
    page = keyset(found.filter(id__in=theirs), ["-at", "-id"], cursor, size=PAGE_SIZE)
    record_read(actor, READERS_READ, subject=f"person:{person_id}", path=path, people=0)
    return page.map(_view)


def chain_status(actor: Actor) -> ChainStatus:
    """When was the chain last anchored and verified, and was it whole? Raises NotAllowed."""
    actor.require_anywhere(Permission.AUDIT_READ)
    master = AuditEntry.objects.filter(id__gt=entry_id(MASTER, 0)).order_by("-id")
    anchored, verified = master.filter(action=ANCHOR).first(), master.filter(action=VERIFIED).first()
    found = json.loads(verified.details) if verified else {}
    return ChainStatus(
        anchored_at=anchored.at if anchored else None,
        verified_at=verified.at if verified else None,
        whole=found.get("findings") == 0 if verified else None,
        entries=found.get("entries"),
    )


def _visible(paths: Iterable[AreaPath]) -> "QuerySet[AuditEntry]":
    """Give the entries made inside these areas; whoever reads the root also sees those made nowhere in particular."""
    found = tuple(paths)
    return AuditEntry.objects.all() if ROOT in found else AuditEntry.objects.filter(within(found, "path"))


def _condition(wanted: AuditFilter) -> Q:
    condition = Q()
    if wanted.actor_kind:
        condition &= Q(actor_kind=wanted.actor_kind)
    if wanted.actor_id is not None:
        condition &= Q(actor_id=wanted.actor_id)
    if wanted.action:
        condition &= Q(action__startswith=wanted.action)
    if wanted.subject:
        condition &= Q(subject=wanted.subject)
    if wanted.since:
        condition &= Q(at__gte=wanted.since)
    if wanted.until:
        condition &= Q(at__lt=wanted.until)
    return condition


def _view(entry: AuditEntry) -> AuditView:
    strand, seq = place_of(entry.id)
    return AuditView(
        id=entry.id,
        strand=strand,
        seq=seq,
        at=entry.at,
        actor_kind=entry.actor_kind,
        actor_id=entry.actor_id,
        actor_name=entry.actor_name,
        action=entry.action,
        subject=entry.subject,
        path=entry.path,
        people=entry.people,
        details=json.loads(entry.details),
    )
