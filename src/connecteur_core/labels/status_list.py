"""The status list: one bit for each label, set when it is revoked (W3C Bitstring Status List), signed by the issuer."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from connecteur_core.labels.contexts import CREDENTIALS
from connecteur_core.labels.credential import NotALabel, check_contexts, check_equal
from connecteur_core.labels.data_integrity import add_proof
from connecteur_core.messages import message

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

BITS = 131_072  # the least that the standard allows, so that no list gives away how few labels there are


@frozen
class StatusList:
    """A list as published.

    Attributes:
        id: its address, as credentials name it.
        issuer: `did:key` of the awarding body.
        on: day it was made.
        revoked: places that are set.
    """

    id: str
    issuer: str
    on: date
    revoked: frozenset[int]


def status_list_document(status_list: StatusList, key: Ed25519PrivateKey) -> dict[str, object]:
    """The signed list."""
    return add_proof(_document(status_list, _encoded(status_list.revoked)), key, on=status_list.on)


def read_status_list(document: Mapping[str, object]) -> StatusList:
    """The list in a document, whose proof is for the caller to check.

    Raises:
        NotALabel: it is no status list of labels, or says more.
    """
    check_contexts(document, [CREDENTIALS])
    rest = {key: value for key, value in document.items() if key != "proof"}
    try:
        subject = rest["credentialSubject"]
        assert isinstance(subject, Mapping), "anything else is caught below"
        encoded = subject["encodedList"]
        found = StatusList(
            id=str(rest["id"]),
            issuer=str(rest["issuer"]),
            on=date.fromisoformat(str(rest["validFrom"]).removesuffix("T00:00:00Z")),
            revoked=_decoded(encoded),
        )
    except (KeyError, ValueError, TypeError, AssertionError, zlib.error, binascii.Error) as error:
        raise NotALabel(message("this is no status list of labels")) from error
    check_equal(rest, _document(found, encoded))
    return found


def _document(status_list: StatusList, encoded: str) -> dict[str, object]:
    return {
        "@context": [CREDENTIALS],
        "id": status_list.id,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": status_list.issuer,
        "validFrom": f"{status_list.on.isoformat()}T00:00:00Z",
        "credentialSubject": {
            "id": f"{status_list.id}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
        },
    }


def _encoded(revoked: Iterable[int]) -> str:
    bits = bytearray(BITS // 8)
    for index in revoked:
        bits[index // 8] |= 0x80 >> index % 8  # the first bit is the leftmost
    packed = zlib.compressobj(9, zlib.DEFLATED, 31)  # 31 = the gzip format, without a time in it
    return "u" + base64.urlsafe_b64encode(packed.compress(bytes(bits)) + packed.flush()).rstrip(b"=").decode()


def _decoded(encoded: str) -> frozenset[int]:
    raw = base64.urlsafe_b64decode(encoded.removeprefix("u") + "=" * (-(len(encoded) - 1) % 4))
    unpacker = zlib.decompressobj(31)
    # A few bytes can unpack to gigabytes: one byte more than there may be is enough to refuse.
    bits = unpacker.decompress(raw, BITS // 8 + 1)
    if len(bits) != BITS // 8:
        raise ValueError("a list of another length")
    return frozenset(
        place * 8 + offset for place, byte in enumerate(bits) if byte for offset in range(8) if byte & 0x80 >> offset
    )
