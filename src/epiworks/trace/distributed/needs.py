"""What does Spark need here, and what is said where it is missing? The one place that imports Spark's Python package."""

import os
import re
import shutil
import subprocess
from pathlib import Path


class SparkMissing(RuntimeError):
    """Spark cannot run here; the message says what is missing and how to install it."""


try:
    import pyspark
    from pyspark import SparkContext
    from pyspark.sql import DataFrame, SparkSession, functions
except ImportError as error:
    _MESSAGE = "tracing on Spark needs Spark's Python package, which is not installed: pip install 'outpace[distributed]'"
    raise SparkMissing(_MESSAGE) from error

__all__ = ["PACKAGE", "DataFrame", "SparkContext", "SparkMissing", "SparkSession", "functions", "java", "java_version"]

PACKAGE = Path(pyspark.__file__).parent
"""Where Spark's Python package lies, with Spark's own programs in it."""
LEAST_JAVA = 17
HOW_TO = (
    "Debian and Ubuntu: apt-get install openjdk-17-jre-headless; macOS: brew install openjdk@17; "
    "if it lies elsewhere, set JAVA_HOME to its folder"
)


def java() -> Path:
    """Which Java runs Spark: that of JAVA_HOME, else the first on the path?

    Raises `SparkMissing` where there is none, or one older than 17.
    """
    home = os.environ.get("JAVA_HOME")
    found = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if found is None or not Path(found).exists():
        message = f"Spark needs Java {LEAST_JAVA} or newer, and {found or 'Java'} is not there. {HOW_TO}"
        raise SparkMissing(message)
    told = subprocess.run([found, "-version"], capture_output=True, text=True, check=False).stderr
    version = java_version(told)
    if version < LEAST_JAVA:
        message = f"Spark needs Java {LEAST_JAVA} or newer, and {found} is of version {version or 'unknown'}. {HOW_TO}"
        raise SparkMissing(message)
    return Path(found)


def java_version(told: str) -> int:
    """Which Java says this of itself (`java -version`)? 0 where it does not say.

    >>> java_version('openjdk version "17.0.15" 2025-04-15'), java_version('java version "1.8.0_402"'), java_version("no Java here")
    (17, 8, 0)
    """
    match = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(match.group(1)) if match else 0
