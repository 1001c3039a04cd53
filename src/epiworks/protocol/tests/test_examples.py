"""Every runnable example in the protocol package is true."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

from epiworks import protocol

MODULES = sorted(module.name for module in pkgutil.iter_modules(protocol.__path__) if module.name not in {"tests", "__main__"})


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_every_module_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"epiworks.protocol.{name}")).failed == 0


def test_every_decision_has_an_example() -> None:
    without = [
        f"{name}.{function}"
        for name in MODULES
        for function, body in inspect.getmembers(importlib.import_module(f"epiworks.protocol.{name}"), inspect.isfunction)
        if body.__module__.endswith(name) and "Decision[" in str(body.__annotations__.get("return")) and ">>>" not in str(body.__doc__)
    ]
    assert [name for name in without if "._" not in name] == ["lines.decide", "person_release.release_by"]
