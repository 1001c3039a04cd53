"""Under which rule of the packs may a case leave care?"""

from epiworks.protocol import Protocol

MILD = "mild"
LIGHT = "light"


def discharge_group(protocol: Protocol, case_class: str, severity: str) -> str | None:
    """Under which discharge rule does this case come? Its class's own, or that of mild illness for a light one; None: the packs have none.

    Packs speak of mild and asymptomatic infections; whoever is iller is judged by clinicians, and no rule is stretched to them.
    """
    names = (case_class, MILD) if severity == LIGHT else (case_class,)
    return next((name for name in names if protocol.find("discharge", name) is not None), None)
