"""An awarding body, a jury and a label of theirs, made in a folder as people would make them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from attrs import frozen
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from conftest import ROOT
from connecteur_core.labels.application import Application, freeze_application, get_frozen_ruleset, load_application
from connecteur_core.labels.body import load_body
from connecteur_core.labels.decide_award import decide_award
from connecteur_core.labels.keys import load_key, new_key_pem
from connecteur_core.labels.review import Review, items_to_find, load_review
from connecteur_core.store.label_register import Award, award_label
from connecteur_core.store.save import create_text

PASSPHRASE = "a passphrase for tests"
HOLDER = "Campus Forge"
FROZEN, REVIEWED, AWARDED = date(2026, 11, 2), date(2026, 11, 12), date(2026, 11, 20)
LIST_URL = "https://label.example.org/status-list.json"

BODY = """
format = "connecteur-body/1"

[issuer]
name = "Ville de Port-Saint-Aubin"
key = "{key}"
status_list = "{url}"
url = "https://label.example.org"

[label]
name = "Connecteur de diversité"
level = "L2"
validity_months = 24
appeal = "in writing, within two months"

[jury]
quorum = 2
majority = "more_than_half"

[[jury.members]]
id = "amina"
name = "Amina B."

[[jury.members]]
id = "luc"
name = "Luc C."

[[jury.members]]
id = "zoe"
name = "Zoé D."
organisation = "Campus Forge"
"""


@frozen
class Scene:
    """Where everything is."""

    folder: Path
    key: Ed25519PrivateKey

    @property
    def body_file(self) -> Path:
        return self.folder / "body.toml"

    @property
    def application(self) -> Application:
        return load_application(self.folder / "application.json")

    def edit_body(self, old: str, new: str) -> None:
        text = self.body_file.read_text(encoding="utf-8")
        assert old in text
        self.body_file.write_text(text.replace(old, new), encoding="utf-8")

    def review(self, juror: str, *, conflict: str | None = None, **changes: str | None) -> Path:
        """The review of a juror who finds everything up to level 2 met, but for the changes; None = no finding."""
        application = self.application
        path = self.folder / f"{juror}.toml"
        items = items_to_find(get_frozen_ruleset(application), 2)
        found: dict[str, str | None] = dict.fromkeys(items, "met") if conflict is None else {}
        found |= {name.replace("_", "."): finding for name, finding in changes.items()}
        path.write_text(review_text(application.digest, juror, found, conflict), encoding="utf-8")
        return path

    def award(self, *reviews: Path, on: date = AWARDED, folder: str = "labels") -> Award:
        body = load_body(self.body_file)
        read: list[Review] = [load_review(path) for path in reviews]
        decision = decide_award(self.application, read, body, on=on)
        return award_label(self.folder / folder, decision, self.key, on=on, lang="en")


def review_text(digest: str, juror: str, findings: Mapping[str, str | None], conflict: str | None = None) -> str:
    lines = [
        'format = "connecteur-review/1"',
        f'application = "{digest}"',
        f'juror = "{juror}"',
        f"on = {REVIEWED}",
        f"conflict_of_interest = {'false' if conflict is None else 'true'}",
    ]
    lines += [] if conflict is None else [f'conflict = "{conflict}"']
    for item, finding in findings.items():
        if finding is not None:
            lines += ["", f'[findings."{item}"]', f'finding = "{finding}"', 'grounds = "Read the evidence."']
    return "\n".join(lines) + "\n"


def make_scene(folder: Path) -> Scene:
    """A body with its key, and an application frozen."""
    folder.mkdir(parents=True, exist_ok=True)
    pem, did = new_key_pem(PASSPHRASE)
    create_text(folder / "key.pem", pem, mode=0o600)
    (folder / "body.toml").write_text(BODY.format(key=did, url=LIST_URL), encoding="utf-8")
    shutil.copy(ROOT / "examples" / "assessments" / "campus-forge.toml", folder)
    (folder / "self-study-2026.pdf").write_bytes(b"a study")
    text = freeze_application(folder / "campus-forge.toml", on=FROZEN)
    (folder / "application.json").write_text(text, encoding="utf-8")
    return Scene(folder, load_key(folder / "key.pem", PASSPHRASE))
