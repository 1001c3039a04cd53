"""People as the registry knows them."""

from outpace.kernel.scope import AreaPath, NotFound
from outpace.registry import api as registry


def home_of(person_id: int) -> AreaPath:
    """In which area does this person belong? For services, which guard the answer. Raises NotFound for nobody."""
    path = registry.homes_of([person_id]).get(person_id)
    if path is None:
        raise NotFound(f"person {person_id}")
    return path
