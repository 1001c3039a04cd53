"""The same question in plain SQL: the reference by which the index and the cluster are compared with engines that others built.

The text is for DuckDB and for Spark alike. It reads views or tables named `kept` (person, place, starts, ends), `named` (place, kind),
`asked` (asked_row, person, since, until), `told` (asked_row, place, starts, ends: extra stays) and `tails` (kind, tail).
"""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from epiworks.trace.question import Exposures, Question

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KEPT = 'SELECT person, place, "begin" AS starts, "end" AS ends FROM read_parquet(?)'
NAMED = "SELECT place, kind FROM read_parquet(?)"

GIVEN = """
SELECT own.asked_row, own.who, own.place, own.starts, own.ends, coalesce(named.kind, 0) AS kind, own.ends + coalesce(tails.tail, 0) AS reach
FROM (
    SELECT a.asked_row, a.person AS who, k.place, greatest(k.starts, a.since) AS starts, least(k.ends, a.until) AS ends
    FROM kept k JOIN asked a ON k.person = a.person
    UNION ALL
    SELECT a.asked_row, a.person AS who, t.place, greatest(t.starts, a.since) AS starts, least(t.ends, a.until) AS ends
    FROM told t JOIN asked a ON t.asked_row = a.asked_row
) own
LEFT JOIN named ON named.place = own.place
LEFT JOIN tails ON tails.kind = coalesce(named.kind, 0)
WHERE own.starts < own.ends
"""
"""The stays of the cases, cut to their windows; `reach`: until when others were exposed."""

MEETINGS = """
SELECT g.asked_row, k.person, g.kind, g.place, greatest(k.starts, g.starts) AS since, least(k.ends, g.ends) AS until,
       least(k.ends, g.reach) - 1 AS latest, greatest(0, k.starts - g.ends) AS gap
FROM given g JOIN kept k ON k.place = g.place AND k.starts < g.reach AND k.ends > g.starts
WHERE k.person <> g.who AND k.starts < k.ends
"""

EXPOSURES = """
SELECT asked_row, person, min(kind) AS kind, {place} AS place,
       sum(greatest(0, until - greatest(since, coalesce(covered, 0)))) AS overlap,
       min(since) AS earliest, max(latest) AS latest, min(gap) AS gap, count(DISTINCT met_at) AS places
FROM (
    SELECT asked_row, person, kind, place, place AS met_at, since, until, latest, gap,
           max(until) OVER (
               PARTITION BY asked_row, person, {group} ORDER BY since ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
           ) AS covered
    FROM meetings
) runs
GROUP BY asked_row, person, {group}
"""
"""Overlap: minutes of the union, each meeting adding what those before it, in order of their begin, have not covered."""


def answer_text(asked: Question, *, given: str = GIVEN) -> str:
    """The one statement that answers; `given`: where the stays of the cases come from, such as a table made before."""
    told = {"group": "place", "place": "place"} if asked.by_place else {"group": "kind", "place": "-1"}
    return f"WITH given AS ({given}), meetings AS ({MEETINGS}) {EXPOSURES.format(**told)}"


def question_tables(asked: Question) -> dict[str, pa.Table]:
    """The question as the tables `asked`, `told` and `tails`."""
    extra = asked.extra
    kinds = np.flatnonzero(asked.tails)
    return {
        "asked": pa.table({"asked_row": np.arange(len(asked)), "person": asked.person, "since": asked.begin, "until": asked.end}),
        "told": pa.table({"asked_row": extra.case, "place": extra.place, "starts": extra.begin, "ends": extra.end}),
        "tails": pa.table({"kind": kinds.astype(np.int16), "tail": asked.tails[kinds]}),
    }


def exposures_from(table: pa.Table) -> Exposures:
    """The rows of a statement of `answer_text` as exposures, in order."""
    whole = table.cast(pa.schema([(field.name, pa.int64()) for field in table.schema]))
    case, person, kind, place, *told = (column.to_numpy() for column in whole.columns)
    return Exposures(case, person, kind.astype(np.uint8), place, *(column.astype(np.int32) for column in told)).ordered()


def exposures_by_sql(connection: "DuckDBPyConnection", asked: Question, *, in_two_steps: bool = False) -> Exposures:
    """Whom did these cases expose, says DuckDB? `in_two_steps`: the stays of the cases become a table first, which is quicker."""
    for name, table in question_tables(asked).items():
        connection.register(name, table)
    if not in_two_steps:
        return exposures_from(connection.sql(answer_text(asked)).to_arrow_table())
    connection.execute(f"CREATE OR REPLACE TEMPORARY TABLE first_step AS {GIVEN}")
    return exposures_from(connection.sql(answer_text(asked, given="FROM first_step")).to_arrow_table())


def lay_out(connection: "DuckDBPyConnection", stays: str, places: str, *, load: bool = False) -> None:
    """Let DuckDB read these Parquet files, or load them into its own tables first."""
    for name, text, files in (("kept", KEPT, stays), ("named", NAMED, places)):
        if load:
            connection.execute(f"CREATE OR REPLACE TABLE {name} AS {text}", [files])
        else:
            connection.execute(f"CREATE OR REPLACE VIEW {name} AS {text.replace('?', _quoted(files))}")


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"
