"""Reports: what is undefined, what is missing, the signature, groups, records."""

import json

import pytest
from scoring_builders import annotation, document, mention, pledge

import accord
from accord import score
from accord.errors import FormatError
from accord.scoring import PRIMARIES, TASKS, Report, render
from accord.scoring.rendering import tables_of
from accord.scoring.resampling import primary_intervals

INDIA, JAPAN = mention("m1", "India", "GPE", "e1"), mention("m2", "Japan", "GPE", "e2")


def small(dossiers: int = 3) -> tuple[list, dict]:
    """Two articles a dossier; the system misses Japan in the first dossier."""
    pairs, predicted = [], {}
    for number in range(dossiers):
        for part in "ab":
            of = document(
                doc_id=f"d{number}{part}",
                dossier=f"s{number}",
                stratum="record" if part == "a" else "fiction",
                theme="trade" if number else "sanctions",
            )
            gold = annotation(
                of, mentions=[INDIA, JAPAN], listed="e1:GPE e2:GPE", pledges=[pledge("p1", "sign the Oslo Pact")]
            )
            pairs.append((of, gold))
            predicted[of.id] = annotation(
                of, mentions=[INDIA] if number == 0 else [INDIA, JAPAN], listed="e1:GPE e2:GPE"
            )
    return pairs, predicted


@pytest.fixture(scope="module")
def report() -> Report:
    return score(*small())


def test_every_task_but_the_ledger_is_attempted_unless_said_otherwise(report):
    assert report.tasks == set(TASKS) - {"ledger"}
    assert report.primaries["mentions"] == pytest.approx(2 * 10 / 22)


def test_a_system_that_stays_silent_is_wrong_and_not_undefined(mini):
    report = score(mini, {}, samples=0)
    assert {name: value for name, value in report.primaries.items() if value != 0} == {}
    assert any("missing" in warning for warning in report.warnings)


def test_a_task_that_is_not_attempted_is_undefined(mini):
    report = score(mini, dict(mini.gold), tasks={"mentions", "clusters"}, samples=0)
    assert report.primaries["mentions"] == 1
    assert report.primaries["pledges"] is None
    assert report.scores["pledges.detection.micro.recall"] is None
    assert report.headline is None
    assert any("pledges, relations" in note for note in report.notes)


def test_an_attempted_task_without_a_prediction_scores_zero():
    pairs, predicted = small()
    report = score(pairs, predicted, tasks={"mentions", "clusters", "relations", "pledges"})
    assert report.primaries["pledges"] == 0
    assert report.primaries["relations"] is None, "no gold, nothing predicted: 0/0"
    assert report.headline is None


def test_headline_is_the_mean_of_the_six(mini):
    predicted = dict(mini.gold)
    first = next(iter(predicted))
    del predicted[first]
    report = score(mini, predicted)
    assert report.headline == pytest.approx(sum(report.primaries[name] for name in PRIMARIES) / 6)
    assert 0 < report.headline < 1


@pytest.fixture(scope="module")
def mini():
    from pathlib import Path

    return accord.load_corpus(Path(__file__).parents[2] / "data" / "mini")


def test_gold_against_itself_is_one_everywhere(mini):
    report = score(mini, mini.gold, ledgers=mini.ledgers)
    defined = {name: value for name, value in report.scores.items() if value is not None}
    assert set(defined.values()) == {1.0}
    assert len(defined) > 250
    assert report.headline == 1
    assert set(report.intervals.values()) == {(1.0, 1.0)}


def test_a_missing_document_counts_as_wrong_and_an_empty_one_may_be_right():
    of, bare = document(), document(doc_id="d2")
    gold = [(of, annotation(of, mentions=[INDIA])), (bare, annotation(bare))]
    assert score(gold, {"d1": gold[0][1], "d2": annotation(bare)}).primaries["mentions"] == 1
    report = score(gold, {"d2": annotation(bare)}, tasks={"mentions"})
    assert report.primaries["mentions"] == 0
    assert report.warnings == ("1 documents are missing and count as wrong: d1",)
    assert score(gold, {"d1": gold[0][1]}).primaries["mentions"] == 1, "nothing was there to be missed in d2"


def test_documents_outside_gold_are_named(report):
    pairs, predicted = small()
    again = score(pairs[2:], predicted)
    assert again.warnings == ("2 predicted documents are not scored here: d0a, d0b",)


def test_signature(report):
    digest = report.signature.data
    assert digest.startswith("sha256:") and len(digest) == 71
    assert str(report.signature) == (
        f"accord|schema:{accord.load_schema().version}|data:{digest[:19]}|split:test|track:end-to-end|scorer:0.1.0|iou:0.5"
        "|resample:dossier|samples:1000|seed:0"
    )
    pairs, predicted = small()
    assert score(pairs[::-1], predicted).signature == report.signature
    assert score(pairs[1:], predicted).signature.data != digest
    changed = [(pairs[0][0], annotation(pairs[0][0], mentions=[JAPAN])), *pairs[1:]]
    assert score(changed, predicted).signature.data != digest


def test_the_data_digest_ignores_who_annotated():
    import msgspec

    pairs, predicted = small()
    other = [(of, msgspec.structs.replace(gold, annotator="someone", round="r9")) for of, gold in pairs]
    assert score(other, predicted).signature == score(pairs, predicted).signature


def test_groups_are_sums_of_their_documents(report):
    assert set(report.groups) == {"stratum", "theme", "region"}
    sanctions = report.groups["theme"]["sanctions"]
    assert (sanctions.documents, sanctions.dossiers) == (2, 1)
    assert sanctions.primaries["mentions"] == pytest.approx(2 / 3)
    assert sanctions.intervals["mentions"] is None, "one dossier cannot be resampled"
    record = report.groups["stratum"]["record"]
    assert (record.documents, record.dossiers) == (3, 3)
    low, high = record.intervals["mentions"]
    assert low < record.primaries["mentions"] <= high
    assert report.scores_of("theme", "sanctions")["mentions.exact.GPE.recall"] == 0.5


def test_means_over_documents(report):
    assert report.document_means["mentions"] == pytest.approx((2 * 2 / 3 + 4) / 6)
    assert report.document_means["pledges"] == 0


def test_notes_on_few_dossiers(report):
    assert "The intervals rest on 3 dossiers only." in report.notes
    alone = score(*small(1))
    assert alone.intervals["mentions"] is None
    assert any(note.startswith("No intervals: 1 dossier") for note in alone.notes)
    assert not any("rest on" in note for note in score(*small(10)).notes)


def test_a_record_gives_the_same_report(report):
    text = json.dumps(report.to_dict())
    again = Report.from_dict(json.loads(text))
    assert again.scores == report.scores
    assert again.intervals == report.intervals
    assert again.groups == report.groups
    assert json.dumps(again.to_dict()) == text


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data["primaries"].update(mentions=0.99),
        lambda data: data.pop("table"),
        lambda data: data["table"]["columns"][0][1].append(3),
        lambda data: data["signature"].update(colour="red"),
    ],
)
def test_a_damaged_record_is_refused(report, damage):
    data = json.loads(json.dumps(report.to_dict()))
    damage(data)
    with pytest.raises(FormatError, match=r"\[report-"):
        Report.from_dict(data)


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ({"tasks": {"poetry"}}, "score-tasks"),
        ({"track": "open"}, "score-track"),
        ({"iou": 0}, "score-iou"),
        ({"samples": -1}, "score-samples"),
    ],
)
def test_wrong_options_are_refused(options, rule):
    with pytest.raises(FormatError, match=rule):
        score(*small(), **options)


def test_wrong_input_is_refused():
    pairs, predicted = small()
    with pytest.raises(FormatError, match="score-gold"):
        score([], predicted)
    with pytest.raises(FormatError, match="score-gold"):
        score(pairs + pairs[:1], predicted)
    with pytest.raises(FormatError, match=r"d0a \[score-document\]"):
        score(pairs, {"d0a": predicted["d0b"]})
    other = document("Another text.", doc_id="d0a")
    with pytest.raises(FormatError, match=r"d0a \[score-text\]"):
        score(pairs, {"d0a": annotation(other)})


def test_every_format_ends_with_the_signature(report):
    for form in ("table", "markdown", "latex"):
        text = render(report, form, by=("stratum",))
        assert text.rstrip("`").endswith(str(report.signature))
        assert "90.9" in text
    assert json.loads(render(report, "json"))["primaries"]["mentions"] == report.primaries["mentions"]
    assert str(report) == render(report, "table")
    with pytest.raises(FormatError, match="score-format"):
        render(report, "html")
    with pytest.raises(FormatError, match="score-by"):
        render(report, by=("weather",))


def test_undefined_is_shown_as_a_dash(report):
    rows = {row[0]: row for row in tables_of(report)[0].rows}
    assert rows["relations"][2:] == ("–", "–", "–")
    assert rows["Accord score"][2] == "–"


def test_latex_escapes_what_latex_reads():
    text = render(score(*small(1)), "latex")
    body = [line for line in text.splitlines() if not line.startswith("%")]
    assert any(r"entity\_hard" in line for line in body)
    assert not any(line.replace(r"\_", "").count("_") for line in body)


def test_intervals_cover_the_score(mini):
    predicted = dict(mini.gold)
    predicted.pop(sorted(predicted)[0])
    report = score(mini, predicted, samples=500)
    low, high = report.intervals["mentions"]
    assert low <= report.primaries["mentions"] <= high
    assert primary_intervals(report.table, 500, 0) == primary_intervals(report.table, 500, 0)
    assert primary_intervals(report.table, 0, 0)["mentions"] is None
