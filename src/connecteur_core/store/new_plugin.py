"""Makes the package of a country plugin: definitions in TOML, a hook, a test, a README. It passes its tests as made."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from connecteur_core._version import __version__
from connecteur_core.store.new_folder import create_folder


def create_plugin(parent: Path, name: str, *, country: str, since: date) -> tuple[Path, ...]:
    """The files of a new plugin package, written below `parent`; nothing that exists is replaced.

    Args:
        parent: folder to make `connecteur-<name>` in.
        name: a short lower-case word, which becomes the prefix of the plugin's ids.
        country: code of the country the first definition belongs to.
        since: first day in force of the first definition.

    Raises:
        SaveFailed: there is already such a folder, or it cannot be written.
    """
    folder = parent / f"connecteur-{name}"
    texts = {
        "pyproject.toml": _PYPROJECT,
        "README.md": _README,
        f"src/connecteur_{name}/__init__.py": _MODULE,
        f"src/connecteur_{name}/{name}.toml": _DEFINITIONS,
        "tests/test_plugin.py": _TEST,
    }
    fields = {"name": name, "country": country, "since": since.isoformat(), "version": __version__}
    return create_folder(folder, {path: _filled(text, fields) for path, text in texts.items()})


def _filled(text: str, fields: dict[str, str]) -> str:
    for field, value in fields.items():
        text = text.replace(f"@{field}@", value)
    return text


_PYPROJECT = """[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "connecteur-@name@"
version = "0.1.0"
description = "Definitions of @country@ for connecteur."
readme = "README.md"
requires-python = ">=3.11"
dependencies = ["connecteur>=@version@"]

[project.entry-points.connecteur]
@name@ = "connecteur_@name@"

[tool.hatch.build.targets.wheel]
packages = ["src/connecteur_@name@"]
"""

_README = """# connecteur-@name@

Definitions of @country@ for [connecteur](https://pypi.org/project/connecteur/). They are in
`src/connecteur_@name@/@name@.toml`: no Python is needed to add one.

1. Write the definition: its source, its first day, its rule in words (English and French), its expression.
   The facts it may read: `connecteur definitions un.stock`, or `connecteur schema definitions` for your editor.
2. Add cases: one that is counted, one that is not, one where a fact is missing.
3. Check: `connecteur check src/connecteur_@name@/@name@.toml`
4. Try: `pip install -e .`, then `connecteur eligible --definition @name@.foreign_born`
5. Test: `pip install pytest && pytest`
"""

_MODULE = '''"""Definitions of @country@ for connecteur."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable

from connecteur_core.plugins import hookimpl


@hookimpl
def connecteur_definitions() -> list[Traversable]:
    """The files of definitions of this package."""
    return [resources.files(__package__) / "@name@.toml"]
'''

_DEFINITIONS = """format = "connecteur-definitions/1"

# A first definition to start from: replace it by one with a source.
[[definitions]]
id = "@name@.foreign_born"
subject = "person"
host = "@country@"

[[definitions.versions]]
first = @since@
confidence = "LOW"
generations = [1]
source = "To be named: the law or statistic that says so"
title = { en = "Foreign-born", fr = "Né à l’étranger" }
rule = { en = "Lives in the country and was born outside it.", fr = "Vit dans le pays et est né en dehors." }
disputes = { en = "Which borders count, today’s or older ones.", fr = "Frontières d’aujourd’hui ou de l’époque." }
expression = 'residence_country == host and birth_country != host'

[[cases]]
about = "born abroad"
definition = "@name@.foreign_born"
on = @since@
value = "yes"
facts = { residence_country = "@country@", birth_country = "AQ" }

[[cases]]
about = "born in the country"
definition = "@name@.foreign_born"
on = @since@
value = "no"
facts = { residence_country = "@country@", birth_country = "@country@" }

[[cases]]
about = "would rather not say"
definition = "@name@.foreign_born"
on = @since@
value = "undetermined"
facts = { residence_country = "@country@" }
"""

_TEST = '''"""The plugin keeps connecteur's contract: it loads, its definitions hold together, its cases come out."""

from __future__ import annotations

from connecteur_core.testing import check_plugin


def test_the_plugin_keeps_the_contract() -> None:
    assert check_plugin("@name@") == []
'''
