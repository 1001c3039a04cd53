"""{% load kernel %}: names of roles, and queries that keep a list's filters from page to page."""

from urllib.parse import urlencode

from django import template
from django.template import Context
from django.utils.functional import Promise

from outpace.kernel.roles import ROLES

register = template.Library()


@register.filter
def role_label(code: str) -> str | Promise:
    """{{ grant.role|role_label }}: the role in the reader's language; an unknown code shows as it is."""
    return ROLES[code].label if code in ROLES else code


@register.simple_tag(takes_context=True)
def query_keeping(context: Context, *names: str) -> str:
    """{% query_keeping "search" as keep %}: these query values as they are now, without the cursor."""
    given = context["request"].GET
    return urlencode([(name, given[name]) for name in names if given.get(name)])
