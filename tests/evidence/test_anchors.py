import re

from hypothesis import given
from hypothesis import strategies as st

from readout.evidence.anchors import anchor, figure, sentence


def test_an_item_has_the_same_id_wherever_it_is_named():
    row = {"source": "Iran-backed militias", "label": "opposes", "target": "U.S.", "confidence": 0.9}
    place = anchor("tie", row)
    assert re.fullmatch("tie-iran-backed-militias-opposes-u-s-[0-9a-f]{6}", place)
    assert anchor("tie", {**row, "confidence": 0.1, "acts": []}) == place
    assert anchor("tie", {**row, "label": "supports"}) != place
    assert (sentence(3), figure("tone")) == ("s3", "figure-tone")


def test_no_source_is_a_place_too():
    assert anchor("speaker", {"speaker": None}) == anchor("speaker", {"speaker": float("nan")})


@given(st.text(), st.text())
def test_hostile_names_make_harmless_ids_of_their_own(one, other):
    first, second = (anchor("target", {"target": name}) for name in (one, other))
    assert re.fullmatch("target(-[a-z0-9]+)+", first)
    assert (first == second) == (one == other)
