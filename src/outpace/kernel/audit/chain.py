"""The chain's arithmetic, pure: what bytes an entry is, how links follow each other, and what a broken strand looks like."""

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from outpace.kernel.scope import Actor, ActorKind

STRANDS = 16  # chains that grow side by side; MASTER is one more, holding anchors and retirements
MASTER = 16
SEQ_BITS = 48

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as the chain sees it."""

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
    person_ids: tuple[int, ...]
    details: str
    hash: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """Where a strand ends, or where its kept part begins."""

    seq: int
    hash: bytes


class FindingKind(StrEnum):
    """What can be wrong with a strand."""

    ALTERED = "altered"  # an entry, or its order, is not what was written
    MISSING = "missing"  # one or more entries are gone from the middle
    CUT = "cut"  # the newest entries are gone
    ADDED = "added"  # entries nobody wrote through the door
    ANCHOR = "anchor"  # the strand disagrees with an anchor taken earlier
    RETIREMENT = "retirement"  # the oldest entries are gone without a retirement on record


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: in which strand, at which sequence number."""

    strand: int
    seq: int
    kind: FindingKind


def strand_of(actor: Actor) -> int:
    """Choose the strand an actor writes to, so that many actors at once seldom wait for one head."""
    spread = actor.id if actor.kind is not ActorKind.SYSTEM else zlib.crc32(actor.name.encode())
    return spread % STRANDS


def entry_id(strand: int, seq: int) -> int:
    """Give the primary key of the entry `seq` of a strand."""
    return (strand << SEQ_BITS) + seq


def place_of(number: int) -> tuple[int, int]:
    """Give (strand, seq) of a primary key."""
    return number >> SEQ_BITS, number & ((1 << SEQ_BITS) - 1)


def genesis(strand: int) -> bytes:
    """Give the hash that the first entry of a strand follows."""
    return hashlib.sha256(f"outpace audit strand {strand}".encode()).digest()


def canonical(link: Link) -> bytes:
    """Write an entry as the bytes its hash covers: each field with its length in front, so that no two entries share them."""
    fields = (
        str(link.strand),
        str(link.seq),
        str((link.at - _EPOCH) // timedelta(microseconds=1)),
        link.actor_kind,
        str(link.actor_id),
        link.actor_name,
        link.action,
        link.subject,
        link.path,
        "" if link.people is None else str(link.people),
        ",".join(map(str, link.person_ids)),
        link.details,
    )
    return "".join(f"{len(field)}:{field}" for field in fields).encode()


def link_hash(previous: bytes, link: Link) -> bytes:
    """Compute the hash of an entry from the one before it."""
    return hashlib.sha256(previous + canonical(link)).digest()


def broken_links(strand: int, *, base: Head, links: Iterable[Link], head: Head) -> Iterator[Finding]:
    """Walk one strand from its base to its head and name everything that does not follow; nothing when it is whole.

    After a break the walk goes on from the hash that is stored, so that one change is one finding and later ones still show.
    """
    previous, expected = base.hash, base.seq + 1
    for link in links:
        if link.seq > head.seq:
            yield Finding(strand, link.seq, FindingKind.ADDED)
        elif link.seq != expected:
            yield Finding(strand, expected, FindingKind.MISSING)
        elif link_hash(previous, link) != link.hash:
            yield Finding(strand, link.seq, FindingKind.ALTERED)
        previous, expected = link.hash, link.seq + 1
    if expected <= head.seq:
        yield Finding(strand, expected, FindingKind.CUT)
    elif expected == head.seq + 1 and previous != head.hash:
        yield Finding(strand, head.seq, FindingKind.ALTERED)
