"""The command ``accord``: the only layer that prints or exits.

Each verb is one module of this package, imported only when it is called. Exit codes: 0 clean, 1 findings, 2 usage or
environment.
"""

from __future__ import annotations

import sys
from importlib import import_module

import click

from accord.errors import AccordError, describe

VERBS = {
    # verb: (module, one-line help shown by `accord --help`)
    "agreement": ("accord.cli.agreement", "Compare the two passes of an annotation round."),
    "build": ("accord.cli.build", "Build the dataset folder that datasets.load_dataset reads."),
    "check": ("accord.cli.check", "Name every fault of a submission by line and rule."),
    "digest": ("accord.cli.digest", "Print the data digest, or renew it in corpus/release.yaml."),
    "import": ("accord.cli.import_", "Import hand-written annotations or ledgers."),
    "leaderboard": ("accord.cli.leaderboard", "Rank runs by their scores, with intervals and ties."),
    "migrate": ("accord.cli.migrate", "Carry annotation files to another schema version."),
    "quality": ("accord.cli.quality", "Print what adjudication, challenge and re-reading of a round found."),
    "quote": ("accord.cli.quote", "Print a document's numbered sentences, or its annotation in the quoted format."),
    "run": ("accord.cli.run", "Run an extractor over a split and score it."),
    "schema": ("accord.cli.schema", "Print the label tables, JSON Schemas or Label Studio configuration."),
    "score": ("accord.cli.score", "Score a submission against gold, with intervals and a signature."),
    "sentences": ("accord.cli.sentences", "Split new articles into sentences and store the offsets."),
    "show": ("accord.cli.show", "Draw an annotated article, in the terminal or as an HTML page."),
    "stats": ("accord.cli.stats", "Count the corpus and its gold, and measure both against their bounds."),
    "validate": ("accord.cli.validate", "Check corpus, gold, rounds and ledgers against the rules."),
}


class LazyGroup(click.Group):
    """A group whose verbs are imported only when called, and whose help needs no import at all."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in alphabetical order."""
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import the verb's module and return its ``command``."""
        if name not in VERBS:
            return None
        return import_module(VERBS[name][0]).command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs with their one-line help from the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, VERBS[name][1]) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="accord-corpus", prog_name="accord")
@click.option(
    "--root",
    envvar="ACCORD_ROOT",
    type=click.Path(file_okay=False),
    help="Folder with corpus/, schema/ and annotations/ [default: this installation's data].",
)
def group(root: str | None) -> None:
    """Accord: who promised what to whom, by when, how firmly, and did they keep it?

    A corpus and benchmark of pledges in diplomatic news. Data: --root, else the folder named by ACCORD_ROOT, else the
    data of this installation.
    """
    if root:
        import os

        os.environ["ACCORD_ROOT"] = root


def main() -> None:
    """Run the command; a user's mistake is one line on standard error and exit code 2, never a traceback."""
    try:
        # Outside standalone mode click returns the code of `context.exit(code)` instead of raising it.
        sys.exit(group(standalone_mode=False) or 0)
    except AccordError as error:
        click.echo(f"accord: {error}", err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("accord: interrupted.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        # A folder that cannot be written, a full disk: the environment's fault, which the system names.
        if error.filename is None:
            raise
        fix = "name a path that can be read and written."
        what = describe(f"{error.strerror}.", file=error.filename, rule="file-access", fix=fix)
        click.echo(f"accord: {what}", err=True)
        sys.exit(2)
