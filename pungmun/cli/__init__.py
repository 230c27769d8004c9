"""The `pungmun` command. Subcommands are imported only when they are called, so that `pungmun --help` answers at once."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from collections.abc import Sequence

import click

from pungmun import __version__

#: Command -> (module, what it does). The words stand here so that `--help` needs no import of the modules.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("rounds", "Replay the 2023 rumour on loopback, then open the console."),
    "run": ("rounds", "One round: crawl, parse, classify, store."),
    "crawl": ("rounds", "Crawl sources into the spool; nothing is stored."),
    "parse": ("parse", "Parse a saved page or WARC file into posts."),
    "classify": ("judge", "Find in posts what they say about claims; no store needed."),
    "match": ("judge", "Name the claims that posts may be about; no store needed."),
    "ingest": ("rounds", "Judge and store posts from elsewhere: JSONL, CSV, WARC, a folder of pages."),
    "search": ("read", "Search the posts."),
    "timeline": ("read", "How a claim spread over time."),
    "counts": ("read", "Count posts by platform, label, day, …"),
    "digest": ("read", "The morning digest of a day."),
    "alerts": ("alerts", "What the editor on duty has to know at once."),
    "notify": ("notify", "Send word of trouble to where alerts go."),
    "export": ("read", "Export posts and findings as CSV, Parquet, JSONL or GEXF."),
    "rescan": ("rounds", "Judge the archive again, after a new or changed claim."),
    "claims": ("registry", "Check, list, show, import and export claims."),
    "sources": ("registry", "Check and list sources, and show their health."),
    "new-source": ("sources", "Write the files of a new source, with a failing test."),
    "review": ("review", "List what waits for a person, and record decisions."),
    "quarantine": ("review", "List, replay or drop what could not be read."),
    "evidence": ("evidence", "Show, verify and export captures, and look again at posts."),
    "train": ("judge", "Train a model, and promote it only if no class falls."),
    "evaluate": ("judge", "Measure the judgement on labelled posts."),
    "serve": ("serve", "Open the analysts' console."),
    "users": ("users", "Users of the console, and tokens of its API."),
    "doctor": ("doctor", "Check environment, settings, store, model and clock."),
    "bench": ("bench", "Measure speed and memory, and whether speed loses anything."),
    "store": ("store", "Migrate, copy, back up, restore, forget."),
}


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the data's way."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module now."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"pungmun.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


#: What a machine refuses: rights, space, a disk that fails. Anything else that nobody foresaw is a fault of ours and shows where.
MACHINE = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EMFILE, errno.ENFILE}
)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="pungmun")
@click.option("--store", metavar="URL", help="Store instead of PUNGMUN_STORE: sqlite:///PATH or http(s)://host:9200/prefix.")
@click.option("--config-dir", metavar="DIR", help="Configuration folder instead of PUNGMUN_CONFIG_DIR.")
@click.option("-q", "--quiet", is_flag=True, help="No progress on standard error.")
@click.pass_context
def cli(ctx: click.Context, store: str | None, config_dir: str | None, quiet: bool) -> None:
    """Find posts in Korean social media that repeat a claim which fact-checkers found false.

    Exit codes: 0 done; 1 the work found errors, reported item by item; 2 wrong usage or configuration.
    """
    if store:
        os.environ["PUNGMUN_STORE"] = store
    if config_dir:
        os.environ["PUNGMUN_CONFIG_DIR"] = config_dir
    ctx.obj = {"quiet": quiet or not sys.stderr.isatty()}


def main(arguments: Sequence[str] | None = None) -> None:
    """Entry point: runs the command, turns the project's errors into a message and an exit code."""
    from pungmun.errors import PungmunError

    try:
        # outside of its standalone mode click gives the code of `Exit` back instead of ending the process
        code = cli.main(args=list(arguments) if arguments is not None else None, prog_name="pungmun", standalone_mode=False)
        if isinstance(code, int) and code:
            sys.exit(code)
    except click.ClickException as error:
        error.show()
        sys.exit(2 if isinstance(error, click.UsageError) else 1)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # the reader (`head`) has gone: nothing is wrong, and nothing more can be said
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except PungmunError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        if error.errno not in MACHINE:
            raise
        where = f"{error.filename} can't be used: " if error.filename else ""
        told = PungmunError(f"{where}{error.strerror}.", todo="check rights and free space, then run the command again")
        click.echo(f"Error: {told}", err=True)
        sys.exit(told.exit_code)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
