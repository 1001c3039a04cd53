"""What is missing for Spark is named, with how to install it."""

import importlib
import sys
from pathlib import Path

import pytest

from epiworks.trace import distributed

pytest.importorskip("pyspark", reason="Spark's Python package is not installed")

from epiworks.trace.distributed import needs
from epiworks.trace.distributed.tracing import task_folder


def java_that_says(told: str, folder: Path) -> None:
    program = folder / "bin" / "java"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho '{told}' >&2\n")
    program.chmod(0o755)


def test_no_java_is_told_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(needs.SparkMissing, match=r"needs Java 17 or newer.*is not there.*openjdk-17"):
        needs.java()


def test_no_java_on_the_path_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(needs.SparkMissing, match="Java is not there"):
        needs.java()


def test_an_old_java_is_told_by_its_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    java_that_says('openjdk version "11.0.2" 2019-01-15', tmp_path)
    with pytest.raises(needs.SparkMissing, match="is of version 11"):
        needs.java()


def test_a_java_that_is_new_enough_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    java_that_says('openjdk version "21" 2023-09-19', tmp_path)
    assert needs.java() == tmp_path / "bin" / "java"


@pytest.mark.parametrize("door", ["needs", "session", "tracing"])
def test_without_the_package_its_name_is_told_at_every_door(door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    for name in {needs.__name__, f"{distributed.__name__}.{door}"}:
        monkeypatch.delitem(sys.modules, name, raising=False)
    with pytest.raises(RuntimeError, match=r"pip install 'outpace\[distributed\]'"):
        importlib.import_module(f"{distributed.__name__}.{door}")


def test_a_task_keeps_its_files_in_the_first_folder_that_spark_gave_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_LOCAL_DIRS", "/one/blockmgr-1,/two/blockmgr-2")
    assert task_folder() == Path("/one/blockmgr-1")
    monkeypatch.delenv("SPARK_LOCAL_DIRS")
    assert task_folder() is None
