"""DATE mentions and their norms: EDTF resolved against the article's date, or ISO 8601 durations."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from .numerals import NUMBER, parse_number
from .spans import Line

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_SHORT = {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_DAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_UNITS = {"year": "Y", "month": "M", "week": "W", "day": "D", "hour": "H", "decade": "Y"}
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": -1, "last": -1}
_PARTS = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}
_FEASTS = {
    "christmas day": (12, 25),
    "christmas eve": (12, 24),
    "christmas": (12, 25),
    "new year's day": (1, 1),
    "new year’s day": (1, 1),
    "new year's eve": (12, 31),
    "new year’s eve": (12, 31),
}

_M = "(?:" + "|".join(name.title() for name in _MONTHS) + r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
_W = "(?:" + "|".join(name.title() for name in _DAYS) + ")"
_Y = r"(?:19|20)\d\d"
_D = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_U = r"(?:year|month|week|day|hour|decade)"
_DASH = r"[-–—]"
_WHICH = r"(?:this|next|last|the coming|the past|the)"

_FUTURE = re.compile(
    r"\b(will|would|shall|is to|are to|was to|were to|to be|due|plans?|planned|aims?|intends?|expects?|expected|"
    r"agreed to|"
    r"pledged|promised|vowed|undertook|committed|scheduled|hopes?|hoped|may|might|could|should|must|upcoming|"
    r"forthcoming|deadline|set to|offered|urged|next|opens|begins|starts|takes place)\b",
    re.I,
)
_MODAL = re.compile(
    r"\b(will|would|shall|is to|are to|is due|are due|is scheduled|are scheduled|opens|begins|starts)\b"
)
_PAST = re.compile(
    r"\b(said|told|announced|added|reported|met|signed|took|issued|wrote|was|were|had|ran|came|went|held|gave|"
    r"began|spoke|\w{3,}ed)\b",
    re.I,
)


def find_dates(line: Line, start: int, end: int, anchor: date) -> None:
    """Add the DATE mentions of one sentence.

    Args:
        line: takes what is found.
        start: first code point of the sentence.
        end: the one after its last.
        anchor: the article's date.
    """
    text = line.text[start:end]
    for pattern, resolve in _RULES:
        for match in pattern.finditer(text):
            at, to = match.span("d") if "d" in pattern.groupindex else match.span()
            if not line.free(start + at, start + to):
                continue
            norm = resolve(match, _Clock(anchor, text, at, to))
            if norm is not None:
                line.add(start + at, start + to, "DATE", norm=norm)


class _Clock:
    """The article's date, and what the words around an expression say of its direction."""

    def __init__(self, anchor: date, text: str, start: int, end: int) -> None:
        self.anchor, self.before, self.after = anchor, text[:start], text[end:]
        self.word = (re.findall(r"[\w-]+", self.before) or [""])[-1].lower()

    @property
    def future(self) -> bool:
        if self.word in ("by", "until", "before", "within", "till"):
            return True
        clause = re.split(r"[,;:–—]| that | who | which ", self.before)[-1]
        nearest = max(((m.start(), True) for m in _FUTURE.finditer(clause)), default=(-1, False))
        past = max((m.start() for m in _PAST.finditer(clause)), default=-1)
        if nearest[0] < 0 and past < 0:
            return bool(_MODAL.search(self.after[:60]))
        return nearest[0] >= past

    def open(self, norm: str) -> str:
        """Apply "since", "until" and "around" to a norm."""
        if "/" in norm:
            return norm
        if self.word in ("since", "after"):
            return f"{norm}/.."
        if self.word == "from" and not re.match(r"\s+(to|until)\b", self.after):
            return f"{norm}/.."
        if self.word in ("until", "before", "till"):
            return f"../{norm}"
        return f"{norm}~" if self.word == "around" else norm

    def year_of(self, month: int, day: int | None = None) -> int:
        """The year that puts a month or day on the right side of the article's date."""
        year, today = self.anchor.year, (self.anchor.month, self.anchor.day if day else 0)
        that = (month, day or 0)
        if self.future:
            return year if that >= today else year + 1
        return year if that <= today else year - 1


def _month(name: str) -> int:
    name = name.lower().rstrip(".")
    return _MONTHS.get(name) or _SHORT[name]


def _day(text: str) -> int:
    return int(re.match(r"\d+", text)[0])


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _last_day(year: int, month: int) -> str:
    return f"{year}-{month:02}-{calendar.monthrange(year, month)[1]:02}"


def _week(day: date) -> str:
    monday = day - timedelta(days=day.weekday())
    return f"{monday}/{monday + timedelta(days=6)}"


def _add_months(day: date, months: int) -> tuple[int, int]:
    number = day.year * 12 + day.month - 1 + months
    return number // 12, number % 12 + 1


def _day_month(m: re.Match, c: _Clock) -> str | None:
    month = _month(m["m"])
    first, last = _day(m["a"]), _day(m["b"]) if m["b"] else None
    year = int(m["y"]) if m["y"] else c.year_of(month, first)
    norm = _iso(year, month, first)
    if last is None or norm is None:
        return norm and c.open(norm)
    other = _iso(year, month, last)
    return other and f"{norm}/{other}"


def _month_year(m: re.Match, c: _Clock) -> str | None:
    month = _month(m["m"])
    if m["y"]:
        return c.open(f"{m['y']}-{month:02}")
    which = (m["which"] or "").lower()
    if which == "last":
        year = c.anchor.year - (month >= c.anchor.month)
    elif which == "next":
        year = c.anchor.year + (month <= c.anchor.month)
    else:
        year = c.anchor.year if which == "this" else c.year_of(month)
    return c.open(f"{year}-{month:02}")


def _part_of_month(m: re.Match, c: _Clock) -> str:
    month = _month(m["m"])
    return f"{m['y'] or c.year_of(month)}-{month:02}"


def _named_year(text: str | None, c: _Clock) -> int:
    """The year that "2026", "this year", "next year" or nothing names."""
    text = (text or "").lower()
    if re.fullmatch(_Y, text):
        return int(text)
    return c.anchor.year + (1 if "next" in text else -1 if "last" in text else 0)


def _end_of(m: re.Match, c: _Clock) -> str | None:
    what = m["what"].lower()
    if "decade" in what:
        return str(c.anchor.year // 10 * 10 + 9)
    if "week" in what:
        monday = c.anchor - timedelta(days=c.anchor.weekday())
        return (monday + timedelta(days=13 if "next" in what else 6)).isoformat()
    if "month" in what:
        return _last_day(*_add_months(c.anchor, 1 if "next" in what else -1 if "last" in what else 0))
    if found := re.match(rf"({_M})(?: ({_Y}))?", m["what"]):
        month = _month(found[1])
        return _last_day(int(found[2]) if found[2] else c.year_of(month), month)
    return f"{_named_year(what, c)}-12"


def _half(m: re.Match, c: _Clock) -> str:
    year = _named_year(m["y"], c)
    return f"{year}-01/{year}-06" if m["n"].lower() == "first" else f"{year}-07/{year}-12"


def _quarter(m: re.Match, c: _Clock) -> str:
    number = int(m["q"]) if m["q"] else _ORDINALS[m["n"].lower()] % 5
    year = _named_year(m["y"], c)
    return f"{year}-{3 * number - 2:02}/{year}-{3 * number:02}"


def _part_of_year(m: re.Match, c: _Clock) -> str:
    first, last = _PARTS[m["part"].lower()]
    return f"{m['y']}-{first:02}/{m['y']}-{last:02}"


def _relative(m: re.Match, c: _Clock) -> str:
    which, unit, a = m["which"].lower(), m["unit"].lower(), c.anchor
    step = {"this": 0, "next": 1, "last": -1}[which]
    part = (m["part"] or "").lower()
    if unit == "year":
        year = a.year + step
        if part and not step:
            return f"{year}-{a.month:02}/{year}-12" if part == "later" else f"{year}-01/{year}-{a.month:02}"
        return str(year)
    if unit == "month":
        year, month = _add_months(a, step)
        if part and not step:
            return f"{a}/{_last_day(year, month)}" if part == "later" else f"{year}-{month:02}-01/{a}"
        return f"{year}-{month:02}"
    week = a + timedelta(weeks=step)
    if unit == "weekend":
        saturday = week + timedelta(days=5 - week.weekday())
        return f"{saturday}/{saturday + timedelta(days=1)}"
    if part and not step:
        return f"{a}/{_week(a)[11:]}" if part == "later" else f"{_week(a)[:10]}/{a}"
    return _week(week)


def _weekday(m: re.Match, c: _Clock) -> str:
    which = (m["which"] or "").lower()
    number = _DAYS[m["w"].lower()]
    back = (c.anchor.weekday() - number) % 7
    if which == "last":
        return (c.anchor - timedelta(days=back or 7)).isoformat()
    if which == "next" or (not which and c.future):
        return c.open((c.anchor + timedelta(days=(7 - back) % 7 or (7 if which or back else 0))).isoformat())
    if which == "this":
        return (c.anchor + timedelta(days=number - c.anchor.weekday())).isoformat()
    return c.open((c.anchor - timedelta(days=back)).isoformat())


def _ago(m: re.Match, c: _Clock) -> str | None:
    number = 1 if m["n"].lower() in ("a", "an") else parse_number(m["n"])
    if number is None or number != int(number):
        return None
    number, unit = int(number), m["unit"].lower()
    if unit in ("year", "decade"):
        return str(c.anchor.year - number * (10 if unit == "decade" else 1))
    if unit == "month":
        year, month = _add_months(c.anchor, -number)
        return f"{year}-{month:02}"
    return None if unit == "hour" else (c.anchor - timedelta(days=number * (7 if unit == "week" else 1))).isoformat()


def _duration(m: re.Match, c: _Clock) -> str | None:
    unit = m["unit"].lower()
    text = m["n"].lower()
    number = 1 if text in ("a", "an", "per") else parse_number(text)
    if number is None or number != int(number):
        return None
    number = int(number) * (10 if unit == "decade" else 1)
    half = "6M" if m["half"] else ""
    return f"P{'T' if unit == 'hour' else ''}{number}{_UNITS[unit]}{half}"


def _years(m: re.Match, c: _Clock) -> str:
    last = m["b"] if len(m["b"]) == 4 else m["a"][:2] + m["b"]
    return f"{m['a']}/{last}"


def _season(m: re.Match, c: _Clock) -> str:
    name = m["s"].lower()
    if m["y"]:
        return f"{m['y']}-{_SEASONS[name]}"
    middle = {"spring": 4, "summer": 7, "autumn": 10, "fall": 10, "winter": 1}[name]
    which = (m["which"] or "").lower()
    year = _named_year(which, c) if which in ("next", "last", "this") else c.year_of(middle)
    return f"{year}-{_SEASONS[name]}"


def _feast(m: re.Match, c: _Clock) -> str:
    month, day = _FEASTS[m[0].lower()]
    return f"{c.year_of(month, day)}-{month:02}-{day:02}"


def _today(m: re.Match, c: _Clock) -> str:
    step = {"yesterday": -1, "tomorrow": 1}.get(m[0].lower(), 0)
    return (c.anchor + timedelta(days=step)).isoformat()


_PREP = (
    r"(?:[Ii]n|[Bb]y|[Ss]ince|[Uu]ntil|[Bb]efore|[Aa]fter|[Ff]rom|[Dd]uring|to|of|for|[Aa]round|and|or|"
    r"through|[Tt]his|till|the)"
)
_RULES: list[tuple[re.Pattern, Callable[[re.Match, _Clock], str | None]]] = [
    (
        re.compile(
            rf"(?:{_W},? )?(?:the )?\b(?P<a>{_D})(?: ?{_DASH} ?(?P<b>{_D}))? (?:of )?(?P<m>{_M})(?:,? (?P<y>{_Y})\b)?"
        ),
        _day_month,
    ),
    (
        re.compile(rf"(?:{_W},? )?\b(?P<m>{_M}) (?P<a>{_D})(?: ?{_DASH} ?(?P<b>{_D}))?\b(?!\d)(?:,? (?P<y>{_Y})\b)?"),
        _day_month,
    ),
    (
        re.compile(
            rf"\b(?P<d>[Ee]nd (?:of |{_DASH} ?)?(?P<what>(?:the |this |next |last )?(?:year|month|week|decade)\b|"
            rf"{_M}(?: {_Y})?|{_Y}))"
        ),
        _end_of,
    ),
    (re.compile(rf"\b(?P<d>[Ee]nd{_DASH}(?P<what>{_Y}|{_M}))\b"), _end_of),
    (re.compile(rf"\b(?P<d>(?P<n>first|second) half of (?P<y>{_Y}|(?:this|next|last|the) year))\b"), _half),
    (
        re.compile(
            rf"\b(?P<d>(?:(?P<n>first|second|third|fourth|final|last) quarter(?= of)|Q(?P<q>[1-4]))(?: of)? "
            rf"(?P<y>{_Y}))\b"
        ),
        _quarter,
    ),
    (
        re.compile(
            r"\b(?P<d>(?P<n>first|second|third|fourth|final|last)(?P<q>)? quarter)(?: of (?P<y>(?:this|next|last|"
            r"the) year))?\b"
        ),
        _quarter,
    ),
    (re.compile(rf"\b(?:[Ee]arly|[Mm]id|[Ll]ate)[ -](?P<m>{_M})(?: (?P<y>{_Y}))?\b"), _part_of_month),
    (re.compile(r"\b(?:(?:early|mid|late)[ -])?(?P<a>(?:18|19|20)\d)0s\b", re.I), lambda m, c: f"{m['a']}X"),
    (re.compile(r"\b(?P<n>1\d|2[01])(?:th|st) century\b"), lambda m, c: f"{int(m['n']) - 1}XX"),
    (re.compile(rf"\b(?P<part>early|mid|late)[ -](?P<y>{_Y})\b", re.I), _part_of_year),
    (re.compile(rf"\b(?P<a>{_Y}){_DASH}(?P<b>\d\d(?:\d\d)?) (?:fiscal|financial) year\b"), _years),
    (re.compile(rf"\b(?:fiscal year |financial year |FY ?)(?P<y>{_Y})\b"), lambda m, c: m["y"]),
    (re.compile(rf"\b(?:between|from) (?P<d>(?P<a>{_Y}) (?:and|to) (?P<b>{_Y}))\b"), _years),
    (re.compile(rf"\b(?P<a>{_Y}){_DASH}(?P<b>(?:20|19)?\d\d)\b(?!-)"), _years),
    (
        re.compile(rf"\b(?:(?P<which>this|next|last) )?(?P<s>spring|summer|autumn|winter)(?: of)? (?P<y>{_Y})\b", re.I),
        _season,
    ),
    (
        re.compile(
            r"\b(?:in|by|since|until) (?:the )?(?P<d>(?P<which>)(?P<s>spring|summer|autumn|winter)(?P<y>)?)\b(?! of)"
        ),
        _season,
    ),
    (re.compile(r"\b(?P<which>this|next|last) (?P<s>spring|summer|autumn|winter)(?P<y>)?\b"), _season),
    (
        re.compile(
            r"\b(?:(?P<part>later|earlier) )?(?P<which>this|next|last) (?P<unit>year|month|weekend|week)\b", re.I
        ),
        _relative,
    ),
    (re.compile(r"\b(?:at|over) the (?P<part>)(?P<which>)(?P<d>weekend)\b"), lambda m, c: _weekend(c)),
    (
        re.compile(rf"\b(?:(?P<which>this|next|last) )?(?P<m>(?!Mar\b|May\b|March\b){_M})(?: (?P<y>{_Y}))?(?![\w-])"),
        _month_year,
    ),
    (re.compile(r"\b(?P<which>this|next|last) (?P<m>May|March)(?P<y>)?\b"), _month_year),
    (re.compile(rf"\b{_PREP} (?P<which>)(?P<d>(?P<m>May|March)(?: (?P<y>{_Y}))?)\b(?! [A-Z])"), _month_year),
    (re.compile(rf"\b(?P<which>)(?P<m>May|March) (?P<y>{_Y})\b"), _month_year),
    (re.compile(rf"\b(?:(?P<which>this|next|last) )?(?P<w>{_W})\b"), _weekday),
    (re.compile(r"\b(?:today|yesterday|tomorrow|tonight)\b(?!['’]s)", re.I), _today),
    (re.compile("|".join(sorted((re.escape(f) for f in _FEASTS), key=len, reverse=True)), re.I), _feast),
    (re.compile(rf"\b(?P<n>an?|{NUMBER}) (?P<unit>{_U})s? ago\b", re.I), _ago),
    (re.compile(rf"\b{_PREP} (?P<d>{_Y})\b(?![-,]\d| [a-z]+s\b(?<!was))"), lambda m, c: c.open(m["d"])),
    (re.compile(rf"(?:^|, |\()(?P<d>{_Y})\b(?=[,.;)]|$)"), lambda m, c: m["d"]),
    (re.compile(r"\bhalf (?P<half>)(?P<n>a) (?P<unit>year)\b"), lambda m, c: "P6M"),
    (
        re.compile(
            rf"\b(?!one day\b)(?P<n>{NUMBER})(?P<half> and a half)? (?P<unit>{_U})s?(?: later)?\b(?!-?old)(?! old\b)",
            re.I,
        ),
        _duration,
    ),
    (re.compile(rf"\b(?P<n>{NUMBER}){_DASH}(?P<unit>{_U})(?P<half>)?(?!s?{_DASH}old)\b", re.I), _duration),
    (re.compile(r"\b(?P<d>(?P<n>a|per) (?P<unit>year|month|week|day|decade)(?P<half>)?)\b(?! (?:ago|of))"), _duration),
    (re.compile(rf"\bonce (?P<d>(?P<n>an?) (?P<unit>{_U})(?P<half>)?)\b"), _duration),
    (re.compile(r"\b(?P<n>)(?P<half>)(?P<d>decade)-long\b"), lambda m, c: "P10Y"),
]


def _weekend(c: _Clock) -> str:
    step = 0 if c.future or c.anchor.weekday() > 4 else -7
    saturday = c.anchor + timedelta(days=5 - c.anchor.weekday() + step)
    return f"{saturday}/{saturday + timedelta(days=1)}"
