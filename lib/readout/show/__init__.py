"""What a report shows, one call each: figures, the sentences they rest on, tables.

    show.ties(found, top=10)          a figure: the chart, what it shows in words, and the table behind it
    show.passages(found, "ties")      the sentences that a table rests on
    show.rates("stance")              how often results of this kind are right

`one_article` takes an `Analysis`, `many_articles` a `Coverage`; `figure` and `table` show a chart or a frame of your
own. `top` is how many rows are shown at most. How much of an article's text is shown is what `found.show_text` says.
`readout.lab`, the door of the library, and the process that runs are forked from import it.
"""

from readout.evidence.html import html_figure as figure
from readout.evidence.html import html_table as table
from readout.show import many_articles, one_article
from readout.show.many_articles import *  # noqa: F403 - what its `__all__` lists
from readout.show.one_article import *  # noqa: F403

__all__ = ["figure", "table"]
__all__ += one_article.__all__
__all__ += many_articles.__all__


def __dir__() -> list[str]:
    return __all__
