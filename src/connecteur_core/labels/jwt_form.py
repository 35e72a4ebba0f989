"""The credential as a JWT, as Open Badges 3.0 has it: the credential itself, beside the registered claims."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from connecteur_core.diagnostics import ConnecteurError
from connecteur_core.labels.canonical_json import canonical_json
from connecteur_core.labels.credential import LabelFacts, NotALabel, check_equal, credential_document, read_credential
from connecteur_core.labels.keys import did_of, key_of, method_of
from connecteur_core.messages import Message, message
from connecteur_core.reading.json_file import parse_json_object

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_ALGORITHM = "EdDSA"


def to_jwt(facts: LabelFacts, key: Ed25519PrivateKey) -> str:
    """The signed token; the same facts and key give the same token."""
    from jwt import PyJWS  # noqa: PLC0415 -- extra `label`

    header = {"alg": _ALGORITHM, "kid": method_of(did_of(key.public_key())), "typ": "JWT"}
    payload = canonical_json(_claims(facts)).encode()
    return PyJWS().encode(payload, key, algorithm=_ALGORITHM, headers=header, sort_headers=True)


def _claims(facts: LabelFacts) -> dict[str, object]:
    return {
        **credential_document(facts),
        "iss": facts.issuer,
        "sub": facts.subject,
        "jti": facts.id,
        "nbf": _seconds(facts.awarded_on),
        "exp": _seconds(facts.valid_until),
    }


def _seconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def read_jwt(token: str) -> LabelFacts:
    """The facts of a token, whoever signed it.

    Raises:
        NotALabel: it is not three parts of strict base64url, its header asks for another algorithm or brings a key
            along, or its claims are not exactly those of a label.
    """
    header, payload = _parts(token)
    if header.get("alg") != _ALGORITHM:
        raise NotALabel(
            message("signed by algorithm `{found}`, not `{wanted}`", found=header.get("alg"), wanted=_ALGORITHM)
        )
    registered = ("iss", "sub", "jti", "nbf", "exp")
    facts = read_credential({key: value for key, value in payload.items() if key not in registered})
    check_equal(header, {"alg": _ALGORITHM, "kid": method_of(facts.issuer), "typ": "JWT"})
    check_equal(payload, _claims(facts))
    return facts


def find_token_fault(token: str, issuer: str) -> Message | None:
    """What is wrong with the signature of a token that `read_jwt` has read, or None."""
    from jwt import InvalidTokenError, PyJWS  # noqa: PLC0415 -- extra `label`

    key = key_of(issuer)
    if key is None:
        return message("the issuer is not named by its key")
    try:
        # The algorithm is ours to choose, never the token's: no `none`, no HS256 keyed with what everybody knows.
        PyJWS().decode(token, key, algorithms=[_ALGORITHM])
    except InvalidTokenError:
        return message("the signature does not fit the content: something was changed")
    return None


def _parts(token: str) -> tuple[Mapping[str, object], Mapping[str, object]]:
    parts = token.split(".")
    raw = [_decoded(part) for part in parts]
    if len(parts) != 3 or None in raw:
        raise NotALabel(message("this is not three parts of base64url"))
    read = []
    for content in raw[:2]:
        try:
            assert content is not None, "looked at above"
            text = content.decode()
            data = parse_json_object(text, "JWT").data
        except (ConnecteurError, UnicodeDecodeError) as error:
            raise NotALabel(message("a part of the token is no JSON object, or has a key twice")) from error
        read.append(data)
    return read[0], read[1]


def _decoded(part: str) -> bytes | None:
    """Base64url in its one spelling: decoders that skip what they do not know would let bytes be changed unseen."""
    try:
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError):
        return None
    return raw if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() == part else None
