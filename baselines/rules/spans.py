"""What the stages hand to each other: found spans, and a line of text on which they never overlap."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Found:
    """A mention in the making; ``key`` names its entity within the document, ``keys`` those of a collective."""

    start: int
    end: int
    text: str
    type: str
    form: str | None = None
    norm: str | None = None
    key: str | None = None
    keys: tuple[str, ...] = ()
    modifier: bool = False
    """Part of someone's title, as "Indian" in "Indian Defence Minister X"."""

    @property
    def entities(self) -> tuple[str, ...]:
        """The keys of all entities that it refers to."""
        return self.keys or ((self.key,) if self.key else ())


class Line:
    """Found spans in order of discovery; the first to take a stretch of text keeps it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Found] = []
        self._taken = bytearray(len(text))

    def free(self, start: int, end: int) -> bool:
        """Return whether nothing was found in ``[start, end)``."""
        return not any(self._taken[start:end])

    def add(self, start: int, end: int, kind: str, **fields: object) -> Found | None:
        """Take ``[start, end)`` if it is free and return what was added."""
        if start >= end or not self.free(start, end):
            return None
        item = Found(start, end, self.text[start:end], kind, **fields)
        self._taken[start:end] = b"\1" * (end - start)
        self.found.append(item)
        return item

    def remove(self, item: Found) -> None:
        """Give the stretch of an earlier find back."""
        self.found.remove(item)
        self._taken[item.start : item.end] = bytes(item.end - item.start)

    def between(self, start: int, end: int) -> list[Found]:
        """Return what lies inside ``[start, end)``, in text order."""
        return sorted((f for f in self.found if start <= f.start and f.end <= end), key=lambda f: f.start)
