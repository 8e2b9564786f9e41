"""Where the data lies: the checkout that is worked in, or the copy inside an installed wheel."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def data_root(root: Path | str | None = None) -> Path:
    """Return the folder that holds ``corpus/``, ``schema/`` and ``annotations/``.

    In order: ``root`` if given; the environment variable ``ACCORD_ROOT``; the data inside an installed wheel; the
    checkout that an editable install points to.
    """
    if root is not None:
        return Path(root)
    if named := os.environ.get("ACCORD_ROOT"):
        return Path(named)
    packaged = PACKAGE / "_data"
    return packaged if packaged.is_dir() else PACKAGE.parents[1]
