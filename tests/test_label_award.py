"""Who gets a label: only whose frozen application a jury, as the body has determined it, found to reach the level."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from conftest import ROOT
from connecteur_core.assessment.evaluate import evaluate
from connecteur_core.assessment.reader import parse_assessment
from connecteur_core.diagnostics import ConnecteurError
from connecteur_core.labels.application import EvidenceKind, freeze_application, get_frozen_ruleset
from connecteur_core.labels.body import Majority, load_body
from connecteur_core.labels.canonical_json import canonical_json
from connecteur_core.labels.decide_award import decide_founder
from connecteur_core.labels.errors import InvalidLabelFile, NoAward, UnusableKey
from connecteur_core.labels.keys import did_of, key_of, load_key, new_key_pem
from connecteur_core.labels.review import load_review
from connecteur_core.model.months import months_later
from connecteur_core.rulesets.shipped import shipped_folder
from connecteur_core.store.label_register import award_label, load_register, revoke_label
from connecteur_core.store.save import create_text
from connecteur_core.truth import Truth
from label_cases import AWARDED, FROZEN, PASSPHRASE, Scene, make_scene, review_text


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return make_scene(tmp_path)


def test_an_award_says_what_the_jury_found(scene: Scene) -> None:
    award = scene.award(scene.review("amina"), scene.review("luc"))
    assert award.is_new
    assert (award.entry.name, award.entry.level, award.entry.on, award.entry.until) == (
        *("Campus Forge", "L2"),
        *("2026-11-20", "2028-11-20"),
    )
    credential = json.loads(award.files[0].read_text(encoding="utf-8"))
    assert credential["credentialSubject"]["result"][0]["value"] == "L2"
    assert "Appeal: in writing" in credential["credentialSubject"]["achievement"]["criteria"]["narrative"]


def test_awarding_twice_changes_nothing(scene: Scene) -> None:
    reviews = scene.review("amina"), scene.review("luc")
    first = scene.award(*reviews)
    before = {path.name: path.read_bytes() for path in (scene.folder / "labels").iterdir()}
    second = scene.award(*reviews, on=date(2026, 12, 24))
    assert (second.entry, second.is_new) == (first.entry, False)
    assert {path.name: path.read_bytes() for path in (scene.folder / "labels").iterdir()} == before


def test_two_registers_give_the_same_label_byte_for_byte(scene: Scene) -> None:
    reviews = scene.review("amina"), scene.review("luc")
    one, two = scene.award(*reviews), scene.award(*reviews, folder="elsewhere")
    assert [file.read_bytes() for file in one.files] == [file.read_bytes() for file in two.files]


def test_a_status_list_is_never_older_than_the_one_before(scene: Scene) -> None:
    award = scene.award(scene.review("amina"), scene.review("luc"))
    body = load_body(scene.body_file)
    folder, early = scene.folder / "labels", date(2026, 1, 1)
    _, file = revoke_label(folder, award.entry.credential, body, scene.key, on=early, reason="backdated")
    assert json.loads(file.read_text(encoding="utf-8"))["validFrom"] == f"{AWARDED}T00:00:00Z"


def test_an_award_that_was_stopped_is_made_up_for(scene: Scene) -> None:
    reviews = scene.review("amina"), scene.review("luc")
    first = scene.award(*reviews)
    (scene.folder / "labels" / "register.json").unlink()  # the last that is written
    assert scene.award(*reviews).files[0].read_bytes() == first.files[0].read_bytes()


def test_a_new_application_renews(scene: Scene) -> None:
    first = scene.award(scene.review("amina"), scene.review("luc"))
    text = freeze_application(scene.folder / "campus-forge.toml", on=date(2026, 11, 10))
    (scene.folder / "application.json").write_text(text, encoding="utf-8")
    second = scene.award(scene.review("amina"), scene.review("luc"), on=date(2027, 3, 1))
    assert second.entry.renews == first.entry.credential
    assert (second.entry.index, second.entry.subject) == (1, first.entry.subject)


def refusal(scene: Scene, *reviews: Path, on: date = AWARDED) -> str:
    with pytest.raises(ConnecteurError) as stop:
        scene.award(*reviews, on=on)
    assert not (scene.folder / "labels").exists()
    lines = [finding.headline() for finding in stop.value.diagnostics]
    return "\n".join(line.replace(f"{scene.folder}/", "") for line in lines)


def test_a_quorum_that_is_not_met_is_no_award(scene: Scene) -> None:
    assert refusal(scene, scene.review("amina")) == (
        "CX370 the quorum is not met: 1 of 2 jurors without conflict of interest"
    )


def test_a_conflict_of_interest_does_not_count(scene: Scene) -> None:
    reviews = scene.review("amina"), scene.review("luc", conflict="my sister works there")
    assert "CX370 the quorum is not met: 1 of 2" in refusal(scene, *reviews)
    assert scene.award(*reviews[:1], reviews[1], _third(scene)).is_new


def _third(scene: Scene) -> Path:
    scene.edit_body('organisation = "Campus Forge"', 'organisation = "Another"')
    return scene.review("zoe")


def test_a_conflict_with_findings_is_no_award(scene: Scene) -> None:
    reviews = scene.review("amina"), scene.review("luc", conflict="my sister works there", L1_1="met")
    assert "CX367 `luc` has a conflict of interest with Campus Forge and cannot find" in refusal(scene, *reviews)


def test_a_juror_of_the_incubator_cannot_find(scene: Scene) -> None:
    reviews = scene.review("amina"), scene.review("luc"), scene.review("zoe")
    assert "CX367 `zoe` has a conflict of interest" in refusal(scene, *reviews)


def test_a_missing_finding_is_no_award(scene: Scene) -> None:
    reviews = scene.review("amina"), scene.review("luc", L2_2_3=None, L1_1=None)
    assert refusal(scene, *reviews).endswith("CX368 findings of `luc` are missing: L1.1, L2.2.3")


@pytest.mark.parametrize("finding", ["unmet", "cannot_say"])
def test_what_the_majority_does_not_find_met_does_not_count(scene: Scene, finding: str) -> None:
    reviews = scene.review("amina"), scene.review("luc", L2_3=finding)
    assert refusal(scene, *reviews) == "CX371 level L2 is not reached under the policy `label`, but L1: L2.3"


def test_a_level_above_the_findings_is_no_award(scene: Scene) -> None:
    scene.edit_body('level = "L2"', 'level = "L4"')
    assert "are missing: L3.2" in refusal(scene, scene.review("amina"), scene.review("luc"))
    everything = dict.fromkeys(("L3_2", "L3_3", "L3_4", "L3_5", "L4_2", "L4_3_1", "L4_3_2", "L4_3_3"), "met")
    reviews = [scene.review(juror, **everything) for juror in ("amina", "luc")]
    assert "level L4 is not reached under the policy `label`" in refusal(scene, *reviews)


def test_a_changed_ruleset_is_no_award(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    from connecteur_core.labels.application import load_application
    from connecteur_core.labels.decide_award import decide_award

    reviews = [load_review(scene.review(juror)) for juror in ("amina", "luc")]
    mine = scene.folder / "rules" / "diversity-connector"
    shutil.copytree(shipped_folder("rulesets") / "diversity-connector", mine)
    application, body = load_application(scene.folder / "application.json"), load_body(scene.body_file)
    assert decide_award(application, reviews, body, on=AWARDED, search=[mine.parent])
    for file, old, new, reason in (
        ("glossary.toml", "\n", "\n# a remark\n", "CX361 ruleset diversity-connector@2017.1 is not the one"),
        ("ruleset.toml", '"2017.1"', '"2017.2"', "CX121"),
    ):
        changed = scene.folder / file / "diversity-connector"
        shutil.copytree(mine, changed)
        text = (changed / file).read_text(encoding="utf-8")
        (changed / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(NoAward, match=reason):
            decide_award(application, reviews, body, on=AWARDED, search=[changed.parent])


def test_a_label_by_an_overlay_rests_on_the_files_of_its_base_too(scene: Scene) -> None:
    overlays = [ROOT / "examples" / "overlays"]
    file = scene.folder / "campus-forge.toml"
    text = file.read_text(encoding="utf-8").replace("diversity-connector@2017.1", "port-saint-aubin@2026.1")
    file.write_text(text, encoding="utf-8")
    (scene.folder / "application.json").write_text(
        freeze_application(file, on=FROZEN, search=overlays), encoding="utf-8"
    )
    frozen = scene.application.content.ruleset
    assert {"port-saint-aubin@2026.1/overlay.toml", "diversity-connector@2017.1/ruleset.toml"} <= frozen.files.keys()
    assert get_frozen_ruleset(scene.application, search=overlays).ruleset.reference == "port-saint-aubin@2026.1"


def test_changed_evidence_is_no_award(scene: Scene) -> None:
    reviews = scene.review("amina"), scene.review("luc")
    (scene.folder / "self-study-2026.pdf").write_bytes(b"another study")
    assert "CX362 the evidence `self-study-2026.pdf` for L1.1 was changed" in refusal(scene, *reviews)
    (scene.folder / "self-study-2026.pdf").unlink()  # what is not at hand is not looked at
    assert scene.award(*reviews).is_new


UNDETERMINED = [
    pytest.param('level = "L2"\n', "label.level", id="level"),
    pytest.param("validity_months = 24\n", "label.validity_months", id="validity"),
    pytest.param("quorum = 2\n", "jury.quorum", id="quorum"),
    pytest.param('majority = "more_than_half"\n', "jury.majority", id="majority"),
]


@pytest.mark.parametrize(("line", "name"), UNDETERMINED)
def test_what_the_body_has_not_determined_is_not_assumed(scene: Scene, line: str, name: str) -> None:
    scene.edit_body(line, "")
    wanted = f"CX363 not determined by the awarding body: {name}"
    assert refusal(scene, scene.review("amina"), scene.review("luc")) == wanted


def test_reviews_belong_to_one_application_and_to_members_of_the_jury(scene: Scene) -> None:
    good = scene.review("amina")
    stranger = scene.review("stranger")
    assert "CX366 `stranger` is not on the jury" in refusal(scene, good, stranger)
    again = scene.folder / "again.toml"
    shutil.copy(good, again)
    assert "CX366 `amina` is not on the jury, or has reviewed twice" in refusal(scene, good, again)
    other = scene.folder / "other.toml"
    other.write_text(review_text("sha256-x", "luc", {"L1.1": "met"}), encoding="utf-8")
    assert "CX365 the review of `luc` is about another application" in refusal(scene, good, other)


def test_the_days_are_in_order(scene: Scene) -> None:
    reviews = scene.review("amina"), scene.review("luc")
    assert "CX381 the application is of 2026-11-02" in refusal(scene, *reviews, on=date(2026, 11, 1))
    assert "CX381 the review of `amina` is not between" in refusal(scene, *reviews, on=FROZEN)


def test_findings_need_grounds_and_a_criterion(scene: Scene) -> None:
    path = scene.review("amina")
    path.write_text(path.read_text(encoding="utf-8").replace("Read the evidence.", " ", 1), encoding="utf-8")
    with pytest.raises(InvalidLabelFile, match=r"CX368 the finding on L1\.1 has no grounds"):
        load_review(path)
    reviews = scene.review("amina", **{"4_1": "met"}), scene.review("luc")
    assert "CX369 4.1 is no criterion that a jury finds on" in refusal(scene, *reviews)


def test_founding_members_are_declared_by_both_sides_with_a_source(scene: Scene) -> None:
    for line in ('level = "L2"\n', "quorum = 2\n"):  # a level is not asked for
        scene.edit_body(line, "")
    with pytest.raises(NoAward, match="CX374"):
        decide_founder(scene.application, load_body(scene.body_file), on=AWARDED)
    scene.body_file.write_text(
        scene.body_file.read_text(encoding="utf-8")
        + '[[founding_members]]\nname = "Campus Forge"\nsource = "Minutes of the founding meeting"\n',
        encoding="utf-8",
    )
    with pytest.raises(NoAward, match="CX374"):
        decide_founder(scene.application, load_body(scene.body_file), on=AWARDED)
    file = scene.folder / "campus-forge.toml"
    text = file.read_text(encoding="utf-8").replace(
        "[organisation]\n", '[organisation]\nfounding_member = true\nfounding_member_source = "The minutes"\n'
    )
    file.write_text(text, encoding="utf-8")
    (scene.folder / "application.json").write_text(freeze_application(file, on=FROZEN), encoding="utf-8")
    decision = decide_founder(scene.application, load_body(scene.body_file), on=AWARDED)
    award = award_label(scene.folder / "labels", decision, scene.key, on=AWARDED, lang="en")
    assert award.entry.level is None
    credential = json.loads(award.files[0].read_text(encoding="utf-8"))["credentialSubject"]
    assert "result" not in credential
    assert credential["achievement"]["achievementType"] == "Membership"
    assert "Minutes of the founding meeting" in credential["achievement"]["criteria"]["narrative"]


# ---- the policy -------------------------------------------------------------------------------------


def test_under_the_policy_label_a_claim_counts_with_evidence_and_a_verdict(examples: Path) -> None:
    text = (examples / "campus-forge.toml").read_text(encoding="utf-8")
    assessment = parse_assessment(text, examples / "campus-forge.toml")
    everything = dict.fromkeys(assessment.answers, Truth.TRUE)

    def ranks(policy: str, verdicts: dict[str, Truth]) -> tuple[int, int]:
        level = evaluate(assessment, policy=policy, on=AWARDED, verdicts=verdicts).level
        return level.reached.rank, level.possible.rank

    assert ranks("self-assessment", {}) == (3, 4)
    assert ranks("evidenced", {}) == (2, 4)
    assert ranks("label", everything) == (2, 4)
    assert ranks("label", {}) == (0, 4)
    assert ranks("label", {**everything, "L1.2": Truth.UNKNOWN}) == (0, 4)
    assert ranks("label", {**everything, "L2.3": Truth.FALSE}) == (1, 1)
    explained = evaluate(assessment, policy="label", on=AWARDED, verdicts={"L1.1": Truth.TRUE, "L1.2": Truth.FALSE})
    lines = str(explained.explain()).splitlines()
    assert [line.split(": ")[-1] for line in lines if line.strip().startswith("L1.")] == [
        "met",
        "claimed, but the jury found it unmet",
        "claimed, but no jury has found it met",
    ]
    assert ranks("self-assessment", {"L2.3": Truth.FALSE}) == (3, 4)


# ---- parts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("majority", "enough", "too_few"),
    [
        pytest.param(Majority.MORE_THAN_HALF, [(2, 3), (3, 4), (1, 1)], [(2, 4), (1, 2)], id="more than half"),
        pytest.param(Majority.TWO_THIRDS, [(2, 3), (4, 6)], [(3, 5), (1, 2)], id="two thirds"),
        pytest.param(Majority.ALL, [(3, 3)], [(2, 3)], id="all"),
    ],
)
def test_majorities(majority: Majority, enough: list[tuple[int, int]], too_few: list[tuple[int, int]]) -> None:
    assert all(majority.reached(*votes) for votes in enough)
    assert not any(majority.reached(*votes) for votes in too_few)


def test_evidence_is_frozen_by_what_it_is(scene: Scene) -> None:
    file = scene.folder / "campus-forge.toml"
    (scene.folder.parent / "outside.pdf").write_bytes(b"not looked at")
    text = file.read_text(encoding="utf-8")
    text = text.replace('"self-study-2026.pdf"', '"../outside.pdf"', 1)
    text = text.replace('"self-study-2026.pdf"', '"https://example.org/x"', 1)
    file.write_text(text, encoding="utf-8")
    (scene.folder / "application.json").write_text(freeze_application(file, on=FROZEN), encoding="utf-8")
    pieces = scene.application.content.evidence
    assert [(piece.kind, piece.digest is None) for piece in pieces[:3]] == [
        (EvidenceKind.WORDS, True),
        (EvidenceKind.ADDRESS, True),
        (EvidenceKind.FILE, False),
    ]


def test_a_key_is_opened_only_by_its_owner_with_the_passphrase(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    pem, did = new_key_pem(PASSPHRASE)
    create_text(file, pem, mode=0o600)
    assert "BEGIN ENCRYPTED PRIVATE KEY" in pem
    assert file.stat().st_mode & 0o777 == 0o600
    assert did_of(load_key(file, PASSPHRASE).public_key()) == did
    with pytest.raises(UnusableKey, match="CX373"):
        load_key(file, "another")
    file.chmod(0o640)
    with pytest.raises(UnusableKey, match="CX372"):
        load_key(file, PASSPHRASE)
    with pytest.raises(UnusableKey, match="CX373"):
        new_key_pem("")


def test_a_key_has_one_name(scene: Scene) -> None:
    did = did_of(scene.key.public_key())
    assert key_of(did) is not None
    for other in (did + "1", did[:-1], did.replace("z6Mk", "z1z6Mk"), "did:key:z", "did:web:example.org"):
        assert key_of(other) is None


def test_a_register_is_of_one_key(scene: Scene) -> None:
    award = scene.award(scene.review("amina"), scene.review("luc"))
    body, folder = load_body(scene.body_file), scene.folder / "labels"
    with pytest.raises(ConnecteurError, match="CX377"):
        revoke_label(folder, "urn:uuid:0", body, scene.key, on=AWARDED, reason="x")
    pem, did = new_key_pem(PASSPHRASE)
    create_text(scene.folder / "other.pem", pem, mode=0o600)
    other = load_key(scene.folder / "other.pem", PASSPHRASE)
    with pytest.raises(UnusableKey, match="CX375"):
        revoke_label(folder, award.entry.credential, body, other, on=AWARDED, reason="x")
    scene.edit_body(body.issuer.key, did)
    with pytest.raises(InvalidLabelFile, match="CX376"):
        load_register(folder, load_body(scene.body_file))


@pytest.mark.parametrize(
    "text", ["{}", '{"format":"connecteur-register/1"}', '{"format":"connecteur-register/1","x":1}']
)
def test_a_broken_register_is_told(scene: Scene, text: str) -> None:
    (scene.folder / "labels").mkdir()
    (scene.folder / "labels" / "register.json").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidLabelFile, match="CX376"):
        load_register(scene.folder / "labels", load_body(scene.body_file))


BODIES = [
    pytest.param("quorum = 2", "quorum = 9", "a quorum of 9 among 3 members", id="quorum too large"),
    pytest.param('id = "luc"', 'id = "amina"', "`amina` is there twice", id="juror twice"),
    pytest.param("validity_months = 24", "validity_months = 0", "valid for 1 to 120 months", id="no validity"),
    pytest.param("did:key:z6Mk", "did:web:z6Mk", "must be the `did:key", id="another kind of key"),
    pytest.param("https://label.example.org/status", "http://label.example.org/status", "https://", id="no https"),
    pytest.param("more_than_half", "half", "CX114", id="no such majority"),
]


@pytest.mark.parametrize(("old", "new", "reason"), BODIES)
def test_a_body_that_does_not_hold_is_told(scene: Scene, old: str, new: str, reason: str) -> None:
    scene.edit_body(old, new)
    with pytest.raises(InvalidLabelFile, match=reason):
        load_body(scene.body_file)


def test_canonical_json_is_that_of_the_rfc() -> None:
    keys = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    assert list(json.loads(canonical_json(keys)).values()) == [2, 4, 6, 7, 1, 5, 3]  # RFC 8785, 3.2.3
    assert canonical_json({"a": '\u0000\u001f"\\/\u007f\b'}) == '{"a":"\\u0000\\u001f\\"\\\\/\u007f\\b"}'
    for wrong, reason in ((1.5, "float"), (2**53, "int"), ("\ud800", "surrogates"), (float("nan"), "float")):
        with pytest.raises(ValueError, match=reason):
            canonical_json(wrong)


def test_months_end_on_the_last_day_where_there_is_no_such_day() -> None:
    assert months_later(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert months_later(date(2026, 12, 31), 2) == date(2027, 2, 28)


def test_the_register_is_the_body_s_own(scene: Scene) -> None:
    scene.award(scene.review("amina"), scene.review("luc"))
    modes = {path.name: path.stat().st_mode & 0o777 for path in (scene.folder / "labels").iterdir()}
    assert modes.pop("register.json") == 0o600
    assert set(modes.values()) == {0o644}
