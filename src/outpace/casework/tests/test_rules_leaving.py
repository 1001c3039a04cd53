"""Under which rule of the packs a case may leave care."""

import pytest

from epiworks.protocol import shipped_library
from outpace.casework.rules.cases_end import discharge_group

PACKS = ("cn-covid-9", "cn-clin-9", "cn-nat-3")


@pytest.mark.parametrize(
    ("case_class", "severity", "group"),
    [
        ("asymptomatic", "not_known", "asymptomatic"),
        ("confirmed", "light", "mild"),
        ("confirmed", "severe", None),
        ("preliminary", "not_known", None),
    ],
)
def test_a_case_comes_under_the_rule_of_its_class_or_of_mild_illness(case_class: str, severity: str, group: str | None) -> None:
    assert discharge_group(shipped_library().protocol(*PACKS), case_class, severity) == group
