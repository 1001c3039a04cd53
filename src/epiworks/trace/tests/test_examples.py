"""Every runnable example of tracing is true."""

import doctest
import importlib
import pkgutil

import pytest

from epiworks import trace

MODULES = sorted(module.name for module in pkgutil.walk_packages(trace.__path__, "epiworks.trace.") if ".tests" not in module.name)

OF_SPARK = {f"epiworks.trace.distributed.{name}" for name in ("needs", "session", "tracing")}


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_every_module_are_true(name: str) -> None:
    if name in OF_SPARK:
        pytest.importorskip("pyspark", reason="Spark's Python package is not installed")
    assert doctest.testmod(importlib.import_module(name)).failed == 0
