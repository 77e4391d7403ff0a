"""The model card: blocks that are filled in, and the figures beside those asked for."""

from pathlib import Path

import pytest

from training import card
from training.evaluate import Measured, answers


def test_blocks_are_filled_and_the_rest_is_left() -> None:
    text = "A\n<!-- one -->\nold\n<!-- /one -->\nB\n<!-- two -->\n<!-- /two -->\nC\n"
    filled = card.fill(text, {"one": "1\n", "two": r"\2"})
    assert filled == "A\n<!-- one -->\n\n1\n\n<!-- /one -->\nB\n<!-- two -->\n\n\\2\n\n<!-- /two -->\nC\n"
    assert card.fill(filled, {"one": "1\n", "two": r"\2"}) == filled


@pytest.mark.parametrize("text", ["", "<!-- one -->", "<!-- one -->\n<!-- /one -->" * 2])
def test_a_card_without_the_block_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="the block one stands"):
        card.fill(text, {"one": ""})


def test_the_card_has_the_blocks_that_are_filled() -> None:
    names = ("measured", "slices", "audit", "rules")
    assert card.fill(card.CARD.read_text("utf-8"), dict.fromkeys(names, "x")).count("\nx\n") == len(names)


def test_measured_figures_stand_beside_those_asked_for(tmp_path: Path) -> None:
    (tmp_path / "tone.onnx").write_bytes(b"x" * 200_000)
    frame = answers([("negative", {"negative": 1.0, "neutral": 0.0, "positive": 0.0}, [])])
    found = Measured(frame, frame, frame, {"all": (1, 2, 0.9, 0.88, 0.96)}, {"typed": (3, 0.75)})
    rows = card.figures(found, tmp_path).splitlines()
    assert "| tone towards a target, macro-F1 | ≥ 0.84 | 1.000 |" in rows
    assert "| syntax, LAS | ≥ 0.88 | 0.880 |" in rows
    assert "| `tone.onnx` | 0.2 |" in rows
