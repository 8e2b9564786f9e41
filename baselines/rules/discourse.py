"""Who is meant and who speaks: subjects, collectives, pronouns and speakers, by what stands around a trigger."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .lexicon import Lexicon
from .spans import Found, Line

_ACTORS = frozenset(("PER", "GPE", "ORG", "MIL"))
_PREPOSITION = re.compile(
    r"\b(?:of|in|with|to|from|for|at|between|against|on|after|under|over|near|into|about|by|before|during|than|"
    r"within|beyond|towards|via)"
    r"(?: (?:the|a|an|its|their|his|her|new|former|both))*(?: [A-Z][\w-]*| [a-z]+ minister| president| leader)* ?$"
)
_BREAK = re.compile(r"[;:—“\"]|\b(?:that|but|while|who|which|although|because)\b|, and\b|\bwhat\b")
_PRONOUN = re.compile(r"\b(?:it|they|he|she|we|I|its|their|his|her|who|which|It|They|He|She|We)\b")
_STATES = (
    r"countries|sides|nations|states|governments|capitals|neighbours|neighbors|allies|partners|powers|"
    r"kingdoms|republics|parties"
)
_PEOPLE = (
    r"leaders|ministers|presidents|premiers|prime ministers|foreign ministers|defence ministers|envoys|"
    r"negotiators|men|women|chiefs"
)
_COLLECTIVE = re.compile(rf"\b(?:[Bb]oth|(?:[Tt]he )?(?P<n>[Tt]wo|[Tt]hree|[Ff]our)) (?P<noun>{_STATES}|{_PEOPLE})\b")
_UNNAMED = re.compile(
    r"\b(officials|negotiators|diplomats|leaders|ministers|donors|allies|rebels|lawmakers|analysts|governments|"
    r"members|troops)\b"
)
_PERSON = re.compile(r"^(he|she|his|her|i)$", re.I)


@dataclass(frozen=True)
class Speaker:
    """Who is reported as saying what a sentence holds."""

    mention: Found


class Discourse:
    """Resolves subjects and speakers in one document; adds the NOMINAL and PRONOUN mentions that fill a slot."""

    def __init__(self, line: Line, sentences: tuple[tuple[int, int], ...], lexicon: Lexicon) -> None:
        self.line, self.sentences = line, sentences
        self.represents: dict[str, str] = {}
        self._speech = "|".join(sorted((re.escape(v) for v in lexicon.verbs["speech"]), key=len, reverse=True))
        nominal = {word: kind for word, kind in lexicon.nominal.items() if kind in _ACTORS}
        self._nominal_kinds = nominal
        self._nominal = re.compile(
            r"\b([Tt]he|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er) (?:[a-z]+ ){0,2}?(?P<noun>"
            + "|".join(sorted(nominal, key=len, reverse=True))
            + r")\b"
        )

    def actors(self, start: int, end: int) -> list[Found]:
        """Return the actor mentions inside ``[start, end)``."""
        return [f for f in self.line.between(start, end) if f.type in _ACTORS and not f.modifier]

    def subject(self, sentence: tuple[int, int], at: int) -> list[Found]:
        """Return who is the subject of the word at ``at``: nearest in its clause, else in its sentence."""
        start = sentence[0]
        breaks = [m for m in _BREAK.finditer(self.line.text, start, at)]
        while True:
            begin = breaks[-1].end() if breaks else start
            if found := self._in_clause(begin, at):
                return found
            if not breaks:
                return []
            last = breaks.pop()
            if last[0] in ("who", "which"):
                before = self.actors(start, last.start())
                return self._coordinated(before[-1]) if before else []
            at = last.start()

    def _in_clause(self, begin: int, at: int) -> list[Found]:
        text = self.line.text
        candidates: list[tuple[int, str, object]] = [
            (f.start, "mention", f)
            for f in self.actors(begin, at)
            if not _PREPOSITION.search(text[max(begin - 1, 0) : f.start])
        ]
        for pattern, name in (
            (_COLLECTIVE, "collective"),
            (self._nominal, "nominal"),
            (_PRONOUN, "pronoun"),
            (_UNNAMED, "unnamed"),
        ):
            for m in pattern.finditer(text, begin, at):
                if name == "unnamed" and _COLLECTIVE.search(text, max(begin, m.start() - 14), m.end()):
                    continue
                if self.line.free(m.start(), m.end()) and not _PREPOSITION.search(text[max(begin - 1, 0) : m.start()]):
                    candidates.append((m.start(), name, m))
        possessive = re.compile(r"(?i)(?:its|their|his|her) ")
        candidates.sort(key=lambda c: c[0])
        while candidates:
            start, name, item = candidates.pop()
            if name == "mention":
                return self._coordinated(item)
            if name == "pronoun" and possessive.match(text, start) and candidates:
                continue
            made = getattr(self, f"_{name}_mention")(item)
            if made:
                return made
        return []

    def _coordinated(self, last: Found) -> list[Found]:
        """ "India and the United States": all members of the coordination that ends with this mention."""
        found = [last]
        actors = self.actors(0, last.start)
        while actors and re.fullmatch(
            r"(?:,|,? and|,? as well as)(?: the| of| for| [A-Z][\w.]*){0,6} ",
            self.line.text[actors[-1].end : found[0].start],
        ):
            if not actors[-1].entities or set(actors[-1].entities) & set(found[0].entities):
                break
            found.insert(0, actors.pop())
        return found

    def _collective_mention(self, m: re.Match) -> list[Found]:
        number = {"two": 2, "three": 3, "four": 4}.get((m["n"] or "two").lower(), 2)
        kind = "GPE" if re.fullmatch(_STATES, m["noun"]) else "PER"
        start = m.start() + (4 if m[0].lower().startswith("the ") else 0)
        return self._add(start, m.end(), kind, "NOMINAL", self._salient(kind, m.start(), number))

    def _nominal_mention(self, m: re.Match) -> list[Found]:
        noun, kind = m["noun"], self._nominal_kinds[m["noun"]]
        before = self.actors(0, m.start())
        same = [f for f in before if f.form == "NAME" and noun.lower() in f.text.lower()]
        if not same and kind == "GPE":
            same = [f for f in before if f.type == "GPE"]
        key = same[-1].key if same and same[-1].key else f"nominal:{noun}"
        return self._add(m.start("noun"), m.end("noun"), same[-1].type if same else kind, "NOMINAL", (key,))

    def _unnamed_mention(self, m: re.Match) -> list[Found]:
        beside = [
            f
            for f in self.actors(max(0, m.start() - 40), m.start())
            if self.line.text[f.end : m.start()].strip() in ("", "’s", "'s")
        ]
        if beside:
            return [beside[-1]]
        return self._add(m.start(), m.end(), "PER", "NOMINAL", (f"nominal:{m[0].lower()}",))

    def _pronoun_mention(self, m: re.Match) -> list[Found]:
        word = m[0].lower()
        if word in ("who", "which"):
            return []
        sentence = next((s for s in self.sentences if s[0] <= m.start() < s[1]), (0, 0))
        if word in ("we", "i"):
            speaker = self.speaker(sentence)
            key = speaker.mention.key if speaker else None
            keys = (self.represents.get(key, key) if word == "we" else key,) if key else ()
        elif _PERSON.match(word):
            keys = self._salient("PER", m.start(), 1)
        elif word in ("they", "their"):
            keys = self._salient("GPE", m.start(), 2)
        else:
            keys = self._antecedent(m.start(), sentence)
        kind = next((f.type for f in self.line.found if f.key in keys), "GPE")
        return self._add(m.start(), m.end(), kind, "PRONOUN", tuple(k for k in keys if k))

    def _antecedent(self, at: int, sentence: tuple[int, int]) -> tuple[str, ...]:
        """What "it" means: the first body or state of this sentence before it, else of the sentence before."""
        kinds = ("GPE", "ORG", "MIL")
        here = [f for f in self.actors(sentence[0], at) if f.type in kinds and f.key]
        if here:
            return (here[0].key,)
        before = [f for f in self.actors(0, at) if f.type in kinds and f.key]
        return (before[-1].key,) if before else ()

    def _salient(self, kind: str, at: int, number: int) -> tuple[str, ...]:
        """The entities of this type mentioned most lately, the most frequent of the document first among equals."""
        keys: list[str] = []
        for item in reversed(self.actors(0, at)):
            fits = (
                item.type == kind and item.key and item.form in ("NAME", "DEMONYM") and not item.key.startswith("city:")
            )
            if fits and item.key not in keys:
                keys.append(item.key)
            if len(keys) == number:
                break
        return tuple(reversed(keys))

    def _add(self, start: int, end: int, kind: str, form: str, keys: tuple[str, ...]) -> list[Found]:
        if not keys:
            return []
        made = self.line.add(start, end, kind, form=form)
        if made is None:
            return []
        made.key, made.keys = (keys[0], ()) if len(keys) == 1 else (None, keys)
        return [made]

    def speaker(self, sentence: tuple[int, int], trigger: tuple[int, int] | None = None) -> Speaker | None:
        """Return who speaks in a sentence: "X said", "said X", "according to X", "under the X"; None without one."""
        start, end = sentence
        text = self.line.text
        for verb in re.finditer(rf"\b(?:{self._speech})\b", text[start:end]):
            at, to = start + verb.start(), start + verb.end()
            if trigger and at < trigger[1] and to > trigger[0]:
                continue
            before = [
                f for f in self.actors(start, at) if re.fullmatch(r"[^.;“”\"]{0,45}", text[f.end : at]) and f.form
            ]
            after = [
                f
                for f in self.actors(to, end)
                if re.fullmatch(r"(?: the| Mr| Ms| [A-Z][\w-]+| [a-z]+)? ?", text[to : f.start])
            ]
            if before and not re.search(r"\b(who|which|that)\b", text[before[-1].end : at]):
                return Speaker(self._coordinated(before[-1])[0])
            if after and text[to : to + 2] != " t":
                return Speaker(after[0])
            if pronoun := re.search(r"\b([Hh]e|[Ss]he|[Tt]hey|[Ii]t) $", text[start:at]):
                made = self._pronoun_mention(re.compile(re.escape(pronoun[1])).match(text, start + pronoun.start(1)))
                if made:
                    return Speaker(made[0])
        for cue in re.finditer(r"\b(?:[Aa]ccording to|[Uu]nder)(?: the)? ", text[start:end]):
            named = [
                f
                for f in self.line.between(start + cue.end(), end)
                if f.start <= start + cue.end() + 25 and f.type in _ACTORS | {"PACT"}
            ]
            if named and (cue[0].lower().startswith("acc") or named[0].type == "PACT"):
                return Speaker(named[0])
        return None

    def quoted_speaker(self, number: int, at: int) -> Speaker | None:
        """Return the speaker of an open quotation that reaches over sentences: here, then after, then before."""
        paragraph = self.line.text.rfind("\n", 0, at) + 1
        before = self.line.text[paragraph:at]
        if before.count("“") <= before.count("”"):
            return None
        for near in (number + 1, number - 1, number + 2, number - 2):
            if 0 <= near < len(self.sentences) and (found := self.speaker(self.sentences[near])):
                return found
        return None
