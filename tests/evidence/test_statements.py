import pandas as pd
import pytest

from readout.evidence.statements import describe_kwic

LINES = pd.DataFrame(
    {
        "left": ["the cheap ", "Cheap ", "the "],
        "keyword": ["oil"] * 3,
        "right": [" price", ".", " price,"],
    }
)


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (
            LINES,
            "“oil” stands in the article 3 times. Most often there stands before it “cheap” (twice).",
        ),
        (LINES.tail(1), "“oil” stands in the article once."),
        (pd.DataFrame(), "The phrase does not stand in the article."),
    ],
)
def test_lines_in_context_are_described_by_what_stands_out(lines, text):
    assert describe_kwic(lines) == text
