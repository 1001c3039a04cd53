"""Sealing and finding single values. A sealed value is key id (1 byte), nonce (12), AES-256-GCM ciphertext and tag (16).

Nonces are random, which is safe for about 2^32 values under one key; a province has far fewer, and rotation starts a new count.
Empty text seals to nothing, so that an absent phone costs no bytes and shows as absent.
"""

import hmac
import os
import unicodedata
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidTag

from outpace.kernel.crypto.keystore import Loaded, current

NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
BLIND_BYTES: Final = 16


class CannotUnseal(Exception):
    """The value was damaged, or sealed with a key this ring no longer holds."""


def seal(text: str) -> bytes:
    """Encrypt one value under the active key."""
    return seal_many((text,))[0]


def seal_many(texts: Sequence[str]) -> list[bytes]:
    """Encrypt many values: as `seal` for each, at about half a million values in two seconds."""
    loaded = current()
    number = loaded.ring.active
    cipher, head = loaded.ciphers[number], bytes((number,))
    nonces = os.urandom(NONCE_BYTES * len(texts))
    sealed: list[bytes] = []
    for index, text in enumerate(texts):
        nonce = nonces[index * NONCE_BYTES : (index + 1) * NONCE_BYTES]
        sealed.append(head + nonce + cipher.encrypt(nonce, text.encode(), head) if text else b"")
    return sealed


def unseal(sealed: bytes | memoryview) -> str:
    """Decrypt one value; raises CannotUnseal."""
    return _unseal(current(), bytes(sealed))


def unseal_many(sealed: Sequence[bytes | memoryview]) -> list[str]:
    """Decrypt many values; raises CannotUnseal at the first that cannot be read."""
    loaded = current()
    return [_unseal(loaded, bytes(value)) for value in sealed]


def _unseal(loaded: Loaded, sealed: bytes) -> str:
    if not sealed:
        return ""
    cipher = loaded.ciphers.get(sealed[0])
    if cipher is None or len(sealed) < 1 + NONCE_BYTES + TAG_BYTES:
        raise CannotUnseal("sealed with an unknown key, or cut short")
    try:
        return cipher.decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], sealed[:1]).decode()
    except InvalidTag:
        raise CannotUnseal("damaged, or sealed elsewhere") from None


def key_id_of(sealed: bytes | memoryview) -> int | None:
    """Say which key sealed a value; None for an empty one."""
    return sealed[0] if len(sealed) else None


def normalise_document(text: str) -> str:
    """Write a document number one way: half-width, upper-case, without any space, so that typing habits do not hide a person."""
    if not text.isascii():
        # Composed last: what stood on both sides of a space may belong together once the space is gone.
        text = unicodedata.normalize("NFKC", "".join(unicodedata.normalize("NFKC", text).upper().split()))
    return "".join(text.upper().split())


def blind_index(document: str) -> bytes:
    """Give the 16 bytes to store and search for, empty for no document: HMAC-SHA256 of the normalised text under the active blind key."""
    return blind_index_many((document,))[0]


def blind_index_many(documents: Sequence[str]) -> list[bytes]:
    """Give the blind index of each document, in order."""
    ring = current().ring
    key = ring.blind_keys[ring.blind_active]
    return [_blind(key, normalise_document(document)) for document in documents]


def blind_index_candidates(document: str) -> list[bytes]:
    """Give every index a stored document may have while keys rotate, the active key's first: search for any of them."""
    ring = current().ring
    numbers = sorted(ring.blind_keys, key=lambda number: number != ring.blind_active)
    found = normalise_document(document)
    return [_blind(ring.blind_keys[number], found) for number in numbers] if found else []


def _blind(key: bytes, document: str) -> bytes:
    return hmac.digest(key, document.encode(), "sha256")[:BLIND_BYTES] if document else b""
