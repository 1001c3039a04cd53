"""Every action that any service logs has a name that people can read."""

import ast
from collections.abc import Iterator

from outpace.config.actions import ACTIONS
from tests.architecture.source import modules

LOGS = {"record", "record_read", "_log", "_note"}


def called_name(call: ast.Call) -> str:
    """Which plain name is called?"""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def texts(node: ast.AST) -> Iterator[str]:
    """Which dotted codes may this expression be?"""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value.count(".") == 1:
            yield part.value


def logged(tree: ast.AST) -> Iterator[str]:
    """Which actions does this module log: as the second argument of a logging call, or by a variable named `action`?"""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called_name(node) in LOGS and len(node.args) > 1:
            yield from texts(node.args[1])
        if isinstance(node, ast.Assign) and any(isinstance(target, ast.Name) and target.id == "action" for target in node.targets):
            yield from texts(node.value)


def test_every_action_has_a_name() -> None:
    found = {action for module in modules() for action in logged(module.tree)}
    assert len(found) > 40
    assert found - set(ACTIONS) == set()
