"""What the choices in the details of the audit log are called: services log codes, and readers of the log see words.

A choice is looked up by the key under which it is logged; what is not here is a number, a day, a name of its own or an address.
"""

from collections.abc import Mapping
from types import MappingProxyType

from django.db.models import Choices
from django.utils.functional import Promise

from outpace.analysis.choices import Kind as AnalysisKind
from outpace.casework.choices import case_words, cases, follow_up, relooks, words
from outpace.command.choices import Kind, OwnerCode, Step
from outpace.isolation.choices import BedAct, Care, EndReason
from outpace.isolation.web.words import GROUNDS
from outpace.kernel.roles import ROLES
from outpace.registry.choices import Duty, Presence, Source
from outpace.screening.choices import SiteKind, Target
from outpace.zoning.choices import ProposalKind
from outpace.zoning.web import words as zone_words

Words = Mapping[str, str | Promise]


def _labels(*lists: type[Choices]) -> Words:
    return {str(value): label for one in lists for value, label in one.choices}


CLASSES: Words = {**words.CASE_CLASSES, **words.GROUPS, **case_words.NOBODY}

DETAIL_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "act": _labels(BedAct),
        "after": CLASSES,
        "basis": _labels(cases.LegalBasis),
        "becomes": CLASSES,
        "before": CLASSES,
        "care": _labels(Care),
        "class": CLASSES,
        "deliverable": case_words.DELIVERABLES,
        "doubt": _labels(cases.Doubt),
        "duty": _labels(Duty),
        "end": _labels(cases.CaseEnd),
        "evidence": _labels(cases.Evidence),
        "ground": _labels(cases.ClassGround),
        "grounds": {ground.value: text for ground, text in GROUNDS.items()},
        "group": CLASSES,
        "kind": _labels(Kind, ProposalKind, AnalysisKind, SiteKind),
        "measure": zone_words.MEASURES,
        "news": words.NEWS,
        "ongoing": _labels(follow_up.Ongoing),
        "outcome": _labels(cases.Checked, cases.ContactState, relooks.RelookOutcome),
        "owner": _labels(OwnerCode),
        "place": words.PLACES,
        "presence": _labels(Presence),
        "reason": _labels(EndReason),
        "role": {code: role.label for code, role in ROLES.items()},
        "setting": words.SETTINGS,
        "severity": _labels(cases.Severity),
        "source": _labels(Source),
        "state": _labels(follow_up.FollowUpState),
        "step": _labels(Step),
        "target": _labels(Target),
        "type": zone_words.TYPES,
        "way": _labels(cases.LetterWay),
        "why": zone_words.OWN,
    }
)
"""By the key of the detail."""
