"""Charts: a table in, matplotlib axes out, and what the chart shows in a sentence or two.

Each figure is a function of its name, with its description beside it: `tone(frame)` and `describe_tone(frame)`,
and likewise `targets`, `ties`, `timeline`, `contributions`, `keyphrases` and `together`. The frames are those of an
analysis. Those of `days`, `attention`, `presence`, `tone_by_outlet`, `tone_differences`, `tone_over_time` and
`ties_by_outlet` are of a `Coverage`. Matplotlib is imported when the first chart is drawn. Only
`readout.evidence` and what stands above it import this package.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from readout.charts.coverage_plots import *  # noqa: F403
    from readout.charts.descriptions import *  # noqa: F403
    from readout.charts.plots import *  # noqa: F403

_OF_ONE = ("contributions", "keyphrases", "targets", "ties", "timeline", "together", "tone")
_OF_MANY = ("attention", "days", "presence", "ties_by_outlet", "tone_by_outlet", "tone_differences", "tone_over_time")
__all__ = [*_OF_ONE, *_OF_MANY, *(f"describe_{name}" for name in (*_OF_ONE, *_OF_MANY))]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = "descriptions" if name.startswith("describe_") else "coverage_plots" if name in _OF_MANY else "plots"
    return getattr(import_module(f"readout.charts.{module}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
