"""Makes data/boundaries/*.geojson from full-size county polygons: python data/simplify_boundaries.py <folder of *.geojson.gz>.

Only needed when the source changes; needs `shapely>=2.1`, which the program itself does not. Neighbours are simplified together
(`coverage_simplify`), so that shared borders stay shared: no slivers and no overlaps between counties.
"""

import csv
import gzip
import json
import sys
from pathlib import Path

import shapely
from shapely.geometry import mapping, shape

TARGETS = {"longnan_6212": 0.004, "baise_4510": 0.004, "huangnan_6323": 0.006, "tibet_54": 0.02}  # tolerance in degrees
RENAMED = {"540422": "540481", "540530": "540581"}  # codes of before the counties became cities
NAMES = Path(__file__).parent / "areas" / "report_jurisdictions.csv.gz"
HERE = Path(__file__).parent / "boundaries"


def rounded(value: object) -> object:
    """Coordinates to three decimals (about 100 m): enough for a map of a prefecture."""
    if isinstance(value, float):
        return round(value, 3)
    return [rounded(part) for part in value] if isinstance(value, list | tuple) else value


def english() -> dict[str, str]:
    """The English name of every division by its code, as data/make_areas.py made it."""
    with gzip.open(NAMES, "rt", encoding="utf-8-sig", newline="") as stream:
        return {row["code"]: row["name_en"] for row in csv.DictReader(stream)}


def simplified(source: Path, tolerance: float) -> dict[str, object]:
    """The counties of one file, simplified together; the outlines of the province and prefectures are left out."""
    features = [f for f in json.loads(gzip.decompress(source.read_bytes()))["features"] if f["properties"].get("district")]
    names = english()
    shapes = shapely.coverage_simplify([shape(f["geometry"]) for f in features], tolerance)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "code": (code := RENAMED.get(f["properties"]["adcode"], f["properties"]["adcode"])),
                    "name": f["properties"]["district"],
                    "name_en": names.get(code, ""),
                },
                "geometry": {"type": g.geom_type, "coordinates": rounded(mapping(g)["coordinates"])},
            }
            for f, g in zip(features, shapes, strict=True)
        ],
    }


def main(folder: Path) -> None:
    """Write one file per jurisdiction."""
    HERE.mkdir(exist_ok=True)
    for name, tolerance in TARGETS.items():
        collection = simplified(folder / f"{name}.geojson.gz", tolerance)
        text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
        (HERE / f"{name}.geojson").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
