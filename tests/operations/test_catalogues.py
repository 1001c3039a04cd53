"""The catalogue check finds what is missing, so that a page is never half Chinese."""

from pathlib import Path

import pytest

from tools import catalogues

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An app with one marked text in Python and one in an indented template."""
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    folder = tmp_path / "shop"
    (folder / "locale/zh_Hans/LC_MESSAGES").mkdir(parents=True)
    (folder / "views.py").write_text('title = _("Tubes")\ncount = ngettext("%(n)d tube", "%(n)d tubes", 2)\n')
    (folder / "page.html").write_text("{% load i18n %}\n  <p>\n      {% translate 'Boxes' %}\n  </p>\n don't")
    return folder


def write(app: Path, *entries: str) -> None:
    (app / "locale/zh_Hans/LC_MESSAGES/django.po").write_text(HEAD + "\n\n".join(entries) + "\n", encoding="utf-8")


TUBES = 'msgid "Tubes"\nmsgstr "试管"'
BOXES = 'msgid "Boxes"\nmsgstr "转运箱"'
COUNT = 'msgid "%(n)d tube"\nmsgid_plural "%(n)d tubes"\nmsgstr[0] "%(n)d 支"'


def test_a_whole_catalogue_has_no_fault(app: Path) -> None:
    write(app, TUBES, BOXES, COUNT)
    assert list(catalogues.faults_of(app)) == []


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ([TUBES, COUNT], "not in the catalogue: 'Boxes'"),
        ([TUBES, BOXES, COUNT.replace("%(n)d 支", "")], "untranslated"),
        (["#, fuzzy\n" + TUBES, BOXES, COUNT], "fuzzy"),
        ([TUBES, BOXES, COUNT.replace("%(n)d 支", "%(count)d 支")], "placeholders differ"),
    ],
    ids=["missing", "empty", "fuzzy", "other placeholder"],
)
def test_each_kind_of_fault_is_found(app: Path, entries: list[str], fault: str) -> None:
    write(app, *entries)
    assert fault in next(catalogues.faults_of(app))


def test_an_app_with_texts_but_no_catalogue_is_at_fault(app: Path) -> None:
    assert list(catalogues.faults_of(app)) == ["shop: no catalogue, 3 text(s)"]


def test_two_apps_that_translate_a_text_in_two_ways_are_told(app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "APPS", app.parent)
    for name, word in (("shop", "试管"), ("yard", "样本管")):
        folder = app.parent / name
        (folder / "locale/zh_Hans/LC_MESSAGES").mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").touch()
        (folder / "views.py").write_text('title = _("Tubes")\n')
        write(folder, f'msgid "Tubes"\nmsgstr "{word}"', BOXES)
    assert [fault.partition(": ")[2][:21] for fault in catalogues.clashes()] == ["'Tubes' is '样本管' here"]
