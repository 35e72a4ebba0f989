"""What connecteur rests on is locked, known and licensed; wheels are reproducible; nothing needs a network."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from supply_chain.bill import bill_of_materials
from supply_chain.licences import UNKNOWN, is_allowed, licence_of

from clean_environment import offline
from conftest import ROOT

BIN = Path(sys.executable).parent


def locked_packages() -> list[dict[str, Any]]:
    packages: list[dict[str, Any]] = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    return packages


def test_each_file_of_each_locked_package_has_its_hash() -> None:
    packages = [package for package in locked_packages() if package["name"] != "connecteur"]
    assert len(packages) > 80
    for package in packages:
        files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else ())]
        assert files, package["name"]
        for file in files:
            assert file["hash"].startswith("sha256:"), (package["name"], file)
            assert len(file["hash"]) == len("sha256:") + 64


def test_the_bill_of_materials_is_whole_and_the_same_each_time() -> None:
    bill = bill_of_materials()
    assert bill == bill_of_materials()
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    named = {component["name"] for component in bill["components"]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [wanted for wanteds in project["optional-dependencies"].values() for wanted in wanteds]
    for wanted in [*project["dependencies"], *extras]:
        name = wanted.split("[")[0].split(">")[0].split("<")[0].lower()
        assert name == "connecteur" or name in named, wanted
    for component in bill["components"]:
        assert component["licenses"][0]["expression"] != UNKNOWN, component["name"]
        hashes = [each for file in component["externalReferences"] for each in file["hashes"]]
        assert all(each["alg"] == "SHA-256" and len(each["content"]) == 64 for each in hashes)
        assert hashes, component["name"]
    references = {component["bom-ref"] for component in (*bill["components"], bill["metadata"]["component"])}
    for entry in bill["dependencies"]:
        assert {entry["ref"], *entry.get("dependsOn", ())} <= references


def test_each_licence_is_known_and_allowed() -> None:
    for component in bill_of_materials()["components"]:
        name = component["name"]
        assert is_allowed(name, licence_of(name)), f"{name}: {licence_of(name)}"


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        pytest.param("MIT", True, id="on the list"),
        pytest.param("GPL-3.0-only", False, id="not on the list"),
        pytest.param("GPL-3.0-only OR MIT", True, id="one may be chosen"),
        pytest.param("GPL-3.0-only AND MIT", False, id="both hold"),
        pytest.param(UNKNOWN, False, id="not known"),
    ],
)
def test_a_licence_is_judged_as_it_is_written(expression: str, allowed: bool) -> None:
    assert is_allowed("somebody", expression) is allowed


def test_an_exception_is_for_one_package_under_one_licence() -> None:
    assert is_allowed("frozendict", "LGPL-3.0-only")
    assert not is_allowed("frozendict", "GPL-3.0-only")
    assert not is_allowed("somebody", "LGPL-3.0-only")


def built_wheel(folder: Path, *, mask: int, zone: str) -> Path:
    """The wheel, built from a copy of the tree in another folder, on another day, by somebody with other habits."""
    copy = folder / "tree"
    ignored = shutil.ignore_patterns("*.mo", "__pycache__")
    for name in ("src", "rulesets", "examples"):
        shutil.copytree(ROOT / name, copy / name, ignore=ignored, copy_function=shutil.copyfile)
    for name in ("pyproject.toml", "README.md", "LICENSE", "hatch_build.py"):
        shutil.copyfile(ROOT / name, copy / name)
    if zone != "UTC":
        for path in copy.rglob("*"):
            os.utime(path, (1_000_000_000, 1_000_000_000))
    variables = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
    variables |= {"TZ": zone, "PYTHONHASHSEED": str(mask)}
    command = [str(BIN / "hatchling"), "build", "-t", "wheel", "-d", str(folder / "dist")]
    subprocess.run(command, cwd=copy, env=variables, umask=mask, check=True, capture_output=True)
    (wheel,) = (folder / "dist").glob("*.whl")
    return wheel


def test_the_wheel_is_the_same_byte_by_byte(tmp_path: Path) -> None:
    one = built_wheel(tmp_path / "one", mask=0o022, zone="UTC")
    two = built_wheel(tmp_path / "another place", mask=0o077, zone="Pacific/Auckland")
    for name in zipfile.ZipFile(one).namelist():
        assert zipfile.ZipFile(one).read(name) == zipfile.ZipFile(two).read(name), name
    assert hashlib.sha256(one.read_bytes()).hexdigest() == hashlib.sha256(two.read_bytes()).hexdigest()


NO_NETWORK = """
import sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request"):
        raise SystemExit(f"used the network: {event} {arguments}")

sys.addaudithook(refuse)
from connecteur_cli.main import main
main()
"""


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["demo"], id="demo"),
        pytest.param(["definitions", "matrix", "--facts", "facts.json", "--host", "FR"], id="definitions"),
        pytest.param(["definitions", "compare", "fr.immigre", "un.stock", "--host", "FR"], id="definitions compare"),
        pytest.param(["batch", "people.csv", "--definition", "fr.immigre"], id="batch"),
        pytest.param(["practices", "--element", "4"], id="practices"),
        pytest.param(["plugins"], id="plugins"),
    ],
)
def test_no_network_is_used(tmp_path: Path, arguments: list[str]) -> None:
    """Python's own doors are watched everywhere; where the system allows, there is no network at all."""
    (tmp_path / "facts.json").write_text(json.dumps({"residence_country": "FR"}), encoding="utf-8")
    (tmp_path / "people.csv").write_text("residence_country,birth_country\nFR,MA\n", encoding="utf-8")
    done = subprocess.run(
        [*offline(), sys.executable, "-c", NO_NETWORK, *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
