"""The canonical order of an annotation file, and the rule that asks for it."""

from __future__ import annotations

from collections.abc import Iterator

from accord.model import Annotation, NearMiss, Pledge
from accord.validate.registry import Fault, rule
from accord.validate.workspace import AnnotationFile


def number_of(item_id: str) -> int:
    """Return the number in an id such as ``e12``, or 0 where there is none."""
    digits = item_id[1:]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


def _frame_key(frame: Pledge | NearMiss) -> tuple[int, int, int, int]:
    return frame.content.start, frame.content.end, frame.trigger.start, frame.trigger.end


def find_first_mentions(annotation: Annotation) -> dict[str, int]:
    """Return for every entity that is referred to the index of the first mention, in file order, that does so."""
    first: dict[str, int] = {}
    for index, mention in enumerate(annotation.mentions):
        for entity in mention.refers_to:
            first.setdefault(entity, index)
    return first


@rule("order-canonical", "warning", layer="round", reads=AnnotationFile)
def check_order_canonical(item: AnnotationFile) -> Iterator[Fault]:
    """Reads the order and numbers of all items and reports a layer that is not as `accord import` would write it."""
    annotation = item.annotation
    first = find_first_mentions(annotation)
    keys = {
        "mentions": [(m.start, -m.end, m.type) for m in annotation.mentions],
        "entities": [first.get(entity.id, -1) for entity in annotation.entities],
        "relations": [(number_of(r.head), r.type, number_of(r.tail)) for r in annotation.relations],
        "pledges": [_frame_key(pledge) for pledge in annotation.pledges],
        "near_misses": [_frame_key(near_miss) for near_miss in annotation.near_misses],
    }
    for layer, found in keys.items():
        ids = [thing.id for thing in getattr(annotation, layer)]
        wrong = next((n for n in range(1, len(found)) if found[n] < found[n - 1]), None)
        if wrong is None:
            wrong = next((n for n, name in enumerate(ids) if number_of(name) != n + 1), None)
        if wrong is not None:
            yield Fault(f"{layer} are not in canonical order and numbered from 1.",
                        "convert the file to the quoted format and import it again.", ids[wrong] or None)
    clusters = list(dict.fromkeys(pledge.pledge_id for pledge in annotation.pledges))
    if any(number_of(name) != n + 1 for n, name in enumerate(clusters)):
        yield Fault("pledge ids are not numbered from P1 in order of their first pledge.",
                    "convert the file to the quoted format and import it again.", clusters[0] or None)
    for relation in annotation.relations:
        if list(relation.evidence) != sorted(set(relation.evidence)):
            yield Fault("evidence is not in ascending order, each sentence once.", "sort it.", relation.id)
    for at, slot, names in _lists(item):
        if list(names) != sorted(set(names), key=number_of):
            yield Fault(f"{slot} is not in ascending order of id.", "sort it.", at)


def _lists(item: AnnotationFile) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield every list of ids inside an item, but for those that other rules report as doubled."""
    lists = [(mention.id, "refers_to", mention.refers_to) for mention in item.annotation.mentions]
    lists += [(thing.id, slot, getattr(thing, slot)) for frame, thing in item.frames for slot in frame.mention_slots]
    return (entry for entry in lists if len(set(entry[2])) == len(entry[2]))
