"""The opaque code on a person's QR: 11 random Crockford base32 characters and one check character.

The check character is linear over the field GF(32), so every single wrong character and every swap of two characters is caught
(the weights are distinct powers of a generator). Crockford's alphabet leaves out I, L, O and U; on reading, I and L count as 1 and O as 0.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 12
PAYLOAD: Final = LENGTH - 1
PAYLOAD_BITS: Final = 5 * PAYLOAD
_POLYNOMIAL: Final = 0b100101  # x^5 + x^2 + 1, primitive over GF(2)
_FOLD: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})

UIntArray = npt.NDArray[np.uint64]


def _powers() -> list[int]:
    """Which field elements are 1, x, x^2, ... x^30 in GF(32)?"""
    value, powers = 1, []
    for _ in range(31):
        powers.append(value)
        value <<= 1
        if value & 32:
            value ^= _POLYNOMIAL
    return powers


_EXP: Final = _powers()
_LOG: Final = {value: exponent for exponent, value in enumerate(_EXP)}


def _times(left: int, right: int) -> int:
    return _EXP[(_LOG[left] + _LOG[right]) % 31] if left and right else 0


# _WEIGHTED[position][symbol] is what that symbol at that position adds (by XOR) to the check symbol.
_WEIGHTED: Final = np.array([[_times(_EXP[position + 1], symbol) for symbol in range(32)] for position in range(PAYLOAD)], dtype=np.uint8)
_BYTES: Final = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)


def code_of(number: int) -> str:
    """Which person code stands for this 55-bit number? Raises ValueError outside 0 to 2**55 - 1."""
    if not 0 <= number < 1 << PAYLOAD_BITS:
        raise ValueError("a person code holds 55 bits")
    symbols = [(number >> (5 * (PAYLOAD - 1 - position))) & 31 for position in range(PAYLOAD)]
    check = 0
    for position, symbol in enumerate(symbols):
        check ^= int(_WEIGHTED[position][symbol])
    return "".join(ALPHABET[symbol] for symbol in (*symbols, check))


def codes_of(numbers: Iterable[int] | UIntArray) -> list[str]:
    """Which person codes stand for these 55-bit numbers? The same as `code_of` on each, about fifty times faster."""
    array = np.asarray(numbers if isinstance(numbers, np.ndarray) else list(numbers), dtype=np.uint64)
    if array.size and int(array.max()) >= 1 << PAYLOAD_BITS:
        raise ValueError("a person code holds 55 bits")
    shifts = np.arange(PAYLOAD - 1, -1, -1, dtype=np.uint64) * np.uint64(5)
    symbols = ((array[:, None] >> shifts[None, :]) & np.uint64(31)).astype(np.uint8)
    check = np.bitwise_xor.reduce(_WEIGHTED[np.arange(PAYLOAD)[None, :], symbols], axis=1)
    text = _BYTES[np.concatenate([symbols, check[:, None]], axis=1)]
    return np.ascontiguousarray(text).view(f"S{LENGTH}").ravel().astype(str).tolist()


def read_code(typed: str) -> str | None:
    """Which person code was typed or scanned? None when it is not one (wrong length, letter or check character)."""
    code = typed.strip().upper().translate(_FOLD)
    if len(code) != LENGTH or any(character not in ALPHABET for character in code):
        return None
    number = 0
    for character in code[:PAYLOAD]:
        number = number << 5 | ALPHABET.index(character)
    return code if code_of(number) == code else None
