"""Every runnable example of tracing is true."""

import doctest
import importlib
import pkgutil

import pytest

from epiworks import trace

MODULES = sorted(module.name for module in pkgutil.walk_packages(trace.__path__, "epiworks.trace.") if ".tests" not in module.name)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_every_module_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
