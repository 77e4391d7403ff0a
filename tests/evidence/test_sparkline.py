"""The tone of an article as a drawing of bars and as words."""

import re

from readout.evidence.sparkline import describe_arc, part_means, sparkline


def test_positive_bars_stand_above_the_line_and_negative_ones_hang_below_it() -> None:
    drawing = sparkline([0.5, -0.25, 0.0])
    assert re.findall(r'<path class="([\w-]+)" d="([^"]*)"', drawing) == [
        ("base", "M0 16H96"),
        ("stroke-friendly", "M16 16v-16"),
        ("stroke-hostile", "M48 16v8"),
    ]
    assert ' height="24"' in drawing
    assert ' aria-hidden="true"' in drawing


def test_a_small_value_is_seen() -> None:
    assert 'class="stroke-hostile" d="M48 8v1"' in sparkline([-0.01])


def test_one_scale_for_all() -> None:
    assert "v-8" in sparkline([0.25])
    assert "v-8" in sparkline([0.25, 1.0])


def test_is_told_by_thirds() -> None:
    assert (
        describe_arc([0.0, 0.0, -0.5, -0.5, 0.1, 0.1])
        == "neutral, then clearly negative, then slightly positive"
    )
    assert describe_arc([0.0, 0.01, -0.5]) == "neutral, then clearly negative"
    assert describe_arc([0.3] * 24) == "clearly positive throughout"
    assert describe_arc([]) == ""


def test_means_of_parts() -> None:
    assert part_means([1, 0, -1, 0, 0.5], 2) == [0.5, -1 / 6]
    assert part_means([1, 0], 3) == [1, 0]
    assert part_means([], 3) == []
