"""The `connecteur` command: finds the verb, loads only that, and turns every failure into a clear line."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

import click

from connecteur_cli.language import choose_language, speak
from connecteur_cli.verbs import VerbGroup
from connecteur_core import __version__

EXIT_DONE, EXIT_FINDING, EXIT_USAGE, EXIT_INTERRUPTED = 0, 1, 2, 130


@click.group(
    name="connecteur",
    cls=VerbGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Where does an incubator stand as a “Connector of diversity”, what is still possible, what comes next?\n\n"
    "Start with `connecteur demo`, then `connecteur new my-incubator.toml`.",
    epilog="Each verb has its own help: connecteur VERB --help. Results go to stdout, messages to stderr. "
    "Exit code: 0 done, 1 a finding or “not reached”, 2 wrong usage or input.",
)
@click.version_option(__version__, prog_name="connecteur", message="%(prog)s %(version)s")
@click.option("--lang", type=click.Choice(["fr", "en"]), help="Language of all texts (default: that of your system).")
def cli(lang: str | None) -> None:
    """The group itself does nothing; `--lang` is read before parsing (see `language`)."""
    del lang


def main() -> NoReturn:
    """Entry point: runs a verb and ends with the exit code of DESIGN §7; never shows a traceback."""
    # A run of one verb makes few cycles and many lasting objects: looking for garbage early is 8 ms for nothing.
    gc.set_threshold(100_000)
    lang = choose_language(sys.argv[1:], os.environ)
    speak(lang)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    code = _run(lang)
    # Nothing is left to collect when a process ends, and looking takes 8 ms.
    gc.freeze()
    sys.exit(code)


def _run(lang: str) -> int:
    as_json = "--json" in sys.argv
    try:
        # As https://no-color.org asks; None = coloured on a terminal only.
        color = False if os.environ.get("NO_COLOR") else None
        result = cli.main(prog_name="connecteur", standalone_mode=False, obj=lang, color=color)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo(err=True)
        return EXIT_INTERRUPTED
    except click.ClickException as error:
        _show_usage_error(error, as_json=as_json)
        return EXIT_USAGE
    except BrokenPipeError:
        # The reader has seen enough (`| head`); keep Python from complaining when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_DONE
    except Exception as error:
        return _show_failure(error, lang, as_json=as_json)
    return result if isinstance(result, int) else EXIT_DONE


def _show_usage_error(error: click.ClickException, *, as_json: bool) -> None:
    from connecteur_cli.errors import error_json
    from connecteur_core.printable import show

    if as_json:
        empty: dict[str, object] = {"file": None, "line": None, "column": None, "help": None}
        finding = {**empty, "code": "CX400", "severity": "error", "message": show(error.format_message())}
        click.echo(error_json([finding]))
        return
    context = getattr(error, "ctx", None)
    if context is not None:
        click.echo(context.get_usage(), err=True)
    click.echo(f"CX400 {show(error.format_message())}", err=True)


def _show_failure(error: Exception, lang: str, *, as_json: bool) -> int:
    from connecteur_cli.errors import show_findings
    from connecteur_core.diagnostics import ConnecteurError, Diagnostic
    from connecteur_core.messages import message

    if isinstance(error, ConnecteurError):
        show_findings(error.diagnostics, lang=lang, as_json=as_json)
        return EXIT_USAGE
    if os.environ.get("CONNECTEUR_DEBUG"):
        raise error
    # Only the kind of failure is told: its text might hold facts about people.
    what = message("connecteur has failed ({kind}); this is a mistake of ours", kind=type(error).__name__)
    advice = message("please report it; CONNECTEUR_DEBUG=1 shows the details")
    show_findings([Diagnostic("CX900", what, help=advice)], lang=lang, as_json=as_json)
    return EXIT_USAGE


if __name__ == "__main__":
    main()
