"""Words of memory at a machine address, as arrays: for the compiled loops that read memory-mapped files. Nothing is checked here.

Far memory answers many requests in the time of one, if they are made together. So loops that know what they will read next ask for it,
`ask_for`, before they read any of it; that changes no result, and what is not mapped is not read.
"""

from typing import Any

import numpy as np
from llvmlite import ir
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

_LINE = 64
"""Bytes that memory gives at a time."""
_WORD32 = ir.IntType(32)


def _to_prefetch(_context: Any, address: Any) -> Any:
    def _generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, *[_WORD32] * 3])
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", [cgutils.voidptr_t], kind)
        told = [builder.inttoptr(arguments[0], cgutils.voidptr_t), _WORD32(0), _WORD32(3), _WORD32(1)]
        builder.call(prefetch, told)
        return context.get_dummy_value()

    return types.void(address), _generate


_prefetch: Any = intrinsic(_to_prefetch)
"""Bring the line of memory at a machine address near: to be read, to be kept, as data."""


@compiled
def ask_for(address: Scalar, size: Scalar) -> None:
    """Have so many bytes at a machine address brought near, without waiting for them."""
    for line in range(address & ~(_LINE - 1), address + size, _LINE):
        _prefetch(line)


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
