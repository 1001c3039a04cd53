"""What did planted mistakes come to: how many of each module's mutants does a test find? Reads what `mutmut run` left in `mutants/`."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GOAL = 0.80
_FATES: dict[int | None, str] = {
    **dict.fromkeys((1, 3), "found"),
    **dict.fromkeys((24, -24, 36, 152, 255), "found by time"),
    **dict.fromkeys((5, 33), "untested"),
    **dict.fromkeys((2, 34), "not run"),
    None: "not run",
    0: "survived",
}
"""What mutmut's exit codes mean; a code that is none of these (a crash of the run itself) shows nothing and counts as survived."""


def scores(folder: Path) -> Iterator[tuple[str, Counter[str]]]:
    """What became of the mutants, package by package? Untested: no test reaches them."""
    packages: dict[str, Counter[str]] = {}
    for meta in sorted(folder.rglob("*.meta")):
        codes = json.loads(meta.read_text())["exit_code_by_key"]
        package = ".".join(meta.parent.relative_to(folder).parts)
        packages.setdefault(package, Counter()).update(_FATES.get(code, "survived") for code in codes.values())
    yield from ((package, counts) for package, counts in packages.items() if counts.total())


def main() -> int:
    """Print a line for every package; 1 when one of them is below the goal."""
    below = 0
    for package, counts in scores(ROOT / "mutants" / "src"):
        found, judged = counts["found"] + counts["found by time"], counts.total() - counts["not run"]
        share = found / judged if judged else 0.0
        below += share < GOAL
        sys.stdout.write(f"{package:32} {share:6.1%} of {judged:5}  {dict(counts)}\n")
    return int(below > 0)


if __name__ == "__main__":
    sys.exit(main())
