"""Field encryption: how a name, a document or a phone number rests in the database (docs/adr/0005).

`seal` and `unseal` are AES-256-GCM with a key id in front; `blind_index` lets an exact document be found without being readable.
Tables with sealed columns register themselves with `register`, so that a key rotation reaches every one of them.
"""

from outpace.kernel.crypto.columns import BlindColumn, SealedTable, register, registered
from outpace.kernel.crypto.fields import (
    BLIND_BYTES,
    CannotUnseal,
    blind_index,
    blind_index_candidates,
    blind_index_many,
    key_id_of,
    normalise_document,
    seal,
    seal_many,
    unseal,
    unseal_many,
)
from outpace.kernel.crypto.keyring import KeyRing, KeysUnreadable

__all__ = [
    "BLIND_BYTES",
    "BlindColumn",
    "CannotUnseal",
    "KeyRing",
    "KeysUnreadable",
    "SealedTable",
    "blind_index",
    "blind_index_candidates",
    "blind_index_many",
    "key_id_of",
    "normalise_document",
    "register",
    "registered",
    "seal",
    "seal_many",
    "unseal",
    "unseal_many",
]
