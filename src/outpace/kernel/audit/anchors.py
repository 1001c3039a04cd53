"""Anchors and retirement: the master strand's two kinds of entry.

An anchor holds the heads of all strands, so that rewriting a strand from some point on no longer fits what was anchored. The
master's own head goes to a file beside the database, which a backup carries off the machine.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection, transaction

from outpace.kernel import clock
from outpace.kernel.audit.append import append
from outpace.kernel.audit.chain import MASTER, STRANDS, Head, entry_id, place_of
from outpace.kernel.models import AuditEntry, AuditStrand
from outpace.kernel.scope import ROOT, Actor, system_actor

ANCHOR: Final = "audit.anchor"
RETIRED: Final = "audit.retired"


def anchor_file() -> Path:
    """Say where the heads of the master strand are kept outside the database."""
    return Path(settings.HOME) / "audit-anchors.jsonl"


def heads() -> dict[int, Head]:
    """Give the head of every ordinary strand that has one."""
    return {row.strand: Head(row.seq, bytes(row.hash)) for row in AuditStrand.objects.filter(strand__lt=STRANDS)}


def anchor() -> int:
    """Append all heads to the master strand and its new head to the anchor file; gives the anchor's sequence number."""
    with transaction.atomic():
        found = {str(strand): [head.seq, head.hash.hex()] for strand, head in heads().items()}
        number = append(MASTER, system_actor("audit"), ANCHOR, subject="audit", path=ROOT, details={"heads": found})
        master = AuditStrand.objects.get(strand=MASTER)
    line = {
        "database": connection.settings_dict["NAME"],
        "at": clock.now().isoformat(),
        "seq": master.seq,
        "hash": bytes(master.hash).hex(),
    }
    with anchor_file().open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    return place_of(number)[1]


def retire(actor: Actor, *, before: datetime) -> int:
    """Delete entries older than `before` from the old end of each strand, leaving a signed cut; gives how many went.

    This is the only way entries leave, one transaction per strand. A strand's newest entry always stays, as does the master strand.
    """
    return sum(_retire_strand(actor, strand, before) for strand in range(STRANDS))


def _retire_strand(actor: Actor, strand: int, before: datetime) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        head = AuditStrand.objects.select_for_update().filter(strand=strand).first()
        if head is None:
            return 0
        kept = AuditEntry.objects.filter(id__gt=entry_id(strand, head.base_seq), id__lte=entry_id(strand, head.seq), at__gte=before)
        first_kept = kept.order_by("id").values_list("id", flat=True).first()
        cut = (first_kept or entry_id(strand, head.seq)) - 1
        cut_entry = AuditEntry.objects.filter(id=cut).first()
        if cut_entry is None:
            return 0
        cursor.execute("SELECT set_config('outpace.audit_retire', 'on', true)")
        gone, _ = AuditEntry.objects.filter(id__gt=entry_id(strand, 0), id__lte=cut).delete()
        cursor.execute("SELECT set_config('outpace.audit_retire', 'off', true)")
        head.base_seq, head.base_hash = place_of(cut)[1], cut_entry.hash
        head.save(update_fields=["base_seq", "base_hash"])
        details = {"strand": strand, "seq": head.base_seq, "hash": bytes(cut_entry.hash).hex(), "before": before, "entries": gone}
        append(MASTER, actor, RETIRED, subject=f"audit strand:{strand}", path=ROOT, details=details)
        return gone
