"""Files and functions stay small, nothing is hidden, nothing is waived."""

import ast
import re

import pytest

from tests.architecture.source import Module, modules

FILE_LINES = 350
FUNCTION_LINES = 50
POSITIONAL = 3
FIXED_BY_DJANGO = {"process_view"}
WAIVER = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no cover)")


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many lines does this function take, its docstring left out?"""
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if documented else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def positional(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many arguments may be given by place, self and cls left out?"""
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    return len([name for name in names if name not in {"self", "cls"}])


def test_files_stay_readable() -> None:
    assert {str(module.path): module.text.count("\n") for module in modules() if module.text.count("\n") > FILE_LINES} == {}


def test_functions_stay_on_one_screen() -> None:
    lengths = {f"{module.path}:{f.name}": body_length(f) for module in modules() for f in module.functions()}
    assert {name: length for name, length in lengths.items() if length > FUNCTION_LINES} == {}


def test_arguments_after_the_third_are_named_at_every_door() -> None:
    public = [(module, f) for module in modules() for f in module.functions() if not f.name.startswith("_")]
    counts = {f"{module.path}:{f.name}": positional(f) for module, f in public if f.name not in FIXED_BY_DJANGO}
    assert {name: count for name, count in counts.items() if count > POSITIONAL} == {}


def test_imports_are_at_the_top() -> None:
    hidden = [
        f"{module.path}:{node.lineno}"
        for module in modules()
        for function in module.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


@pytest.mark.parametrize("module", modules(with_tests=True), ids=lambda module: module.name)
def test_no_check_is_waived(module: Module) -> None:
    assert WAIVER.findall(module.text) == []


def test_no_error_is_caught_without_being_named() -> None:
    broad = [
        f"{module.path}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
    ]
    assert broad == []


def test_no_text_to_translate_is_built_before_it_is_translated() -> None:
    names = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "pgettext_lazy", "ngettext_lazy"}
    built = [
        f"{module.path}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
        if any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in node.args)
    ]
    assert built == []
