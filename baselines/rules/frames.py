"""Pledges and near-misses, sentence by sentence: a cue, its complement, and the slots around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from spacy.tokens import Doc

from .discourse import Discourse
from .lexicon import Cue, Lexicon
from .spans import Found, Line

PLEDGE = "PLEDGE"
_RENEWED = re.compile(
    r"\b(?:reaffirmed|renewed|reiterated|restated|repeated|underlined|recalled|made|gave) (?:[\w’'-]+ ){0,3}$"
)
_AUXILIARY = re.compile(
    r"\b(?:(?:has|have|had|is|are|was|were|been|being|be|having)(?: (?:also|now|already|since|not|never|\w+ly))? )+$",
    re.I,
)
_MODAL = re.compile(
    r"\b(?P<word>will|would|shall|is to|are to|was to|were to|must|may|might|could|should)(?: (?:also|now|then|"
    r"soon|again|in turn|\w+ly)\b)*"
    r"(?P<not> not\b| never\b)?(?= [a-z])",
    re.I,
)
_CONDITION = re.compile(
    r"\b(?:only if|if|unless|provided(?: that)?|providing(?: that)?|on condition that|on the condition that|as "
    r"long as|so long as|"
    r"subject to|in return for|in exchange for|conditional on|(?-i:Should))\b[^;:.“”\"—]*?(?=,|;|:|\.$|\.”|[.”\"—]|$)",
    re.I,
)
_END = re.compile(
    r"[;:”\"—]| – |, (?:and|but) (?=(?:[A-Z]\w+|it|he|she|they|the \w+) (?:is|are|was|were|has|have|had|will|"
    r"would|said|told|hopes?|hoped|did|does)\b)"
    r"|,? (?:of |to |for )?(?:which|who|whose|but|while|although|though|because|whereas)\b|, (?:with|as|after|"
    r"before|when|where|according|a|an|the) |, (?:he|she|it|they) \w+"
    r"|,? and (?=(?:said|told|hopes?|hoped|expressed|declared|warned|urged|called|asked|spoke|will|would|has|have|"
    r"had|is|are|was|were)\b)"
    r"|, and (?=[^,]{0,60} (?:would|will)\b)|(?<!that)(?<!which)(?<!who)(?<!it)(?<!they) (?:would|will|had|was|were)\b"
    r"| (?:when|once|while|after|in order to|so that|so as to|because|although|as part of)\b| (?:if|unless|"
    r"provided|on condition|as long as)\b"
    r"|, (?:subject to|in return|in exchange|provided|on condition)|[.!?](?=$|[”\"])"
)
_DEADLINE = re.compile(
    r"(?:,? (?:by|on|in|before|until|within|from|at|during|over|for|not later than|no later than|as early as|"
    r"starting|beginning)(?: the| about| around)?)? ?$"
)


@dataclass
class Frame:
    """A pledge or near-miss in the making; spans in code points, slots as found mentions."""

    kind: str
    trigger: tuple[int, int]
    content: tuple[int, int]
    sentence: int
    holders: list[Found]
    cue: Cue | None = None
    negated: bool = False
    modal: str = ""
    condition: tuple[int, int] | None = None
    deadline: list[Found] = field(default_factory=list)
    objects: list[Found] = field(default_factory=list)
    addressees: list[Found] = field(default_factory=list)
    speaker: Found | None = None
    attributes: dict[str, str] = field(default_factory=dict)


class Frames:
    """Finds the frames of one document."""

    def __init__(
        self, line: Line, sentences: tuple[tuple[int, int], ...], lexicon: Lexicon, discourse: Discourse, anchor: date
    ) -> None:
        self.line, self.sentences, self.lexicon, self.discourse, self.anchor = (
            line,
            sentences,
            lexicon,
            discourse,
            anchor,
        )
        self.verbs: dict[str, Any] = lexicon.verbs

    def find(self, doc: Doc) -> list[Frame]:
        """Return the document's frames in text order."""
        cues = self.lexicon.find_cues(doc)
        frames: list[Frame] = []
        for number, (start, end) in enumerate(self.sentences):
            taken: list[tuple[int, int]] = []
            hits = [("cue", a, b, cue) for a, b, cue in cues if start <= a and b <= end]
            hits += [
                ("modal", start + m.start(), start + m.end(), m) for m in _MODAL.finditer(self.line.text[start:end])
            ]
            for name, a, b, item in sorted(hits, key=lambda hit: (hit[1], -hit[2])):
                # A cue inside the complement of another is that one's business, not a promise of its own.
                if any(x < b and a < y for x, y in taken):
                    continue
                frame = self._cue(number, a, b, item) if name == "cue" else self._modal(number, a, b, item)
                if frame is not None:
                    frames.append(frame)
                    taken.append((frame.trigger[0], max(b, min(frame.content[0] + 1, frame.content[1]))))
                    taken.append((frame.content[0], frame.content[1] + 2))
                    if frame.condition:
                        taken.append(frame.condition)
        return frames

    def _cue(self, number: int, a: int, b: int, cue: Cue) -> Frame | None:
        start, end = self.sentences[number]
        text = self.line.text
        left = _AUXILIARY.search(text[start:a])
        first = start + left.start() if left else a
        if left and re.search(r"\b(not|never)\b", left[0]) and cue.kind == PLEDGE:
            return None
        if re.search(r"\b(will|would|may|might|could|should|to|not|must|can) $", text[start:first]) and cue.kind in (
            PLEDGE,
            "PAST",
        ):
            return None
        if noun := _RENEWED.search(text[start:first]):
            first = start + noun.start()
        elif determiner := re.match(r"(?:the|an?|its|their|his|her) ", text[first:b], re.I):
            first += determiner.end()
        for complement in cue.complements:
            found = self._complement(complement, b, end)
            if found is None:
                continue
            at, negated, trigger_end, modal_at = found
            passive = (
                bool(left and re.search(r"\b(is|are|was|were|been|being|be)\b", left[0]))
                and cue.kind == PLEDGE
                and " " not in text[a:b]
            )
            holders = [] if passive else self.discourse.subject((start, end), first)
            voice = None
            if noun and (owners := self.discourse.actors(first, b)):
                voice, holders = (holders or [None])[0], owners[:1]
            content_end = self._content_end(at, end)
            if content_end - at < 2:
                return None
            frame = Frame(
                cue.kind,
                (first, trigger_end or b),
                (at, content_end),
                number,
                holders,
                cue=cue,
                negated=negated,
                speaker=voice,
            )
            if complement in ("that", "obj-that", "clause") and cue.kind == PLEDGE and modal_at:
                frame.holders = self.discourse.subject((b, end), modal_at) or holders
            self._addressee_between(frame, b, at, complement)
            return self._finish(frame)
        return None

    def _complement(self, name: str, b: int, end: int) -> tuple[int, bool, int | None, int | None] | None:
        """Where the content begins after a cue that ends at ``b``: (start, negated, end of the trigger, modal)."""
        rest = self.line.text[b:end]

        def hit(pattern: str) -> re.Match | None:
            return re.match(pattern, rest)

        if name == "bare" and (m := hit(r" (?=[a-z])")):
            return b + m.end(), False, None, None
        if name == "to" and (m := hit(r"(?P<not> not| never)?,? to (?=[a-z])")):
            return b + m.end(), bool(m["not"]), b + m.end("not") if m["not"] else None, None
        if name == "to" and (m := hit(r", [^,]{3,60}, to (?=[a-z])")):
            return b + m.end(), False, None, None
        if name == "obj-to" and (m := hit(r"(?: [\w’'.-]+){1,6}?(?P<not> not)? to (?=[a-z])(?!the |a )")):
            return b + m.end(), bool(m["not"]), None, None
        if name == "obj-prep" and (m := hit(r"(?: [\w’'.-]+){1,4}? with ")):
            return b + m.end(), False, None, None
        if name in ("that", "obj-that", "clause"):
            opening = {
                "that": r" that ",
                "obj-that": r"(?: [\w’'.-]+){1,5}? that ",
                "clause": r" (?=(?:the|it|they|he|she|[A-Z]))",
            }[name]
            if m := hit(opening):
                modal = _MODAL.search(rest, m.end())
                if modal and modal.start() - m.end() < 90:
                    return b + modal.end() + 1, bool(modal["not"]), None, b + modal.start()
                return b + m.end(), False, None, None
        if name == "prep" and (m := hit(r" (?:to|of|on|for|about|in|with) (?=\w)")):
            return b + m.end(), False, None, None
        if name == "np" and (
            m := hit(r" (?=[\w$€£A-Z“])(?!to |that |by |in |on |at |for |of |as |and |it\b|not |from |with )")
        ):
            return b + m.end(), False, None, None
        return None

    def _modal(self, number: int, a: int, b: int, m: re.Match) -> Frame | None:
        start, end = self.sentences[number]
        word, text = m["word"].lower(), self.line.text
        rest = text[b + 1 : end]
        if word in ("is to", "are to", "was to", "were to") and re.match(
            r"(?:the|a|an|its|their|blame|date|\w+ing)\b", rest
        ):
            return None
        speaker = self.discourse.speaker((start, end), (a, b)) or self.discourse.quoted_speaker(number, a)
        content = (b + 1, self._content_end(b + 1, end))
        if content[1] - content[0] < 2:
            return None
        subject = self.discourse.subject((start, end), a)
        kind = self._modal_kind(word, rest, (start, end), a, subject, speaker is not None, bool(m["not"]))
        if kind is None:
            return None
        trigger_end = b if m["not"] else a + len(m["word"])
        holders = [speaker.mention] if kind == "REQUEST" and speaker else subject
        frame = Frame(kind, (a, trigger_end), content, number, holders, negated=bool(m["not"]), modal=word)
        if re.match(r"be \w+(ed|en|t|n)\b", rest) and kind == PLEDGE:
            frame.holders = self._agents(content)
            frame.objects = [
                f for f in self.line.between(start, a) if f.type in ("EQUIP", "QTY", "LOC", "PACT", "EVENT")
            ][-2:]
        return self._finish(frame)

    def _modal_kind(
        self,
        word: str,
        rest: str,
        sentence: tuple[int, int],
        at: int,
        subject: list[Found],
        spoken: bool,
        negated: bool,
    ) -> str | None:
        """The rule for "will" of the guidelines, as far as word lists carry it."""
        text = self.line.text[slice(*sentence)]
        conditional = _CONDITION.search(text) is not None
        if word in ("may", "might", "could"):
            return None if negated or not subject or rest.startswith(("be ", "have ")) else "POSSIBILITY"
        if word in ("must", "should"):
            law = re.search(r"\b(treaty|law|under the|accord|pact|obliged|union)\b", text)
            return PLEDGE if word == "must" and law and subject else "REQUEST" if spoken else None
        if word == "would" and not spoken and not re.search(r"\bthat\b", self.line.text[sentence[0] : at]):
            return None
        if re.match(r"have \w+(ed|en)\b", rest):
            return None
        if self._starts(rest, "hostile") and conditional:
            return "THREAT"
        if self._starts(rest, "calendar"):
            return "SCHEDULE"
        passive = re.match(r"be \w+(ed|en|ent|ilt|ade|ld|id)\b", rest)
        if passive:
            return PLEDGE
        if self._starts(rest, "outcomes") or not subject:
            return "PREDICTION" if word in ("will", "would") and not negated else None
        return PLEDGE

    def _starts(self, rest: str, words: str) -> bool:
        return any(re.match(rf"(?:\w+ly )?{re.escape(word)}\b", rest) for word in self.verbs[words])

    def _agents(self, content: tuple[int, int]) -> list[Found]:
        by = re.search(r"\bby (?:the )?", self.line.text[slice(*content)])
        at = content[0] + by.end() if by else -1
        return [f for f in self.discourse.actors(*content) if f.start == at]

    def _content_end(self, at: int, end: int) -> int:
        """Where the act ends: before the clause's end, a condition, a purpose after a thing, and the deadline."""
        text = self.line.text
        limit = end
        for m in _END.finditer(text, at, end):
            if not any(f.start < m.start() < f.end for f in self.line.found) and m.start() > at:
                limit = m.start()
                break
        if m := re.search(rf", [^,]{{2,50}} (?:{'|'.join(self.verbs['speech'])})\b", text[at:limit]):
            limit = at + m.start()
        for item in self.line.between(at, limit):
            if item.type in ("PACT", "EVENT", "EQUIP") and re.match(
                r" to (?!the |a |an |[A-Z])[a-z]+", text[item.end : limit]
            ):
                limit = item.end
        return self._without_deadline(at, limit)

    def _without_deadline(self, at: int, limit: int) -> int:
        text = self.line.text
        while True:
            tail = [
                f for f in self.line.between(at, limit) if f.type == "DATE" and not text[f.end : limit].strip(" ,.")
            ]
            if not tail or not self._is_deadline(tail[-1]):
                return at + len(text[at:limit].rstrip(" ,.–—"))
            before = text[at : tail[-1].start]
            cut = _DEADLINE.search(before)
            if cut is None or cut.start() == 0:
                return at + len(text[at:limit].rstrip(" ,.–—"))
            limit = at + cut.start()

    def _is_deadline(self, item: Found) -> bool:
        """A DATE that says when, not how long, how often, or of what."""
        before = self.line.text[max(0, item.start - 24) : item.start]
        if (item.norm or "").startswith("P"):
            return bool(re.search(r"\b(within|in|after) (?:the next )?$", before))
        return not re.search(r"\b(since|of|between) (?:the )?$", before) and not (item.norm or "").startswith("../..")

    def _addressee_between(self, frame: Frame, b: int, at: int, complement: str) -> None:
        """ "assured Kolm that": who stands between the cue and its complement."""
        if complement in ("obj-that", "obj-to") and frame.kind == PLEDGE:
            frame.addressees += self.discourse.actors(b, at)

    def _finish(self, frame: Frame) -> Frame:
        text, sentence = self.line.text, self.sentences[frame.sentence]
        condition = next(
            (
                m
                for m in _CONDITION.finditer(text, *sentence)
                if m.start() >= frame.trigger[1] or m.start() == sentence[0]
            ),
            None,
        )
        if condition:
            end = condition.start() + len(condition[0].rstrip(" ,"))
            frame.condition = (condition.start(), end)
            if frame.content[0] < condition.start() < frame.content[1]:
                frame.content = (
                    frame.content[0],
                    frame.content[0] + len(text[frame.content[0] : condition.start()].rstrip(" ,")),
                )
        if frame.kind == PLEDGE:
            self._slots(frame)
        return frame

    def _slots(self, frame: Frame) -> None:
        text, (start, end) = self.line.text, self.sentences[frame.sentence]
        bound = {key for f in frame.holders for key in f.entities}
        dates = [f for f in self.line.between(frame.content[0], min(end, frame.content[1] + 60)) if f.type == "DATE"]
        frame.deadline = [
            f
            for f in dates
            if self._is_deadline(f)
            and not re.search(r"\b(said|told|that|which)\b|[,;]", text[frame.content[1] : f.start])
        ]
        if not frame.deadline and frame.modal:
            early = [f for f in self.line.between(start, frame.trigger[0]) if f.type == "DATE" and f.start - start < 12]
            frame.deadline = [f for f in early if self._is_deadline(f) and (f.norm or "") > self.anchor.isoformat()]
        for item in self.line.between(*frame.content):
            if item.type in ("PACT", "EVENT", "EQUIP", "QTY") and (
                item.type != "QTY" or not (item.norm or "").endswith("percent")
            ):
                frame.objects.append(item)
            elif item.type in ("PER", "GPE", "ORG", "MIL") and not set(item.entities) & bound:
                before = text[max(frame.content[0], item.start - 14) : item.start]
                benefits = (
                    re.search(r"\b(to|for|give|send|lend|help|defend|train|assist|support|aid) (?:the )?$", before)
                    or item.start == frame.content[0]
                )
                if benefits and not re.search(
                    r"\b(commitment|according|visit|return) to (?:the )?$", text[max(0, item.start - 25) : item.start]
                ):
                    frame.addressees.append(item)
        if not frame.objects:
            self._nominal_object(frame)
        speaker = self.discourse.speaker((start, end), frame.trigger) or self.discourse.quoted_speaker(
            frame.sentence, frame.trigger[0]
        )
        frame.speaker = speaker.mention if speaker else frame.speaker
        frame.attributes = self._attributes(frame, bound)
        if frame.attributes["status"] == "NEW":
            # What is promised now cannot be due already: such a date belongs to something else.
            today = self.anchor.isoformat()
            frame.deadline = [
                f for f in frame.deadline if (last := (f.norm or "").split("/")[-1]) >= today[: len(last)]
            ]
            frame.attributes = self._attributes(frame, bound)

    def _nominal_object(self, frame: Frame) -> None:
        """Mark the first lower-case pact, event or system of the content, with the words that describe it."""
        nouns = "|".join(
            sorted(
                (w for w, k in self.lexicon.nominal.items() if k in ("PACT", "EVENT", "EQUIP")), key=len, reverse=True
            )
        )
        text = self.line.text[slice(*frame.content)]
        m = re.search(
            rf"(?P<lead>\b(?:an?|the|its|their|this|any) (?:new |second |further |fresh |subsequent "
            rf")*)(?P<np>(?:[\w-]+ ){{0,5}}?(?:{nouns})(?: (?:{nouns}))*)\b",
            text,
        )
        if m is None or re.search(r"\b(of|to|for|with|and|in|on)\b", m["np"]):
            return
        at, to = frame.content[0] + m.start("np"), frame.content[0] + m.end("np")
        kind = self.lexicon.nominal[re.search(rf"(?:{nouns})$", m["np"])[0]]
        for item in self.line.between(at, to):
            if kind == "PACT" or item.type in ("DATE", "QTY"):
                self.line.remove(item)
        if made := self.line.add(at, to, kind, form="NOMINAL", key=f"{kind}:{m['np']}"):
            frame.objects.append(made)

    def _attributes(self, frame: Frame, bound: set[str]) -> dict[str, str]:
        text, cue = self.line.text, frame.cue
        content, sentence = text[slice(*frame.content)], text[slice(*self.sentences[frame.sentence])]
        source = "NARRATOR"
        if frame.speaker is not None:
            key = frame.speaker.key or ""
            source = (
                "PLEDGOR"
                if self._behind({key}) & self._behind(bound) or frame.speaker.type == "PACT" or not bound
                else "THIRD_PARTY"
            )
        firmness = (
            cue.firmness
            if cue
            else "BINDING"
            if frame.modal == "must"
            else "COMMITTED"
            if source != "NARRATOR"
            else "INTENDED"
        )
        numbers = any(f.type in ("QTY", "DATE") for f in self.line.between(*frame.content))
        measurable = bool(frame.deadline) or numbers
        vague = not frame.objects and (
            self._starts(content, "vague") or bool(re.match(r"(?:the|its|their|his|her|an?) ", content))
        )
        status = cue.status if cue else "NEW"
        if status == "NEW" and (
            any(re.search(rf"\b{re.escape(w)}\b", sentence) for w in self.verbs["again"]) or self._recalled(frame)
        ):
            status = "REITERATED"
        refrain = frame.negated or self._starts(content, "refrain") or bool(re.match(r"(?:never|no) ", content))
        return {
            "firmness": firmness,
            "polarity": "REFRAIN" if refrain else "DO",
            "status": status,
            "source": source,
            "specificity": "MEASURABLE" if measurable else "VAGUE" if vague else "NAMED_ACT",
        }

    def _behind(self, keys: set[str]) -> set[str]:
        """The keys themselves and the bodies or states that they speak for."""
        return keys | {self.discourse.represents[key] for key in keys if key in self.discourse.represents}

    def _recalled(self, frame: Frame) -> bool:
        """A promise told in the past perfect, or with a month or year before the article's own."""
        if self.line.text[slice(*frame.trigger)].lower().startswith("had "):
            return True
        start = self.sentences[frame.sentence][0]
        early = [f.norm or "" for f in self.line.between(start, frame.trigger[0]) if f.type == "DATE"]
        return frame.cue is not None and any(
            re.match(r"\d{4}", n) and n[:7] < self.anchor.isoformat()[: len(n[:7])] for n in early
        )
