"""Rules of the mention and entity layers: ids, types, forms, norms, references and clusters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from accord.validate.corpus import FICTION
from accord.validate.norms import find_quantity_fault, is_duration, is_edtf
from accord.validate.registry import Fault, rules_of
from accord.validate.workspace import AnnotationFile

_mention = rules_of("mention", AnnotationFile)
_entity = rules_of("entity", AnnotationFile)

ID_PREFIX = {"mentions": "m", "entities": "e", "relations": "r", "pledges": "p", "near_misses": "n"}
"""The letter that begins the ids of each layer; a number from 1 follows."""

NIL = "NIL"


@_mention("id-form")
def check_id_form(item: AnnotationFile) -> Iterator[Fault]:
    """Reads every id and reports one that is not its layer's letter and a number, such as m1, e1, r1, p1, P1, n1."""
    ids = [(thing.id, prefix) for layer, prefix in ID_PREFIX.items() for thing in getattr(item.annotation, layer)]
    ids += [(pledge.pledge_id, "P") for pledge in item.annotation.pledges]
    for name, prefix in ids:
        if not re.fullmatch(rf"{prefix}[1-9][0-9]{{0,8}}", name):
            yield Fault(f"id is {name[:40]!r}.", f"use {prefix}1, {prefix}2, ...", name[:40] or None)


@_mention("id-duplicate")
def check_id_duplicate(item: AnnotationFile) -> Iterator[Fault]:
    """Reads the ids of every layer and reports one that is used twice in it."""
    for layer in ID_PREFIX:
        for name, count in Counter(thing.id for thing in getattr(item.annotation, layer)).items():
            if count > 1:
                yield Fault(f"{count} {layer} have this id.", "give each an id of its own.", name)


@_mention("mention-duplicate")
def check_mention_duplicate(item: AnnotationFile) -> Iterator[Fault]:
    """Reads mentions and reports two of the same span and type."""
    seen: dict[tuple[int, int, str], str] = {}
    for mention in item.annotation.mentions:
        first = seen.setdefault((*mention.span, mention.type), mention.id)
        if first != mention.id:
            yield Fault(f"the same span and type as {first}.", "keep one; a collective mention refers to several "
                        "entities.", mention.id)


@_mention("mention-overlap")
def check_mention_overlap(item: AnnotationFile) -> Iterator[Fault]:
    """Reads mentions and reports two that overlap: spans are flat."""
    reach = None
    for mention in sorted(item.annotation.mentions, key=lambda m: (m.start, m.end)):
        if reach is not None and mention.start < reach.end:
            if (*mention.span, mention.type) != (*reach.span, reach.type):
                yield Fault(f"{mention.text[:40]!r} overlaps {reach.id} {reach.text[:40]!r}.",
                            "keep the longest designation.", mention.id)
            if mention.end <= reach.end:
                continue
        reach = mention


@_mention("type-unknown")
def check_type_unknown(item: AnnotationFile) -> Iterator[Fault]:
    """Reads the types of mentions and entities and reports one that the schema lacks."""
    for things, known in ((item.annotation.mentions, item.schema.mention_types),
                          (item.annotation.entities, item.schema.entity_types)):
        for thing in things:
            if thing.type not in known:
                yield Fault(f"type is {thing.type!r}.", f"use one of {', '.join(known)}.", thing.id)


@_mention("form-unknown")
def check_form_unknown(item: AnnotationFile) -> Iterator[Fault]:
    """Reads the forms of mentions and reports one that the schema lacks."""
    for mention in item.annotation.mentions:
        if mention.form is not None and mention.form not in item.schema.forms:
            yield Fault(f"form is {mention.form!r}.", f"use one of {', '.join(item.schema.forms)}.", mention.id)


@_mention("form-missing")
def check_form_missing(item: AnnotationFile) -> Iterator[Fault]:
    """Reads entity mentions and reports one without a form."""
    for mention in item.annotation.mentions:
        if mention.type in item.schema.entity_types and mention.form is None:
            yield Fault(f"{mention.type} mention {mention.text[:40]!r} has no form.",
                        f"state one of {', '.join(item.schema.forms)}.", mention.id)


@_mention("form-unexpected")
def check_form_unexpected(item: AnnotationFile) -> Iterator[Fault]:
    """Reads value mentions and reports one with a form: values have none."""
    for mention in item.annotation.mentions:
        if mention.type in item.schema.value_types and mention.form is not None:
            yield Fault(f"a {mention.type} has form {mention.form!r}.", "take the form out.", mention.id)


@_mention("norm-missing")
def check_norm_missing(item: AnnotationFile) -> Iterator[Fault]:
    """Reads value mentions and reports one without a norm."""
    for mention in item.annotation.mentions:
        if mention.type in item.schema.value_types and not mention.norm:
            yield Fault(f"{mention.type} mention {mention.text[:40]!r} has no norm.", "state its normal form.",
                        mention.id)


@_mention("norm-unexpected")
def check_norm_unexpected(item: AnnotationFile) -> Iterator[Fault]:
    """Reads entity mentions and reports one with a norm: only values have one."""
    for mention in item.annotation.mentions:
        if mention.type in item.schema.entity_types and mention.norm is not None:
            yield Fault(f"a {mention.type} has norm {mention.norm[:40]!r}.", "take the norm out.", mention.id)


def _norms(item: AnnotationFile, kind: str) -> Iterator[tuple[str, str]]:
    """Yield the id and norm of the mentions whose type has this kind of norm."""
    types = {name for name, known in item.schema.mention_types.items() if known.norm == kind}
    return ((m.id, m.norm) for m in item.annotation.mentions if m.type in types and m.norm)


@_mention("norm-edtf")
def check_norm_edtf(item: AnnotationFile) -> Iterator[Fault]:
    """Reads the norms of dates and reports one that is neither EDTF (ends in order) nor an ISO 8601 duration."""
    for at, norm in _norms(item, "edtf"):
        if not is_duration(norm) and not is_edtf(norm):
            yield Fault(f"norm is {norm[:40]!r}.", "write EDTF such as 2025-07/2025-12, or P10Y.", at)


@_mention("norm-quantity")
def check_norm_quantity(item: AnnotationFile) -> Iterator[Fault]:
    """Reads the norms of quantities and reports what is not a plain number, a blank and a unit."""
    for at, norm in _norms(item, "quantity"):
        if fault := find_quantity_fault(norm, item.schema.currencies):
            yield Fault(f"{fault[:100]}.", "write it like 500000000 USD or 31 drone.", at)


@_mention("refers-missing")
def check_refers_missing(item: AnnotationFile) -> Iterator[Fault]:
    """Reads entity mentions and reports one that refers to no entity."""
    for mention in item.annotation.mentions:
        if mention.type in item.schema.entity_types and not mention.refers_to:
            yield Fault(f"{mention.text[:40]!r} refers to no entity.", "name its entity in refers_to.", mention.id)


@_mention("refers-unexpected")
def check_refers_unexpected(item: AnnotationFile) -> Iterator[Fault]:
    """Reads value mentions and reports one that refers to an entity, and any mention that names one entity twice."""
    for mention in item.annotation.mentions:
        if mention.type in item.schema.value_types and mention.refers_to:
            yield Fault(f"a {mention.type} refers to {', '.join(mention.refers_to)[:40]}.", "values refer to nothing.",
                        mention.id)
        if len(set(mention.refers_to)) < len(mention.refers_to):
            yield Fault("refers_to names an entity twice.", "name each once.", mention.id)


@_mention("dangling-entity")
def check_dangling_entity(item: AnnotationFile) -> Iterator[Fault]:
    """Reads `refers_to` of mentions and reports an entity that is not there."""
    for mention in item.annotation.mentions:
        for entity in mention.refers_to:
            if entity not in item.entity_types:
                yield Fault(f"refers to {entity[:40]!r}, which is not among the entities.", "add it or correct the id.",
                            mention.id)


@_mention("nominal-unlicensed", "warning")
def check_nominal_unlicensed(item: AnnotationFile) -> Iterator[Fault]:
    """Reads nominal and pronoun mentions and reports one that fills no slot and whose entities all have a name."""
    names = item.schema.exhaustive_forms
    named = {entity for entity, found in item.mentions_of.items() if any(m.form in names for m in found)}
    used = {mention for _, _, mention in item.fillers}
    for mention in item.annotation.mentions:
        loose = mention.form in item.schema.forms and mention.form not in names and mention.id not in used
        if loose and mention.refers_to and named.issuperset(mention.refers_to):
            yield Fault(f"{mention.form} {mention.text[:40]!r} fills no slot and its entity has a name.",
                        "take it out, or let it fill its slot.", mention.id)


@_entity("entity-name")
def check_entity_name(item: AnnotationFile) -> Iterator[Fault]:
    """Reads the names of entities and reports one that is empty or has boundary blanks."""
    for entity in item.annotation.entities:
        if not entity.name or entity.name != entity.name.strip():
            yield Fault(f"name is {entity.name[:40]!r}.", "give its fullest name in the article.", entity.id)


@_entity("entity-no-mention")
def check_entity_no_mention(item: AnnotationFile) -> Iterator[Fault]:
    """Reads entities and reports one that no mention refers to."""
    for entity in item.annotation.entities:
        if entity.id not in item.mentions_of:
            yield Fault(f"no mention refers to {entity.name[:40]!r}.", "mark its mention or take it out.", entity.id)


@_entity("entity-mixed-type")
def check_entity_mixed_type(item: AnnotationFile) -> Iterator[Fault]:
    """Reads mentions and reports one whose type is not its entity's (of a collective: none of its entities')."""
    for mention in item.annotation.mentions:
        types = sorted({item.entity_types[entity] for entity in mention.refers_to if entity in item.entity_types})
        if types and mention.type in item.schema.entity_types and mention.type not in types:
            yield Fault(f"{mention.type} mention {mention.text[:40]!r} refers to {' and '.join(types)}.",
                        "type both alike, or make two entities (a building that acts is ORG, as a venue LOC).",
                        mention.id)


@_entity("entity-kb")
def check_entity_kb(item: AnnotationFile) -> Iterator[Fault]:
    """Reads `kb_id` of entities and reports what is neither a Wikidata QID nor NIL, and any QID in fiction."""
    fiction = item.source is not None and item.source.stratum == FICTION
    for entity in item.annotation.entities:
        if entity.kb_id != NIL and not re.fullmatch(r"Q[1-9][0-9]{0,11}", entity.kb_id):
            yield Fault(f"kb_id is {entity.kb_id[:40]!r}.", "give a Wikidata QID such as Q668, or NIL.", entity.id)
        elif fiction and entity.kb_id != NIL:
            yield Fault(f"kb_id is {entity.kb_id} in a fiction article.", "invented things are NIL.", entity.id)


@_entity("entity-duplicate-kb")
def check_entity_duplicate_kb(item: AnnotationFile) -> Iterator[Fault]:
    """Reads entities and reports two with the same QID and type: they are one cluster."""
    seen: dict[tuple[str, str], str] = {}
    for entity in item.annotation.entities:
        if entity.kb_id != NIL:
            first = seen.setdefault((entity.kb_id, entity.type), entity.id)
            if first != entity.id:
                yield Fault(f"{first} is {entity.kb_id} too.", "join the two clusters or correct the QID.", entity.id)
