"""A backup comes back, as docs/runbook/backup-restore.md says."""

import subprocess
from pathlib import Path

from outpace.kernel.embedded import Place, ensure_running, stop
from outpace.kernel.embedded.server import binary
from outpace.kernel.tests.embedded_helpers import answer, connect


def run(program: str, place: Place, *arguments: str) -> None:
    address = ["--host", str(place.sockets), "--username", "outpace"]
    subprocess.run([str(binary(program)), *address, *arguments], check=True, capture_output=True)


def test_a_dump_restored_elsewhere_holds_the_same_rows(tmp_path: Path) -> None:
    old, new, dump = Place(tmp_path / "old"), Place(tmp_path / "new"), tmp_path / "outpace.dump"
    try:
        ensure_running(old)
        with connect(old) as connection:
            connection.execute("CREATE TABLE tube AS SELECT n, md5(n::text) AS code FROM generate_series(1, 1000) AS n")
        run("pg_dump", old, "--format", "custom", "--file", str(dump), "outpace")
        ensure_running(new)
        run("pg_restore", new, "--dbname", "outpace", "--no-owner", "--exit-on-error", str(dump))
        total = b"SELECT md5(string_agg(code, '' ORDER BY n)) FROM tube"
        assert answer(new, total) == answer(old, total)
    finally:
        stop(old)
        stop(new)
