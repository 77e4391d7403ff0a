"""Charts: a table in, matplotlib axes out, and what the chart shows in a sentence or two.

Each figure is a function of its name, with its description beside it: `tone(frame)` and `describe_tone(frame)`,
and likewise `targets`, `ties`, `timeline`, `keyphrases`, `together` and `contributions`. The frames are those of an
analysis. Matplotlib is imported when the first chart is drawn. Only `readout.evidence` and what stands above it
import this package.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from readout.charts.descriptions import (
        describe_contributions,
        describe_keyphrases,
        describe_targets,
        describe_ties,
        describe_timeline,
        describe_together,
        describe_tone,
    )
    from readout.charts.keywords import keyphrases, together
    from readout.charts.plots import contributions, targets, ties, timeline, tone

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
    """The function of this name, from the module that holds it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    keywords = name in ("keyphrases", "together")
    module = "descriptions" if name.startswith("describe_") else "keywords" if keywords else "plots"
    return getattr(import_module(f"{__name__}.{module}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
