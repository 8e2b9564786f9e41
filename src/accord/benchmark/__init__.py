"""The benchmark: what an extractor is, running one over a split, and the record of what came of it.

``accord.benchmark.running`` stands apart, so that an extractor's author does not import the scorer.
"""

from accord.benchmark.assembly import assemble
from accord.benchmark.extractor import Extractor, Recipe, load_recipe
from accord.benchmark.record import Hardware, Result, Timing, load_result

__all__ = ["Extractor", "Hardware", "Recipe", "Result", "Timing", "assemble", "load_recipe", "load_result"]
