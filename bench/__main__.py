"""Run the benchmarks: `python -m bench [NAME ...]` (default: all), each against its own installation in .outpace/bench."""

import os
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parents[1] / ".outpace" / "bench"


def main() -> None:
    """Point the program at the benchmark installation before anything reads the settings, then run."""
    HOME.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        OUTPACE_HOME=str(HOME), DJANGO_SETTINGS_MODULE="outpace.config.settings", OUTPACE_API_RATE="100000", OUTPACE_LOG_LEVEL="ERROR"
    )
    os.environ.pop("DATABASE_URL", None)
    command = "import django, sys; django.setup(); from bench.run import main; sys.exit(main(sys.argv[1:]))"
    os.execv(sys.executable, [sys.executable, "-c", command, *sys.argv[1:]])


if __name__ == "__main__":
    main()
