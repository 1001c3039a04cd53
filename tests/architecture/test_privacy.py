"""Personal data becomes readable in one place; every other module that opens a sealed value is named here with its reason."""

import ast

from tests.architecture.source import modules

OPENS = {"unseal", "unseal_many"}
MAY_OPEN = {
    "outpace/kernel/privacy.py": "the one door through which people are shown",
    "outpace/kernel/crypto/rotation.py": "seals every value anew; nobody reads it",
    "outpace/registry/services/loads.py": "reads back the list of people that its own user uploaded",
    "outpace/registry/selectors/people.py": "compares names within a grid to find a person; shows nobody",
    "outpace/casework/services/tracing/loading.py": "reads back the list of stays that its own user sent in",
    "outpace/casework/selectors/follow_up/appeals.py": "what somebody in follow-up objected to, for whoever answers it",
    "outpace/casework/selectors/cases/stays.py": "the name of a place where somebody lives, for whoever may see people in full",
    "outpace/casework/selectors/cases/letters.py": "how a letter names its people, for whoever may see people in full; the read is logged",
    "outpace/casework/services/cases/letters.py": "compares a letter sent again with the people it named before; shows nobody",
    "outpace/screening/selectors/sampling.py": "the note a sampler wrote about somebody who is on no roster",
    "outpace/screening/selectors/tubes.py": "the same note, for whoever may identify them",
    "outpace/command/selectors/sheet.py": "evidence and reasons written about a task, for those who may act on it or see people in full",
    "outpace/command/selectors/tasks.py": "the instruction, for the post it is addressed to",
    "outpace/screening/selectors/sites.py": "the same note, for the head of the site",
}


def opens_sealed_values(tree: ast.AST) -> bool:
    """Does this module call a function that unseals?"""
    called = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(
        (isinstance(name, ast.Name) and name.id in OPENS) or (isinstance(name, ast.Attribute) and name.attr in OPENS) for name in called
    )


def test_only_modules_with_a_reason_open_sealed_values() -> None:
    found = {str(module.path) for module in modules() if opens_sealed_values(module.tree)}
    assert found - {"outpace/kernel/crypto/fields.py"} <= set(MAY_OPEN)


def test_no_reason_outlives_its_module() -> None:
    found = {str(module.path) for module in modules() if opens_sealed_values(module.tree)}
    assert set(MAY_OPEN) <= found


def test_pages_and_the_api_never_open_sealed_values() -> None:
    assert [path for path in MAY_OPEN if "/web" in path or "/rest" in path] == []
