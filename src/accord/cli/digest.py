"""``accord digest``: the digest of the data, and its renewal in ``corpus/release.yaml``."""

from __future__ import annotations

import sys

import click


@click.command()
@click.option("--write", is_flag=True, help="Put the digest into corpus/release.yaml.")
def command(write: bool) -> None:
    """Print the data digest; the exit code is 1 where corpus/release.yaml states another."""
    import re

    from accord import paths, storage
    from accord.corpus import data_digest
    from accord.errors import FormatError, describe

    root = paths.data_root()
    path = root / "corpus" / "release.yaml"
    stated, digest = storage.load_release(root).digest, data_digest(root)
    click.echo(digest)
    if stated == digest:
        return
    if not write:
        click.echo(
            f"{path} states {stated}. Run `accord digest --write` once the data are as they should be.", err=True
        )
        sys.exit(1)
    # The file is edited as text, so that its comments stay.
    text, found = re.subn(r"(?m)^digest:.*$", f"digest: {digest}", path.read_text(encoding="utf-8"))
    if not found:
        fix = "give `digest:` a line of its own."
        raise FormatError(describe("no line begins with `digest:`.", file=path, rule="file-form", fix=fix))
    storage.write_atomic(path, text)
    click.echo(f"{path}: written")
