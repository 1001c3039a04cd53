"""The key ring: which keys exist, which one seals now. Pure but for `random_key`; the file is read and written in keystore.py."""

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

KEY_BYTES = 32
MAX_KEY_ID = 255  # a sealed value carries its key id in one byte


class KeysUnreadable(Exception):
    """The key ring is missing, damaged or lacks a key; nothing may be sealed or unsealed until it is put right."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys by id. `active` seals, every key unseals; `blind_active` makes blind indexes, every blind key is tried in a look-up."""

    active: int
    keys: Mapping[int, bytes]
    blind_active: int
    blind_keys: Mapping[int, bytes]

    def __post_init__(self) -> None:
        _check(self.active, self.keys)
        _check(self.blind_active, self.blind_keys)


def _check(active: int, keys: Mapping[int, bytes]) -> None:
    if active not in keys:
        raise KeysUnreadable("the active key is not on the ring")
    if any(not 1 <= number <= MAX_KEY_ID or len(key) != KEY_BYTES for number, key in keys.items()):
        raise KeysUnreadable("a key has an odd id or length")


def random_key() -> bytes:
    """Make a new 256-bit key from the operating system's randomness."""
    return secrets.token_bytes(KEY_BYTES)


def fresh_ring() -> KeyRing:
    """Make the ring of a new installation: one field key, one blind-index key."""
    return KeyRing(active=1, keys={1: random_key()}, blind_active=1, blind_keys={1: random_key()})


def with_key(ring: KeyRing, key: bytes) -> KeyRing:
    """Put a new field key on the ring and make it the one that seals; raises KeysUnreadable when 255 ids are used up."""
    number = max(ring.keys) + 1
    return replace(ring, active=number, keys={**ring.keys, number: key})


def with_blind_key(ring: KeyRing, key: bytes) -> KeyRing:
    """Put a new blind-index key on the ring and make it the active one."""
    number = max(ring.blind_keys) + 1
    return replace(ring, blind_active=number, blind_keys={**ring.blind_keys, number: key})


def only_active(ring: KeyRing) -> KeyRing:
    """Drop every key that no longer seals; safe only after everything has been sealed anew."""
    return replace(ring, keys={ring.active: ring.keys[ring.active]}, blind_keys={ring.blind_active: ring.blind_keys[ring.blind_active]})


def to_json(ring: KeyRing) -> str:
    """Write the ring as the text of keys.json."""
    document = {
        "version": 1,
        "active": ring.active,
        "keys": _encode(ring.keys),
        "blind_active": ring.blind_active,
        "blind_keys": _encode(ring.blind_keys),
    }
    return json.dumps(document, indent=1)


def from_json(text: str) -> KeyRing:
    """Read a ring; raises KeysUnreadable, which never quotes what it read."""
    try:
        document = json.loads(text)
        return KeyRing(
            active=int(document["active"]),
            keys=_decode(document["keys"]),
            blind_active=int(document["blind_active"]),
            blind_keys=_decode(document["blind_keys"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise KeysUnreadable("the key ring is not in the expected form") from None


def _encode(keys: Mapping[int, bytes]) -> dict[str, str]:
    return {str(number): base64.b64encode(key).decode() for number, key in keys.items()}


def _decode(keys: Mapping[str, str]) -> dict[int, bytes]:
    return {int(number): base64.b64decode(key, validate=True) for number, key in keys.items()}
