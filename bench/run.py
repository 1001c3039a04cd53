"""Make the world, run the chosen benchmarks in order, print the table and, where that is asked for, write docs/benchmarks.md."""

import sys
from collections.abc import Callable, Mapping

from bench import chain, costs, first_actions, follow_up, ingest, reads, recall, results, rt, rules, trace, zones
from bench.report import Row, machine, publish, say
from bench.server import serving
from bench.size import Size, from_environment
from bench.world import World, open_world

BENCHMARKS: Mapping[str, Callable[[World, Size], list[Row]]] = {
    "ingest": ingest.rows,
    "costs": costs.rows,
    "reads": reads.rows,
    "recall": recall.rows,
    "first_actions": first_actions.rows,
    "results": results.rows,
    "rules": rules.rows,
    "rt": rt.rows,
    "follow_up": follow_up.rows,
    "zones": zones.rows,
    "chain": chain.rows,
    "trace": trace.rows,
}


def main(names: list[str]) -> int:
    """Run them; 2 for a name that is no benchmark."""
    unknown = sorted(set(names) - set(BENCHMARKS))
    if unknown:
        say(f"no benchmark named {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
        return 2
    size, described = from_environment(), machine()
    world = open_world(size)
    measured: dict[str, list[Row]] = {}
    with serving():
        for name in names or BENCHMARKS:
            say(f"measuring {name}")
            measured[name] = BENCHMARKS[name](world, size)
            for row in measured[name]:
                say(f"  {row.what}: {row.figure} ({row.note})")
    publish(measured, size, described)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
