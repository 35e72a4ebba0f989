"""A label is valid as it was issued, to whom, when and by whom; after any change it is not, and the reason is told."""

from __future__ import annotations

import base64
import json
import os
import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, frozen
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from connecteur_core.diagnostics import ConnecteurError
from connecteur_core.labels.application import load_application, parse_application
from connecteur_core.labels.badge import png_badge, svg_badge
from connecteur_core.labels.baked import bake_png, load_credential
from connecteur_core.labels.body import load_body
from connecteur_core.labels.canonical_json import canonical_json
from connecteur_core.labels.credential import credential_document, read_credential
from connecteur_core.labels.data_integrity import add_proof
from connecteur_core.labels.jwt_form import read_jwt, to_jwt
from connecteur_core.labels.keys import did_of, key_of
from connecteur_core.labels.status_list import StatusList, status_list_document
from connecteur_core.labels.verification_page import verification_page
from connecteur_core.labels.verify import CheckResult, Expectations, Verification, verify_credential
from connecteur_core.store.label_register import revoke_label
from label_cases import AWARDED, HOLDER, LIST_URL, Scene, make_scene

# Each kind of file; `CONNECTEUR_CHANGES=2000` makes the sample the large one.
CHANGES = int(os.environ.get("CONNECTEUR_CHANGES", "150"))
LATER = date(2027, 1, 15)


@frozen
class Issued:
    scene: Scene
    credential: str
    token: str
    status_list: str
    wanted: Expectations


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Issued:
    scene = make_scene(tmp_path_factory.mktemp("label"))
    award = scene.award(scene.review("amina"), scene.review("luc"))
    credential, token, status_list = (file.read_text(encoding="utf-8") for file in award.files)
    issuer = load_body(scene.body_file).issuer.key
    wanted = Expectations(LATER, [issuer], status_list, scene.application, HOLDER)
    return Issued(scene, credential, token, status_list, wanted)


def reasons(found: Verification) -> str:
    return "; ".join(check.reason.text() for check in found.checks if check.result is CheckResult.FAILED)


def test_both_forms_are_valid_and_every_check_passes(issued: Issued) -> None:
    for text in (issued.credential, issued.token):
        found = verify_credential(text, issued.wanted)
        assert found.valid
        assert {check.result for check in found.checks} == {CheckResult.PASSED}
        assert len(found.checks) == 7


def test_what_is_not_checked_is_said(issued: Issued) -> None:
    found = verify_credential(issued.credential, Expectations(LATER, issued.wanted.trusted))
    assert found.valid
    open_checks = [check.name for check in found.checks if check.result is CheckResult.NOT_CHECKED]
    assert open_checks == ["holder", "application", "status"]


def test_an_issuer_whom_nobody_named_is_not_trusted(issued: Issued) -> None:
    found = verify_credential(issued.credential, evolve(issued.wanted, trusted=()))
    assert not found.valid
    assert [check.name for check in found.checks if check.result is CheckResult.FAILED] == ["issuer"]
    assert "not named as trusted" in reasons(found)
    assert found.only_issuer_unknown
    assert not verify_credential(issued.credential, evolve(issued.wanted, trusted=(), holder="x")).only_issuer_unknown


WRONG = [
    pytest.param({"on": date(2026, 11, 19)}, "not yet valid", id="not yet valid"),
    pytest.param({"on": date(2028, 11, 20)}, "expired", id="expired"),
    pytest.param({"holder": "Second Souffle"}, "made out to Campus Forge, not to", id="shown by another"),
]


@pytest.mark.parametrize(("changes", "reason"), WRONG)
def test_a_label_does_not_hold_elsewhere(issued: Issued, changes: dict[str, Any], reason: str) -> None:
    for text in (issued.credential, issued.token):
        found = verify_credential(text, evolve(issued.wanted, **changes))
        assert not found.valid
        assert reason in reasons(found)


def test_the_last_day_is_the_one_before_it_ends(issued: Issued) -> None:
    assert verify_credential(issued.token, evolve(issued.wanted, on=date(2028, 11, 19))).valid


def part(data: object) -> str:
    raw = data if isinstance(data, bytes) else canonical_json(data).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def header_of(token: str) -> dict[str, object]:
    head = token.split(".", maxsplit=1)[0]
    header: dict[str, object] = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    return header


def reheaded(token: str, **changes: object) -> str:
    _, payload, seal = token.strip().split(".")
    return ".".join([part({**header_of(token), **changes}), payload, seal])


def no_algorithm(issued: Issued) -> str:
    return ".".join([*reheaded(issued.token, alg="none").split(".")[:2], ""])


def confused(issued: Issued) -> str:
    """HS256, keyed with the public key, which everybody knows."""
    public = key_of(load_body(issued.scene.body_file).issuer.key)
    assert public is not None
    signed = reheaded(issued.token, alg="HS256").rpartition(".")[0]
    seal = hmac.HMAC(public.public_bytes_raw(), hashes.SHA256())
    seal.update(signed.encode())
    return f"{signed}.{part(seal.finalize())}"


def own_key_in_header(issued: Issued) -> str:
    stranger = Ed25519PrivateKey.generate()
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": part(stranger.public_key().public_bytes_raw())}
    signed = reheaded(issued.token, jwk=jwk).rpartition(".")[0]
    return f"{signed}.{part(stranger.sign(signed.encode()))}"


def by_a_stranger(issued: Issued) -> str:
    """Names the trusted issuer, signed by somebody else."""
    stranger = Ed25519PrivateKey.generate()
    signed = issued.token.strip().rpartition(".")[0]
    return f"{signed}.{part(stranger.sign(signed.encode()))}"


def loose_base64(issued: Issued) -> str:
    """The last character of a signature has bits that no decoder looks at."""
    token = issued.token.strip()
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + letters[letters.index(token[-1]) ^ 1]


def with_document(change: Callable[[dict[str, object]], object]) -> Callable[[Issued], str]:
    def changed(issued: Issued) -> str:
        document: dict[str, object] = json.loads(issued.credential)
        change(document)
        return canonical_json(document) + "\n"

    return changed


def put(document: object, *path: str | int, value: object) -> None:
    *places, last = path
    for place in places:
        document = document[place]  # type: ignore[index]  # a path into JSON
    document[last] = value  # type: ignore[index]


def twice(issued: Issued) -> str:
    return issued.credential.replace('"name":"Connecteur', '"name":"x","name":"Connecteur', 1)


def resigned_by_a_stranger(issued: Issued) -> str:
    document = json.loads(issued.credential)
    del document["proof"]
    return canonical_json(add_proof(document, Ed25519PrivateKey.generate(), on=AWARDED))


def signed_extra(issued: Issued) -> str:
    """An unknown property is not part of the RDF: the issuer's own signature would fit it."""
    document = json.loads(issued.credential)
    document["credentialSubject"]["anything"] = "at all"
    return canonical_json(document)


def claims_apart(issued: Issued) -> str:
    """Signed by the issuer itself: registered claims that say another thing than the credential."""
    key = issued.scene.key
    claims = json.loads(base64.urlsafe_b64decode(issued.token.split(".")[1] + "=="))
    signed = f"{issued.token.split('.')[0]}.{part({**claims, 'exp': claims['exp'] + 10**8})}"
    return f"{signed}.{part(key.sign(signed.encode()))}"


ATTACKS = [
    pytest.param(no_algorithm, "signed by algorithm `none`", id="alg none"),
    pytest.param(confused, "signed by algorithm `HS256`", id="HS256 with the public key"),
    pytest.param(own_key_in_header, "`jwk` is not as in a label", id="a key brought along"),
    pytest.param(lambda one: reheaded(one.token, crit=["x"], x=1), "is not as in a label", id="critical header"),
    pytest.param(lambda one: reheaded(one.token, typ="jwt"), "`typ` is not as in a label", id="another type"),
    pytest.param(by_a_stranger, "signature does not fit", id="another signer"),
    pytest.param(loose_base64, "not three parts of base64url", id="loose base64"),
    pytest.param(lambda one: one.token.strip() + "!", "not three parts of base64url", id="what decoders skip"),
    pytest.param(claims_apart, "`exp` is not as in a label", id="claims that disagree"),
    pytest.param(lambda one: ".".join(one.token.split(".")[:2]), "not three parts", id="no signature"),
    pytest.param(twice, "the key `name` is there twice", id="duplicate key"),
    pytest.param(resigned_by_a_stranger, "another key than the issuer’s", id="signed anew by a stranger"),
    pytest.param(signed_extra, "`credentialSubject.anything` is not as in a label", id="extra unsigned property"),
    pytest.param(
        with_document(
            lambda one: put(one, "credentialSubject", "identifier", 0, "identityHash", value="Second Souffle")
        ),
        "signature does not fit",
        id="swapped name",
    ),
    pytest.param(
        with_document(lambda one: put(one, "credentialSubject", "id", value="urn:uuid:0")),
        "signature does not fit",
        id="swapped subject",
    ),
    pytest.param(
        with_document(lambda one: put(one, "credentialSubject", "result", 0, "value", value="L4")),
        "signature does not fit",
        id="higher level",
    ),
    pytest.param(
        with_document(lambda one: put(one, "validUntil", value="2099-01-01T00:00:00Z")),
        "signature does not fit",
        id="longer valid",
    ),
    pytest.param(
        with_document(lambda one: put(one, "credentialStatus", "statusListIndex", value="7")),
        "`credentialStatus.id` is not as in a label",
        id="another place in the list",
    ),
    pytest.param(
        with_document(lambda one: put(one, "@context", 1, value="https://evil.example/context")),
        "unknown or wrong contexts: https://evil.example/context",
        id="unknown context",
    ),
    pytest.param(
        with_document(lambda one: put(one, "@context", value=[*one["@context"], {"name": "x:y"}])),  # type: ignore[misc]
        "unknown or wrong contexts",
        id="context of one's own",
    ),
    pytest.param(
        with_document(lambda one: put(one, "proof", "proofPurpose", value="authentication")),
        "the proof has `proofPurpose` authentication",
        id="another purpose",
    ),
    pytest.param(
        with_document(lambda one: put(one, "proof", "cryptosuite", value="eddsa-jcs-2022")),
        "the proof has `cryptosuite`",
        id="another suite",
    ),
    pytest.param(
        with_document(lambda one: put(one, "proof", "created", value="2020-01-01T00:00:00Z")),
        "signature does not fit",
        id="another day of signature",
    ),
    pytest.param(
        with_document(lambda one: put(one, "proof", "domain", value="x")),
        "has other keys",
        id="more in the proof",
    ),
    pytest.param(with_document(lambda one: one.pop("proof")), "there is no proof", id="no proof"),
    pytest.param(
        with_document(lambda one: one.update(proof=[one["proof"], one["proof"]])), "there is no proof", id="two proofs"
    ),
    pytest.param(lambda one: json.dumps(json.loads(one.credential), indent=1), "byte for byte", id="written anew"),
    pytest.param(lambda one: one.status_list, "unknown or wrong contexts", id="a status list instead"),
    pytest.param(lambda _: "{}", "unknown or wrong contexts", id="an empty object"),
    pytest.param(lambda _: "[" * 100_000, "not three parts", id="brackets"),
]


@pytest.mark.parametrize(("attack", "reason"), ATTACKS)
def test_an_attack_is_refused_with_its_reason(issued: Issued, attack: Callable[[Issued], str], reason: str) -> None:
    found = verify_credential(attack(issued), issued.wanted)
    assert not found.valid
    assert reason in reasons(found)


def test_a_file_that_a_wallet_wrote_anew_is_taken_on_demand(issued: Issued) -> None:
    written_anew = json.dumps(json.loads(issued.credential), indent=1)
    assert verify_credential(written_anew, evolve(issued.wanted, rewritten=True)).valid
    found = verify_credential(signed_extra(issued), evolve(issued.wanted, rewritten=True))
    assert not found.valid


def leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], object]]:
    if isinstance(value, (dict, list)):
        for key, below in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(below, (*path, key))
    else:
        yield path, value


def test_the_proof_covers_every_value(issued: Issued) -> None:
    """Without the closed form: that no value of a label is without meaning, and so outside of its signature."""
    from connecteur_core.labels.data_integrity import find_proof_fault

    issuer = load_body(issued.scene.body_file).issuer.key
    found = list(leaves(json.loads(issued.credential)))
    assert len(found) > 50
    for path, value in found:
        document = json.loads(issued.credential)
        put(document, *path, value=not value if isinstance(value, bool) else f"{value}x")
        assert find_proof_fault(document, issuer) is not None, path


def test_a_proof_never_covers_what_is_not_known(issued: Issued) -> None:
    """That the closed form is needed: the proof alone does not see a property without meaning."""
    from connecteur_core.labels.data_integrity import find_proof_fault

    issuer = load_body(issued.scene.body_file).issuer.key
    assert find_proof_fault(json.loads(signed_extra(issued)), issuer) is None


# ---- single bytes -----------------------------------------------------------------------------------


def changed_bytes(text: str, count: int, seed: int) -> list[bytes]:
    """Replaced, removed and added bytes, drawn evenly; the end of the last line is left out."""
    draw = random.Random(seed)
    raw = text.strip().encode()
    made: list[bytes] = []
    letters = b'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_ "{}[]:,./\\#\x00\xff\xc3'
    while len(made) < count:
        place, byte = draw.randrange(len(raw)), letters[draw.randrange(len(letters))]
        other = {
            0: raw[:place] + bytes([byte]) + raw[place + 1 :],
            1: raw[:place] + bytes([raw[place] ^ 1 << draw.randrange(8)]) + raw[place + 1 :],
            2: raw[:place] + raw[place + 1 :],
            3: raw[:place] + bytes([byte]) + raw[place:],
        }[draw.randrange(4)]
        if other != raw:
            made.append(other)
    return made


@pytest.mark.parametrize("form", ["credential", "token"])
def test_a_credential_with_one_byte_changed_is_refused(issued: Issued, form: str, tmp_path: Path) -> None:
    file = tmp_path / "changed"
    seen = set()
    for raw in changed_bytes(getattr(issued, form), CHANGES, 1):
        file.write_bytes(raw)
        try:
            found = verify_credential(load_credential(file), issued.wanted)
        except ConnecteurError as error:  # not even text
            seen.add(error.diagnostics[0].code)
            continue
        assert not found.valid, raw
        assert reasons(found)
        seen.add(reasons(found)[:30])
    assert len(seen) > 4


def test_a_status_list_with_one_byte_changed_is_refused(issued: Issued) -> None:
    for raw in changed_bytes(issued.status_list, CHANGES, 2):
        found = verify_credential(issued.token, evolve(issued.wanted, status_list=raw.decode(errors="replace")))
        assert not found.valid, raw
        assert "the status list cannot be used" in reasons(found)


def test_a_frozen_file_with_one_byte_changed_is_refused(issued: Issued, tmp_path: Path) -> None:
    file = tmp_path / "application.json"
    text = (issued.scene.folder / "application.json").read_text(encoding="utf-8")
    assert parse_application(text, file).digest == issued.scene.application.digest
    for raw in changed_bytes(text, 4 * CHANGES, 3):
        file.write_bytes(raw + b"\n")
        with pytest.raises(ConnecteurError):
            load_application(file)


def test_another_application_is_told_apart(issued: Issued, tmp_path: Path) -> None:
    other = make_scene(tmp_path)
    text = (other.folder / "campus-forge.toml").read_text(encoding="utf-8")
    (other.folder / "campus-forge.toml").write_text(text + "# more\n", encoding="utf-8")
    from connecteur_core.labels.application import freeze_application

    (other.folder / "application.json").write_text(
        freeze_application(other.folder / "campus-forge.toml", on=AWARDED), encoding="utf-8"
    )
    found = verify_credential(issued.token, evolve(issued.wanted, application=other.application))
    assert reasons(found) == "the label rests on another application"


# ---- revocation -------------------------------------------------------------------------------------


def test_a_revoked_label_is_seen_offline(tmp_path: Path) -> None:
    scene = make_scene(tmp_path)
    award = scene.award(scene.review("amina"), scene.review("luc"))
    body = load_body(scene.body_file)
    entry, file = revoke_label(
        scene.folder / "labels", award.entry.credential, body, scene.key, on=LATER, reason="withdrawn"
    )
    assert (entry.revoked_on, entry.reason) == (LATER.isoformat(), "withdrawn")
    wanted = Expectations(LATER, [body.issuer.key], file.read_text(encoding="utf-8"))
    found = verify_credential(award.files[0].read_text(encoding="utf-8"), wanted)
    assert reasons(found) == f"revoked, says the list of {LATER}"
    again, _ = revoke_label(scene.folder / "labels", entry.credential, body, scene.key, on=LATER, reason="other")
    assert again == entry


LISTS = [
    pytest.param({"id": "https://label.example.org/other.json"}, "it is another list", id="another list"),
    pytest.param({"on": date(2027, 2, 1)}, "it is of a later day", id="a later list"),
    pytest.param({"issuer": "did:key:z6Mkabc"}, "it is by another issuer", id="another issuer"),
]


@pytest.mark.parametrize(("changes", "reason"), LISTS)
def test_a_list_that_does_not_fit_is_refused(issued: Issued, changes: dict[str, Any], reason: str) -> None:
    listed = evolve(StatusList(LIST_URL, did_of(issued.scene.key.public_key()), AWARDED, frozenset()), **changes)
    text = canonical_json(status_list_document(listed, issued.scene.key))
    found = verify_credential(issued.token, evolve(issued.wanted, status_list=text))
    assert reason in reasons(found)


def test_a_list_that_unpacks_to_much_more_is_refused(issued: Issued) -> None:
    import zlib

    document = json.loads(issued.status_list)
    packed = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join([packed.compress(bytes(50_000_000)), packed.flush()])
    document["credentialSubject"]["encodedList"] = "u" + part(bomb)
    found = verify_credential(issued.token, evolve(issued.wanted, status_list=canonical_json(document)))
    assert "this is no status list of labels" in reasons(found)


# ---- badges and page --------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["credential", "token"])
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_badge_carries_its_label(issued: Issued, form: str, ending: str, tmp_path: Path) -> None:
    text, facts, file = getattr(issued, form), read_jwt(issued.token.strip()), tmp_path / f"badge.{ending}"
    picture = png_badge(text, facts, "fr") if ending == "png" else svg_badge(text, facts, "fr").encode()
    file.write_bytes(picture)
    assert load_credential(file) == text.strip()
    assert verify_credential(load_credential(file), issued.wanted).valid
    assert picture == (png_badge(text, facts, "fr") if ending == "png" else svg_badge(text, facts, "fr").encode())
    if ending == "png":
        file.write_bytes(bake_png(picture, text))
        with pytest.raises(ConnecteurError, match="2 credentials"):
            load_credential(file)
        file.write_bytes(picture[:5000])
    else:
        assert b"http" not in picture.replace(b"https://purl.imsglobal.org", b"").split(b"</openbadges:credential>")[
            1
        ].replace(b"http://www.w3.org/1999/xlink", b"")
        bomb = b'<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + picture
        file.write_bytes(bomb)
    with pytest.raises(ConnecteurError, match="CX380"):
        load_credential(file)


def test_names_cannot_break_out_of_badge_and_page(issued: Issued, tmp_path: Path) -> None:
    name = ']]><script>alert(1)</script><!--"\' & #import "x" ]]>'
    facts = evolve(read_jwt(issued.token.strip()), subject_name=name, issuer_name=name * 3)
    credential = canonical_json(add_proof(credential_document(facts), issued.scene.key, on=AWARDED))
    file = tmp_path / "badge.svg"
    file.write_text(svg_badge(credential, facts, "en"), encoding="utf-8")
    assert load_credential(file) == credential
    assert png_badge(credential, facts, "en")
    page = verification_page(to_jwt(facts, issued.scene.key), facts, "en")
    assert page.count("<script>") == 1
    assert page.count("</script>") == 1


def test_reading_and_making_are_one(issued: Issued) -> None:
    document = json.loads(issued.credential)
    del document["proof"]
    assert credential_document(read_credential(document)) == document
