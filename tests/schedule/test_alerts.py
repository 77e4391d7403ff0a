"""Which runs meet a condition: small results, with the answers worked out by hand."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from readout_app.schedule.alerts import FORMS, Condition, Facts, find_alerts, parse_condition, read_facts
from support.past_runs import past

TODAY = date(2026, 11, 24)
ACTORS = [
    {"id": "1", "name": "Iran", "kind": "place", "aliases": ["Tehran"]},
    {"id": "2", "name": "United States", "kind": "place", "aliases": []},
    {"id": "3", "name": "Anna Webb", "kind": "person", "aliases": []},
]
US = "United States"


def results(title: str = "A", published: str | None = None, **found: Any) -> dict[str, Any]:
    """The results of a run: `ties` as (source, label, target), `tones` as (target, label, positive, negative)."""
    ties = [
        {"source": source, "label": label, "target": target, "confidence": 0.9}
        for source, label, target in found.get("ties", ())
    ]
    tones = [
        {"target": target, "label": label, "positive": positive, "negative": negative, "evidence": []}
        for target, label, positive, negative in found.get("tones", ())
    ]
    return {
        "article": {"title": title, "published": published},
        "actors": [row for row in ACTORS if row["name"] in found.get("actors", [row["name"] for row in ACTORS])],
        "stance": {"ties": ties},
        "sentiment": {"targets": tones},
    }


def facts(folder: Path, title: str = "A", ago: int = 0, **found: Any) -> Facts:
    """What a run found whose article is so many days old."""
    place = past(folder, f"{title}-{ago}-{len(list(folder.iterdir()))}", article={"title": title})
    content = results(title, (TODAY - timedelta(days=ago)).isoformat(), **found)
    (place / "results.json").write_text(json.dumps(content))
    read = read_facts(place)
    assert read
    return read


def headlines(condition: str, new: Sequence[Facts], earlier: Sequence[Facts] = ()) -> list[str]:
    return [alert.headline for alert in find_alerts(parse_condition(condition), new, earlier, TODAY)]


AGAINST, FOR, BACK = ("Iran", "opposes", US), ("Iran", "supports", US), (US, "opposes", "Iran")
NEW = "Iran now opposes the United States"
TURNED = "Iran turned from opposing to supporting the United States"


@pytest.mark.parametrize(
    ("condition", "new", "earlier", "expected"),
    [
        ("new tie", [AGAINST], [BACK], [NEW]),
        ("new tie", [AGAINST], [], [NEW]),  # the earlier run has no tie at all
        ("new tie", [AGAINST], [AGAINST], []),
        ("new tie", [FOR], [AGAINST], []),  # it turned
        ("new tie", [AGAINST, FOR], [BACK], []),  # of two minds
        ("new tie of Iran", [AGAINST], [], [NEW]),
        ("new tie of Tehran", [AGAINST], [], [NEW]),
        ("new tie of the US", [AGAINST], [], []),
        ("new tie of the US", [BACK], [], ["The United States now opposes Iran"]),
        ("new tie towards US", [AGAINST], [], [NEW]),
        ("new tie of Iran towards Anna Webb", [AGAINST], [], []),
        ("new tie of Webb", [("Anna Webb", "supports", "Iran")], [], ["Anna Webb now supports Iran"]),
        ("new tie", [("supporters", "supports", "Iran"), AGAINST], [BACK], [NEW]),  # others, in another article
        ("new tie of supporters", [("supporters", "supports", "Iran")], [], ["Supporters now support Iran"]),
        ("turned tie", [("supporters", "supports", "Iran")], [("supporters", "opposes", "Iran")], []),
        ("turned tie", [FOR], [AGAINST], [TURNED]),
        ("turned tie", [FOR], [FOR], []),
        ("turned tie", [FOR], [BACK], []),
        ("turned tie", [FOR], [AGAINST, FOR], []),  # of two minds before
        ("turned tie towards the United States", [FOR], [AGAINST], [TURNED]),
        ("turned tie of Anna Webb", [FOR], [AGAINST], []),
    ],
)
def test_ties(tmp_path: Path, condition: str, new: list[Any], earlier: list[Any], expected: list[str]) -> None:
    now, then = facts(tmp_path, "New", ties=new), facts(tmp_path, "Old", 30, ties=earlier)
    assert headlines(condition, [now], [then]) == expected


def test_at_the_first_run_no_tie_is_new(tmp_path: Path) -> None:
    assert headlines("new tie", [facts(tmp_path, ties=[AGAINST])]) == []


def test_a_tie_turned_against_the_newest_run_before_its_day(tmp_path: Path) -> None:
    oldest, older = facts(tmp_path, "Oldest", 9, ties=[AGAINST]), facts(tmp_path, "Older", 5, ties=[FOR])
    for ago, expected in ((0, []), (7, [TURNED]), (12, [])):  # of seven days ago, the younger run says nothing
        assert headlines("turned tie", [facts(tmp_path, "New", ago, ties=[FOR])], [older, oldest]) == expected
    (alert,) = find_alerts(
        parse_condition("turned tie"), [facts(tmp_path, "New", 7, ties=[FOR])], [older, oldest], TODAY
    )
    assert alert.line == f"{TURNED}: “New”; before that “Oldest”, 15 November 2026."


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("tone of Iran below -0.3", "The tone towards Iran is −0.70, below −0.30: “B” (−0.70) and “A” (−0.40)."),
        ("tone of Iran below -0.4", "The tone towards Iran is −0.70, below −0.40: “B” (−0.70)."),
        ("tone of Tehran below -0.8", ""),
        ("tone of Iran above 0.3", ""),
        ("tone of Webb above 0.3", "The tone towards Anna Webb is +0.50, above +0.30: “B” (+0.50)."),
        ("tone of the US below 0", ""),  # unsure
    ],
)
def test_tones(tmp_path: Path, condition: str, expected: str) -> None:
    new = [
        facts(tmp_path, "A", tones=[("Iran", "negative", 0.1, 0.5), (US, "unsure", 0.1, 0.9)]),
        facts(tmp_path, "B", tones=[("Iran", "negative", 0.1, 0.8), ("Anna Webb", "positive", 0.6, 0.1)]),
    ]
    lines = [alert.line for alert in find_alerts(parse_condition(condition), new, [], TODAY)]
    assert lines == ([expected] if expected else [])


FOUR = "Iran: 4 articles of the last seven days; the median of the four weeks before is"


@pytest.mark.parametrize(
    ("this_week", "weeks", "condition", "expected"),
    [  # articles of each of the four weeks before, the youngest first
        (4, (2, 2, 2, 2), "attention to Iran twice its median", [f"{FOUR} 2 a week"]),
        (3, (2, 2, 2, 2), "attention to Iran twice its median", []),
        (4, (0, 1, 2, 5), "attention to Iran twice its median", [f"{FOUR} 1.5 a week"]),
        (4, (2, 2, 2, 2), "attention to Iran 3 times its median", []),
        (2, (0, 0, 0, 1), "attention to Iran twice its median", []),  # fewer than three
        (4, (1, 1, 1, 0), "attention to Iran twice its median", []),  # no run is four weeks old
        (4, (1, 1, 1, 1), "attention to Anna Webb twice its median", []),
    ],
)
def test_attention(tmp_path: Path, this_week: int, weeks: tuple[int, ...], condition: str, expected: list[str]) -> None:
    new = [facts(tmp_path, f"New {at}", at, actors=["Iran"]) for at in range(this_week)]
    earlier = [
        facts(tmp_path, f"Old {week} {at}", 7 * week + at, actors=["Iran"])
        for week, number in enumerate(weeks, 1)
        for at in range(number)
    ]
    assert headlines(condition, new, earlier) == expected
    assert headlines(condition, [facts(tmp_path, "Other", actors=[])], [*earlier, *new]) == []  # it names another


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        '{"article": {}}',
        json.dumps(results() | {"actors": [3]}),
        json.dumps(results() | {"stance": None}),
        json.dumps(results(tones=[("Iran", "negative", 10**400, 0.1)])),
        '{"article": ' + "9" * 5000 + "}",
    ],
)
def test_results_that_are_not_as_the_contract_has_them_meet_nothing(tmp_path: Path, content: str) -> None:
    place = past(tmp_path)
    assert read_facts(place) is None
    (place / "results.json").write_text(content)
    assert read_facts(place) is None


def test_a_run_without_a_day_has_that_on_which_it_was_made(tmp_path: Path) -> None:
    place = past(tmp_path)
    (place / "results.json").write_text(json.dumps(results()))
    read = read_facts(place)
    assert read
    assert read.day == date(2026, 11, 3)


# The conditions themselves


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("new tie", ("new tie", "", "", "", 0)),
        ("New tie of Iran", ("new tie", "Iran", "", "", 0)),
        ("new tie towards the US", ("new tie", "", "the US", "", 0)),
        ("turned tie", ("turned tie", "", "", "", 0)),
        ("turned tie of  Anna Webb towards “Bank of Harwick”", ("turned tie", "Anna Webb", "Bank of Harwick", "", 0)),
        ("tone of Iran below -0.3", ("tone", "Iran", "", "below", -0.3)),
        ("tone of Iran below −.3", ("tone", "Iran", "", "below", -0.3)),
        ("TONE OF Iran ABOVE +0.25", ("tone", "Iran", "", "above", 0.25)),
        ("tone of Bank of Harwick above 0", ("tone", "Bank of Harwick", "", "above", 0)),
        ("attention to Iran twice its median", ("attention", "Iran", "", "", 2)),
        ("attention to Iran 3 times its median", ("attention", "Iran", "", "", 3)),
        ("attention to Iran 1.5 times its median", ("attention", "Iran", "", "", 1.5)),
    ],
)
def test_each_form_is_read(text: str, expected: tuple[object, ...]) -> None:
    assert parse_condition(text) == Condition(text, *expected)  # type: ignore[arg-type]


NO_FORM = f'" is no condition; write one of: {FORMS}'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f'"{NO_FORM}'),
        ("tone of Iran under -0.3", f'"tone of Iran under -0.3{NO_FORM}'),
        ("tone below -0.3", f'"tone below -0.3{NO_FORM}'),
        ("tone of Iran below -0,3", f'"tone of Iran below -0,3{NO_FORM}'),
        ("tone of Iran below nan", f'"tone of Iran below nan{NO_FORM}'),
        ("new tie from Iran", f'"new tie from Iran{NO_FORM}'),
        ("attention to Iran", f'"attention to Iran{NO_FORM}'),
        (
            "tone of Iran below -3",
            '"tone of Iran below -3": a tone lies between -1 (hostile) and 1 (friendly); give a number between',
        ),
        (
            "attention to Iran 1 times its median",
            '"attention to Iran 1 times its median": give more than 1 times the median',
        ),
        ('tone of "" below 0', f'"tone of "" below 0": it names no actor; write one of: {FORMS}'),
    ],
)
def test_what_is_none_is_refused_with_the_forms_that_there_are(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        parse_condition(text)
    assert str(caught.value) == message
