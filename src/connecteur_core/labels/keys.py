"""The issuer's key: Ed25519, named by its `did:key`, kept under a passphrase and readable by its owner alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.labels.errors import UnusableKey
from connecteur_core.messages import Message, message
from connecteur_core.positions.span import Span
from connecteur_core.reading.guard import read_guarded_text

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_MULTICODEC = b"\xed\x01"  # ed25519-pub
_PREFIX = "did:key:z"


def new_key_pem(passphrase: str) -> tuple[str, str]:
    """A new key: its PEM (PKCS#8, encrypted), and its `did:key`.

    Raises:
        UnusableKey: the passphrase is empty.
    """
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 -- extra `label`
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

    if not passphrase:
        raise _unusable("CX373", message("the passphrase is empty"))
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )
    return pem.decode(), did_of(key.public_key())


def load_key(path: Path | str, passphrase: str) -> Ed25519PrivateKey:
    """The private key in a file.

    Raises:
        UnreadableFile: it cannot be read.
        UnusableKey: others may read the file, the passphrase is wrong, or it is no encrypted Ed25519 key.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 -- extra `label`
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    path = Path(path)
    text = read_guarded_text(path)
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        what = message("others may read this key: its mode is {mode}", mode=f"{mode:04o}")
        raise _unusable("CX372", what, path, message("make it yours alone: chmod 600 {file}", file=path.name))
    if "BEGIN ENCRYPTED PRIVATE KEY" not in text:
        what = message("this is no private key under a passphrase")
        raise _unusable("CX373", what, path, message("make one with `connecteur label keygen`"))
    try:
        key = load_pem_private_key(text.encode(), passphrase.encode())
    except (ValueError, TypeError) as error:
        raise _unusable("CX373", message("the passphrase does not open this key"), path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _unusable("CX373", message("this is a key of another kind than Ed25519"), path)
    return key


def did_of(key: Ed25519PublicKey) -> str:
    """The `did:key` of a public key."""
    import base58  # noqa: PLC0415 -- extra `label`

    return _PREFIX + base58.b58encode(_MULTICODEC + key.public_bytes_raw()).decode()


def key_of(did: str) -> Ed25519PublicKey | None:
    """The public key that a `did:key` names; None when it names none, or not in its one spelling."""
    import base58  # noqa: PLC0415 -- extra `label`
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    try:
        raw = base58.b58decode(did.removeprefix(_PREFIX))
        key = Ed25519PublicKey.from_public_bytes(raw.removeprefix(_MULTICODEC))
    except ValueError:
        return None
    return key if did_of(key) == did else None


def method_of(did: str) -> str:
    """The verification method of a `did:key`: the key itself."""
    return f"{did}#{did.removeprefix('did:key:')}"


def _unusable(code: str, what: Message, path: Path | None = None, advice: Message | None = None) -> UnusableKey:
    return UnusableKey(Diagnostic(code, what, Span(str(path)) if path else None, advice))
