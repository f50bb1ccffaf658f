# SPDX-FileCopyrightText: 2026 The Beratung developers
# SPDX-License-Identifier: EUPL-1.2
"""Published vectors: the building blocks are what their standards say."""

from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from beratung.vault import KdfCost
from beratung.vault.kdf import derive
from beratung.vault.primitives import SigningKey, expand, extract, is_signed, mac


def test_argon2id_is_rfc_9106_section_5_3() -> None:
    tag = Argon2id(
        salt=b"\x02" * 16,
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        ad=b"\x04" * 12,
        secret=b"\x03" * 8,
    ).derive(b"\x01" * 32)
    assert tag.hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


def test_derive_is_argon2id_with_the_numbers_of_the_cost() -> None:
    cost = KdfCost.FLOOR
    expected = Argon2id(salt=bytes(16), length=32, iterations=3, lanes=4, memory_cost=65536).derive(b"probe")
    assert derive("probe", bytes(16), cost) == expected


@pytest.mark.parametrize(
    ("material", "salt", "info", "key", "okm"),
    [
        pytest.param(
            "0b" * 22,
            "000102030405060708090a0b0c",
            "f0f1f2f3f4f5f6f7f8f9",
            "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
            id="A.1",
        ),
        pytest.param(
            "".join(f"{n:02x}" for n in range(0x50)),
            "".join(f"{n:02x}" for n in range(0x60, 0xB0)),
            "".join(f"{n:02x}" for n in range(0xB0, 0x100)),
            "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
            "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
            id="A.2",
        ),
        pytest.param(
            "0b" * 22,
            "00" * 32,
            "",
            "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
            id="A.3",
        ),
    ],
)
def test_hkdf_is_rfc_5869(material: str, salt: str, info: str, key: str, okm: str) -> None:
    extracted = extract(bytes.fromhex(salt), bytes.fromhex(material))
    assert extracted.hex() == key
    assert expand(extracted, bytes.fromhex(info), len(okm) // 2).hex() == okm


@pytest.mark.parametrize(
    ("key", "nonce", "plain", "aad", "sealed"),
    [
        pytest.param("00" * 32, "00" * 12, "", "", "530f8afbc74536b9a963b4f1c4cb738b", id="13"),
        pytest.param(
            "00" * 32,
            "00" * 12,
            "00" * 16,
            "",
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
            id="14",
        ),
        pytest.param(
            "feffe9928665731c6d6a8f9467308308" * 2,
            "cafebabefacedbaddecaf888",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            "76fc6ece0f4e1768cddf8853bb2d551b",
            id="16",
        ),
    ],
)
def test_aes_gcm_is_the_specification_s(key: str, nonce: str, plain: str, aad: str, sealed: str) -> None:
    cipher = AESGCM(bytes.fromhex(key))
    made = cipher.encrypt(bytes.fromhex(nonce), bytes.fromhex(plain), bytes.fromhex(aad) or None)
    assert made.hex() == sealed


def test_hmac_is_rfc_4231() -> None:
    assert (
        mac(b"\x0b" * 20, b"Hi There").hex()
        == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    )


def test_ed25519_is_rfc_8032() -> None:
    key = SigningKey(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    assert key.public.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    centre = UUID(int=1)
    signature = key.sign(centre, "probe", b"text")
    assert is_signed(key.public, centre, "probe", b"text", signature)
