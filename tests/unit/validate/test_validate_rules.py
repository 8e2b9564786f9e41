"""Every rule has a fixture that fails with it, and the mini corpus fails with none."""

from pathlib import Path

import pytest

from accord.validate import LAYERS, RULES, validate

DATA = Path(__file__).parents[2] / "data"
FIXTURES = sorted(path.name for path in (DATA / "invalid").iterdir())


def test_mini_corpus_is_clean():
    assert validate(DATA / "mini") == []


def test_fixtures_are_the_rules():
    assert set(FIXTURES) == set(RULES)
    assert len(RULES) >= 45


def test_every_rule_says_in_one_sentence_what_it_reads_and_reports():
    for rule in RULES.values():
        assert rule.doc.startswith("Reads ") and "report" in rule.doc and rule.doc.count(". ") == 0, rule.id
        assert rule.doc.endswith(".") and "\n" not in rule.doc, rule.id
        assert rule.function.__name__ == f"check_{rule.id.replace('-', '_')}"
    assert {rule.layer for rule in RULES.values()} == set(LAYERS)


@pytest.mark.parametrize("rule_id", FIXTURES)
def test_fixture_fails_with_its_own_rule(patched, rule_id):
    root, expect = patched(rule_id)
    found = [finding for finding in validate(root) if finding.rule == rule_id]
    places = [(Path(f.file).relative_to(root).as_posix(), f.document, f.annotation) for f in found]
    assert (expect["file"], expect.get("document"), expect.get("annotation")) in places
    for finding in found:
        assert finding.message and finding.fix
        # The article has gold, which makes this warning an error.
        assert finding.severity == ("error" if rule_id == "facts-unchecked" else RULES[rule_id].severity)


@pytest.mark.parametrize("rule_id", ["span-surface", "slot-type", "split-leak", "text-nfc"])
def test_restricted_to_one_rule_reports_only_it(patched, rule_id):
    root, _ = patched(rule_id)
    assert {finding.rule for finding in validate(root, rules=[rule_id])} == {rule_id}
