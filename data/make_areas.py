"""Makes data/areas/report_jurisdictions.csv.gz: python data/make_areas.py <report_jurisdictions_villages.csv.gz>.

Only needed when the source changes; needs `pypinyin`, which the program itself does not. The output is the loader's own format
(code, name, name_en), every level, parents first. English names are pinyin with the level's usual English word; where a language
of the place has a better one, an administrator renames the area.
"""

import csv
import gzip
import io
import sys
from pathlib import Path

from pypinyin import lazy_pinyin

ENDINGS = (
    ("社区居委会", "Community"), ("社区居民委员会", "Community"), ("居民委员会", "Community"), ("居委会", "Community"),
    ("村民委员会", "Village"), ("村委会", "Village"), ("特别行政区", "SAR"), ("壮族自治区", "Zhuang Autonomous Region"),
    ("藏族自治州", "Tibetan Autonomous Prefecture"), ("蒙古族自治县", "Mongol Autonomous County"), ("各族自治县", "Autonomous County"),
    ("自治区", "Autonomous Region"), ("自治州", "Autonomous Prefecture"), ("自治县", "Autonomous County"), ("街道", "Subdistrict"),
    ("民族乡", "Ethnic Township"), ("地区", "Prefecture"), ("省", "Province"), ("市", "City"), ("县", "County"), ("区", "District"),
    ("镇", "Town"), ("乡", "Township"), ("村", "Village"),
)  # fmt: skip
KNOWN = {
    "西藏自治区": "Tibet Autonomous Region", "广西壮族自治区": "Guangxi Zhuang Autonomous Region", "青海省": "Qinghai Province",
    "甘肃省": "Gansu Province", "拉萨市": "Lhasa City", "日喀则市": "Shigatse City", "昌都市": "Chamdo City", "林芝市": "Nyingchi City",
    "山南市": "Shannan City", "那曲市": "Nagqu City", "阿里地区": "Ngari Prefecture",
    "黄南藏族自治州": "Huangnan Tibetan Autonomous Prefecture",
    "陇南市": "Longnan City", "百色市": "Baise City", "隆林各族自治县": "Longlin Autonomous County",
}  # fmt: skip


def english(name: str) -> str:
    """The pinyin of the name's own part and the English word of its level."""
    if name in KNOWN:
        return KNOWN[name]
    for ending, word in ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            return f"{''.join(lazy_pinyin(name.removesuffix(ending))).capitalize()} {word}"
    return "".join(lazy_pinyin(name)).capitalize()


def rows(source: Path) -> dict[str, str]:
    """Every area of the joined rows, by code."""
    found: dict[str, str] = {}
    text = gzip.decompress(source.read_bytes()).decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text)):
        code = row["village_code"]
        levels = {code[:2]: "province", code[:4]: "prefecture", code[:6]: "county", code[:9]: "township", code: "village"}
        for area, level in levels.items():
            found.setdefault(area, row[level])
    return found


def main(source: Path) -> None:
    """Write the file; the same input gives the same bytes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["code", "name", "name_en"])
    found = rows(source)
    for code in sorted(found, key=lambda code: (len(code), code)):
        writer.writerow([code, found[code], english(found[code])])
    target = Path(__file__).parent / "areas" / "report_jurisdictions.csv.gz"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(gzip.compress(out.getvalue().encode(), mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
