"""As which classes may somebody be followed who is no contact of a case here?"""

from epiworks.protocol import Anchor
from outpace.casework.rules.follow_up import without_a_case
from outpace.casework.selectors.packs import protocols_for
from outpace.kernel.permissions import Permission
from outpace.kernel.scope import Actor


def groups_without_case(actor: Actor) -> tuple[tuple[str, Anchor], ...]:
    """Which classes do the packs in force in the actor's areas follow without a case, each counted from which day? By name.

    Raises NotAllowed without CASE_JUDGE. Two statements.
    """
    actor.require_anywhere(Permission.CASE_JUDGE)
    rules = protocols_for(actor.paths(Permission.CASE_JUDGE)).values()
    return tuple(sorted({found for protocol in rules for found in without_a_case(protocol)}))
