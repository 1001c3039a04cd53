"""Which questions take so long that the last answer is shown until a background run has worked out the new one?"""

from outpace.analysis.data.inputs import ChainInputs, CurveInputs, DelayInputs, RtInputs
from outpace.analysis.rules.series import cases_in

HEAVY = 2_000
"""From so many cases on a figure may take more than a second or two."""


def is_heavy(inputs: object) -> bool:
    """Do so many cases stand behind this question that nobody should wait for it?

    >>> is_heavy("a zone")
    False
    """
    if isinstance(inputs, CurveInputs | RtInputs | DelayInputs):
        return cases_in(inputs.cases.cells) >= HEAVY
    return isinstance(inputs, ChainInputs) and len(inputs.table.cases) >= HEAVY
