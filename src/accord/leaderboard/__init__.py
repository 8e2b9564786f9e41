"""The leaderboard: runs on the same data, scored anew, ranked with ties, shown as a table, Markdown or JSON."""

from accord.leaderboard.entries import Entry, load_entry
from accord.leaderboard.ranking import Leaderboard, Place, rank
from accord.leaderboard.rendering import FORMATS, render

__all__ = ["FORMATS", "Entry", "Leaderboard", "Place", "load_entry", "rank", "render"]
