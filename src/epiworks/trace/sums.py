"""Are these the bytes that were written? A checksum at the speed of memory, and folders that are on the disk itself.

Four running products over 64-bit words, each step a bijection of what came before, so that a change confined to one word is found for
certain and any other but for one in 2^64. It finds damage (torn writes, cut files, bad disks), not somebody who writes sums as well.
"""

import errno
import fcntl
import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from epiworks.trace.compiled import Scalar, compiled
from epiworks.trace.words import words64

WORD = 8
_NO_SUCH_CALL = frozenset({errno.ENOTSUP, errno.EINVAL, errno.ENOTTY})
"""How a file system says that it cannot have its device write what it still holds."""


def checksum(content: NDArray[Any]) -> int:
    """The checksum of the bytes of a contiguous array, as if filled up with zeros to whole words of 8 bytes.

    >>> checksum(np.array([1, 2], dtype=np.int64)) == checksum(np.array([2, 1], dtype=np.int64))
    False
    """
    whole = content.nbytes // WORD
    rest = np.zeros(WORD, dtype=np.uint8)
    rest[: content.nbytes % WORD] = content.reshape(-1).view(np.uint8)[whole * WORD :]
    return int(_mixed(content.ctypes.data, whole, np.uint64(rest.view(np.uint64)[0]), np.uint64(content.nbytes)))


def settle(descriptor: int) -> None:
    """Have what was written to this open file on the disk itself.

    macOS only hands it to the disk when asked to sync; `F_FULLFSYNC` has the disk write it, where the file system can.
    """
    fully = getattr(fcntl, "F_FULLFSYNC", None)
    if fully is not None:
        try:
            fcntl.fcntl(descriptor, fully)
        except OSError as error:
            if error.errno not in _NO_SUCH_CALL:
                raise
        else:
            return
    os.fsync(descriptor)


def settle_file(path: Path) -> None:
    """Have the content of this file on the disk itself."""
    with path.open("rb") as file:
        settle(file.fileno())


def settle_folder(folder: Path) -> None:
    """Have the names in this folder on the disk itself: a file that was renamed into it is there under its name after a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        settle(opened)
    finally:
        os.close(opened)


def make_folder(folder: Path, *, durable: bool) -> None:
    """Make this folder and those above it where they are not there; `durable`: their names are on the disk itself on return."""
    if folder.is_dir():
        return
    make_folder(folder.parent, durable=durable)
    folder.mkdir(exist_ok=True)
    if durable:
        settle_folder(folder.parent)


@compiled
def _mixed(address: Scalar, size: Scalar, rest: Scalar, length: Scalar) -> Scalar:
    words = words64(address, size)
    prime = np.uint64(0x9E3779B97F4A7C15)
    one, two, three, four = length, length ^ prime, np.uint64(1), np.uint64(2)
    for at in range(0, size - 3, 4):
        row = np.uint64(at)
        one = ((one ^ (one >> np.uint64(29))) + words[row]) * prime
        two = ((two ^ (two >> np.uint64(29))) + words[row + np.uint64(1)]) * prime
        three = ((three ^ (three >> np.uint64(29))) + words[row + np.uint64(2)]) * prime
        four = ((four ^ (four >> np.uint64(29))) + words[row + np.uint64(3)]) * prime
    for at in range(size & ~3, size):
        one = ((one ^ (one >> np.uint64(29))) + words[at]) * prime
    mixed = (one ^ (one >> np.uint64(29))) + rest
    for lane in (two, three, four):
        mixed = (mixed ^ (mixed >> np.uint64(31))) * prime + lane
    return mixed
