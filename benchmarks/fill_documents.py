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
from accord.agreement.quality import Challenge, Rate, RereadError, Ruling, fault_rates, load_trail, round_gold
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


def rates() -> tuple[list[Challenge], list[Rate], list[RereadError], list[Rate]]:
    """Return the challenges and re-reading errors of the round, with their rates by layer."""
    corpus = load_corpus(ROOT)
    folder = ROOT / "annotations"
    gold = round_gold(corpus, ROUND)
    challenges = load_trail(folder / "challenges" / f"{ROUND}.jsonl", Challenge)
    errors = load_trail(folder / "rereading" / f"{ROUND}.jsonl", RereadError)
    read = [item for item in gold if item.doc_id in load_round(ROOT, ROUND).reread]
    bounds = load_gates(ROOT).challenges
    return challenges, fault_rates(challenges, gold, bounds), errors, fault_rates(errors, read)


def errors_sentence(corpus: Corpus) -> str:
    """Return what the protocol's later steps found, in words."""
    rulings = load_trail(ROOT / "annotations" / "adjudication" / f"{ROUND}.jsonl", Ruling)
    challenges, upheld, errors, reread = rates()
    count = sum(challenge.ruling == "upheld" for challenge in challenges)
    documents = len(load_round(ROOT, ROUND).reread)
    bounds = ", ".join(
        f"{rate.layer} {rate.faults} of {rate.items} ({percent(rate.share)}%"
        + (f", bound {percent(rate.bound, 0)}%" if rate.bound is not None else "")
        + ")"
        for rate in upheld
    )
    found = ", ".join(f"{rate.layer} {rate.faults} of {rate.items}" for rate in reread)
    open_ = sum(not error.corrected for error in errors)
    return (
        f"The adjudicators ruled on {len(rulings)} points of round {ROUND}. Of {len(challenges)} challenges\n"
        f"{count} were upheld and mended: {bounds}.\n"
        f"A fresh reader read {documents} documents of the finished gold again and found {len(errors)} errors:\n"
        f"{found}; {len(errors) - open_} were mended. (`accord quality {ROUND}`)"
    )


BLOCKS: dict[str, Callable[[Corpus], str]] = {
    "results": results,
    "counts": counts,
    "counts-sentence": counts_sentence,
    "agreement": agreement,
    "errors-sentence": errors_sentence,
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
