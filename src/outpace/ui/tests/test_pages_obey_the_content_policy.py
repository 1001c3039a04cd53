"""What every template promises: no inline script or style, no host but ours, unique ids, named controls."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2]
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))
LANGUAGES = ("zh-hans", "en")


class Reader(HTMLParser):
    """Collects every start tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


def attributes(html: str, name: str) -> Iterator[str]:
    return (values[name] for _tag, values in Reader(html).tags if name in values)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_template_has_inline_style_or_handlers(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\s(style|hx-on[:\w-]*|on[a-z]+)\s*=\s*[\"']", text)
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)(?![^>]*application/json)(?![^>]*nonce=)", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_template_names_another_host(path: Path) -> None:
    assert not re.search(r"(src|href|action)=[\"'](https?:)?//", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_ids_are_unique(guide: Callable[[str], str], language: str) -> None:
    doubled = [name for name, times in Counter(attributes(guide(language), "id")).items() if times > 1]
    assert doubled == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_belong_to_fields_that_exist(guide: Callable[[str], str], language: str) -> None:
    html = guide(language)
    assert set(attributes(html, "for")) <= set(attributes(html, "id"))


def test_buttons_and_links_without_words_have_a_name(guide: Callable[[str], str]) -> None:
    for found in re.finditer(r"<(a|button|summary)\b([^>]*)>(.*?)</\1>", guide("en"), re.DOTALL):
        words = re.sub(r"<title>|<[^>]+>", "", found[3]).strip()
        assert words or "aria-label=" in found[2], found[0][:200]


def test_the_page_says_its_language(guide: Callable[[str], str]) -> None:
    assert '<html lang="en"' in guide("en")
    assert '<html lang="zh-hans"' in guide("zh-hans")


def test_chinese_pages_hold_no_english_sentence(guide: Callable[[str], str]) -> None:
    body = guide("zh-hans").split("</header>", 1)[1].split('<ul class="op-icons"')[0]
    words = re.sub(r"<(script|svg|code)\b.*?</\1>|<[^>]+>", " ", body, flags=re.DOTALL)
    allowed = {
        "synthetic",
        "data",
        "EN",
        "HX",
        "Ct",
        "ORF1ab",
        "CSV",
        "neutral",
        "info",
        "ok",
        "warn",
        "danger",
        "Asia",
        "Shanghai",
        "p90",
        "N",
        "h",
        "lt",
        "gt",
    }
    assert set(re.findall(r"[A-Za-z][A-Za-z0-9]*", words)) <= allowed


def test_every_table_says_what_it_holds() -> None:
    bare = [path.name for path in TEMPLATES if re.search(r"<table\b[^>]*>(?!\s*<caption)", path.read_text(encoding="utf-8"))]
    assert bare == []


def test_every_header_cell_says_what_it_heads() -> None:
    bare = [path.name for path in TEMPLATES if re.search(r"<th\b(?![^>]*\bscope=)", path.read_text(encoding="utf-8"))]
    assert bare == []
