"""Rules of the pledge and near-miss layers: slots, attributes, clusters, and promises that contradict themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from accord.schema import Attribute
from accord.validate.norms import last_day, parse_day
from accord.validate.registry import Fault, rules_of
from accord.validate.workspace import AnnotationFile

_pledge = rules_of("pledge", AnnotationFile)
_near_miss = rules_of("near-miss", AnnotationFile)


@_pledge("pledge-empty")
def check_pledge_empty(item: AnnotationFile) -> Iterator[Fault]:
    """Reads trigger and content of pledges and reports an empty one, or two that are the same span."""
    return _check_spans(item, item.annotation.pledges)


@_near_miss("near-miss-empty")
def check_near_miss_empty(item: AnnotationFile) -> Iterator[Fault]:
    """Reads trigger and content of near-misses and reports an empty one, or two that are the same span."""
    return _check_spans(item, item.annotation.near_misses)


def _check_spans(item: AnnotationFile, frames: tuple) -> Iterator[Fault]:
    for frame in frames:
        for slot in ("trigger", "content"):
            if not getattr(frame, slot).text.strip():
                yield Fault(f"{slot} is empty.", "mark the words.", f"{frame.id}.{slot}")
        if frame.trigger == frame.content:
            yield Fault("trigger and content are the same span.", "mark the commissive words as trigger, the act as "
                        "content.", frame.id)


@_pledge("slot-type")
def check_slot_type(item: AnnotationFile) -> Iterator[Fault]:
    """Reads the fillers of every slot of pledges and near-misses and reports a mention type that it does not allow."""
    for frame, thing in item.frames:
        for slot in frame.mention_slots:
            for name in getattr(thing, slot):
                mention = item.mentions.get(name)
                if mention and mention.type not in (allowed := frame.slots[slot].types):
                    yield Fault(f"{slot} holds {name}, a {mention.type}; expected {', '.join(allowed)}.",
                                "name another mention or another slot.", f"{thing.id}.{slot}")


@_pledge("dangling-mention")
def check_dangling_mention(item: AnnotationFile) -> Iterator[Fault]:
    """Reads the fillers of every slot of pledges and near-misses and reports a mention that is not there."""
    for at, slot, name in item.fillers:
        if name not in item.mentions:
            yield Fault(f"{slot} names {name[:40]!r}, which is not among the mentions.", "add it or correct the id.",
                        f"{at}.{slot}")


@_pledge("slot-duplicate")
def check_slot_duplicate(item: AnnotationFile) -> Iterator[Fault]:
    """Reads the fillers of every slot of pledges and near-misses and reports a mention that is named twice in one."""
    for (at, slot, name), count in Counter(item.fillers).items():
        if count > 1:
            yield Fault(f"{slot} names {name[:40]} {count} times.", "name it once.", f"{at}.{slot}")


def _check_attributes(frames: tuple, attributes: dict[str, Attribute]) -> Iterator[Fault]:
    for frame in frames:
        for name, attribute in attributes.items():
            if (value := getattr(frame, name)) not in attribute.values:
                yield Fault(f"{name} is {value[:40]!r}.", f"use one of {', '.join(attribute.values)}.",
                            f"{frame.id}.{name}")


@_pledge("attribute-unknown")
def check_attribute_unknown(item: AnnotationFile) -> Iterator[Fault]:
    """Reads the attributes of pledges and reports a value that the schema lacks."""
    return _check_attributes(item.annotation.pledges, item.schema.pledge.attributes)


@_near_miss("near-miss-kind")
def check_near_miss_kind(item: AnnotationFile) -> Iterator[Fault]:
    """Reads the attributes of near-misses and reports a value that the schema lacks."""
    return _check_attributes(item.annotation.near_misses, item.schema.near_miss.attributes)


@_pledge("measurable-check", "warning")
def check_measurable_check(item: AnnotationFile) -> Iterator[Fault]:
    """Reads MEASURABLE pledges and reports one with no date, quantity or digit in its words, object or deadline."""
    values = [m for m in item.annotation.mentions if m.type in item.schema.value_types]
    ids = {m.id for m in values}
    for pledge in item.annotation.pledges:
        filled = ids.intersection(pledge.object + pledge.deadline)
        spans = (pledge.trigger, pledge.content)
        inside = any(span.start <= m.start and m.end <= span.end for m in values for span in spans)
        if pledge.specificity == "MEASURABLE" and not (filled or inside or re.search(r"\d", pledge.content.text)):
            yield Fault("MEASURABLE, but neither its words nor its slots have an amount or a date.",
                        "mark the amount or date, or use NAMED_ACT or VAGUE.", f"{pledge.id}.specificity")


@_pledge("deadline-date", "warning")
def check_deadline_date(item: AnnotationFile) -> Iterator[Fault]:
    """Reads the deadlines of NEW pledges and reports one that was over before the article's date."""
    published = parse_day(item.source.date) if item.source else None
    for pledge in item.annotation.pledges:
        for name in pledge.deadline:
            norm = item.mentions[name].norm if name in item.mentions else None
            day = last_day(norm) if norm else None
            if published and day and pledge.status == "NEW" and day < published:
                yield Fault(f"a NEW pledge with deadline {norm}, before the article's date {published}.",
                            "correct the norm or the status.", f"{pledge.id}.deadline")


@_pledge("pledge-cluster")
def check_pledge_cluster(item: AnnotationFile) -> Iterator[Fault]:
    """Reads pledges and reports two of one `pledge_id` with different polarity; in a raw pass as a warning."""
    # A raw pass is kept as its annotator left it: what is a question of judgement is settled in the gold.
    severity = "error" if item.gold else "warning"
    first: dict[str, tuple[str, str]] = {}
    for pledge in item.annotation.pledges:
        name, polarity = first.setdefault(pledge.pledge_id, (pledge.id, pledge.polarity))
        if polarity != pledge.polarity:
            yield Fault(f"{pledge.pledge_id} is {pledge.polarity} here and {polarity} in {name}.",
                        "correct the polarity or give it a pledge_id of its own.", pledge.id, severity=severity)


@_pledge("pledge-duplicate")
def check_pledge_duplicate(item: AnnotationFile) -> Iterator[Fault]:
    """Reads pledges and reports two alike in trigger, content, condition, addressee, deadline and firmness."""
    # These are what an utterance may be split by, so that two pledges may share trigger and content.
    return _check_twice((pledge.id, (pledge.trigger, pledge.content, pledge.condition, pledge.addressee,
                                     pledge.deadline, pledge.firmness)) for pledge in item.annotation.pledges)


@_near_miss("near-miss-duplicate")
def check_near_miss_duplicate(item: AnnotationFile) -> Iterator[Fault]:
    """Reads near-misses and reports two with the same trigger and content."""
    return _check_twice((near.id, (near.trigger, near.content)) for near in item.annotation.near_misses)


def _check_twice(keys: Iterable[tuple[str, tuple]]) -> Iterator[Fault]:
    seen: dict[tuple, str] = {}
    for name, key in keys:
        first = seen.setdefault(key, name)
        if first != name:
            yield Fault(f"the same as {first}.", "keep one, with the slots of both.", name)


@_near_miss("near-miss-pledge-same-span")
def check_near_miss_pledge_same_span(item: AnnotationFile) -> Iterator[Fault]:
    """Reads near-misses and reports one whose trigger and content are also a pledge's: it is the one or the other."""
    pledges = {(pledge.trigger, pledge.content): pledge.id for pledge in item.annotation.pledges}
    for near_miss in item.annotation.near_misses:
        if name := pledges.get((near_miss.trigger, near_miss.content)):
            yield Fault(f"its trigger and content are those of pledge {name}.", "decide which it is.", near_miss.id)
