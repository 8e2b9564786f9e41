"""``accord quality``: what adjudication, challenge and re-reading of a round found."""

from __future__ import annotations

import sys

import click


@click.command()
@click.argument("round_name", metavar="ROUND")
def command(round_name: str) -> None:
    """Print ROUND's rulings by kind, its upheld challenges and its re-reading errors, by layer.

    The exit code is 1 where upheld claims of the last challenge exceed a bound.
    """
    from collections import Counter

    from accord.agreement import load_gates
    from accord.agreement.quality import (
        RereadError,
        Ruling,
        fault_rates,
        load_challenges,
        load_trail,
        round_gold,
    )
    from accord.agreement.rounds import load_round
    from accord.cli.console import print_table
    from accord.corpus import load_corpus

    corpus = load_corpus()
    folder = corpus.root / "annotations"
    gold = round_gold(corpus, round_name)
    rulings = load_trail(folder / "adjudication" / f"{round_name}.jsonl", Ruling)
    counts = Counter((item.layer, item.ruling) for item in rulings)
    layers = list(dict.fromkeys(item.layer for item in rulings))
    answers = ("first", "second", "both", "neither", "other")
    print_table(
        ["layer", "differences", *answers],
        [(layer, sum(counts[layer, a] for a in answers), *(counts[layer, a] for a in answers)) for layer in layers],
        title=f"Adjudication of {round_name}: {len(rulings)} differences, and whose reading stood",
        right=["differences", *answers],
    )
    for number, challenges in enumerate(load_challenges(corpus, round_name), 1):
        rates = fault_rates(challenges, gold, load_gates(corpus.root).challenges)
        upheld = sum(item.ruling == "upheld" for item in challenges)
        title = f"Challenge {number} of {round_name}: {len(challenges)} claims, {upheld} upheld"
        _print_rates(title, "upheld", rates)
    errors = load_trail(folder / "rereading" / f"{round_name}.jsonl", RereadError)
    read = [item for item in gold if item.doc_id in load_round(corpus.root, round_name).reread]
    _print_rates(
        f"Re-reading of {round_name}: {len(read)} documents, {len(errors)} errors", "errors", fault_rates(errors, read)
    )
    sys.exit(0 if all(rate.within for rate in rates) else 1)


def _print_rates(title: str, name: str, rates: list) -> None:
    from accord.cli.console import print_table

    def percent(value: float | None) -> str | None:
        return None if value is None else f"{100 * value:.1f}%"

    rows = [(r.layer, r.faults, r.items, percent(r.share), percent(r.bound)) for r in rates]
    print_table(["layer", name, "items", "share", "bound"], rows, title=title, right=[name, "items", "share", "bound"])
