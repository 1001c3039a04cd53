"""Sampling batches as they come over the wire: decoded and bounded in one pass, because 16,000 swabs a second go through here.

The same types give the OpenAPI schema, so that what is documented is what is checked.
"""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from msgspec import Meta

from outpace.kernel.errors import Refusal
from outpace.kernel.restforms import EARLIEST, LATEST, MAX_ID
from outpace.screening.data import FillBatch, FillRecord, Swab

CODE: Final = "^[0-9A-Za-z._-]{1,32}$(?!\n)"

Code = Annotated[str, Meta(min_length=1, max_length=32, pattern=CODE, description="What the label says: letters, digits, . _ -")]
Moment = Annotated[datetime, Meta(tz=True, description="ISO 8601 with its offset, as 2021-11-08T09:30:00+08:00")]
Number = Annotated[int, Meta(ge=1, le=MAX_ID)]


class SwabIn(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One person's swab. `person` is the registry's id; without one, `reference` says how to find the person again."""

    taken_at: Moment
    person: Annotated[int, Meta(ge=0, le=MAX_ID)] = 0
    reference: Annotated[str, Meta(max_length=200)] = ""


class FillIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tube with people scanned into it; a later record of the same tube adds to it, `sealed_at` closes it."""

    id: UUID
    tube: Code
    swabs: Annotated[list[SwabIn], Meta(max_length=200)] = []
    sealed_at: Moment | None = None


class FillsIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sampling records of one site: at most 1,000 records and 10,000 swabs (413 beyond). Sending a batch again changes nothing."""

    batch_id: UUID
    site_id: Number
    records: list[FillIn]


_decoder = msgspec.json.Decoder(FillsIn)


def read_fills(body: bytes, pass_id: int) -> FillBatch:
    """What does this body say was sampled? Raises Refusal("invalid") naming the first field that does not fit."""
    try:
        given = _decoder.decode(body)
    except msgspec.DecodeError as error:
        raise refusal_of(error) from error
    records = tuple(
        FillRecord(
            record.id,
            record.tube,
            tuple([Swab(swab.person, swab.taken_at, swab.reference) for swab in record.swabs]),
            record.sealed_at,
        )
        for record in given.records
    )
    for row, record in enumerate(records, start=1):
        _require_plausible(record, row)
    return FillBatch(given.batch_id, pass_id, given.site_id, records)


def _require_plausible(record: FillRecord, row: int) -> None:
    """Times far from any outbreak are a broken clock, and some of them no database can hold."""
    times = [swab.taken_at for swab in record.swabs]
    if times and not (min(times) >= EARLIEST and max(times) < LATEST):
        raise Refusal("invalid", "taken_at must lie between 2000 and 2100", field=f"records.{row - 1}.swabs", row=row)
    if record.sealed_at is not None and not EARLIEST <= record.sealed_at < LATEST:
        raise Refusal("invalid", "sealed_at must lie between 2000 and 2100", field=f"records.{row - 1}.sealed_at", row=row)


def refusal_of(error: msgspec.DecodeError) -> Refusal:
    """What does a decoding error say, in the API's own words? "... - at `$.records[2].tube`" becomes field and row."""
    message, _, place = str(error).partition(" - at `$")
    parts = place.rstrip("`").replace("[...]", "").replace("[", ".").replace("]", "").strip(".").split(".")
    rows = [int(part) for part in parts if part.isdigit()]
    return Refusal("invalid", message, field=".".join(filter(None, parts)), row=rows[0] + 1 if rows else None)


def request_body(example: dict[str, Any]) -> dict[str, Any]:
    """How does OpenAPI describe the body of a sampling batch? Inlined, so that it needs no component of its own."""
    return {"required": True, "content": {"application/json": {"schema": _inlined(), "example": example}}}


def _inlined() -> dict[str, Any]:
    _, components = msgspec.json.schema_components([FillsIn], ref_template="{name}")
    inlined: dict[str, Any] = _resolved(components["FillsIn"], components)
    return inlined


def _resolved(node: Any, components: dict[str, Any]) -> Any:
    if isinstance(node, dict):
        return _resolved(components[node["$ref"]], components) if "$ref" in node else {k: _resolved(v, components) for k, v in node.items()}
    return [_resolved(item, components) for item in node] if isinstance(node, list) else node
