"""Whatever the documents point at is there: files that are linked, addresses of pages."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.urls import Resolver404, resolve

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\(([^)#\s:]+)(?:#[^)]*)?\)")
APPS = "office|screening|casework|isolation|zoning|command|registry|analysis|ui|healthz|readyz"
ADDRESS = re.compile(rf"`(?:GET |POST )?(/(?:{APPS})[^\s`?]*)`")


def documents() -> Iterator[tuple[Path, str]]:
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        yield path, path.read_text(encoding="utf-8")


def is_there(address: str) -> bool:
    try:
        resolve(re.sub(r"\{[^}]*\}|<[^>]*>", "1", address))
    except Resolver404:
        return False
    return True


def test_every_link_between_documents_leads_to_a_file() -> None:
    links = [(path, target) for path, text in documents() for target in LINK.findall(text)]
    assert len(links) > 50
    assert [(path.name, target) for path, target in links if not (path.parent / target).exists()] == []


def test_every_address_of_a_page_in_the_documents_is_one() -> None:
    assert [(path.name, address) for path, text in documents() for address in ADDRESS.findall(text) if not is_there(address)] == []
