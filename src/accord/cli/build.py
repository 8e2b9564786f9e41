"""``accord build``: write the dataset folder that ``datasets.load_dataset`` reads."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("build/hub/accord"),
    show_default=True,
    help="Folder to write; it may exist only as a previous build.",
)
@click.option(
    "--without-source-text",
    is_flag=True,
    help="Leave out the text of the stratum `source`; its annotations stand off, with the text's hash.",
)
@click.option("--skip-validation", is_flag=True, help="Do not validate the data first.")
def command(out: Path, without_source_text: bool, skip_validation: bool) -> None:
    """Build the dataset: card, Parquet tables, Croissant, datasheet, licences and checksums.

    Reads corpus, gold, ledgers and release of the data root. Load it with
    `datasets.load_dataset("build/hub/accord", "pledges")`. Building twice gives the same bytes.
    """
    from accord import dataset, paths
    from accord.cli.console import print_table
    from accord.errors import AccordError, describe

    if not skip_validation:
        from accord.validate import validate

        faults = [finding for finding in validate(paths.data_root()) if finding.severity == "error"]
        for finding in faults:
            click.echo(str(finding), err=True)
        if faults:
            click.echo(f"accord: {len(faults)} errors in the data; nothing was built.", err=True)
            sys.exit(1)
    try:
        counts = dataset.build(out, source_text=not without_source_text)
    except AccordError:
        raise
    except OSError as error:
        fix = "name a folder that can be written with --out."
        raise AccordError(
            describe(f"{error.strerror}.", file=error.filename or out, rule="build-folder", fix=fix)
        ) from error
    splits = list(dict.fromkeys(split for row in counts.values() for split in row))
    print_table(
        ["table", *splits],
        [[config, *(row.get(split, 0) for split in splits)] for config, row in counts.items()],
        right=splits,
    )
    click.echo(f"{out}: written")
