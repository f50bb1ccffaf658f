# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""An invisible salamander: one AES-GCM ciphertext that is valid under two keys (Dodis et al., 2018).

GHASH is linear, so one block of the ciphertext can be chosen such that both keys give the same tag.
"""

import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_R = 0xE1 << 120


def _times(one: int, other: int) -> int:
    """Multiply in GF(2**128) as GCM numbers the bits (NIST SP 800-38D, 6.3)."""
    product = 0
    for place in range(127, -1, -1):
        if one >> place & 1:
            product ^= other
        other = other >> 1 ^ (_R if other & 1 else 0)
    return product


def _inverse(value: int) -> int:
    """value ** (2**128 - 2)."""
    result, power = 1 << 127, value
    for _ in range(127):
        power = _times(power, power)
        result = _times(result, power)
    return result


def _power(value: int, exponent: int) -> int:
    result = 1 << 127
    for _ in range(exponent):
        result = _times(result, value)
    return result


def _block(key: bytes, block: bytes) -> int:
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return int.from_bytes(encryptor.update(block), "big")


def _blocks(data: bytes) -> list[int]:
    data += bytes(-len(data) % 16)
    return [int.from_bytes(data[i : i + 16], "big") for i in range(0, len(data), 16)]


def two_key_ciphertext(one: bytes, other: bytes, aad: bytes, *, blocks: int) -> bytes:
    """Ciphertext and tag that decrypt without error under both keys, with an all-zero nonce."""
    text = [int.from_bytes(os.urandom(16), "big") for _ in range(blocks - 1)] + [0]
    lengths = (len(aad) * 8) << 64 | blocks * 128
    sequence = [*_blocks(aad), *text, lengths]
    counter = bytes(12) + b"\0\0\0\1"

    def tag(key: bytes) -> int:
        hash_key, total = _block(key, bytes(16)), 0
        for value in sequence:
            total = _times(total ^ value, hash_key)
        return total ^ _block(key, counter)

    weights = [_power(_block(key, bytes(16)), 2) for key in (one, other)]
    last = _times(tag(one) ^ tag(other), _inverse(weights[0] ^ weights[1]))
    text[-1] = sequence[-2] = last
    return b"".join(value.to_bytes(16, "big") for value in text) + tag(one).to_bytes(16, "big")
