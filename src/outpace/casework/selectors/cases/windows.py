"""The days on which a case could infect others, by the rules that hold where it lives."""

from django.utils import timezone

from epiworks.protocol import Decision, Protocol, Window, link_window
from outpace.casework.models import Case, ContactLink, FollowUp
from outpace.casework.rules.cases import CaseDates, window
from outpace.casework.rules.cases_contacts import SECOND_HOP
from outpace.casework.selectors.packs import protocol_for
from outpace.kernel.scope import AreaPath


def dates_of(case: Case) -> CaseDates:
    """What is known of when?"""
    return CaseDates(case.found_at, case.onset_on, case.sampled_at, case.reported_at, case.isolated_at)


def window_of(case: Case) -> Decision[Window]:
    """On which local days could this case infect others, and says which line? Raises `RuleMissing` where the packs have no window."""
    return window(protocol_for(AreaPath(case.area_path)), case.case_class, dates_of(case), zone=timezone.get_current_timezone())


def link_window_of(protocol: Protocol, link: ContactLink) -> Decision[Window]:
    """On which local days could this contact have exposed contacts of their own, by the packs' own window for them?

    From the first exposure until they were isolated. Raises `RuleMissing` where the packs know no contacts of contacts.
    """
    kept = FollowUp.objects.filter(pk__in=[link.follow_up_id or 0]).values_list("isolated_at", flat=True).first()
    isolated = None if kept is None else timezone.localtime(kept).date()
    return link_window(protocol, SECOND_HOP, first_contact=link.first_on, isolated=isolated)
