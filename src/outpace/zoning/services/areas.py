"""Areas that moved or merged: zones, proposals and what is known of cases are found under the new path."""

from django.db import connection

from outpace.kernel.scope import AreaPath, subtree_bounds
from outpace.registry.data import AreaMerged, AreaMoved

COLUMNS = (
    ("zoning_zone", "area_path"),
    ("zoning_zone", "county_path"),
    ("zoning_proposal", "area_path"),
    ("zoning_case_seen", "area_path"),
    ("zoning_place_seen", "area_path"),
)
MOVED = "UPDATE {table} SET {column} = %s || substr({column}, %s) WHERE {column} >= %s AND {column} < %s"

DROP_TWICE = """
DELETE FROM zoning_zone_area a WHERE a.path >= %s AND a.path < %s
AND EXISTS (SELECT FROM zoning_zone_area b WHERE b.zone_id = a.zone_id AND b.path = %s || substr(a.path, %s))
"""
"""Where a zone already covers what an area merged into, one row says it."""

LISTS = """
UPDATE {table} SET area_paths = ARRAY(
  SELECT DISTINCT CASE WHEN starts_with(path, %s) THEN %s || substr(path, %s) ELSE path END FROM unnest(area_paths) AS path ORDER BY 1)
WHERE EXISTS (SELECT FROM unnest(area_paths) AS path WHERE starts_with(path, %s))
"""


def follow_moved_area(event: AreaMoved) -> None:
    """An area has another path: whatever lies in it is now found there."""
    _rewrite(event.old_path, event.new_path)


def follow_merged_area(event: AreaMerged) -> None:
    """An area ended: whatever lay in it now lies in the one that took it over."""
    _rewrite(event.old_path, event.into_path)


def _rewrite(old: AreaPath, new: AreaPath) -> None:
    bounds, cut = subtree_bounds(old), len(old) + 1
    with connection.cursor() as cursor:
        for table, column in COLUMNS:
            cursor.execute(MOVED.format(table=table, column=column), [new, cut, *bounds])
        cursor.execute(DROP_TWICE, [*bounds, new, cut])
        cursor.execute(MOVED.format(table="zoning_zone_area", column="path"), [new, cut, *bounds])
        for table in ("zoning_zone_version", "zoning_proposal"):
            cursor.execute(LISTS.format(table=table), [old, new, cut, old])
