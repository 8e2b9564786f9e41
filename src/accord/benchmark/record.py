"""The record of one run: typed, frozen, and strict, so that no figure is ever read without what it rests on."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from accord import storage
from accord.model import Record

RESULT = "result.json"
"""Name of the record in a run's folder."""

PREDICTIONS = "predictions.jsonl"
"""Name of the predictions in a run's folder."""


class Hardware(Record):
    """What a run's times were measured on."""

    cpus: int
    platform: str
    python: str


class Timing(Record):
    """Seconds of one phase: on the wall, and of this process's CPUs."""

    wall: float
    cpu: float


class Result(Record):
    """What ``accord run`` measured: which system on which data, how fast, and how well."""

    system: str
    target: str
    split: str
    schema_version: str
    data_version: str
    data_digest: str
    package_version: str
    git_commit: str | None
    config_hash: str
    code_hash: str
    seed: int
    hardware: Hardware
    training: Timing
    extraction: Timing
    peak_memory_mb: float
    documents: int
    words: int
    documents_per_second: float | None
    words_per_second: float | None
    scores: dict[str, Any]


def load_result(path: Path) -> Result:
    """Load a ``result.json``. Raises ``DataNotFoundError``, and ``FormatError`` at an unknown or missing key."""
    return storage.decode(storage.read_bytes(path), Result, path)


def measure_hardware() -> Hardware:
    """Return what this process runs on."""
    return Hardware(cpus=os.cpu_count() or 1, platform=platform.platform(), python=platform.python_version())


def peak_memory_mb() -> float:
    """Return the most memory that this process has held so far, in megabytes of 10**6 bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round((peak if sys.platform == "darwin" else peak * 1024) / 1e6, 1)


def git_commit(folder: Path) -> str | None:
    """Return the commit that a checkout stands at, or None outside one."""
    try:
        found = subprocess.run(
            ["git", "-C", str(folder), "rev-parse", "HEAD"], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip() or None


class Clock:
    """Measures the seconds since it was made or read last."""

    def __init__(self) -> None:
        self.read()

    def read(self) -> Timing:
        """Return the seconds since the last reading, and begin anew."""
        now, busy = time.perf_counter(), time.process_time()
        passed = Timing(now - getattr(self, "_wall", now), busy - getattr(self, "_cpu", busy))
        self._wall, self._cpu = now, busy
        return passed
