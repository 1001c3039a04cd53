"""Addresses of screening's pages, named once; pages of other parts that are not mounted leave a name without a link."""

from django.urls import NoReverseMatch, reverse


def link(name: str, *args: object) -> str:
    """Where is this page of screening, or the empty text when this installation does not mount it?"""
    try:
        return reverse(f"screening:{name}", args=args)
    except NoReverseMatch:
        return ""


def area_link(pass_id: int, area_id: int, *, is_grid: bool) -> str:
    """Where is the coverage of this area in this pass: the grid's page with its missing list, or the list of what lies below?"""
    return link("grid" if is_grid else "area", pass_id, area_id)


def tube_link(code: str) -> str:
    """Where is this tube's page with its custody timeline?"""
    return link("tube", code)
