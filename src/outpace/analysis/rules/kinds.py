"""Which function answers which kind of question, from which inputs? The one list that pages, jobs and the check go by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

import epiworks.epi
import epiworks.protocol
from outpace.analysis.choices import Kind
from outpace.analysis.data.chains import ChainsFound
from outpace.analysis.data.curve import CurveFound
from outpace.analysis.data.delays import DelaysFound
from outpace.analysis.data.ending import EndingFound
from outpace.analysis.data.inputs import ChainInputs, CurveInputs, DelayInputs, EndingInputs, RtInputs
from outpace.analysis.data.rt import RtFound
from outpace.analysis.rules.chains import chains
from outpace.analysis.rules.curve import curve
from outpace.analysis.rules.delays import delays
from outpace.analysis.rules.ending import ending
from outpace.analysis.rules.papers import read, written
from outpace.analysis.rules.rt import reproduction

SEED = 1
"""The seed of every figure that pages show: chance is part of a method, not of a day."""


@dataclass(frozen=True, slots=True)
class Method:
    """How one kind is worked out: the type of its inputs and of its result, and the function between them."""

    inputs: type[Any]
    found: type[Any]
    work: Callable[[Any, np.random.Generator], Any]


METHODS: Mapping[Kind, Method] = MappingProxyType(
    {
        Kind.CURVE: Method(CurveInputs, CurveFound, curve),
        Kind.RT: Method(RtInputs, RtFound, reproduction),
        Kind.DELAYS: Method(DelayInputs, DelaysFound, delays),
        Kind.CHAINS: Method(ChainInputs, ChainsFound, chains),
        Kind.ENDING: Method(EndingInputs, EndingFound, ending),
    }
)


def worked_out(kind: Kind, inputs: str, *, seed: int) -> str:
    """Which result, as canonical text, follows from these inputs, as canonical text, and this seed?"""
    method = METHODS[kind]
    return written(method.work(read(inputs, method.inputs), np.random.default_rng(seed)))


@cache
def code_version() -> str:
    """Which methods are these? A fingerprint of the very source of the science and of these rules, and the version of NumPy.

    Read once per process. Two installations with the same source give the same text, whatever they are called.
    """
    folders = [Path(next(iter(package.__path__))) for package in (epiworks.epi, epiworks.protocol)] + [Path(__file__).parent]
    digest = sha256()
    for folder in folders:
        for file in sorted(folder.glob("*.py")):
            digest.update(file.name.encode() + file.read_bytes())
    return f"{digest.hexdigest()[:12]} numpy {np.__version__}"
