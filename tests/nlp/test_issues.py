"""What is done, planned or fought over, as actors of the kind issue."""

import pytest

from support.articles import document


def issues(text: str) -> dict[str, list[str]]:
    frame = document(text).actors
    rows = frame[frame["kind"] == "issue"]
    return {name: [text[s:e] for s, e in some] for name, some in zip(rows["name"], rows["mentions"], strict=True)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Iran rejected the ceasefire.", {"ceasefire": ["ceasefire"]}),
        ("The trade deal was signed. It rained. The deal failed.", {"trade deal": ["trade deal", "deal"]}),
        ("The US pullout began. Iran praised the pullout.", {"US pullout": ["pullout", "pullout"]}),
        ("The ban on flights fell. Iraq condemned the ban on beef.", {"ban on beef": ["ban"]}),
        ("Ola Berg opposes abortion.", {"abortion": ["abortion"]}),
        ("Sara Webb defended gay rights.", {"gay rights": ["gay rights"]}),
        ("The bishop condemned same-sex marriage.", {"same-sex marriage": ["same-sex marriage"]}),
        ("Iran rejected a treaty.", {}),
        ("The Geneva Convention bans it.", {"Geneva Convention": ["Geneva Convention"]}),
        ("A ceasefire began.", {}),
        ("Iran launched an attack.", {}),
        ("The deal failed.", {}),
        (
            "Rocket attacks on ships went on. Iraq condemned the attacks on bases.",
            {"rocket attacks": ["Rocket attacks", "attacks"]},
        ),
        ("Iran left the Kyoto Protocol.", {"Kyoto Protocol": ["Kyoto Protocol"]}),
        ("Iran rejected the same-sex marriage law.", {"same-sex marriage law": ["same-sex marriage law"]}),
        ("Iran rejected the power grid (PG) plan.", {"power grid plan": ["power grid (PG) plan"]}),
        ("Iran rejected the two-year-old deal.", {"two-year-old deal": ["two-year-old deal"]}),
        ("Iran rejected the high-tax policy.", {"high-tax policy": ["high-tax policy"]}),
    ],
)
def test_issues_are_named_twice_or_acted_on(text: str, found: dict[str, list[str]]) -> None:
    assert issues(text) == found


def test_issues_stand_after_the_actors() -> None:
    frame = document("Iran rejected the peace plan. The plan failed. The plan was bad.").actors
    assert list(frame["kind"]) == ["place", "issue"]


def test_issues_and_actors_are_kept_apart() -> None:
    doc = document("Iran condemned the attacks.")
    (tree,) = doc.trees
    (noun,) = (word for word in tree.words if word.text == "attacks")
    assert (doc.actor_of(tree, noun), doc.issue_of(tree, noun)) == (None, "attacks")
