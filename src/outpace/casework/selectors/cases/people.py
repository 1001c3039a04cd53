"""Finding a person by what is printed on their card or document, for a case or a contact."""

from outpace.kernel.scope import Actor, NotFound
from outpace.registry import api as registry


def find_person(actor: Actor, typed: str) -> int | None:
    """Whose card or document is this, of the people the actor may see? None when it is nobody's. The look is logged."""
    for look_up in (registry.person_by_code, registry.person_by_document):
        try:
            return look_up(actor, typed, purpose="casework.find").id
        except NotFound:
            continue
    return None
