"""Every detail that any service logs has a name that people can read."""

import ast
from collections.abc import Iterator
from functools import cache

from outpace.config.details import DETAILS
from tests.architecture.source import Module, modules

LOGS = {"record", "record_read", "entry", "append", "log", "log_entry", "_log"}
"""Functions that take the details of an entry by this name, or as a fourth argument."""
BY_NAME = {"_note"}
"""Functions that take what they do not know by name as details."""


def called_name(call: ast.Call) -> str:
    """Which plain name is called?"""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@cache
def functions(tree: ast.AST) -> dict[str, ast.FunctionDef]:
    """Which functions are there, by name?"""
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def keys(module: Module, within: ast.FunctionDef, said: ast.AST | None) -> Iterator[str]:
    """Which keys may this expression have: written here, in a variable, or given by a function of this module?"""
    if isinstance(said, ast.Dict):
        for key, value in zip(said.keys, said.values, strict=True):
            if isinstance(key, ast.Constant):
                yield str(key.value)
            if isinstance(key, ast.Name):
                yield from given_as(module, within, key.id)
            if key is None or isinstance(value, ast.Dict):
                yield from keys(module, within, value)
    elif isinstance(said, ast.IfExp):
        yield from keys(module, within, said.body)
        yield from keys(module, within, said.orelse)
    elif isinstance(said, ast.Name):
        yield from assigned(module, within, said.id)
    elif isinstance(said, ast.Call) and called_name(said) in functions(module.tree):
        made = functions(module.tree)[called_name(said)]
        for answer in ast.walk(made):
            if isinstance(answer, ast.Return):
                yield from keys(module, made, answer.value)


def assigned(module: Module, within: ast.FunctionDef, name: str) -> Iterator[str]:
    """Which keys has what this variable holds?"""
    for node in ast.walk(within):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            yield from keys(module, within, getattr(node, "value", None))


def given_as(module: Module, within: ast.FunctionDef, name: str) -> Iterator[str]:
    """Which texts do callers in this module give for this parameter?"""
    names = [argument.arg for argument in within.args.args]
    for caller in functions(module.tree).values() if name in names else ():
        for node in ast.walk(caller):
            if isinstance(node, ast.Call) and called_name(node) == within.name:
                said = node.args[names.index(name)]
                if isinstance(said, ast.Constant):
                    yield str(said.value)
                if isinstance(said, ast.Name):
                    yield from given_as(module, caller, said.id)


def logged(module: Module) -> Iterator[str]:
    """Which keys of details does this module log?"""
    for within in functions(module.tree).values():
        for node in ast.walk(within):
            if not isinstance(node, ast.Call):
                continue
            given = [word.value for word in node.keywords if word.arg == "details"]
            if called_name(node) in LOGS:
                for said in [*given, *node.args[3:4]]:
                    yield from keys(module, within, said)
            if called_name(node) in BY_NAME and "details" in names_of_rest(module, called_name(node)):
                yield from (word.arg for word in node.keywords if word.arg)


def names_of_rest(module: Module, name: str) -> set[str]:
    """By which name does this function take what it does not know by name?"""
    found = functions(module.tree).get(name)
    return {found.args.kwarg.arg} if found is not None and found.args.kwarg is not None else set()


def test_every_detail_in_the_log_has_a_name() -> None:
    found = {key for module in modules() if "details" in module.text or "_log(" in module.text for key in logged(module)}
    assert len(found) > 120
    assert found - set(DETAILS) == set()
    assert set(DETAILS) - found == BY_THEIR_FIELDS


BY_THEIR_FIELDS = {"onset_on", "severity", "setting_settled", "care_path"}
"""Of a case that was amended, what was known before and after goes by the field."""
