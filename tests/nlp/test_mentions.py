"""Names in the text: what is found, as whom, and of which kind."""

from itertools import pairwise
from pathlib import Path

import pytest

from readout.nlp.gazetteer import Aliases
from readout.nlp.mentions import find_mentions
from readout.nlp.names import Mention
from readout.nlp.trees import parse_sentences
from readout.nlp.user_file import own_aliases, read_corrections
from support.articles import article


def found(text: str, own: Aliases | None = None) -> list[Mention]:
    story = article(text)
    return find_mentions(story, parse_sentences(story), own or {})


def names(text: str, own: Aliases | None = None) -> list[tuple[str, str]]:
    return [(m.name, m.kind) for m in found(text, own)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The U.S. left.", [("United States", "place")]),
        ("American policy failed.", [("United States", "place")]),
        ("Washington warned him.", [("United States", "place")]),
        ("He lives in Washington.", [("Washington", "place")]),
        ("The plane landed at Kabul airport.", [("Kabul airport", "place")]),
        ("The White House agreed.", [("United States", "place")]),
        ("The Government of Iraq agreed.", [("Iraq", "place")]),
        ("Turkey agreed.", [("Turkey", "place")]),
        ("He praised Iran.", [("Iran", "place")]),
        ("Washington’s anger grew.", [("United States", "place")]),
        ("Iraqi officials left.", [("Iraqi officials", "group")]),
        ("He met Iran-backed armed groups.", [("Iran-backed armed groups", "group")]),
        ("Gen. Frank McKenzie left.", [("Frank McKenzie", "person")]),
        ("Prime Minister Mustafa al-Kadhimi left.", [("Mustafa al-Kadhimi", "person")]),
        ("Iraqi Foreign Minister Fuad Hussein left.", [("Iraq", "place"), ("Fuad Hussein", "person")]),
        ("Iraq’s Foreign Minister left.", [("Iraq", "place"), ("Iraq’s Foreign Minister", "person")]),
        ("In June, the Counter-Terrorism Agency left.", [("Counter-Terrorism Agency", "organisation")]),
        ("He left the Green Zone on Jan. 3.", [("Green Zone", "place")]),
        ("Politicians left.", [("politicians", "group")]),
        ("Striking dockers blocked the port.", [("dockers", "group")]),  # no noun of the table
        ("He left on Thursday in September.", []),
        ("Lawyers sued in the High Court.", [("lawyers", "group"), ("High Court", "organisation")]),
        ("The All-Party Committee on Fisheries left.", [("All-Party Committee on Fisheries", "organisation")]),
        ("The Ministry of Defence and Iran agreed.", [("Ministry of Defence", "organisation"), ("Iran", "place")]),
        ("The Senate Committee on Russia met.", [("Senate Committee", "organisation"), ("Russia", "place")]),
        ("The envoy, Gulnora Tashieva, on Monday left.", [("envoy", "person"), ("Gulnora Tashieva", "person")]),
        ("It is over.", []),
        ("He met Turkish President Recep Erdogan.", [("Turkey", "place"), ("Recep Erdogan", "person")]),
        ("U.S. Secretary of State Ann Lee left.", [("United States", "place"), ("Ann Lee", "person")]),
        ("Some part-time workers left.", [("part-time workers", "group")]),
        ("Brussels fined the company.", [("European Union", "organisation"), ("company", "organisation")]),
        ("He lives in Brussels.", [("Brussels", "place")]),
        # the name before an acronym is whole, and the acronym a mention of its own
        (
            "The Movement of People Affected by Dams (MAB) vowed to appeal.",
            [("Movement of People Affected by Dams", "organisation"), ("MAB", "organisation")],
        ),
        # what was found once is found again: a last name, what the text calls "it"
        (
            "Interior Minister Izkia Siches left. Siches later apologised to Argentina over a remark.",
            [("Izkia Siches", "person"), ("Siches", "person"), ("Argentina", "place")],
        ),
        ("Lumora said it would appeal. It praised Lumora.", [("Lumora", "organisation")] * 2),
        # a common word that opens a sentence is no organisation
        ("Shell fire hit a town.", []),
        ("Shell left. He praised Shell.", [("Royal Dutch Shell", "organisation")] * 2),
    ],
)
def test_who_is_named(text: str, found: list[tuple[str, str]]) -> None:
    assert names(text) == found


def test_each_mention_says_by_which_rule_it_has_its_name() -> None:
    text = "The US, Paris, Ukrainians and the White House left Mali."
    rules = [(m.name, m.rule) for m in found(text)]
    assert rules == [
        ("United States", "acronym"),
        ("France", "capital"),
        ("Ukraine", "demonym"),
        ("United States", "metonym"),
        ("Mali", "name"),
    ]


def test_mentions_stand_in_order_and_never_overlap() -> None:
    text = "Iraq’s Foreign Minister Fuad Hussein and U.S. Secretary of State Mike Pompeo met Iraqi officials."
    spans = [(m.start, m.end) for m in found(text)]
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert text[slice(*spans[-1])] == "Iraqi officials"


def test_own_aliases_come_first(tmp_path: Path) -> None:
    file = tmp_path / "aliases.tsv"
    file.write_text("# mine\nalias\tname\tkind\nthe Zone\tGreen Zone\tplace\nWashington\tTrump team\tgroup\n")
    assert names("Washington left.", own_aliases(read_corrections(str(file)))) == [("Trump team", "group")]
