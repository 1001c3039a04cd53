"""Every message key of the science can be given: the application translates no dead ones."""

from pathlib import Path

import pytest

import epiworks
from epiworks.plan.remarks import RemarkKey
from epiworks.protocol import ReasonKey
from epiworks.protocol.findings import FindingKey


@pytest.mark.parametrize("keys", [ReasonKey, RemarkKey, FindingKey])
def test_every_key_is_given_by_some_function(keys: type[ReasonKey] | type[RemarkKey] | type[FindingKey]) -> None:
    folder = Path(epiworks.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for package in ("protocol", "plan") for path in (folder / package).glob("*.py"))
    assert [key.name for key in keys if f"{keys.__name__}.{key.name}" not in code] == []
