"""Charts: a table in, matplotlib axes out, and what the chart shows in a sentence or two.

Each figure is a function of its name, with its description beside it: `tone(frame)` and `describe_tone(frame)`,
and likewise `targets`, `ties`, `timeline`, `contributions`, `keyphrases` and `together`. The frames are those of an
analysis. Matplotlib is imported when the first chart is drawn. Only `readout.evidence` and what stands above it
import this package.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from readout.charts.descriptions import (
    describe_contributions,
    describe_keyphrases,
    describe_targets,
    describe_ties,
    describe_timeline,
    describe_together,
    describe_tone,
)

if TYPE_CHECKING:
    from readout.charts.plots import contributions, keyphrases, targets, ties, timeline, together, tone

__all__ = [
    "contributions",
    "describe_contributions",
    "describe_keyphrases",
    "describe_targets",
    "describe_ties",
    "describe_timeline",
    "describe_together",
    "describe_tone",
    "keyphrases",
    "targets",
    "ties",
    "timeline",
    "together",
    "tone",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("readout.charts.plots"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
