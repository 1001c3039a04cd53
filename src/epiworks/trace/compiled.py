"""How are the loops compiled? Once for a machine and a version of this package, kept beside the source, and without the interpreter lock.

Numba keeps compiled code as long as the file of a function is unchanged, even where a function that it calls, in another file, has
changed. So the names under which code is kept carry a digest of all files with compiled loops: after any change all of it is compiled anew.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])
Scalar = Any
"""A whole number in a compiled loop: `int` outside, a machine word of some width inside."""


def _digest() -> str:
    files = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))]
    return hashlib.sha256(b"\0".join(text for text in files if b"compiled" in text)).hexdigest()[:16]


_DIGEST = _digest()


def compiled(function: Function) -> Function:
    """The same function, compiled when it is first called with arguments of some types."""
    function.__qualname__ = f"{function.__qualname__}_{_DIGEST}"
    return cast("Function", njit(cache=True, nogil=True)(function))
