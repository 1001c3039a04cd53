"""Words of memory at a machine address, as arrays: for the compiled loops that read memory-mapped files. Nothing is checked here."""

from typing import Any

import numpy as np
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.numpy_support import carray
from numpy.typing import NDArray

from epiworks.trace.compiled import Scalar, compiled


def _to_pointer(_context: Any, address: Any) -> Any:
    def _generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], cgutils.voidptr_t)

    return types.voidptr(address), _generate


_pointer: Any = intrinsic(_to_pointer)
"""The machine address that a whole number is."""


@compiled
def words16(address: Scalar, size: Scalar) -> NDArray[np.uint16]:
    """So many 16-bit words at a machine address."""
    return carray(_pointer(address), size, np.uint16)


@compiled
def words32(address: Scalar, size: Scalar) -> NDArray[np.uint32]:
    """So many 32-bit words at a machine address."""
    return carray(_pointer(address), size, np.uint32)


@compiled
def words64(address: Scalar, size: Scalar) -> NDArray[np.uint64]:
    """So many 64-bit words at a machine address."""
    return carray(_pointer(address), size, np.uint64)
