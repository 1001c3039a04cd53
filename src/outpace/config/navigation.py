"""The main navigation: which places there are, in which order, for whom."""

from django.utils.translation import gettext_lazy as _

from outpace.kernel.permissions import Permission
from outpace.ui.navigation import NavItem

_SYSTEM = _("System")

ITEMS: tuple[NavItem, ...] = (
    NavItem(_("Users and roles"), "kernel:users", "users", permission=Permission.ACCOUNT_MANAGE, group=_SYSTEM),
    NavItem(_("Devices"), "kernel:tokens", "device-mobile", permission=Permission.DEVICE_MANAGE, group=_SYSTEM),
    NavItem(_("Audit log"), "kernel:log", "history", permission=Permission.AUDIT_READ, group=_SYSTEM),
)
