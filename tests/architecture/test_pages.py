"""The guide says what the code does."""

import ast

import pytest

from outpace.config.settings import ENV
from outpace.kernel.events import subscribers
from tests.architecture.source import ROOT, modules
from tools.pages import PAGES, published, renewed


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_part_is_as_the_code_says(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text == renewed(text), "run: python tools/pages.py"


def test_the_settings_page_names_every_variable() -> None:
    text = (ROOT / "docs/guide/settings.md").read_text(encoding="utf-8")
    assert [found.name for found in ENV.declared if f"`{found.name}`" not in text] == []


def test_no_environment_variable_is_read_behind_the_settings_back() -> None:
    readers = {str(module.path) for module in modules() if module.path.parts[0] == "outpace" and _reads_environment(module.tree)}
    assert readers <= {"outpace/kernel/environment.py", "outpace/config/command.py", "outpace/config/wsgi.py"}


def test_every_event_is_published_by_the_app_that_defines_it() -> None:
    for kind in published():
        app = kind.__module__.split(".")[1]
        makers = [module for module in modules() if module.app == app and f"{kind.__name__}(" in module.text and "publish(" in module.text]
        assert makers, f"nobody in {app} publishes {kind.__name__}"


def test_nobody_listens_to_what_does_not_exist() -> None:
    assert all(kind in published() for kind in subscribers() if ".tests" not in kind.__module__)


def _reads_environment(tree: ast.Module) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"} and _is_os(node.value) for node in ast.walk(tree))


def _is_os(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "os"
