"""Show an annotated article: as one self-contained HTML page, or as coloured text in a terminal."""

from accord.display.html import render_page
from accord.display.terminal import render_terminal

__all__ = ["render_page", "render_terminal"]
