"""How much memory has a process that only answers? `python -m bench.trace_resident INDEX PEOPLE THREADS` asks everything once and tells."""

import sys
from pathlib import Path

from bench.trace_asking import ASKED, Held, cases, memory
from bench.trace_world import TraceWorld


def main(folder: str, people: str, threads: str) -> int:
    """Print MiB: most ever resident, private, of mapped files; nothing where the system does not tell."""
    held = Held(Path(folder), TraceWorld(int(people)), int(threads))
    index = held.opened()
    for number, days in ASKED:
        index.exposures(cases(held.world, number, days))
    sys.stdout.write(" ".join(str(part) for part in memory()))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
