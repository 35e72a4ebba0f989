"""`connecteur label`: the life of a label; each of its verbs is loaded only when it is called."""

from __future__ import annotations

from importlib import import_module

import click

from connecteur_cli.verbs import Verb

LABEL_VERBS = ("keygen", "apply", "review", "award", "verify", "revoke", "badge")


class LabelGroup(Verb, click.Group):
    """The verbs of the label, in the order of its life."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All of them."""
        del ctx
        return list(LABEL_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one, or None when there is no such verb."""
        del ctx
        if cmd_name not in LABEL_VERBS:
            return None
        command = getattr(import_module(f"connecteur_cli.label.{cmd_name}"), f"{cmd_name}_command")
        assert isinstance(command, click.Command), "each file of label/ defines the command of its name"
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each verb with its first sentence."""
        from connecteur_core.messages import translate

        lang = ctx.find_root().obj or "en"
        rows = []
        for name in LABEL_VERBS:
            command = self.get_command(ctx, name)
            assert command is not None, "every verb has its file"
            rows.append((name, translate(command.help or "", lang).split("\n\n")[0].rstrip(".")))
        with formatter.section(translate("Commands", lang)):
            formatter.write_dl(rows)


@click.group(
    "label",
    cls=LabelGroup,
    help="The label: apply for it, find as a jury, award, verify, revoke.\n\n"
    "An incubator applies with a frozen file; jurors record what they find; the awarding body awards a signed "
    "credential that anybody can verify offline.",
    epilog="Each verb has its own help, and takes --json and --lang: connecteur label VERB --help",
)
@click.option("--lang", type=click.Choice(["fr", "en"]), help="Language of all texts: fr or en.")
def label_command(lang: str | None) -> None:
    """The group itself does nothing; `--lang` is read before parsing (see `language`)."""
    del lang
