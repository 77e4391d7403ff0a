"""What a fork of this process need not do again: imports, the model, tables, fonts.

Importing it does the work: the parent of a batch's processes imports it, and nothing else does.
"""

import gc

import ipykernel.kernelapp
import nbconvert.exporters.html
import nbformat
import papermill

from readout import charts
from readout.analyses import results as analysis
from readout.articles.article import read
from readout.evidence import cards
from readout.evidence import passages as evidence
from readout_app.runs import page as render

__all__ = ["ipykernel", "nbconvert", "nbformat", "papermill", "render"]


def _warm() -> None:
    """One analysis and one drawing of the bundled article."""
    story = read("")
    found = analysis.analyze(story)
    frames = analysis.tables(found)
    cards.cards(found)
    evidence.full_text(story, found)
    for ax in (charts.tone(frames["sentences"]), charts.ties(frames["ties"])):
        evidence.figure(ax, title="", alt=charts.describe_tone(frames["sentences"]), table=evidence.Html())
    evidence.figure(
        charts.keyphrases(frames["keywords"], length=len(story.text)), title="", alt="", table=evidence.Html()
    )


_warm()
gc.collect()
gc.freeze()  # a fork that collects garbage would else touch, and so copy, all of this
