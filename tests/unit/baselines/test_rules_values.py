"""Norms of dates and amounts, as the guidelines' tables have them. The article's date is a Wednesday."""

import pytest

DATES = [
    ("Norvia signed it on Tuesday.", "Tuesday", "2025-07-01"),
    ("Norvia will sign it on Friday.", "Friday", "2025-07-04"),
    ("The ships left yesterday.", "yesterday", "2025-07-01"),
    ("The ships left on 1 July.", "1 July", "2025-07-01"),
    ("They signed it in February 2025.", "February 2025", "2025-02"),
    ("They signed it in March.", "March", "2025-03"),
    ("They will sign it in March.", "March", "2026-03"),
    ("They will sign it this week.", "this week", "2025-06-30/2025-07-06"),
    ("They signed it last week.", "last week", "2025-06-23/2025-06-29"),
    ("They will sign it next month.", "next month", "2025-08"),
    ("They will sign it later this month.", "later this month", "2025-07-02/2025-07-31"),
    ("They signed it last year.", "last year", "2024"),
    ("They will sign it later this year.", "later this year", "2025-07/2025-12"),
    ("They met earlier this year.", "earlier this year", "2025-01/2025-07"),
    ("The ban has held since 2019.", "2019", "2019/.."),
    ("The ban will hold until 2030.", "2030", "../2030"),
    ("They will finish by 2030.", "2030", "2030"),
    ("They will finish by the end of 2027.", "end of 2027", "2027-12"),
    ("They will finish by the end of July.", "end of July", "2025-07-31"),
    ("They will finish by the end of the year.", "end of the year", "2025-12"),
    ("They will finish by the end of the week.", "end of the week", "2025-07-06"),
    ("They will finish by the end of the decade.", "end of the decade", "2029"),
    ("They will finish in early 2026.", "early 2026", "2026-01/2026-04"),
    ("They will finish in mid-2026.", "mid-2026", "2026-05/2026-08"),
    ("They will finish in late March 2026.", "late March 2026", "2026-03"),
    ("They will finish around 2030.", "2030", "2030~"),
    ("They met often in the 1990s.", "1990s", "199X"),
    ("They will meet in Q3 2025.", "Q3 2025", "2025-07/2025-09"),
    ("They will finish in the first half of 2026.", "first half of 2026", "2026-01/2026-06"),
    ("They will finish in autumn 2026.", "autumn 2026", "2026-23"),
    ("The 2025-26 fiscal year is dear.", "2025-26 fiscal year", "2025/2026"),
    ("They will build it between 2027 and 2029.", "2027 and 2029", "2027/2029"),
    ("They left three days ago.", "three days ago", "2025-06-29"),
    ("They left two months ago.", "two months ago", "2025-05"),
    ("They left five years ago.", "five years ago", "2020"),
    ("It is a 10-year deal.", "10-year", "P10Y"),
    ("They will leave within 90 days.", "90 days", "P90D"),
    ("They will leave in two weeks.", "two weeks", "P2W"),
    ("They will leave within 48 hours.", "48 hours", "PT48H"),
    ("It will take half a year.", "half a year", "P6M"),
    ("It will take two and a half years.", "two and a half years", "P2Y6M"),
    ("It gives 280 visas a year.", "a year", "P1Y"),
]


@pytest.mark.parametrize(("text", "surface", "norm"), DATES)
def test_date_norms(annotate, text, surface, norm):
    dates = [(m.text, m.norm) for m in annotate(text).mentions if m.type == "DATE"]
    assert dates == [(surface, norm)]


@pytest.mark.parametrize(
    "text",
    [
        "They met recently.",
        "They will meet soon.",
        "They met for months.",
        "He is an 11-year-old.",
        "The ships March on.",
    ],
)
def test_words_without_a_calendar_are_no_dates(annotate, text):
    assert [m.text for m in annotate(text).mentions if m.type == "DATE"] == []


AMOUNTS = [
    ("They gave it two frigates.", "two frigates", "2 frigate"),
    ("They gave $1.3bn for ports.", "$1.3bn", "1300000000 USD"),
    ("They gave 500 million euros for ports.", "500 million euros", "500000000 EUR"),
    ("They gave A$16.9 million for ports.", "A$16.9 million", "16900000 AUD"),
    ("They gave €40m for ports.", "€40m", "40000000 EUR"),
    ("They gave Rs 300 crore for ports.", "Rs 300 crore", "3000000000 INR"),
    ("They sent about 500 troops there.", "500 troops", "500 troop"),
    ("They sent 12 new patrol boats there.", "12 new patrol boats", "12 boat"),
    ("It is a cut of 50 per cent in all.", "50 per cent", "50 percent"),
    ("They gave 1.5 million tonnes of grain.", "1.5 million tonnes", "1500000 tonne"),
    ("They left a 20-kilometre zone.", "20-kilometre", "20 kilometre"),
    ("They sent a 500-strong battalion.", "500-strong", "500 person"),
    ("They sent 31 MQ-9B drones there.", "31", "31 drone"),
    ("They freed 1,250 people there.", "1,250 people", "1250 person"),
    ("They offered a $500m loan.", "$500m", "500000000 USD"),
]


@pytest.mark.parametrize(("text", "surface", "norm"), AMOUNTS)
def test_amount_norms(annotate, text, surface, norm):
    amounts = [(m.text, m.norm) for m in annotate(text).mentions if m.type == "QTY"]
    assert amounts == [(surface, norm)]


@pytest.mark.parametrize(
    "text",
    [
        "The two leaders were glad.",
        "Both sides were glad.",
        "They sent dozens of tanks.",
        "It was the third frigate.",
        "They read Resolution 1701.",
    ],
)
def test_what_only_resumes_or_orders_is_no_amount(annotate, text):
    assert [m.text for m in annotate(text).mentions if m.type == "QTY"] == []
