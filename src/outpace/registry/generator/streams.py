"""Named random streams: each use of chance has its own, so that adding one does not shift the others."""

import hashlib

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
DateArray = npt.NDArray[np.datetime64]


def stream(seed: int, *names: str) -> np.random.Generator:
    """Which random numbers belong to this use? The same seed and names always give the same stream, on any machine."""
    digest = hashlib.blake2b("/".join((str(seed), *names)).encode(), digest_size=16).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))
