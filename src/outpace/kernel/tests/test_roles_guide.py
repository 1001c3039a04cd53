"""docs/guide/roles.md is the table of rights, exactly."""

from pathlib import Path

from django.utils import translation

from outpace.kernel.permissions import Permission
from outpace.kernel.roles import ROLES

GUIDE = Path(__file__).resolve().parents[4] / "docs" / "guide" / "roles.md"


def test_the_guide_prints_every_role_with_exactly_its_permissions() -> None:
    lines = GUIDE.read_text(encoding="utf-8").splitlines()
    head = lines.index("| | " + " | ".join(f"`{code}`" for code in ROLES) + " |")
    given = [line.replace(" ", "")[1:-1].split("|") for line in lines[head + 3 : head + 3 + len(Permission)]]
    shown = {(name.strip("`"), role) for name, *marks in given for role, mark in zip(ROLES, marks, strict=True) if mark}
    assert shown == {(permission.value, code) for code, role in ROLES.items() for permission in role.permissions}


def test_the_guide_says_what_each_permission_is_for() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert [permission for permission in Permission if f"- `{permission.value}`: " not in text] == []


def test_every_role_has_a_chinese_name() -> None:
    with translation.override("zh-hans"):
        chinese = {role.code: str(role.label) for role in ROLES.values()}
    assert {code for code, name in chinese.items() if name.isascii()} == set()
    text = GUIDE.read_text(encoding="utf-8")
    assert [name for name in chinese.values() if name not in text] == []
