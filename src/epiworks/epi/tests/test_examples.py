"""Every runnable example of the analysis is true."""

import doctest
import importlib
import pkgutil

import pytest

from epiworks import epi

MODULES = sorted(module.name for module in pkgutil.iter_modules(epi.__path__) if module.name != "tests")


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_every_module_are_true(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"epiworks.epi.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
