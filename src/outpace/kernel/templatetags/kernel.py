"""{% load kernel %}: names of roles, and queries that keep a list's filters from page to page."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from outpace.kernel.audit import action_name, told
from outpace.kernel.roles import ROLES

register = template.Library()


@register.filter
def role_label(code: str) -> str | Promise:
    """{{ grant.role|role_label }}: the role in the reader's language; an unknown code shows as it is."""
    return ROLES[code].label if code in ROLES else code


@register.filter
def action(code: str) -> str | Promise:
    """{{ entry.action|action }}: what an action in the log is called."""
    return action_name(code)


@register.filter
def told_by(details: Mapping[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    """{% for name, values in entry.details|told_by %}: what the details of an entry say, by names in the reader's language."""
    return told(details)


@register.simple_tag(takes_context=True)
def place(context: Context, path: str) -> SafeString | str:
    """{% place grant.path %}: what the area is called, by the view's `places`, with its path on hover; a path without a name as it is."""
    if not path:
        return "–"
    names: Mapping[str, str] = context.get("places") or {}
    name = names.get(path)
    if name is None:
        return format_html('<span class="op-code">{}</span>', path)
    return format_html('<span title="{}">{}</span>', path, name)


@register.simple_tag(takes_context=True)
def query_keeping(context: Context, *names: str) -> str:
    """{% query_keeping "search" as keep %}: these query values as they are now, without the cursor."""
    given = context["request"].GET
    return urlencode([(name, given[name]) for name in names if given.get(name)])
