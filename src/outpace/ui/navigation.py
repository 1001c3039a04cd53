"""What stands around every page: who is here, which places may they go to, in which language, colours and zone?

Apps never edit the navigation: `outpace.config` registers their items at start, and `shell` (a context processor) shows each person the
items their roles allow.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from outpace.kernel import clock
from outpace.kernel.permissions import Permission
from outpace.kernel.roles import ROLES
from outpace.kernel.scope import Actor
from outpace.ui.strings import browser_strings

__all__ = ["THEMES", "THEME_COOKIE", "NavGroup", "NavItem", "NavLink", "actor_of", "register", "registered", "shell", "unregister_all"]

THEME_COOKIE = "outpace_theme"
THEMES = (
    ("auto", _("As the device"), "device-desktop"),
    ("light", pgettext_lazy("colours", "Light"), "sun"),
    ("dark", pgettext_lazy("colours", "Dark"), "moon"),
)
_SHORT = {"zh-hans": "中", "en": "EN"}
_items: "list[NavItem]" = []


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place in the main navigation. `permission` None means everybody who is signed in; `group` is a heading, or empty for the top.

    `also` names further permissions any of which is enough; `needs` names those that are needed besides.
    `inside`: addresses that belong to this place although they do not begin with its own.
    """

    label: str | Promise
    url_name: str
    icon: str
    permission: Permission | None = None
    group: str | Promise = ""
    also: tuple[Permission, ...] = ()
    needs: tuple[Permission, ...] = ()
    inside: tuple[str, ...] = ()

    def is_for(self, actor: Actor) -> bool:
        """May this actor go there?"""
        opened = self.permission is None or any(actor.holds(permission) for permission in (self.permission, *self.also))
        return opened and all(actor.holds(permission) for permission in self.needs)


@dataclass(frozen=True, slots=True)
class NavLink:
    """One item as one person sees it."""

    label: str | Promise
    url: str
    icon: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class NavGroup:
    """One heading of the navigation with the links below it."""

    label: str | Promise
    items: tuple[NavLink, ...]


def register(*items: NavItem) -> None:
    """Add places to the main navigation, in this order. Called by outpace.config at start; an item already there is left alone."""
    _items.extend(item for item in items if item.url_name not in {known.url_name for known in _items})


def registered() -> tuple[NavItem, ...]:
    """Which places exist, whoever may see them?"""
    return tuple(_items)


def unregister_all() -> None:
    """Forget every place; tests use it."""
    _items.clear()


def shell(request: HttpRequest) -> dict[str, object]:
    """What do base templates need on every page? A context processor: everything is under the one name `shell`."""
    actor = actor_of(request)
    user = getattr(request, "user", None)
    return {
        "shell": {
            "nav": visible_groups(_items, actor, path=request.path),
            "user_name": actor.name if actor else str(user or ""),
            "roles": roles_of(actor),
            "account_links": _account_links(),
            "logout_url": _url_or_empty("account_logout"),
            "languages": _languages(),
            "themes": _themes(current_theme(request)),
            "theme": current_theme(request),
            "synthetic": bool(getattr(settings, "OUTPACE_SYNTHETIC", False)),
            "zone": timezone.get_current_timezone_name(),
            "now": clock.now(),
            "days_ahead": clock.ahead(),
            "place": getattr(request, "place_name", ""),
            "strings": browser_strings(),
        }
    }


def visible_groups(items: Iterable[NavItem], actor: Actor | None, *, path: str) -> tuple[NavGroup, ...]:
    """Which places may this actor go to, grouped in the order of registration? Nobody signed in sees none."""
    if actor is None:
        return ()
    allowed = [(item, _url_or_empty(item.url_name)) for item in items if item.is_for(actor)]
    links = [(str(item.group), item, url) for item, url in allowed if url]
    begins = [(start, url) for _group, item, url in links for start in (url, *item.inside) if _is_inside(path, start)]
    current = max(begins, key=lambda found: len(found[0]), default=("", None))[1]
    headings = dict.fromkeys(group for group, _item, _url in links)
    return tuple(
        NavGroup(heading, tuple(NavLink(item.label, url, item.icon, url == current) for group, item, url in links if group == heading))
        for heading in headings
    )


def current_theme(request: HttpRequest) -> str:
    """Which colours did this person choose? "auto" follows the device."""
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in {value for value, _label, _icon in THEMES} else "auto"


def roles_of(actor: Actor | None) -> list[str | Promise]:
    """Which roles does this actor hold, each named once, in the reader's language?"""
    codes = dict.fromkeys(grant.role for grant in actor.grants) if actor else {}
    return [ROLES[code].label for code in codes if code in ROLES]


def actor_of(request: HttpRequest) -> Actor | None:
    """Who acts in this request? The kernel's middleware puts the actor on it; without one nobody is known."""
    found = getattr(request, "actor", None)
    return found if isinstance(found, Actor) else None


def _is_inside(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url if url.endswith("/") else url + "/"))


def _url_or_empty(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _languages() -> list[dict[str, object]]:
    """Which languages can be chosen, each under its own name?"""
    current = get_language()
    return [
        {"code": code, "name": get_language_info(code)["name_local"], "short": _SHORT.get(code, code), "current": code == current}
        for code, _name in settings.LANGUAGES
    ]


def _themes(current: str) -> list[dict[str, object]]:
    return [{"value": value, "label": label, "icon": icon, "current": value == current} for value, label, icon in THEMES]


def _account_links() -> list[NavLink]:
    places = ((_("Change password"), "account_change_password", "key"), (_("Two-step sign-in"), "mfa_index", "shield-lock"))
    return [NavLink(label, url, icon) for label, name, icon in places if (url := _url_or_empty(name))]
