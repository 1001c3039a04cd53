"""Who infected whom, as people judge it."""

from django.db import transaction
from django.utils.translation import gettext as _

from outpace.casework.choices.cases import Doubt
from outpace.casework.models import SourceFact
from outpace.casework.rules.cases_chain import closes_circle, standing_links
from outpace.casework.selectors.cases.chain import links_above
from outpace.casework.selectors.cases.scope import seen
from outpace.casework.services.cases.held import hold_case, require_person
from outpace.kernel import audit, clock, locks
from outpace.kernel.errors import Refusal
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor, AreaPath


@locks.taken_again
def judge_source(actor: Actor, case_id: int, source_id: int, *, doubt: Doubt, reason: str) -> None:
    """A named human says how sure it is that one case infected another; a later judgement of the pair takes the place of this one.

    Raises NotFound for a case out of scope, NotAllowed without CASE_JUDGE, Refusal for a case that would be its own source and for a
    judgement without a reason.
    """
    with transaction.atomic():
        # One writer at a time: two links that each are sound could close a circle together.
        locks.advisory("casework.chain")
        case = hold_case(actor, case_id, Permission.CASE_JUDGE)
        require_person(actor)
        source = seen(actor, source_id)
        if not reason.strip():
            raise Refusal("reason_missing", _("Say what speaks for it, or against it."), field="reason")
        if doubt is not Doubt.RULED_OUT and closes_circle(standing_links(links_above(source.pk)), case=case.pk, source=source.pk):
            raise Refusal("own_source", _("That would make a case its own source."), field="source")
        SourceFact.objects.create(case=case, source=source, doubt=doubt, reason=reason, by=actor.name, at=clock.now())
        details = {"source": source.pk, "doubt": str(doubt)}
        audit.record(actor, "case.source_judged", subject=f"case:{case.pk}", path=AreaPath(case.area_path), details=details)
