"""Renew the figures in README.md, DATASHEET.md and docs/, so that a command printed every one of them.

Usage: ``python benchmarks/fill_documents.py [--check]``. A block stands between ``<!-- NAME -->`` and
``<!-- /NAME -->``. With ``--check`` nothing is written and the exit code is 1 where a block is stale. Results come from
``baselines/*/scores.json`` (written by ``accord run NAME --record``), the others from the data itself.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from accord import storage
from accord.agreement import Agreement, load_gates
from accord.agreement.quality import Rate, RereadError, Ruling, fault_rates, load_challenges, load_trail, round_gold
from accord.agreement.rounds import load_round
from accord.corpus import Corpus, load_corpus
from accord.corpus.stats import statistics
from accord.leaderboard.rendering import contrast_table
from accord.schema import load_schema
from accord.scoring import HEADLINE, PRIMARIES
from accord.validate.measures import measure

ROOT = Path(__file__).parents[1]
DOCUMENTS = ("README.md", "DATASHEET.md", "docs/statistics.md")
PILOT = "p00"


def round_names() -> list[str]:
    """Return the rounds whose agreement is stored, in order."""
    folder = ROOT / "annotations"
    return sorted(
        path.parent.name
        for path in folder.glob("rounds/*/round.yaml")
        if (folder / "agreement" / f"{path.parent.name}.json").is_file()
    )


def markdown(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table; None is shown as a dash."""
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    lines += ["| " + " | ".join("–" if cell is None else str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def percent(value: float | None, digits: int = 1) -> str | None:
    """Return a share in percent, or None."""
    return None if value is None else f"{100 * value:.{digits}f}"


def load_records(pattern: str) -> list[dict]:
    """Return the baselines' records of one set."""
    return [msgspec.json.decode(path.read_bytes()) for path in sorted((ROOT / "baselines").glob(f"*/{pattern}"))]


def scores_table(records: list[dict]) -> str:
    """Return scores with their intervals, best first, and the signature that they rest on."""
    records = sorted(records, key=lambda record: -(record["scores"]["primaries"][HEADLINE] or 0))
    names = [HEADLINE, *PRIMARIES]
    rows = []
    for record in records:
        cells = []
        for name in names:
            value, interval = record["scores"]["primaries"][name], record["scores"]["intervals"][name]
            cells.append(None if value is None else f"{percent(value)}{bracket(interval)}")
        rows.append([record["system"], *cells])
    signature = records[0]["scores"]["signature"]["text"]
    return markdown(["system", *names], rows) + f"\n\n`{signature}`"


def bracket(interval: Sequence[float] | None) -> str:
    """Return an interval in percent, or nothing."""
    return f" [{percent(interval[0])}, {percent(interval[1])}]" if interval else ""


def results(corpus: Corpus) -> str:
    """Return the recorded test scores of the baselines."""
    return scores_table(load_records("scores.json"))


def name_swap(corpus: Corpus) -> str:
    """Return the recorded scores on the name-swap set."""
    return scores_table(load_records("scores.name_swap.json"))


def contrast(corpus: Corpus) -> str:
    """Return the recorded consistency on the contrast set, and the pairs right on both sides by what they flip."""
    records = load_records("scores.contrast.json")
    return markdown(*contrast_table({record["system"]: record["scores"] for record in records}))


def overview(corpus: Corpus) -> list[dict]:
    """Return the rows of `accord stats`' first table."""
    return next(table for table in statistics(corpus, load_schema()) if table.id == "overview").records()


def counts(corpus: Corpus) -> str:
    """Return the corpus by split."""
    rows = overview(corpus)
    columns = [name for name in rows[0] if name != "annotated"]
    return markdown(columns, [[row[name] for name in columns] for row in rows])


def grid(corpus: Corpus) -> str:
    """Return the corpus by stratum, region, theme, genre, English and year."""
    table = next(table for table in statistics(corpus, load_schema()) if table.id == "grid")
    return f"{table.title}:\n\n" + markdown(list(table.columns), [list(row) for row in table.rows])


def measures(corpus: Corpus) -> str:
    """Return the measures with their bounds."""
    words = {True: "ok", False: "OUT", None: "not yet"}
    rows = []
    for item in measure(corpus, load_schema()):
        value = item.value if item.value is None or isinstance(item.value, int) else f"{item.value:.3g}"
        rows.append([item.name, value, item.bound, words[item.ok], item.detail])
    return markdown(["measure", "value", "bound", "", "where"], rows)


def labels(corpus: Corpus) -> str:
    """Return the count of every label and value by split."""
    wanted = ("mentions", "relations", "pledges", "near_misses", "ledger")
    found = [table for table in statistics(corpus, load_schema()) if table.id in wanted]
    return "\n\n".join(
        f"{table.title}:\n\n" + markdown(list(table.columns), [list(row) for row in table.rows]) for table in found
    )


def counts_sentence(corpus: Corpus) -> str:
    """Return the totals of the corpus in one sentence."""
    total = overview(corpus)[-1]
    parts = [f"{total[name]:,} {name}" for name in list(total)[1:] if name != "annotated"]
    return f"{', '.join(parts[:-1])} and {parts[-1]} (`accord stats`)."


def load_agreement(name: str) -> Agreement:
    """Return a stored agreement."""
    path = ROOT / "annotations" / "agreement" / f"{name}.json"
    return storage.decode(storage.read_bytes(path), Agreement, path)


def agreement(corpus: Corpus) -> str:
    """Return the gates with the figure and interval of every round; a figure under its gate is marked."""
    gates, names = load_gates(ROOT).agreement, round_names()
    rounds = [load_agreement(name) for name in names]
    checked = [stored.check(gates) for stored in rounds]
    rows = []
    for number, gate in enumerate(gates):
        cells = []
        for stored, results in zip(rounds, checked, strict=True):
            _, value, met = results[number]
            low, high = stored.figures[gate.figure].interval or (None, None)
            interval = "" if low is None else f" [{low:.2f}, {high:.2f}]"
            cells.append(f"{value:.3f}{interval}{'' if met else ' (under)'}")
        rows.append([gate.says, f"{gate.bound:.2f}", *cells])
    sizes = [f"{name} ({len(load_round(ROOT, name).documents)} articles)" for name in names]
    return markdown(["figure", "gate", *sizes], rows)


def shares(rates: Sequence[Rate]) -> str:
    """Return each layer's faults with its share and bound, in words."""
    parts = []
    for rate in rates:
        bound = f", bound {percent(rate.bound, 0)}%" if rate.bound is not None else ""
        parts.append(f"{rate.layer} {rate.faults} of {rate.items} ({percent(rate.share)}%{bound})")
    return ", ".join(parts)


def errors_sentence(corpus: Corpus) -> str:
    """Return what the protocol's later steps found in every round, in words."""
    return "\n".join(f"- {_errors_of(corpus, name)}" for name in round_names())


def _errors_of(corpus: Corpus, name: str) -> str:
    gold, record = round_gold(corpus, name), load_round(ROOT, name)
    rulings = load_trail(ROOT / "annotations" / "adjudication" / f"{name}.jsonl", Ruling)
    head = f"**{name}**, guidelines {record.guidelines_version}"
    sentences = [f"{head}: the adjudicators ruled on {len(rulings)} points."]
    for number, challenges in enumerate(load_challenges(corpus, name), 1):
        upheld = sum(challenge.ruling == "upheld" for challenge in challenges)
        found = shares(fault_rates(challenges, gold, load_gates(ROOT).challenges))
        sentences.append(f"Challenge {number}: {len(challenges)} claims, {upheld} upheld and mended: {found}.")
    trail = ROOT / "annotations" / "rereading" / f"{name}.jsonl"
    if not trail.is_file():
        sentences.append("This round is not closed: a later challenge and the re-reading are still to come.")
        return "\n  ".join(sentences)
    errors = load_trail(trail, RereadError)
    read = [item for item in gold if item.doc_id in record.reread]
    mended = sum(error.corrected for error in errors)
    sentences.append(
        f"Re-reading: {len(read)} documents of the finished gold, {len(errors)} errors, {mended} mended:"
        f" {shares(fault_rates(errors, read))}. (`accord quality {name}`)"
    )
    return "\n  ".join(sentences)


def control_sentence(corpus: Corpus) -> str:
    """Return how the pilot's control passes, made out of reach of the others, agree with each of them."""
    names = (
        "mentions.all.f1",
        "relations.strict.f1",
        "pledges.detection.f1",
        "pledges.pledgor.f1",
        "near_misses.detection.f1",
    )
    rows = []
    for control in ("C", "D"):
        for other in ("A", "B"):
            stored = load_agreement(f"{PILOT}-{other}-{control}")
            rows.append([f"{other} and {control}", *(f"{stored.figures[name].value:.3f}" for name in names)])
    command = f"`accord agreement {PILOT} --first A --second D --common`"
    return markdown(["passes", *names], rows) + f"\n\n({command})"


def ledger_table(corpus: Corpus) -> str:
    """Return the agreement of the ledger passes of every round."""
    names = round_names()
    stored = [load_agreement(f"{name}-ledger") for name in names]
    figures = list(dict.fromkeys(figure for item in stored for figure in item.figures))
    rows = [[f, *(f"{i.figures[f].value:.3f}" if f in i.figures else None for i in stored)] for f in figures]
    return markdown(["ledger passes", *names], rows)


BLOCKS: dict[str, Callable[[Corpus], str]] = {
    "results": results,
    "name-swap": name_swap,
    "contrast": contrast,
    "counts": counts,
    "grid": grid,
    "labels": labels,
    "measures": measures,
    "counts-sentence": counts_sentence,
    "agreement": agreement,
    "errors-sentence": errors_sentence,
    "control-sentence": control_sentence,
    "ledger-table": ledger_table,
}


def fill(text: str, corpus: Corpus) -> str:
    """Return the text with every block renewed."""
    for name, make in BLOCKS.items():
        pattern = re.compile(rf"(<!-- {name} -->\n)(?:.*?\n)??(<!-- /{name} -->)", flags=re.S)
        if pattern.search(text):
            body = make(corpus)
            text = pattern.sub(lambda match, body=body: match[1] + body + "\n" + match[2], text)
    return text


def main(arguments: Sequence[str]) -> int:
    """Renew the documents, or only check them."""
    corpus = load_corpus(ROOT)
    stale = []
    for name in DOCUMENTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        filled = fill(text, corpus)
        if filled != text:
            stale.append(name)
            if "--check" not in arguments:
                storage.write_atomic(ROOT / name, filled)
    print(f"stale: {', '.join(stale) or 'none'}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
