"""A Spark on this machine alone: started here, all its files in one folder, stopped with its Java.

On a cluster, make the session as its keepers say and hand its frames to `SparkTracer`; nothing here is needed then.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from epiworks.trace.distributed.needs import PACKAGE, SparkContext, SparkSession, java

QUIET = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}


@contextmanager
def local_spark(master: str, scratch: Path, settings: Mapping[str, str] | None = None) -> Iterator[SparkSession]:
    """A Spark such as `local[2]` or, with executors that are processes of their own, `local-cluster[2,1,1024]`.

    It listens on the loopback address alone, keeps its files in `scratch`, and ends with the block; the environment variables that it reads
    are set only meanwhile. One at a time. Raises `SparkMissing` where Java is missing.
    """
    java()
    with _environment(_home(scratch), scratch):
        builder = SparkSession.builder.master(master).appName("outpace-trace")
        for name, value in {**QUIET, "spark.local.dir": str(scratch), **(settings or {})}.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        try:
            yield session
        finally:
            session.stop()
            _stop_java()


def _home(scratch: Path) -> Path:
    """A home for Spark whose programs are those of the package, and whose working folder lies in `scratch`."""
    home = scratch / "spark"
    home.mkdir(parents=True, exist_ok=True)
    for part in PACKAGE.iterdir():
        link = home / part.name
        if part.name in {"bin", "jars", "python", "sbin"} and not link.exists():
            link.symlink_to(part)
    return home


@contextmanager
def _environment(home: Path, scratch: Path) -> Iterator[None]:
    wanted = {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_HOSTNAME": "localhost",
        "SPARK_LOCAL_DIRS": str(scratch),
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _stop_java() -> None:
    """End the Java process, which Spark would keep until Python ends."""
    gateway = SparkContext._gateway
    if gateway is not None:
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait(timeout=30)
        SparkContext._gateway, SparkContext._jvm = None, None
