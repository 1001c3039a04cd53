"""The layers hold: imports go down only, and views neither read nor write the tables."""

import ast
from collections.abc import Iterator

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.architecture.source import ROOT, Module, modules

FRONT_ROOMS = {"web", "rest", "sync"}
ORM_ATTRIBUTES = {"objects", "_default_manager"}
ORM_CALLS = {"save", "bulk_create", "bulk_update", "select_for_update", "raw", "cursor", "refresh_from_db", "executemany"}
ORM_IMPORTS = {"django.db.models", "django.db.connection", "django.db.transaction", "psycopg"}


def front_modules() -> list[Module]:
    return [module for module in modules() if module.path.parts[0] == "outpace" and module.room in FRONT_ROOMS]


def touches(module: Module) -> Iterator[str]:
    """Where does this module reach for the tables?"""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in ORM_ATTRIBUTES:
            yield f"{module.path}:{node.lineno} .{node.attr}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ORM_CALLS:
            yield f"{module.path}:{node.lineno} .{node.func.attr}()"
        if isinstance(node, ast.ImportFrom) and node.module:
            names = {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
            if names & ORM_IMPORTS or (node.module.startswith("outpace.") and ".models" in node.module):
                yield f"{module.path}:{node.lineno} imports {node.module}"


def test_import_contracts_hold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    outcome = lint_imports(no_cache=True)
    assert outcome == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_there_are_views_to_look_at() -> None:
    assert front_modules()


@pytest.mark.parametrize("module", front_modules(), ids=lambda module: module.name)
def test_views_neither_read_nor_write_tables(module: Module) -> None:
    assert list(touches(module)) == []


def test_a_view_that_reads_a_table_would_be_found() -> None:
    guilty = Module(path=front_modules()[0].path, text="", tree=ast.parse("from django.db import connection\nUser.objects.all()"))
    assert len(list(touches(guilty))) == 2
