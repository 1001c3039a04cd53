"""What the architecture tests read: our own source files as syntax trees."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"


@dataclass(frozen=True)
class Module:
    """One source file: its path below src, its text and its tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def app(self) -> str:
        """Which app of outpace is it in? The package's own name for epiworks."""
        parts = self.path.parts
        return parts[1] if parts[0] == "outpace" and len(parts) > 2 else parts[0]

    @property
    def room(self) -> str:
        """Which room of its app is it: web, rest, services ...?"""
        return self.path.parts[2].removesuffix(".py") if len(self.path.parts) > 2 else ""

    @property
    def name(self) -> str:
        """Which dotted name is it imported by?"""
        return ".".join(self.path.with_suffix("").parts).removesuffix(".__init__")

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Which functions and methods does it define?"""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


@cache
def modules(*, with_tests: bool = False) -> tuple[Module, ...]:
    """Which modules are ours? Migrations are left out, and tests unless asked for."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        parts = set(path.relative_to(SOURCE).parts)
        if "migrations" in parts or ("tests" in parts and not with_tests):
            continue
        text = path.read_text(encoding="utf-8")
        found.append(Module(path=path.relative_to(SOURCE), text=text, tree=ast.parse(text)))
    return tuple(found)
