"""`python -m supply_chain.licences` lists the licence of each package that connecteur can bring in, and fails on some.

Allowed is what public bodies and companies may use, change and embed without changing the licence of their software.
"""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, metadata

ALLOWED = {"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "MPL-2.0", "PSF-2.0", "0BSD"}
EXCEPTIONS = {
    # Used as it is, as a package of its own that anybody can replace: what the LGPL asks of those who use a library.
    "frozendict": ("LGPL-3.0-only", "comes with PyLD, only in the extra `label`"),
}
# Licences that packages name in words of their own, or only in a file, read by us.
_READ = {"jinja2": "BSD-3-Clause", "py4j": "BSD-3-Clause", "pyld": "BSD-3-Clause"}
_WORDS = {
    "Apache 2": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "MIT License": "MIT",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Python Software Foundation License": "PSF-2.0",
}
UNKNOWN = "unknown"


def licence_of(package: str) -> str:
    """The licence of an installed package as an SPDX expression, or `unknown`."""
    if package in _READ:
        return _READ[package]
    try:
        told = metadata(package).json
    except PackageNotFoundError:
        return UNKNOWN
    if expression := told.get("license_expression"):
        return str(expression)
    words = [str(told.get("license", "")), *told.get("classifier", ())]
    known = (_WORDS.get(word, word if word in ALLOWED else None) for word in words)
    return next((found for found in known if found), UNKNOWN)


def is_allowed(package: str, expression: str) -> bool:
    """Whether a package may be used under its licence: one of several offered, all of several that hold at once."""
    if EXCEPTIONS.get(package, ("", ""))[0] == expression:
        return True
    return any(all(part in ALLOWED for part in choice.split(" AND ")) for choice in expression.split(" OR "))


def main() -> int:
    """The table, by licence; exit code 1 if one is not allowed."""
    from supply_chain.bill import locked_components  # noqa: PLC0415 -- each needs the other

    found: dict[str, list[str]] = {}
    refused = []
    for name in sorted(component["name"] for component in locked_components()["components"]):
        licence = licence_of(name)
        found.setdefault(licence, []).append(name)
        if not is_allowed(name, licence):
            refused.append(f"{name}: {licence} is not on the list of licences that are allowed")
    for licence, names in sorted(found.items()):
        sys.stdout.write(f"{licence}: {', '.join(names)}\n")
    for name, (licence, reason) in EXCEPTIONS.items():
        sys.stdout.write(f"exception: {name}, {licence}: {reason}\n")
    sys.stderr.writelines(f"{line}\n" for line in refused)
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
