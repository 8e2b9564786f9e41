"""``accord migrate``: carry annotation files to another schema version."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("targets", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--to", "version", required=True, metavar="VERSION", help="Schema version to migrate to.")
@click.option("--dry-run", is_flag=True, help="Report what would change; write nothing.")
def command(targets: tuple[Path, ...], version: str, dry_run: bool) -> None:
    """Migrate annotation files and ledgers (or all of them below a folder) to schema VERSION, each atomically."""
    from accord.cli.console import print_table
    from accord.migrate import find_files, load_steps, migrate_file

    steps = load_steps()
    files = [path for target in targets for path in (find_files(target) if target.is_dir() else [target])]
    rows = []
    for path in files:
        # The first pass migrates in memory, so that a bad file stops the command before any file is written.
        rows.append((path, migrate_file(path, version, steps, write=False)))
    if not dry_run:
        for path in files:
            migrate_file(path, version, steps)
    print_table(
        ["file", "labels changed"],
        rows,
        title=f"schema {version}{' (dry run)' if dry_run else ''}",
        right=["labels changed"],
    )
