"""Builds the wheel, installs it in a clean environment, and runs every verb from another folder without network.

A script, not a pytest module: it needs an environment of its own. Part of `make test`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from clean_environment import ROOT, UV, build_wheel, clean_variables, offline
from connecteur_cli.verbs import VERBS

MAPPING = """format = "connecteur-mapping/1"
title = "Between two sites"
original = "diversity-connector@2017.1"
target = "diversity-connector@2017.1"
source = "the same text"
by = "us"
on = 2026-01-01
pairs = [{ original = "L1.1", target = "L1.1", relation = "equal" }]
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="connecteur wheel ") as name:
        folder = Path(name)
        wheel = build_wheel(folder)
        check_contents(wheel)
        environment = folder / "env"
        subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, environment], check=True)
        subprocess.run([UV, "pip", "install", "--quiet", "--python", environment / "bin" / "python", wheel], check=True)
        shutil.copytree(ROOT / "examples" / "plugins" / "connecteur-lu", folder / "connecteur-lu")
        install_plugin(environment, folder / "connecteur-lu")
        elsewhere = folder / "else where"
        elsewhere.mkdir()
        run_verbs(environment / "bin" / "connecteur", elsewhere)
        install_plugin(environment, elsewhere / "connecteur-xxen")
        suite = (
            "from connecteur_core.testing import check_plugin; assert check_plugin('xxen') == [], check_plugin('xxen')"
        )
        subprocess.run([environment / "bin" / "python", "-c", suite], cwd=elsewhere, check=True)
    sys.stdout.write(
        "wheel: every verb runs, in French and English, from another folder"
        + (", without network" if offline() else "")
        + "\n"
    )


def install_plugin(environment: Path, source: Path) -> None:
    """A plugin as somebody else would ship it: its own wheel, beside ours."""
    hatchling = Path(sys.executable).with_name("hatchling")
    subprocess.run([hatchling, "build", "-t", "wheel"], cwd=source, check=True, capture_output=True)
    (wheel,) = (source / "dist").glob("*.whl")
    python = environment / "bin" / "python"
    subprocess.run([UV, "pip", "install", "--quiet", "--no-deps", "--python", python, wheel], check=True)


def check_contents(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "connecteur_core/shipped/rulesets/diversity-connector/ruleset.toml",
        "connecteur_core/shipped/examples/ateliers-du-port.toml",
        "connecteur_core/locale/fr/LC_MESSAGES/connecteur.mo",
        "connecteur_core/labels/contexts/credentials-v2.jsonld",
        "connecteur_core/labels/badge.typ",
        "connecteur_core/reports/templates/report.typ",
        "connecteur_tui/__init__.py",
        "connecteur_plugins/__init__.py",
    ):
        assert wanted in names, wanted


def run_verbs(command: Path, folder: Path) -> None:
    prefix = offline()
    environment = clean_variables()

    tried: set[str] = set()

    def run(*arguments: str, code: int = 0) -> str:
        tried.update(arguments)
        done = subprocess.run(
            [*prefix, command, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout + done.stderr

    assert "connecteur" in run("--version")
    (folder / "facts.json").write_text('{"residence_country": "LU", "citizenships": ["PT"]}', encoding="utf-8")
    (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    for lang in ("fr", "en"):
        file = f"incubateur {lang}.toml"
        for arguments in (
            ["--help"],
            ["demo"],
            ["new", file],
            ["answer", file, "L1.1", "met", "--note", "étude", "--evidence", "étude.pdf"],
            ["assess", file, "--explain"],
            ["new", f"other {lang}.toml"],
            ["carry", file, "--into", f"other {lang}.toml", "--mapping", "mapping.toml", "--take-all"],
            ["next", file],
            ["plan", file, "--to", "4"],
            ["compare", file, f"other {lang}.toml"],
            ["diff", file, f"other {lang}.toml"],
            ["migrate", file, "--to", "diversity-connector"],
            ["report", file, "-o", f"rapport {lang}.md"],
            ["show", file],
            ["show", file, "--history"],
            ["show", "diversity-connector", "L2.2"],
            ["rulesets"],
            ["practices", "--element", "4"],
            ["glossary"],
            ["check", file],
            ["definitions"],
            ["definitions", "lu.etranger"],
            ["eligible", "--definition", "lu.etranger", "--facts", "facts.json"],
            ["definitions", "matrix", "--facts", "facts.json", "--host", "LU"],
            ["new-ruleset", f"model-{lang}"],
            ["check", f"model-{lang}"],
            ["test", f"model-{lang}"],
            ["fmt", "--check", f"model-{lang}"],
            ["check", "--fix", f"model-{lang}"],
            ["convert", f"model-{lang}", f"tables {lang}"],
            ["convert", f"tables {lang}", f"again-{lang}"],
            ["check", f"again-{lang}"],
            ["label", "--help"],
            ["label", "apply", file, "-o", f"application {lang}.json"],
            ["label", "review", f"application {lang}.json", f"{lang}.review.toml", "--juror", "a", "--no-conflict"],
            ["plugins"],
            ["new-plugin", f"xx{lang}", "--country", "LU"],
            ["check", f"connecteur-xx{lang}/src/connecteur_xx{lang}/xx{lang}.toml"],
        ):
            run("--lang", lang, *arguments)
        run("--lang", lang, "assess", "absent.toml", code=2)
        run("--lang", lang, "assess", file, "--require", "L1", code=1)
    run("eligible", "--definition", "lu.etranger", "--facts", "facts.json", "--require")
    assert "connecteur[report]" in run("convert", "model-en", "model.xlsx", code=2)
    (folder / "passphrase").write_text("x", encoding="utf-8")
    assert "connecteur[label]" in run("label", "keygen", "-o", "key.pem", "--passphrase-file", "passphrase", code=2)
    assert "connecteur[tui]" in run("tui", code=2)
    assert "connecteur[serve]" in run("serve", code=2)
    assert "connecteur[prove]" in run("prove", "diversity-connector", code=2)
    (folder / "people.csv").write_text("residence_country,citizenships\nLU,PT\n", encoding="utf-8")
    assert "connecteur[batch]" in run("batch", "people.csv", "--definition", "lu.etranger", code=2)
    assert "connecteur[batch]" in run("sql", "--definition", "lu.etranger", code=2)
    assert "connecteur[report]" in run("report", "incubateur en.toml", "-o", "report.pdf", code=2)
    run("schema", "assessment")
    run("schema", "overlay")
    run("completion", "bash")
    assert set(VERBS) <= tried, f"never tried: {set(VERBS) - tried}"


if __name__ == "__main__":
    main()
