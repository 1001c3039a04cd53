"""The main navigation: which places there are, in which order, for whom."""

from django.utils.translation import gettext_lazy as _

from outpace.kernel.permissions import Permission
from outpace.ui.navigation import NavItem

_COMMAND = _("Command")
_ISOLATION = _("Isolation")
_SCREENING = _("Screening")
_CASES = _("Cases and follow-up")
_PLACES = _("Places and people")
_SYSTEM = _("System")

ITEMS: tuple[NavItem, ...] = (
    NavItem(_("My tasks"), "command:mine", "clipboard-check", permission=Permission.TASK_DO, group=_COMMAND),
    NavItem(_("Dispatch desk"), "command:desk", "send", permission=Permission.TASK_DISPATCH, group=_COMMAND),
    NavItem(_("Posts"), "command:posts", "id-badge-2", permission=Permission.TASK_READ, group=_COMMAND),
    NavItem(_("Analysis"), "analysis:home", "report-analytics", permission=Permission.ANALYSIS_READ, group=_COMMAND),
    NavItem(_("Zones"), "zoning:board", "map-2", permission=Permission.ZONE_READ, group=_COMMAND),
    NavItem(_("Rooms and beds"), "isolation:board", "building-hospital", permission=Permission.ROOM_READ, group=_ISOLATION),
    NavItem(_("Placement desk"), "isolation:desk", "clipboard-list", permission=Permission.ROOM_READ, group=_ISOLATION),
    NavItem(_("Trips"), "isolation:trips", "truck", permission=Permission.TRIP_RUN, group=_ISOLATION, also=(Permission.ROOM_READ,)),
    NavItem(_("End of the day"), "isolation:evening", "moon", permission=Permission.ROOM_READ, group=_ISOLATION),
    NavItem(
        _("Special patients"),
        "isolation:care",
        "first-aid-kit",
        permission=Permission.FOLLOW_UP_RECORD,
        group=_ISOLATION,
        also=(Permission.ROOM_READ,),
    ),
    NavItem(_("Round overview"), "screening:overview", "layout-dashboard", permission=Permission.SCREENING_READ, group=_SCREENING),
    NavItem(_("Campaigns"), "screening:campaigns", "test-pipe", permission=Permission.SCREENING_READ, group=_SCREENING),
    NavItem(_("Positives"), "screening:pools", "virus", permission=Permission.POSITIVE_READ, group=_SCREENING),
    NavItem(_("Sample"), "screening:sample", "vaccine", permission=Permission.SCREENING_SAMPLE, group=_SCREENING),
    NavItem(_("Sampling sites"), "screening:sites", "map-pin", permission=Permission.SCREENING_READ, group=_SCREENING),
    NavItem(
        _("Desks"),
        "screening:desks",
        "arrows-exchange",
        permission=Permission.TUBE_TRANSPORT,
        group=_SCREENING,
        also=(Permission.LAB_RECEIVE, Permission.SCREENING_SAMPLE),
        inside=("/screening/labs/",),
    ),
    NavItem(
        _("Tubes and boxes"),
        "screening:tubes",
        "barcode",
        permission=Permission.SCREENING_READ,
        group=_SCREENING,
        also=(Permission.TUBE_TRANSPORT, Permission.LAB_RECEIVE),
    ),
    NavItem(
        _("Sites and laboratories"),
        "screening:places",
        "flask",
        permission=Permission.STATION_MANAGE,
        group=_SCREENING,
        needs=(Permission.SCREENING_READ,),
    ),
    NavItem(_("Cases"), "casework:cases", "virus-search", permission=Permission.CASE_READ, group=_CASES),
    NavItem(_("Contacts to reach"), "casework:search", "user-search", permission=Permission.CASE_READ, group=_CASES),
    NavItem(
        _("Follow-up"),
        "casework:follow_ups",
        "user-check",
        permission=Permission.FOLLOW_UP_RECORD,
        group=_CASES,
        also=(Permission.CASE_READ,),
    ),
    NavItem(_("Packs in force"), "casework:packs_home", "scale", permission=Permission.CASE_READ, group=_CASES),
    NavItem(_("Lists of stays"), "casework:stay_loads", "file-import", permission=Permission.CASE_INVESTIGATE, group=_CASES),
    NavItem(_("Assistance letters"), "casework:letters", "inbox", permission=Permission.CASE_READ, group=_CASES),
    NavItem(_("Re-look at investigations"), "casework:relooks", "eye", permission=Permission.CASE_READ, group=_CASES),
    NavItem(_("Chain of infection"), "casework:chain", "sitemap", permission=Permission.CASE_READ, group=_CASES),
    NavItem(_("Areas"), "registry:areas", "map-2", permission=Permission.AREA_READ, group=_PLACES),
    NavItem(_("Find a person"), "registry:find", "user-search", permission=Permission.PERSON_READ, group=_PLACES),
    NavItem(_("Stations"), "registry:stations", "map-pin", permission=Permission.AREA_READ, group=_PLACES),
    NavItem(_("Lists of people"), "registry:loads", "file-import", permission=Permission.PERSON_MANAGE, group=_PLACES),
    NavItem(_("Users and roles"), "kernel:users", "users", permission=Permission.ACCOUNT_MANAGE, group=_SYSTEM),
    NavItem(_("Devices"), "kernel:tokens", "device-mobile", permission=Permission.DEVICE_MANAGE, group=_SYSTEM),
    NavItem(_("Audit log"), "kernel:log", "history", permission=Permission.AUDIT_READ, group=_SYSTEM),
)
