"""Renew the figures in README.md and DATASHEET.md, so that a command printed every one of them.

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
from accord.schema import load_schema
from accord.scoring import HEADLINE, PRIMARIES

ROOT = Path(__file__).parents[1]
DOCUMENTS = ("README.md", "DATASHEET.md")
ROUND = "p00"


def markdown(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a Markdown table; None is shown as a dash."""
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    lines += ["| " + " | ".join("–" if cell is None else str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def percent(value: float | None, digits: int = 1) -> str | None:
    """Return a share in percent, or None."""
    return None if value is None else f"{100 * value:.{digits}f}"


def results(corpus: Corpus) -> str:
    """Return the recorded test scores of the baselines, best first."""
    records = [msgspec.json.decode(path.read_bytes()) for path in sorted((ROOT / "baselines").glob("*/scores.json"))]
    records.sort(key=lambda record: -(record["scores"]["primaries"][HEADLINE] or 0))
    names = [HEADLINE, *PRIMARIES]
    rows = []
    for record in records:
        cells = []
        for name in names:
            value, interval = record["scores"]["primaries"][name], record["scores"]["intervals"][name]
            shown = f" [{percent(interval[0])}, {percent(interval[1])}]" if interval else ""
            cells.append(None if value is None else f"{percent(value)}{shown}")
        rows.append([record["system"], *cells])
    signature = records[0]["scores"]["signature"]["text"]
    return markdown(["system", *names], rows) + f"\n\n`{signature}`"


def overview(corpus: Corpus) -> list[dict]:
    """Return the rows of `accord stats`' first table."""
    return next(table for table in statistics(corpus, load_schema()) if table.id == "overview").records()


def counts(corpus: Corpus) -> str:
    """Return the corpus by split."""
    rows = overview(corpus)
    columns = [name for name in rows[0] if name != "annotated"]
    return markdown(columns, [[row[name] for name in columns] for row in rows])


def counts_sentence(corpus: Corpus) -> str:
    """Return the totals of the corpus in one sentence."""
    total = overview(corpus)[-1]
    parts = [f"{total[name]:,} {name}" for name in list(total)[1:] if name != "annotated"]
    return f"{', '.join(parts[:-1])} and {parts[-1]} (`accord stats`)."


def load_agreement() -> Agreement:
    """Return the stored agreement of the round."""
    path = ROOT / "annotations" / "agreement" / f"{ROUND}.json"
    return storage.decode(storage.read_bytes(path), Agreement, path)


def agreement(corpus: Corpus) -> str:
    """Return the gates with their figures and intervals."""
    stored = load_agreement()
    rows = []
    for gate, value, met in stored.check(load_gates(ROOT).agreement):
        low, high = stored.figures[gate.figure].interval or (None, None)
        interval = None if low is None else f"[{low:.3f}, {high:.3f}]"
        rows.append([gate.says, f"{value:.3f}", interval, f"{gate.bound:.2f}", "yes" if met else "no"])
    return markdown(["figure", "value", "95% interval", "gate", "met"], rows)


def shares(rates: Sequence[Rate]) -> str:
    """Return each layer's faults with its share and bound, in words."""
    parts = []
    for rate in rates:
        bound = f", bound {percent(rate.bound, 0)}%" if rate.bound is not None else ""
        parts.append(f"{rate.layer} {rate.faults} of {rate.items} ({percent(rate.share)}%{bound})")
    return ", ".join(parts)


def errors_sentence(corpus: Corpus) -> str:
    """Return what the protocol's later steps found, in words."""
    gold = round_gold(corpus, ROUND)
    rulings = load_trail(ROOT / "annotations" / "adjudication" / f"{ROUND}.jsonl", Ruling)
    sentences = [f"The adjudicators ruled on {len(rulings)} points of round {ROUND}."]
    for number, challenges in enumerate(load_challenges(corpus, ROUND), 1):
        upheld = sum(challenge.ruling == "upheld" for challenge in challenges)
        found = shares(fault_rates(challenges, gold, load_gates(ROOT).challenges))
        sentences.append(f"Challenge {number}: {len(challenges)} claims, {upheld} upheld and mended: {found}.")
    errors = load_trail(ROOT / "annotations" / "rereading" / f"{ROUND}.jsonl", RereadError)
    read = [item for item in gold if item.doc_id in load_round(ROOT, ROUND).reread]
    mended = sum(error.corrected for error in errors)
    sentences.append(
        f"Re-reading: {len(read)} documents of the finished gold, {len(errors)} errors, {mended} mended:"
        f" {shares(fault_rates(errors, read))}. (`accord quality {ROUND}`)"
    )
    return "\n".join(sentences)


def control_sentence(corpus: Corpus) -> str:
    """Return how a control pass, made out of reach of the others, agrees with each of them."""
    names = ("mentions.all.f1", "relations.strict.f1", "pledges.detection.f1", "near_misses.detection.f1")
    parts = []
    for other in ("A", "B"):
        path = ROOT / "annotations" / "agreement" / f"{ROUND}-{other}-C.json"
        stored = storage.decode(storage.read_bytes(path), Agreement, path)
        parts.append(f"{other} and C " + ", ".join(f"{n} {stored.figures[n].value:.3f}" for n in names))
    return "; ".join(parts) + f" (`accord agreement {ROUND} --first A --second C --common`)."


def ledger_sentence(corpus: Corpus) -> str:
    """Return the agreement of the ledger passes in words."""
    path = ROOT / "annotations" / "agreement" / f"{ROUND}-ledger.json"
    stored = storage.decode(storage.read_bytes(path), Agreement, path)
    shown = ", ".join(f"{name} {figure.value:.3f}" for name, figure in stored.figures.items())
    return f"Ledger passes: {shown} (`accord agreement {ROUND} --ledger`)."


BLOCKS: dict[str, Callable[[Corpus], str]] = {
    "results": results,
    "counts": counts,
    "counts-sentence": counts_sentence,
    "agreement": agreement,
    "errors-sentence": errors_sentence,
    "control-sentence": control_sentence,
    "ledger-sentence": ledger_sentence,
}


def fill(text: str, corpus: Corpus) -> str:
    """Return the text with every block renewed."""
    for name, make in BLOCKS.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- /{name} -->)", flags=re.S)
        if pattern.search(text):
            body = make(corpus)
            text = pattern.sub(lambda match, body=body: match[1] + body + match[2], text)
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
