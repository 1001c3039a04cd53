"""Which stays have the cases, and where could somebody meet them? Plain columns on the driver: the stays of cases are few."""

import numpy as np
import pyarrow as pa

from epiworks.trace.distributed.partitions import GIVEN_SCHEMA
from epiworks.trace.question import Question
from epiworks.trace.stays import Kinds

OWN_SCHEMA = pa.schema([("case", pa.int64()), ("place", pa.int64()), ("begin", pa.int32()), ("end", pa.int32())])
"""A stay of a case, cut to its window."""

SPAN_SCHEMA = pa.schema([("place", pa.int64()), ("since", pa.int32()), ("until", pa.int32())])
"""From which minute to which do the case stays at a place, their tails with them, reach?"""


def asked_rows(asked: Question) -> pa.Table:
    """The cases as rows: case, person, since, until."""
    return pa.table({"case": np.arange(len(asked)), "person": asked.person, "since": asked.begin, "until": asked.end})


def with_extra(stored: pa.Table, asked: Question) -> pa.Table:
    """These stored stays of the cases (`OWN_SCHEMA`, whole) and their extra ones, cut to the windows; empty ones left out."""
    extra = pa.table([asked.extra.case, asked.extra.place, asked.extra.begin, asked.extra.end], schema=OWN_SCHEMA)
    case, place, begin, end = (column.to_numpy() for column in pa.concat_tables([stored.cast(OWN_SCHEMA), extra]).columns)
    begin, end = np.maximum(begin, asked.begin[case]), np.minimum(end, asked.end[case])
    some = begin < end
    return pa.table([case[some], place[some], begin[some], end[some]], schema=OWN_SCHEMA)


def given_rows(own: pa.Table, kind: Kinds, asked: Question) -> pa.Table:
    """The case stays (`OWN_SCHEMA`, `kind` of each place beside it) as `GIVEN_SCHEMA`."""
    case, place, begin, end = (column.to_numpy() for column in own.columns)
    reach = end + asked.tails[kind]
    return pa.table([case, asked.person[case], place, kind.astype(np.int16), begin, end, reach], schema=GIVEN_SCHEMA)


def spans_of(given: pa.Table) -> pa.Table:
    """The span (`SPAN_SCHEMA`) of each place at which a case was: no stay outside of it can meet a case."""
    place, begin, reach = (given.column(name).to_numpy() for name in ("place", "begin", "reach"))
    order = np.argsort(place, kind="stable")
    different, starts = np.unique(place[order], return_index=True)
    if not different.size:
        return SPAN_SCHEMA.empty_table()
    spans = [different, np.minimum.reduceat(begin[order], starts), np.maximum.reduceat(reach[order], starts)]
    return pa.table(spans, schema=SPAN_SCHEMA)
