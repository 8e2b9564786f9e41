"""Normal forms and shared wording, case by case."""

import datetime

import pytest

from accord.validate.norms import find_quantity_fault, is_duration, is_edtf, last_day, parse_day
from accord.validate.overlap import find_stretches


@pytest.mark.parametrize("text", ["2025-07-31", "2025", "2025-07/2025-12", "2025/..", "../2025", "2025-21", "2025-07~"])
def test_edtf(text):
    assert is_edtf(text) and not is_duration(text)


@pytest.mark.parametrize("text", ["", "1 July", "2025-13", "2025-02-30", "2026/2025", " 2025", "2025-1-1", "2" * 5000])
def test_no_edtf(text):
    assert not is_edtf(text) and not is_duration(text)


@pytest.mark.parametrize("text", ["P10Y", "P3M", "P2W", "P1Y6M", "PT36H", "P1DT12H", "P0.5Y"])
def test_duration(text):
    assert is_duration(text) and not is_edtf(text)


@pytest.mark.parametrize("text", ["P", "PT", "P10", "10Y", "P1YT", "P10y", "P-1Y", "P١Y"])
def test_no_duration(text):
    assert not is_duration(text)


@pytest.mark.parametrize("norm", ["500000000 USD", "31 drone", "2.5 percent", "0 ship", "15 f-16 fighter"])
def test_quantity(norm):
    assert find_quantity_fault(norm, ("USD",)) is None


@pytest.mark.parametrize(("norm", "why"), [
    ("1,000 USD", "separators"), ("10", "unit"), ("1  USD", "unit"), ("5 XXX", "currency"), ("3 Drone", "lower-case"),
    ("04 ship", "number"), ("ten ship", "number"), ("1 USD ", "lower-case"), ("-3 ship", "number"),
    ("١ ship", "number"),
])
def test_no_quantity(norm, why):
    assert why in find_quantity_fault(norm, ("USD",))


def test_last_day():
    assert last_day("2025-02") == datetime.date(2025, 2, 28)
    assert last_day("2025-07/2025-12") == datetime.date(2025, 12, 31)
    assert last_day("2025/..") is None and last_day("P10Y") is None and last_day("soon") is None


def test_parse_day():
    assert parse_day("2024-02-29") == datetime.date(2024, 2, 29)
    assert parse_day("2023-02-29") is None and parse_day("2024-02") is None and parse_day("20240229") is None


def test_names_count_for_nothing_in_stretches():
    one = {stretch for stretch, _ in find_stretches("The boat of Kéldor left two days after the date agreed.")}
    other = {stretch for stretch, _ in find_stretches("The boat of New Vastria left two days after the date agreed.")}
    assert one == other and len(one) == 3
    assert ("the", "boat", "of", "*", "left", "two", "days", "after", "the") in one


def test_stretches_stop_at_paragraphs_and_need_eight_words():
    assert list(find_stretches("one two three four\nfive six seven eight")) == []
    [(stretch, at)] = find_stretches("Then it ended.\none two three four five six seven eight")
    assert (len(stretch), at) == (8, 15)
