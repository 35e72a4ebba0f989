"""`python -m supply_chain.bill FILE` writes the bill of materials (CycloneDX, JSON) of the package and its extras.

uv writes packages, hashes and what needs what; licences, our own version and a date that does not change are added
here, so that one lock file makes one bill, byte by byte.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connecteur_core import __version__
from supply_chain.licences import licence_of

ROOT = Path(__file__).parent.parent
UV = Path(sys.executable).with_name("uv")


def locked_components() -> dict[str, Any]:
    """The bill as uv knows it: all that the package or an extra can bring in."""
    command = [str(UV), "export", "--frozen", "--no-dev", "--all-extras", "--format", "cyclonedx1.5"]
    command += ["--preview-features", "sbom-export"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    bill: dict[str, Any] = json.loads(done.stdout)
    return bill


def bill_of_materials() -> dict[str, Any]:
    """The whole bill."""
    bill = locked_components()
    for component in bill["components"]:
        component["licenses"] = [{"expression": licence_of(component["name"])}]
    ours = bill["metadata"]["component"]
    ours["version"], ours["licenses"] = __version__, [{"expression": "Apache-2.0"}]
    ours["purl"] = f"pkg:pypi/connecteur@{__version__}"
    # The day of the sources if the builder names it (reproducible-builds.org), else none that means anything.
    moment = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), UTC)
    bill["metadata"]["timestamp"] = moment.isoformat().replace("+00:00", "Z")
    content = json.dumps(bill["components"], sort_keys=True).encode()
    bill["serialNumber"] = f"urn:uuid:{uuid.UUID(hashlib.sha256(content).hexdigest()[:32], version=5)}"
    return bill


def main() -> None:
    """Write it."""
    file = Path(sys.argv[1])
    bill = bill_of_materials()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(bill, indent=2, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    sys.stdout.write(f"{file}: {len(bill['components'])} packages\n")


if __name__ == "__main__":
    main()
