"""The conditions of `when`: what is one, and what is said of what is none."""

import pytest

from readout_app.schedule.conditions import FORMS, Condition, parse_condition


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
        ("tone of Iran below", f'"tone of Iran below{NO_FORM}'),
        ("tone below -0.3", f'"tone below -0.3{NO_FORM}'),
        ("tone of Iran below -0,3", f'"tone of Iran below -0,3{NO_FORM}'),
        ("tone of Iran below nan", f'"tone of Iran below nan{NO_FORM}'),
        ("new tie from Iran", f'"new tie from Iran{NO_FORM}'),
        ("old tie", f'"old tie{NO_FORM}'),
        ("attention to Iran", f'"attention to Iran{NO_FORM}'),
        ("new tie; rm -rf /", f'"new tie; rm -rf /{NO_FORM}'),
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
