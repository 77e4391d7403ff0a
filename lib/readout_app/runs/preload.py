"""What a fork of this process need not do again: imports, the model, tables, fonts.

Importing it does the work: the parent of a batch's processes imports it, and nothing else does.
"""

import gc

import ipykernel.kernelapp
import nbconvert.exporters.html
import nbformat
import papermill

from readout import show
from readout.analysis import analyze
from readout.articles.article import read
from readout_app.runs import page as render

__all__ = ["ipykernel", "nbconvert", "nbformat", "papermill", "render"]


def _warm() -> None:
    """One analysis and one drawing of the bundled article."""
    found = analyze(read(""))
    for part in (show.cards, show.full_text, show.tone, show.ties, show.keyphrases):
        part(found)


_warm()
gc.collect()
gc.freeze()  # a fork that collects garbage would else touch, and so copy, all of this
