"""Rules of splits and release: which dossier is in which part, and what the release states of the data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from accord.digest import data_digest
from accord.validate.corpus import SOURCE
from accord.validate.norms import parse_day
from accord.validate.registry import Fault, rules_of
from accord.validate.workspace import ReleaseFile, SplitsFile

_split = rules_of("split", SplitsFile)
_release = rules_of("release", ReleaseFile)

SEMVER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?", re.ASCII)
"""A semantic version, perhaps of a pre-release."""

SPLIT_SHARES = {"train": 0.60, "validation": 0.15, "test": 0.25}
"""Wanted share of the articles in each split."""

SHARE_TOLERANCE = 0.10
FEWEST_DOSSIERS = 20
"""Shares and strata are asked for from this many dossiers on; a smaller corpus cannot hold them."""

_LICENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")


@_split("split-name")
def check_split_name(item: SplitsFile) -> Iterator[Fault]:
    """Reads the splits and reports a name that the schema's grid lacks, or one of its names that is not there."""
    names = item.schema.grid["split"]
    for name in [*(n for n in item.splits if n not in names), *(n for n in names if n not in item.splits)]:
        what = "is no split of the schema" if name in item.splits else "is missing"
        yield Fault(f"split {name!r} {what}.", f"list exactly {', '.join(names)}.", name)


@_split("split-unknown-dossier")
def check_split_unknown_dossier(item: SplitsFile) -> Iterator[Fault]:
    """Reads the splits and reports a dossier that the corpus lacks."""
    for name, dossiers in item.splits.items():
        for dossier in dossiers:
            if dossier not in item.dossiers:
                yield Fault(f"split {name} lists {dossier!r}, which is no dossier.", "correct the id or take it out.",
                            dossier)


@_split("split-missing-dossier")
def check_split_missing_dossier(item: SplitsFile) -> Iterator[Fault]:
    """Reads the splits and reports a dossier of the corpus that none lists."""
    listed = {dossier for dossiers in item.splits.values() for dossier in dossiers}
    for dossier in item.dossiers:
        if dossier not in listed:
            yield Fault(f"dossier {dossier!r} is in no split.", "add it to one.", dossier)


@_split("split-leak")
def check_split_leak(item: SplitsFile) -> Iterator[Fault]:
    """Reads the splits and reports a dossier that is listed twice, in two splits or in one."""
    counts = Counter(dossier for dossiers in item.splits.values() for dossier in dossiers)
    for dossier, count in counts.items():
        if count > 1:
            where = ", ".join(name for name, dossiers in item.splits.items() if dossier in dossiers)
            yield Fault(f"dossier {dossier!r} is listed {count} times, in {where}.", "keep it in one split.", dossier)


@_split("split-source-train")
def check_split_source_train(item: SplitsFile) -> Iterator[Fault]:
    """Reads the splits and reports a dossier with a source article outside train: that text is public everywhere."""
    for name, dossiers in item.splits.items():
        for dossier in dossiers:
            known = item.dossiers.get(dossier)
            if name != "train" and known and any(article.stratum == SOURCE for article in known.articles):
                yield Fault(f"dossier {dossier!r} holds a source article and is in {name}.", "move it to train.",
                            dossier)


@_split("split-share")
def check_split_share(item: SplitsFile) -> Iterator[Fault]:
    """Reads the splits of a corpus of 20 dossiers or more and reports a share of articles far from 60/15/25."""
    sizes = {name: sum(len(item.dossiers[d].articles) for d in set(dossiers) & set(item.dossiers))
             for name, dossiers in item.splits.items()}
    total = sum(sizes.values())
    if len(item.dossiers) < FEWEST_DOSSIERS or not total:
        return
    for name, wanted in SPLIT_SHARES.items():
        share = sizes.get(name, 0) / total
        if abs(share - wanted) > SHARE_TOLERANCE:
            yield Fault(f"split {name} has {share:.0%} of the articles; expected {wanted:.0%} within "
                        f"{SHARE_TOLERANCE:.0%}.", "move whole dossiers.", name)


@_split("split-strata")
def check_split_strata(item: SplitsFile) -> Iterator[Fault]:
    """Reads the splits of a corpus of 20 dossiers or more and reports one that lacks record or fiction."""
    if len(item.dossiers) < FEWEST_DOSSIERS:
        return
    for name, dossiers in item.splits.items():
        there = {item.dossiers[dossier].stratum for dossier in dossiers if dossier in item.dossiers}
        for stratum in item.schema.grid["stratum"]:
            if stratum != SOURCE and stratum not in there:
                yield Fault(f"split {name} has no {stratum} dossier.", "put dossiers of both strata into it.", name)


@_release("release-version")
def check_release_version(item: ReleaseFile) -> Iterator[Fault]:
    """Reads the release and reports a data version that is no SemVer, or a date that is no day."""
    if not SEMVER.fullmatch(item.release.version):
        yield Fault(f"version is {item.release.version!r}.", "use MAJOR.MINOR.PATCH.")
    if parse_day(item.release.date) is None:
        yield Fault(f"date is {item.release.date!r}.", "write a calendar day as 'YYYY-MM-DD'.")


@_release("release-schema")
def check_release_schema(item: ReleaseFile) -> Iterator[Fault]:
    """Reads the release and reports a schema version other than that of schema/accord.yaml."""
    if item.release.schema_version != item.schema.version:
        yield Fault(f"schema_version is {item.release.schema_version!r}; expected {item.schema.version!r}.",
                    "state the version of the schema that the data follow.")


@_release("release-digest")
def check_release_digest(item: ReleaseFile) -> Iterator[Fault]:
    """Reads the release and reports a digest that differs from that of the data."""
    if item.release.digest != (digest := data_digest(item.root)):
        yield Fault(f"digest is {item.release.digest[:19]}...; the data have {digest}.",
                    "release anew: state that digest under a new version.")


@_release("release-licence")
def check_release_licence(item: ReleaseFile) -> Iterator[Fault]:
    """Reads the release and reports a licence of text, annotations or code that is empty or no SPDX-like id."""
    for key in ("text_licence", "annotation_licence", "code_licence"):
        if not _LICENCE.fullmatch(value := getattr(item.release, key)):
            yield Fault(f"{key} is {value!r}.", "name an SPDX licence id such as CC-BY-4.0.")
