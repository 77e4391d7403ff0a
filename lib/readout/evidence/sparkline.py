"""The tone from the start of an article to its end, as a drawing the size of a word, and as words."""

from collections.abc import Sequence
from itertools import pairwise

from readout.markup import Html, render
from readout.wording import tone_in_words

_WIDTH, _UNIT = 96, 32  # pixels: of the drawing, and the height of a bar of 1
_ROOM = 0.25  # the least that is kept above the line and below it


def sparkline(arc: Sequence[float]) -> Html:
    """Return a bar for each value (-1 to +1): above the line it is positive, below negative.

    All are drawn to one scale. The drawing is hidden from those who listen to a page: `describe_arc` is for them.
    """
    step, line = _WIDTH / len(arc), max(_ROOM, *arc) * _UNIT
    height = line + max(_ROOM, *(-value for value in arc)) * _UNIT
    size = {"width": _WIDTH, "height": f"{height:.3g}", "line": f"{line:.3g}", "stroke": f"{step * 0.7:.3g}"}
    return render("sparkline", up=_bars(arc, step, line, 1), down=_bars(arc, step, line, -1), **size)


def describe_arc(arc: Sequence[float]) -> str:
    """Return the arc in words, by thirds: "neutral, then clearly negative, then neutral"; "" where it is empty."""
    words = [tone_in_words(mean) for mean in part_means(arc, 3)]
    if len(set(words)) == 1:
        return f"{words[0]} throughout"
    return ", then ".join(word for at, word in enumerate(words) if not at or words[at - 1] != word)


def part_means(values: Sequence[float], parts: int) -> list[float]:
    """Return the mean of each of so many parts of nearly equal length; fewer parts where values are few."""
    parts = min(parts, len(values))
    ends = [part * len(values) // parts for part in range(parts + 1)] if parts else []
    return [sum(values[start:end]) / (end - start) for start, end in pairwise(ends)]


def _bars(arc: Sequence[float], step: float, line: float, sign: int) -> str:
    """Upright strokes; a value that is not zero is seen, however small."""
    return "".join(
        f"M{(at + 0.5) * step:.4g} {line:.3g}v{-sign * max(abs(value) * _UNIT, 1):.3g}"
        for at, value in enumerate(arc)
        if value * sign > 0
    )
