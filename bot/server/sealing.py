"""Conversations that leave this process: unreadable without the token that only the young person's page holds.

Name and key of a stored conversation are both derived from its token, and neither tells the token or the
other. When the page forgets its token, what is stored can be read by nobody, whoever kept a copy.
"""

from __future__ import annotations

import os
import zlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12
_LENGTH_BYTES = 4
# Stored lengths are multiples of this, or the length of a value would tell how much somebody wrote.
_BLOCK_BYTES = 2048


class Unreadable(Exception):
    """What is stored was not sealed under this token, or is damaged."""


def _derived(token: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"handrail session " + purpose).derive(token.encode())


@dataclass(frozen=True)
class Seal:
    """Name and key of one stored conversation.

    Attributes:
        name: 64 hexadecimal digits, which do not tell the token.
    """

    name: str
    _key: bytes

    @classmethod
    def of(cls, token: str) -> Seal:
        return cls(_derived(token, b"name").hex(), _derived(token, b"key"))

    def seal(self, plain: bytes) -> bytes:
        """`plain`, packed, padded and encrypted (AES-256-GCM, a fresh nonce each time)."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(self._key).encrypt(nonce, _padded(zlib.compress(plain, 1)), self.name.encode())

    def open(self, sealed: bytes) -> bytes:
        """What was sealed.

        Raises:
            Unreadable: when it was sealed under another token or name, or is damaged.
        """
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            padded = AESGCM(self._key).decrypt(nonce, rest, self.name.encode())
        except (InvalidTag, ValueError):
            raise Unreadable from None
        return zlib.decompress(_unpadded(padded))


def _padded(packed: bytes) -> bytes:
    framed = len(packed).to_bytes(_LENGTH_BYTES, "big") + packed
    return framed + bytes(-len(framed) % _BLOCK_BYTES)


def _unpadded(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]
