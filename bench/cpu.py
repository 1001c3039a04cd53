"""Where the processor time of a run goes: the web processes, the database's processes, everything else."""

from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Spent:
    """Processor seconds by kind of process."""

    web: float
    database: float

    def since(self, earlier: "Spent") -> "Spent":
        """What was spent between two readings."""
        return Spent(self.web - earlier.web, self.database - earlier.database)


def spent() -> Spent:
    """Processor seconds of this installation's processes so far; only processes still alive are counted."""
    mine = psutil.Process()
    web = sum(_seconds(process) for process in mine.children(recursive=True) if "bench.load" not in " ".join(_command(process)))
    database = sum(
        _seconds(process) for process in psutil.process_iter() if "bench" in " ".join(_command(process)) and _is_postgres(process)
    )
    return Spent(web, database + sum(_backends()))


def _command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def _is_postgres(process: psutil.Process) -> bool:
    return bool(_command(process)) and "postgres" in _command(process)[0]


def _backends() -> list[float]:
    """Children of this installation's postmaster: backends, writers, vacuum."""
    masters = [process for process in psutil.process_iter() if _is_postgres(process) and "outpace/bench" in " ".join(_command(process))]
    return [_seconds(child) for master in masters for child in master.children(recursive=True)]


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)
