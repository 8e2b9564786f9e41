"""``accord agreement``: the agreement figures of a round, or the list of its differences."""

from __future__ import annotations

import sys

import click


@click.command()
@click.argument("round_name", metavar="ROUND")
@click.option("--first", default="A", show_default=True, help="The one annotator.")
@click.option("--second", default="B", show_default=True, help="The other annotator.")
@click.option(
    "--samples", default=1000, show_default=True, type=click.IntRange(0, 100_000), help="Bootstrap samples of dossiers."
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of the bootstrap.")
@click.option("--common", is_flag=True, help="Compare only the documents that both passes hold (a control pass).")
@click.option("--ledger", is_flag=True, help="Compare the ledgers of the passes instead of their annotations.")
@click.option("--no-store", is_flag=True, help="Print only; do not write annotations/agreement/ROUND.json.")
@click.option(
    "--differences", metavar="DOC", help="List the differences in this document (or 'all') instead, as JSON Lines."
)
def command(
    round_name: str,
    first: str,
    second: str,
    samples: int,
    seed: int,
    common: bool,
    ledger: bool,
    no_store: bool,
    differences: str | None,
) -> None:
    """Compare two passes of ROUND and store the figures in annotations/agreement/ROUND.json.

    Passes other than A and B are stored as ROUND-FIRST-SECOND.json.

    The exit code is 1 where a gate of schema/gates.yaml is not met.
    """
    import msgspec

    from accord import storage
    from accord.agreement import find_differences, load_gates, load_pass, measure
    from accord.cli.console import print_table
    from accord.corpus import load_corpus
    from accord.errors import DataNotFoundError, FormatError, describe

    corpus = load_corpus()
    if ledger:
        agreement = _measure_ledgers(corpus, round_name, first, second, samples, seed)
    else:
        passes = [load_pass(corpus, round_name, name) for name in (first, second)]
    if differences and not ledger:
        both = sorted(set(passes[0]) & set(passes[1]))
        if differences != "all" and corpus.document(differences).id not in both:
            fix = f"name one of {', '.join(both)} or all."
            raise DataNotFoundError(
                describe("not in both passes.", document=differences, rule="round-document", fix=fix)
            )
        for doc_id in both if differences == "all" else [differences]:
            for item in find_differences(corpus.document(doc_id), passes[0][doc_id], passes[1][doc_id]):
                click.echo(msgspec.json.encode(item).decode())
        return
    if not ledger:
        if common:
            shared = set(passes[0]) & set(passes[1])
            passes = [{doc_id: kept for doc_id, kept in side.items() if doc_id in shared} for side in passes]
        agreement = measure(corpus, *passes, samples=samples, seed=seed)
    rows = [
        (name, *(None if v is None else f"{v:.3f}" for v in (figure.value, *(figure.interval or (None, None)))))
        for name, figure in agreement.figures.items()
        if figure.value is not None
    ]
    size = f"{len(agreement.documents)} documents, {agreement.dossiers} dossiers"
    title = f"Round {round_name}: {first} against {second}, {size}"
    print_table(["figure", "value", "low", "high"], rows, title=title, right=["value", "low", "high"])
    gates = () if ledger else load_gates(corpus.root).agreement
    checked = agreement.check(gates)
    if checked:
        print_table(
            ["gate", "bound", "value", "met"],
            [
                (g.says, f"{g.bound:.2f}", None if v is None else f"{v:.3f}", "yes" if met else "NO")
                for g, v, met in checked
            ],
            title="Gates",
            right=["bound", "value"],
        )
    click.echo("Intervals: 95%, dossiers resampled. Passes by language models show repeatability, not human agreement.")
    if not no_store:
        name = round_name if (first, second) == ("A", "B") else f"{round_name}-{first}-{second}"
        name += "-ledger" if ledger else ""
        path = corpus.root / "annotations" / "agreement" / f"{name}.json"
        if path.exists() and storage.read_bytes(path) != storage.encode(agreement).encode():
            raise FormatError(
                describe(
                    "the stored figures differ from these.",
                    file=path,
                    rule="agreement-stored",
                    fix="passes may not change after agreement was computed; restore them, or compare with --no-store.",
                )
            )
        storage.write_atomic(path, storage.encode(agreement))
        click.echo(f"{path}: written")
    sys.exit(0 if all(met for _, _, met in checked) else 1)


def _measure_ledgers(corpus, round_name: str, first: str, second: str, samples: int, seed: int):
    """Compare the ledgers of two passes."""
    from accord.agreement.ledgers import load_ledger_pass, measure_ledgers
    from accord.agreement.rounds import load_round

    return measure_ledgers(
        *(load_ledger_pass(corpus, round_name, name) for name in (first, second)),
        round_name=round_name,
        annotators=(first, second),
        guidelines_version=load_round(corpus.root, round_name).ledger_guidelines_version,
        samples=samples,
        seed=seed,
    )
