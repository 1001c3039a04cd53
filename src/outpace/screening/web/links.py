"""Addresses of screening's pages, named once; pages of other parts that are not mounted leave a name without a link."""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language


def link(name: str, *args: object) -> str:
    """Where is this page of screening, or the empty text when this installation does not mount it?"""
    try:
        return reverse(f"screening:{name}", args=args)
    except NoReverseMatch:
        return ""


def area_link(pass_id: int, area_id: int, *, is_grid: bool) -> str:
    """Where is the coverage of this area in this pass: the grid's page with its missing list, or the list of what lies below?"""
    return link("grid" if is_grid else "area", pass_id, area_id)


def named(name: str, name_en: str) -> str:
    """What is this place called in the reader's language? Its Chinese name where it has no English one."""
    return name_en if name_en and not is_chinese() else name


def is_chinese() -> bool:
    """Does the reader read Chinese?"""
    return (get_language() or "").startswith("zh")


def tube_link(code: str) -> str:
    """Where is this tube's page with its custody timeline?"""
    return link("tube", code)
