"""Charts: a table in, matplotlib axes out, and what the chart shows in a sentence or two.

Each figure is a function of its name, with its description beside it: `tone(frame)` and `describe_tone(frame)`,
and likewise `targets`, `ties`, `timeline`, `contributions`, `keyphrases` and `together`. The frames are those of an
analysis. Those of `days`, `attention`, `presence`, `tone_by_outlet`, `tone_differences`, `tone_over_time` and
`ties_by_outlet` are of a `Coverage`. Matplotlib is imported when the first chart is drawn. Only
`readout.evidence` and what stands above it import this package.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from readout.charts.coverage_descriptions import (
    describe_attention,
    describe_days,
    describe_presence,
    describe_ties_by_outlet,
    describe_tone_by_outlet,
    describe_tone_differences,
    describe_tone_over_time,
)
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
    from readout.charts.coverage_plots import (
        attention,
        days,
        presence,
        ties_by_outlet,
        tone_by_outlet,
        tone_differences,
        tone_over_time,
    )
    from readout.charts.plots import contributions, keyphrases, targets, ties, timeline, together, tone

__all__ = [
    "attention",
    "contributions",
    "days",
    "describe_attention",
    "describe_contributions",
    "describe_days",
    "describe_keyphrases",
    "describe_presence",
    "describe_targets",
    "describe_ties",
    "describe_ties_by_outlet",
    "describe_timeline",
    "describe_together",
    "describe_tone",
    "describe_tone_by_outlet",
    "describe_tone_differences",
    "describe_tone_over_time",
    "keyphrases",
    "presence",
    "targets",
    "ties",
    "ties_by_outlet",
    "timeline",
    "together",
    "tone",
    "tone_by_outlet",
    "tone_differences",
    "tone_over_time",
]
_OF_MANY = {
    "attention",
    "days",
    "presence",
    "ties_by_outlet",
    "tone_by_outlet",
    "tone_differences",
    "tone_over_time",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = "coverage_plots" if name in _OF_MANY else "plots"
    return getattr(import_module(f"readout.charts.{module}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
