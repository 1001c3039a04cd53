"""The days on which a case could infect others, by the rules that hold where it lives."""

from django.utils import timezone

from epiworks.protocol import Decision, Window
from outpace.casework.models import Case
from outpace.casework.rules.cases import CaseDates, window
from outpace.casework.selectors.packs import protocol_for
from outpace.kernel.scope import AreaPath


def dates_of(case: Case) -> CaseDates:
    """What is known of when?"""
    return CaseDates(case.found_at, case.onset_on, case.sampled_at, case.reported_at, case.isolated_at)


def window_of(case: Case) -> Decision[Window]:
    """On which local days could this case infect others, and says which line? Raises `RuleMissing` where the packs have no window."""
    return window(protocol_for(AreaPath(case.area_path)), case.case_class, dates_of(case), zone=timezone.get_current_timezone())
