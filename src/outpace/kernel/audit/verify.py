"""Verifying the log: every strand re-computed from the stored entries, held against heads, retirements and anchors."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from outpace.kernel.audit.anchors import ANCHOR, RETIRED, anchor_file
from outpace.kernel.audit.chain import MASTER, Finding, FindingKind, Head, Link, broken_links, entry_id, genesis, place_of
from outpace.kernel.models import AuditEntry, AuditStrand

_CHUNK = 5000
_COLUMNS = ("id", "at", "actor_kind", "actor_id", "actor_name", "action", "subject", "path", "people", "person_ids", "details", "hash")


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a verification found: how many entries were read, the master strand's head, and everything that is wrong."""

    entries: int
    master: Head
    findings: tuple[Finding, ...]

    @property
    def whole(self) -> bool:
        """Say whether nothing at all is wrong."""
        return not self.findings


def verify(*, since: datetime | None = None) -> ChainReport:
    """Say whether the log is exactly what was written, naming every edit, deletion, insertion, reordering or cut tail.

    With `since`, strands are read only from the last anchor before that moment, which is trusted as far as the master strand and the
    anchor file, both always read whole, bear it out.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")  # so that heads and entries are of one moment
        rows = {row.strand: row for row in AuditStrand.objects.all()}
        bases = {strand: _base(strand, rows.get(strand)) for strand in range(MASTER + 1)} | _anchored_before(since)
        counter: Counter[int] = Counter()
        findings = [finding for strand, base in bases.items() for finding in _strand(strand, rows.get(strand), base, counter)]
        findings += _retirements(rows)
        findings += _anchors(bases)
        findings += _file()
    master = rows.get(MASTER)
    head = Head(master.seq, bytes(master.hash)) if master else Head(0, genesis(MASTER))
    return ChainReport(entries=counter.total(), master=head, findings=tuple(findings))


def _base(strand: int, row: AuditStrand | None) -> Head:
    """Give where the kept part of a strand begins."""
    return Head(row.base_seq, bytes(row.base_hash)) if row and row.base_seq else Head(0, genesis(strand))


def _anchored_before(since: datetime | None) -> dict[int, Head]:
    """Give the heads of the last anchor before a moment; none without one."""
    if since is None:
        return {}
    anchors = AuditEntry.objects.filter(id__gt=entry_id(MASTER, 0), action=ANCHOR, at__lt=since).order_by("-id")
    details = anchors.values_list("details", flat=True).first()
    heads = json.loads(details)["heads"] if details else {}
    return {int(strand): Head(seq, bytes.fromhex(value)) for strand, (seq, value) in heads.items()}


def _strand(strand: int, row: AuditStrand | None, base: Head, counter: "Counter[int]") -> Iterator[Finding]:
    head = Head(row.seq, bytes(row.hash)) if row else Head(0, genesis(strand))
    return broken_links(strand, base=base, links=_links(strand, base, counter), head=head)


def _links(strand: int, base: Head, counter: "Counter[int]") -> Iterator[Link]:
    entries = AuditEntry.objects.filter(id__gt=entry_id(strand, base.seq), id__lt=entry_id(strand + 1, 0))
    for row in entries.order_by("id").values_list(*_COLUMNS).iterator(chunk_size=_CHUNK):
        counter[strand] += 1
        number, at, kind, actor_id, name, action, subject, path, people, person_ids, details, link = row
        seq = place_of(number)[1]
        yield Link(strand, seq, at, kind, actor_id, name, action, subject, path, people, tuple(person_ids or ()), details, bytes(link))


def _master_details(action: str) -> Iterator[dict[str, Any]]:
    entries = AuditEntry.objects.filter(id__gt=entry_id(MASTER, 0), action=action).order_by("id")
    for details in entries.values_list("details", flat=True).iterator(chunk_size=_CHUNK):
        yield json.loads(details)


def _retirements(rows: Mapping[int, AuditStrand]) -> Iterator[Finding]:
    """Hold each strand's cut against the last retirement the master strand recorded for it."""
    recorded = {found["strand"]: (found["seq"], found["hash"]) for found in _master_details(RETIRED)}
    for strand, row in rows.items():
        if recorded.get(strand, (0, genesis(strand).hex())) != (row.base_seq, bytes(row.base_hash).hex()):
            yield Finding(strand, row.base_seq, FindingKind.RETIREMENT)


def _anchors(bases: Mapping[int, Head]) -> Iterator[Finding]:
    """Hold each strand against every anchor: the entry that was its head then must still be there, with the same hash."""
    asked: dict[int, str] = {}
    for found in _master_details(ANCHOR):
        for strand, (seq, value) in found["heads"].items():
            if seq > bases[int(strand)].seq:
                asked[entry_id(int(strand), seq)] = value
        if len(asked) >= _CHUNK:
            yield from _unlike(asked)
            asked = {}
    yield from _unlike(asked)


def _unlike(expected: Mapping[int, str]) -> Iterator[Finding]:
    stored = {number: bytes(value).hex() for number, value in AuditEntry.objects.filter(id__in=expected).values_list("id", "hash")}
    for number, value in expected.items():
        if stored.get(number) != value:
            strand, seq = place_of(number)
            yield Finding(strand, seq, FindingKind.ANCHOR)


def _file() -> Iterator[Finding]:
    """Hold the master strand against the anchor file beside the database."""
    expected: dict[int, str] = {}
    try:
        lines = anchor_file().read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    for line in lines:
        found = json.loads(line)
        if found["database"] == connection.settings_dict["NAME"]:
            expected[entry_id(MASTER, found["seq"])] = found["hash"]
    return _unlike(expected)
