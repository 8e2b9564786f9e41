"""Load every table and split of a built dataset with ``datasets.load_dataset`` and compare it with ``accord.load``.

Usage: ``python benchmarks/load_back.py build/hub/accord``. Exit codes: 0 all there and equal, 1 something is missing or
differs, 2 the folder is no dataset.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import yaml

import accord
from accord.cli.console import print_table

CARD = "README.md"


def read_configs(folder: Path) -> dict[str, list[str]]:
    """Return the splits of each config, as the dataset card states them.

    Raises:
        ValueError: where the folder has no card, or the card no configs.
    """
    card = folder / CARD
    if not card.is_file():
        raise ValueError(f"{card}: no dataset card; build one with `accord build --out {folder}`.")
    parts = card.read_text("utf-8").split("---\n", 2)
    head = yaml.safe_load(parts[1]) if len(parts) == 3 else None
    configs = head.get("configs") if isinstance(head, dict) else None
    if not configs:
        raise ValueError(f"{card}: states no configs.")
    return {config["config_name"]: [file["split"] for file in config["data_files"]] for config in configs}


def check(folder: Path, cache: Path) -> tuple[list[list[object]], list[str]]:
    """Return a row for each config and split, and every fault."""
    from datasets import disable_progress_bars, load_dataset

    from accord.formats.columns import CONFIGS
    from accord.schema import load_schema

    disable_progress_bars()
    rows: list[list[object]] = []
    faults: list[str] = []
    stated = read_configs(folder)
    for config in CONFIGS:
        if config not in stated:
            faults.append(f"{config}: missing from the card.")
            continue
        for split in load_schema().grid["split"]:
            expected = _expected(config, split)
            if split not in stated[config]:
                if expected:
                    faults.append(f"{config}/{split}: missing; accord.load gives {expected} rows.")
                continue
            try:
                found = load_dataset(str(folder), config, split=split, cache_dir=str(cache))
            except Exception as error:
                faults.append(f"{config}/{split}: cannot be loaded: {type(error).__name__}: {str(error)[:160]}")
                continue
            rows.append([config, split, found.num_rows, len(found.features), ", ".join(found.features)])
            if found.num_rows != expected:
                faults.append(f"{config}/{split}: {found.num_rows} rows; accord.load gives {expected}.")
            if list(found.features) != (columns := accord.load(config).column_names):
                faults.append(f"{config}/{split}: columns {list(found.features)}; accord.load gives {columns}.")
    return rows, faults


def _expected(config: str, split: str) -> int:
    """Rows by ``accord.load``; 0 for a split without documents."""
    try:
        return accord.load(config, split=split).num_rows
    except FileNotFoundError:
        return 0


def main() -> int:
    """Check the folder named on the command line and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    try:
        with tempfile.TemporaryDirectory() as cache:
            rows, faults = check(folder, Path(cache))
    except (ValueError, accord.AccordError) as error:
        print(f"load_back: {error}", file=sys.stderr)
        return 2
    print_table(["config", "split", "rows", "columns", "features"], rows, right=["rows", "columns"])
    if not rows:
        faults.append("no table was loaded.")
    for fault in faults:
        print(f"load_back: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
