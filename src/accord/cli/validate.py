"""``accord validate``: check corpus, gold, rounds and ledgers against the rules."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from accord.validate import Finding


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "github"]),
    default="table",
    show_default=True,
    help="A table, one JSON object, or annotation lines of GitHub Actions.",
)
@click.option("--rule", "rules", multiple=True, metavar="ID", help="Run only this rule (may be repeated).")
@click.option("--list-rules", is_flag=True, help="Print every rule with its layer, severity and meaning.")
def command(paths: tuple[Path, ...], form: str, rules: tuple[str, ...], list_rules: bool) -> None:
    """Check data against the rules; exit 1 where a finding is an error.

    PATH: a data root, a dossier's or round's folder, or an annotation file [default: the whole data root]. What a path
    leaves out is read as context and not reported.
    """
    from accord import paths as places
    from accord.cli.console import progress
    from accord.validate import find_root, validate

    if list_rules:
        _print_rules(form)
        return
    groups: dict[Path, list[Path] | None] = {} if paths else {places.data_root(): None}
    for path in paths:
        groups.setdefault(find_root(path) or places.data_root(), []).append(path)
    findings = [
        finding
        for root, group in groups.items()
        for finding in validate(root, group, rules or None, lambda items: progress(items, "checking", len(items)))
    ]
    _print_findings(findings, form)
    sys.exit(1 if any(finding.severity == "error" for finding in findings) else 0)


def _print_rules(form: str) -> None:
    import json

    from accord.cli.console import print_table
    from accord.validate import LAYERS, RULES

    rules = sorted(RULES.values(), key=lambda rule: LAYERS.index(rule.layer))
    rows = [(rule.id, rule.layer, rule.severity, rule.doc) for rule in rules]
    columns = ("id", "layer", "severity", "doc")
    if form == "json":
        click.echo(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], indent=1))
    else:
        print_table(columns, rows, title=f"{len(rows)} rules")


def _print_findings(findings: list[Finding], form: str) -> None:
    import dataclasses
    import json

    from accord.cli.console import print_table

    errors = sum(finding.severity == "error" for finding in findings)
    warnings = len(findings) - errors
    if form == "json":
        rows = [dataclasses.asdict(finding) | {"file": _shorten(finding.file)} for finding in findings]
        click.echo(json.dumps({"findings": rows, "errors": errors, "warnings": warnings}, ensure_ascii=False, indent=1))
        return
    if form == "github":
        for finding in findings:
            click.echo(_github_line(finding))
    elif findings:
        print_table(
            ["severity", "rule", "where", "what", "fix"],
            [
                (
                    f.severity,
                    f.rule,
                    ":".join(p for p in (_shorten(f.file), f.document, f.annotation) if p),
                    f.message,
                    f.fix,
                )
                for f in findings
            ],
        )
    click.echo(f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}")


def _shorten(file: str) -> str:
    """A path below the working folder is shown relative to it."""
    path = Path(file).resolve()
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else file


def _github_line(finding: Finding) -> str:
    """One workflow command; values are escaped as GitHub Actions asks."""
    message = f"{finding.message} Fix: {finding.fix}"
    if finding.document:
        message = f"{':'.join(part for part in (finding.document, finding.annotation) if part)}: {message}"

    def escape(text: str, more: str = "") -> str:
        return "".join(f"%{ord(c):02X}" if c in "%\r\n" + more else c for c in text)

    return (
        f"::{finding.severity} file={escape(_shorten(finding.file), ':,')},line={find_line(finding)},"
        f"title={escape(finding.rule, ':,')}::{escape(message)}"
    )


def find_line(finding: Finding) -> int:
    """Return the line of a finding's file that holds what it is about, counted from 1; 1 where that is not known."""
    place = finding.annotation or finding.document or ""
    if match := re.fullmatch(r"(line|sentence) (\d+)", place):
        # A sentences file holds one sentence a line after its opening bracket; sentences count from 0.
        return int(match[2]) + (0 if match[1] == "line" else 2)
    name = place.split(".")[0]
    pattern = re.compile(rf"\bid\"?: \"?{re.escape(name)}\b" if name else r"(?!)")
    try:
        lines = Path(finding.file).read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return 1
    return next((number for number, line in enumerate(lines, 1) if pattern.search(line)), 1)
