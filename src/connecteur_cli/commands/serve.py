"""`connecteur serve`: the terminal application in a browser of this machine."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from connecteur_cli.extras import need_extra
from connecteur_cli.options import FILE, verb

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@verb(
    "serve",
    "Serve the terminal application to a browser on this machine.\n\n"
    "Whoever reaches the address can read and change the assessment: there is no password. So it listens on this "
    "machine only, unless --expose says otherwise.",
)
@click.argument("file", type=FILE, required=False)
@click.option("--host", default="127.0.0.1", help="Address to listen on.")
@click.option("--port", default=8000, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--expose", is_flag=True, help="Allow an address that other machines can reach.")
def serve_command(*, file: Path | None, host: str, port: int, expose: bool, lang: str, as_json: bool) -> None:
    """Serve until interrupted."""
    del as_json
    from connecteur_core.messages import message

    if host not in LOOPBACK and not expose:
        what = message("others could reach {host} and change the assessment; --expose allows it", host=host)
        raise click.UsageError(what.text(lang))
    with need_extra("serve", lang):
        from importlib import import_module

        server = import_module("connecteur_tui.serving")
    arguments = [sys.executable, "-m", "connecteur_cli.main", "tui", "--lang", lang]
    command = shlex.join([*arguments, *([str(file)] if file else [])])
    click.echo(message("Open http://{host}:{port}/ in a browser; Ctrl-C ends it.", host=host, port=port).text(lang))
    server.serve(command, host, port, any_origin=expose)
