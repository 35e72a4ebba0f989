"""Finds plugins without importing them, loads those asked for, and keeps one bad plugin from harming the others."""

from __future__ import annotations

import contextlib
import io
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import pluggy
from attrs import evolve, field, frozen

from connecteur_core.diagnostics import ConnecteurError, Diagnostic
from connecteur_core.messages import Message, message
from connecteur_core.plugins.hooks import PROJECT, Hooks
from connecteur_core.reading.limits import MAX_PLUGIN_RESOURCES, PLUGIN_SECONDS

T = TypeVar("T")

OWN_DISTRIBUTION = "connecteur"


@frozen
class PluginInfo:
    """A plugin as its installed package announces it; nothing of it has been imported."""

    name: str
    distribution: str
    version: str
    entry_point: EntryPoint = field(repr=False, eq=False)


@frozen(eq=False)
class LoadedPlugin:
    """A plugin that was imported, or the reason why it was not."""

    info: PluginInfo
    manager: pluggy.PluginManager | None
    finding: Diagnostic | None = None


class PluginFailed(ConnecteurError):
    """A plugin's policy or verb did not end well; names the plugin."""


class _Failed(Exception):
    """A plugin's code did not end well; carries the sentence that says how."""

    def __init__(self, what: Message) -> None:
        self.what = what
        super().__init__(what.template)


def find_plugins() -> tuple[PluginInfo, ...]:
    """All installed plugins that are not switched off: our own first, then by name.

    `CONNECTEUR_DISABLE` names those to leave out, with commas between.
    """
    disabled = {name.strip() for name in os.environ.get("CONNECTEUR_DISABLE", "").split(",")}
    found = [_info(point) for point in entry_points(group=PROJECT) if point.name not in disabled]
    return tuple(sorted(found, key=lambda info: (info.distribution != OWN_DISTRIBUTION, info.name)))


def _info(point: EntryPoint) -> PluginInfo:
    distribution = point.dist
    return PluginInfo(
        name=point.name,
        distribution=distribution.name if distribution else "?",
        version=distribution.version if distribution else "?",
        entry_point=point,
    )


@cache
def load_plugin(info: PluginInfo) -> LoadedPlugin:
    """The imported plugin; a failure of its code becomes a finding that names it."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    try:
        module = _guarded(info.entry_point.load)
        manager.register(module, name=info.name)
        manager.check_pending()
        _refuse_misspelt(module)
    except _Failed as error:
        return LoadedPlugin(info, None, _finding(info, error.what))
    except (pluggy.PluginValidationError, ValueError) as error:
        what = message("its hooks do not fit: {reason}", reason=str(error).splitlines()[0])
        return LoadedPlugin(info, None, _finding(info, what))
    return LoadedPlugin(info, manager)


def call_hook(plugin: LoadedPlugin, hook: str) -> tuple[tuple[Traversable, ...], Diagnostic | None]:
    """The resources a plugin's hook returns, or the finding that says why there are none."""
    answers, finding = call_each(plugin, hook)
    try:
        # Guarded, too: what a hook returns may be of a class of its own.
        return _guarded(lambda: tuple(_resources(answers))), finding
    except _Failed as error:
        return (), _finding(plugin.info, error.what)


def call_each(plugin: LoadedPlugin, hook: str, **arguments: object) -> tuple[tuple[Any, ...], Diagnostic | None]:
    """What a plugin's implementations of a hook return, or the finding that says why there is nothing."""
    if plugin.manager is None:
        return (), plugin.finding
    caller = getattr(plugin.manager.hook, hook)
    if not caller.get_hookimpls():
        return (), None
    try:
        return tuple(_guarded(lambda: caller(**arguments))), None
    except _Failed as error:
        return (), _finding(plugin.info, error.what)


def read_from(info: PluginInfo, read: Callable[[], T]) -> tuple[T | None, tuple[Diagnostic, ...]]:
    """What `read` makes of a file of a plugin, or findings that name the plugin: its files may be code of its own."""
    try:
        return _guarded(read), ()
    except _Failed as error:
        if isinstance(error.__cause__, ConnecteurError):
            return None, tuple(_of_plugin(info, finding) for finding in error.__cause__.diagnostics)
        return None, (_finding(info, error.what),)


def call_plugin(info: PluginInfo, function: Callable[[], T], wanted: type[T]) -> T:
    """What a function of a plugin returns.

    Raises:
        PluginFailed: it raised, tried to end the program, took too long, or returned something else.
    """
    try:
        answer = _guarded(function)
    except _Failed as error:
        raise PluginFailed(_finding(info, error.what, "CX704")) from error
    if type(answer) is not wanted:
        what = message("it returned something else than it must")
        raise PluginFailed(_finding(info, what, "CX704"))
    return answer


def wrong_answer(info: PluginInfo) -> Diagnostic:
    """The finding about a plugin whose hook returned something else than it must."""
    return _finding(info, message("it returned something else than it must"))


def _of_plugin(info: PluginInfo, finding: Diagnostic) -> Diagnostic:
    return evolve(finding, message=message("the plugin `{name}`: {what}", name=info.name, what=finding.message))


def _resources(answers: Sequence[Any]) -> Iterator[Traversable]:
    for answer in answers:
        if type(answer) not in (list, tuple):  # a class of its own might have any length, or none
            raise _Failed(message("a hook must return a list of files of its package"))
        if len(answer) > MAX_PLUGIN_RESOURCES:
            raise _Failed(message("it brings more than {limit} files", limit=MAX_PLUGIN_RESOURCES))
        if not all(isinstance(entry, Traversable) for entry in answer):
            raise _Failed(message("a hook must return a list of files of its package"))
        yield from answer


def _refuse_misspelt(module: object) -> None:
    known = set(vars(Hooks))
    for name in vars(module):
        if name.startswith("connecteur_") and callable(getattr(module, name)) and name not in known:
            raise _Failed(message("`{hook}` is no hook of connecteur", hook=name))


def _guarded(function: Callable[[], T]) -> T:
    """Run a plugin's code: not for ever, not to stdout, and without letting anything it raises through.

    Raises:
        _Failed: it raised, tried to end the program, or took too long.
    """
    outcome: list[T] = []
    failure: list[BaseException] = []

    def work() -> None:
        try:
            outcome.append(function())
        except BaseException as error:
            failure.append(error)

    worker = threading.Thread(target=work, daemon=True)
    with contextlib.redirect_stdout(io.StringIO()):
        worker.start()
        worker.join(PLUGIN_SECONDS)
    if failure and isinstance(failure[0], _Failed):
        raise failure[0]
    if failure:
        raise _Failed(message("it failed with {kind}", kind=type(failure[0]).__name__)) from failure[0]
    if not outcome:
        raise _Failed(message("it took longer than {seconds} seconds", seconds=PLUGIN_SECONDS))
    return outcome[0]


def _finding(info: PluginInfo, what: Message, code: str = "CX701") -> Diagnostic:
    text = message(
        "the plugin `{name}` of {distribution} is left out: {what}",
        name=info.name,
        distribution=info.distribution,
        what=what,
    )
    advice = message("CONNECTEUR_DISABLE={name} switches it off", name=info.name)
    return Diagnostic(code, text, help=advice)
