"""Data Integrity proofs (W3C), cryptosuite `eddsa-rdfc-2022`: what is signed is the RDF that a document means."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from connecteur_core.labels.contexts import load_context
from connecteur_core.labels.keys import did_of, key_of, method_of
from connecteur_core.messages import Message, message

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_SUITE = "eddsa-rdfc-2022"
_OPTIONS = {"type": "DataIntegrityProof", "cryptosuite": _SUITE, "proofPurpose": "assertionMethod"}
_KEYS = {*_OPTIONS, "created", "verificationMethod", "proofValue"}


def add_proof(document: Mapping[str, object], key: Ed25519PrivateKey, *, on: date) -> dict[str, object]:
    """The document with its proof; the same document, key and day give the same proof.

    Args:
        document: all but the proof.
        key: of the issuer that the document names.
        on: day of the signature.
    """
    import base58  # noqa: PLC0415 -- extra `label`

    options = {
        **_OPTIONS,
        "created": f"{on.isoformat()}T00:00:00Z",
        "verificationMethod": method_of(did_of(key.public_key())),
    }
    signature = key.sign(_signed_bytes(document, options))
    return {**document, "proof": {**options, "proofValue": "z" + base58.b58encode(signature).decode()}}


def find_proof_fault(document: Mapping[str, object], issuer: str) -> Message | None:
    """What is wrong with the proof of a document that `issuer` should have signed, or None.

    All keys of the proof are looked at: one that is added is a fault, since no signature would cover it.
    """
    import base58  # noqa: PLC0415 -- extra `label`
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415

    proof = document.get("proof")
    if not isinstance(proof, Mapping) or proof.keys() != _KEYS or not all(isinstance(v, str) for v in proof.values()):
        return message("there is no proof of the kind `{suite}`, or it has other keys", suite=_SUITE)
    for name, wanted in _OPTIONS.items():
        if proof[name] != wanted:
            return message("the proof has `{key}` {found}, not {wanted}", key=name, found=proof[name], wanted=wanted)
    key = key_of(issuer)
    if key is None or proof["verificationMethod"] != method_of(issuer):
        return message("the proof is by another key than the issuer’s")
    try:
        signature = base58.b58decode(proof["proofValue"].removeprefix("z"))
        rest = {name: value for name, value in document.items() if name != "proof"}
        options = {name: value for name, value in proof.items() if name != "proofValue"}
        if proof["proofValue"] != "z" + base58.b58encode(signature).decode():
            return message("the signature is not written as it should be")
        key.verify(signature, _signed_bytes(rest, options))
    except (InvalidSignature, ValueError):
        return message("the signature does not fit the content: something was changed")
    return None


def _signed_bytes(document: Mapping[str, object], options: Mapping[str, object]) -> bytes:
    with_context = {"@context": document["@context"], **options}
    return _hash(with_context) + _hash(document)


def _hash(document: Mapping[str, object]) -> bytes:
    return hashlib.sha256(canonical_rdf(document).encode()).digest()


def canonical_rdf(document: Mapping[str, object]) -> str:
    """The canonical N-Quads (RDFC-1.0) of a JSON-LD document; only shipped contexts are known.

    Raises:
        ValueError: the document means no RDF, or uses another context.
    """
    from pyld import jsonld  # noqa: PLC0415 -- extra `label`, 150 ms

    options: dict[str, Any] = {
        "algorithm": "URDNA2015",
        "format": "application/n-quads",
        "documentLoader": load_context,
    }
    try:
        return str(jsonld.normalize(dict(document), options))
    except jsonld.JsonLdError as error:
        raise ValueError(str(error)) from error
