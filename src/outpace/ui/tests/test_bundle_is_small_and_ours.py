"""What the browser loads: within the budget, from us alone, and with every class and icon that templates use."""

import gzip
import json
import re
from pathlib import Path

import pytest

from outpace.ui.icons import UnknownIcon, drawings, render_icon

UI = Path(__file__).parents[1]
SOURCE = UI.parent
DIST = UI / "static/ui/dist"
BUDGET = 150_000  # bytes, gzip, for what every page loads
EVERY_PAGE = ("theme.js", "app.css", "app.js", "favicon.svg", "ibm-plex-sans-latin-wght-normal.woff2")
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))


def test_a_page_loads_at_most_150_kb() -> None:
    assert sum(weight(name) for name in EVERY_PAGE) <= BUDGET


def test_a_page_with_a_map_loads_at_most_155_kb() -> None:
    assert sum(weight(name) for name in (*EVERY_PAGE, "map.js")) <= BUDGET + 5_000


def test_the_library_of_maps_that_move_is_at_most_450_kb() -> None:
    assert weight("maplibre.js") + weight("map-worker.js") <= 450_000
    assert not any(
        name in path.read_text(encoding="utf-8") for path in TEMPLATES for name in ("<script src=\"{% static 'ui/dist/maplibre.js'",)
    )


def weight(name: str) -> int:
    """How many bytes of this file travel?"""
    return len(gzip.compress((DIST / name).read_bytes(), mtime=0))


@pytest.mark.parametrize("name", ["app.js", "map.js", "scanner.js", "decoder.js", "theme.js"])
def test_scripts_evaluate_no_text(name: str) -> None:
    text = (DIST / name).read_text(encoding="utf-8")
    assert "document.write(" not in text
    assert not re.search(r"\bimportScripts\b", text)


def test_styles_load_nothing_from_elsewhere() -> None:
    targets = re.findall(r"url\(\s*[\"']?([^\"')]+)", (DIST / "app.css").read_text(encoding="utf-8"))
    assert [target for target in targets if not target.startswith(("./", "data:"))] == []


def test_every_font_of_the_styles_is_in_the_bundle() -> None:
    for name in re.findall(r"url\(\"?\./([^\")]+)", (DIST / "app.css").read_text(encoding="utf-8")):
        assert (DIST / name).is_file()


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((SOURCE.parents[1] / "frontend/package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_class_in_a_template_has_a_rule(path: Path) -> None:
    app = SOURCE / path.relative_to(SOURCE).parts[0]
    shared = classes_of((DIST / "app.css").read_text(encoding="utf-8"))
    own = classes_of("".join(sheet.read_text(encoding="utf-8") for sheet in app.glob("static/*/*.css")))
    prefixes = tuple({name.split("-")[0] + "-" for name in own if not name.startswith("op-")})
    unknown = used_classes(path.read_text(encoding="utf-8")) - shared - own - HOOKS
    assert {name for name in unknown if not (prefixes and name.startswith(prefixes))} == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_icon_in_a_template_is_built(path: Path) -> None:
    named = set(re.findall(r"{%\s*icon\s+\"([^\"]+)\"|\bicon=\"([^\"]+)\"", path.read_text(encoding="utf-8")))
    assert {one or other for one, other in named} <= set(drawings())


def test_an_icon_that_is_not_built_is_refused() -> None:
    with pytest.raises(UnknownIcon):
        render_icon("unicorn")


def test_an_icon_with_a_label_is_an_image_with_a_name() -> None:
    assert 'role="img" aria-label="a &lt; b"' in render_icon("flask", label="a < b")


HOOKS = frozenset(
    {"op-body-bare", "op-brand-mark", "op-empty-locked", "op-field-bad", "op-form-errors", "op-funnel", "op-head-text", "op-menu-user"}
    | {"op-single", "op-stacked", "op-theme", "op-tile-value"}
)
"""Classes without a rule of their own: names for tests and scripts."""


def classes_of(styles: str) -> set[str]:
    """Which classes have a rule in these styles?"""
    return set(re.findall(r"\.(-?[A-Za-z_][\w-]*)", styles))


def used_classes(template: str) -> set[str]:
    """Which whole class names does a template use? Names built with template tags are left out."""
    found: set[str] = set()
    for value in re.findall(r"class=\"([^\"]*(?:{%.*?%}[^\"]*)*)\"", template):
        plain = re.sub(r"[\w-]*{{.*?}}[\w-]*|{%.*?%}", " ", value)
        found.update(plain.split())
    return found
