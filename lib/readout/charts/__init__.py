"""Charts: a table in, matplotlib axes out, and what the chart shows in a sentence or two.

Each figure is a function of its name, with its description beside it: `tone(frame)` and `describe_tone(frame)`,
and likewise `targets`, `ties`, `timeline`, `contributions`, `keyphrases` and `together`. The frames are those of an
analysis. Those of `days`, `attention`, `presence`, `tone_by_outlet`, `tone_differences`, `tone_over_time` and
`ties_by_outlet` are of a `Coverage`. An empty frame gives the sentence "Nothing found."; a missing column raises
UserError. Nothing is saved or shown, and no setting is changed. Matplotlib is imported when the first chart is drawn.
`readout.evidence` and what stands above may import it.

`canvas` is what all are drawn with, `svg` makes a drawing for a page of them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from readout.charts.keyphrase_plots import *  # noqa: F403
    from readout.charts.outlet_plots import *  # noqa: F403
    from readout.charts.outlet_tone_plots import *  # noqa: F403
    from readout.charts.tie_plots import *  # noqa: F403
    from readout.charts.tone_plots import *  # noqa: F403

_FIGURES = {  # by the module in which a figure stands
    "tone_plots": ("tone", "targets", "contributions"),
    "tie_plots": ("ties", "timeline"),
    "keyphrase_plots": ("keyphrases", "together"),
    "outlet_plots": ("days", "presence", "ties_by_outlet"),
    "outlet_tone_plots": ("attention", "tone_by_outlet", "tone_differences", "tone_over_time"),
}
_HOMES = {name: module for module, names in _FIGURES.items() for name in names}
_HOMES |= {f"describe_{name}": module for name, module in _HOMES.items()}
__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"readout.charts.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
