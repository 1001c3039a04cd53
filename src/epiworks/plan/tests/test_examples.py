"""Every runnable example in the planning package is true."""

import doctest
import importlib
import pkgutil

import pytest

from epiworks import plan

MODULES = sorted(module.name for module in pkgutil.iter_modules(plan.__path__) if module.name != "tests")


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_every_module_are_true(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"epiworks.plan.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
