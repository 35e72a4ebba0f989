"""The table of contents: verbs in groups, each loaded from its own file only when it is called."""

from __future__ import annotations

from importlib import import_module

import click

SECTIONS: dict[str, tuple[str, ...]] = {
    "First steps": ("demo", "new", "answer", "show", "tui", "serve"),
    "Understand": ("assess", "next", "plan", "compare", "diff", "carry", "report"),
    "Decide who counts": ("definitions", "eligible", "batch", "sql"),
    "Award a label": ("label",),
    "Look things up": ("rulesets", "practices", "glossary"),
    "For authors and programs": (
        "check",
        "test",
        "fmt",
        "prove",
        "schema",
        "new-ruleset",
        "convert",
        "migrate",
        "plugins",
        "new-plugin",
        "completion",
    ),
}
VERBS = tuple(verb for verbs in SECTIONS.values() for verb in verbs)


def _language(ctx: click.Context) -> str:
    return ctx.find_root().obj or "en"


def _plugin_verbs() -> dict[str, click.Command]:
    """The verbs that plugins bring; looked for only when a word is none of ours."""
    from connecteur_core.plugins.loading import call_each, find_plugins, load_plugin

    verbs: dict[str, click.Command] = {}
    for info in find_plugins():
        answers, _ = call_each(load_plugin(info), "connecteur_commands")
        for answer in answers:
            for command in answer if isinstance(answer, list | tuple) else ():
                if isinstance(command, click.Command) and command.name:
                    verbs.setdefault(command.name, command)
    return verbs


class Verb(click.Command):
    """A command whose help is shown in the reader's language; the English text is the key."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Translate the texts of this command for the time of showing them."""
        from connecteur_core.messages import translate

        lang = _language(ctx)
        english = self.help, self.epilog, [getattr(parameter, "help", None) for parameter in self.params]
        self.help = translate(self.help or "", lang)
        self.epilog = translate(self.epilog, lang) if self.epilog else None
        for parameter in self.params:
            if isinstance(parameter, click.Option) and parameter.help:
                parameter.help = translate(parameter.help, lang)
        help_option = self.get_help_option(ctx)
        if help_option is not None:
            # Click keeps the words of its first use, whatever the language was then.
            help_option.help = translate("Show this message and exit.", lang)
        try:
            super().format_help(ctx, formatter)
        finally:
            self.help, self.epilog, helps = english
            for parameter, text in zip(self.params, helps, strict=True):
                if isinstance(parameter, click.Option):
                    parameter.help = text


class VerbGroup(Verb, click.Group):
    """The group of all verbs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All verbs in the order of the table of contents."""
        del ctx
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one verb, or None when there is no such verb."""
        del ctx
        if cmd_name not in VERBS:
            return _plugin_verbs().get(cmd_name)
        module = cmd_name.replace("-", "_")
        command = getattr(import_module(f"connecteur_cli.commands.{module}"), f"{module}_command")
        assert isinstance(command, click.Command), "each file of commands/ defines the command of its name"
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb, or say which one was probably meant."""
        from connecteur_core.did_you_mean import suggestion
        from connecteur_core.messages import message

        name = args[0] if args else ""
        if name and not name.startswith("-") and self.get_command(ctx, name) is None:
            lang, near = _language(ctx), suggestion(name, VERBS)
            what = message("there is no verb `{name}`", name=name).text(lang)
            advice = near.text(lang) if near else ""
            ctx.fail(f"{what}. {advice}".strip())
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The verbs by section, each with its first sentence."""
        from connecteur_core.messages import translate

        lang = _language(ctx)
        for title, verbs in SECTIONS.items():
            rows = []
            for verb in verbs:
                command = self.get_command(ctx, verb)
                assert command is not None, "every verb of the table has its file"
                first = translate(command.help or "", lang).split("\n\n")[0]
                rows.append((verb, first.rstrip(".")))
            with formatter.section(translate(title, lang)):
                formatter.write_dl(rows)
