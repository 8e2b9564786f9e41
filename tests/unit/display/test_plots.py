from matplotlib.figure import Figure

from accord.corpus.stats import Statistic
from accord.display import plots


def test_no_panel_cuts_off_the_bars_of_one_drawn_before_it():
    rows = (("firmness", "A", 5, 90, 0, 95), ("source", "B", 1, 2, 0, 3))
    table = Statistic("pledges", "Pledges", ("attribute", "value", "train", "validation", "test", "all"), rows, 2)
    figure = plots._attributes(Figure, table, "Pledges")
    for axes in figure.axes:
        reach = [patch.get_x() + patch.get_width() for patch in axes.patches]
        assert max(reach) <= axes.get_xlim()[1]
