"""docs/guide/roles.md is the table of rights, exactly."""

from pathlib import Path

from django.utils import translation

from outpace.kernel.permissions import Permission
from outpace.kernel.roles import ROLES, Role

GUIDE = Path(__file__).resolve().parents[4] / "docs" / "guide" / "roles.md"


def row(role: Role) -> str:
    with translation.override("en"):
        english = str(role.label)
    marks = " | ".join("x" if permission in role.permissions else " " for permission in Permission)
    return f"| `{role.code}` | {english} | {role.kind.value} | {marks} |"


def test_the_guide_prints_every_role_with_exactly_its_permissions() -> None:
    head = "| role | name | given to | " + " | ".join(f"`{permission.value}`" for permission in Permission) + " |"
    table = "\n".join([head, "|---" * (3 + len(Permission)) + "|", *map(row, ROLES.values())])
    assert table in GUIDE.read_text(encoding="utf-8"), f"docs/guide/roles.md should contain:\n{table}"


def test_the_guide_says_what_each_permission_is_for() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert [permission for permission in Permission if f"- `{permission.value}`: " not in text] == []


def test_every_role_has_a_chinese_name() -> None:
    with translation.override("zh-hans"):
        chinese = {role.code: str(role.label) for role in ROLES.values()}
    assert {code for code, name in chinese.items() if name.isascii()} == set()
    text = GUIDE.read_text(encoding="utf-8")
    assert [name for name in chinese.values() if name not in text] == []
