"""Quotations in every kind of marks: one set of rules for where they start and end."""

import time

import pytest

from readout.articles.quotations import find_quotations


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # curly, straight, British single, LaTeX, German and French marks
        ("He said “no way” twice.", ["“no way”"]),
        ('He said "no" and "yes".', ['"no"', '"yes"']),
        ("‘We will not pay,’ said Nora. ‘The minister has lied.’", ["‘We will not pay,’", "‘The minister has lied.’"]),
        ("Her claims were ‘nonsense’.", ["‘nonsense’"]),
        ("He said ''no way'' twice.", ["''no way''"]),
        ("He said ``no way'' twice.", ["``no way''"]),
        ("«Non», he said; „Ja“, she said.", ["«Non»", "„Ja“"]),
        # a mark of another kind closes
        ("He warned that “fares are unclear.’’\n\nShe said “look”.", ["“fares are unclear.’’", "“look”"]),
        ('It is “a farce", he said. “No,” she said.', ['“a farce"', "“No,”"]),
        ('``Prices rose," he said.', ['``Prices rose,"']),
        # one that nothing closes ends with its paragraph
        ("“One.\n\n“Two.”", ["“One.", "“Two.”"]),
        ('She said: "One.\n\nTwo.', ['"One.']),
        ("''It goes on, he said.\n\nNext.", ["''It goes on, he said."]),
        ("Teller said: ‘One.\n\n‘Two.’", ["‘One.", "‘Two.’"]),
        # or where the next opens behind a full stop
        ('"It was near the suburbs. "We think so." Clay did not.', ['"It was near the suburbs.', '"We think so."']),
        ("“We lost. “They won,” he said.", ["“We lost.", "“They won,”"]),
        # or with the sentence before one that is closed
        ('"It was wet. Clay said: "It was dry." A vote is due.', ['"It was wet.', '"It was dry."']),
        ("“It was wet, “a joke”. We lost.\n\n“We won.”", ["“It was wet, “a joke”. We lost.", "“We won.”"]),
        # what closes before anything is open, opens nothing
        ("A terrible plan.“\n\nThe ministry was silent.", []),
        ('He left." Then she left. "Why?" he asked.', ['"Why?"']),
        # of one within another the outer
        ("‘He told me “no” and left,’ she said.", ["‘He told me “no” and left,’"]),
        ("\"He told me 'no' and left,\" she said.", ["\"He told me 'no' and left,\""]),
        ("“‘No,’” he read, a “huge “bad” mess”.", ["“‘No,’”", "“huge “bad” mess”"]),
        # beside dashes, brackets and colons
        ("“We”—he said—“you” (“they”), or:“us”", ["“We”", "“you”", "“they”", "“us”"]),
        # apostrophes and inches
        ("the players'' own", []),
        ("The teachers’ union and the pupils’ plan of the ’90s don’t agree.", []),
        ("He told 'em of rock 'n' roll and the teachers' wages.", []),
        ("‘We pay the teachers’ wages,’ he said.", ["‘We pay the teachers’ wages,’"]),
        ("A 6\" pipe is 5' long.", []),
        ("nothing", []),
    ],
)
def test_quotations_in_all_marks(text: str, found: list[str]) -> None:
    assert [text[slice(*span)] for span in find_quotations(text)] == found


@pytest.mark.parametrize("mark", ["''a ", "“a ", '"a ', "‘a ", '. "a', "'a' “"])
def test_many_marks_take_no_long(mark: str) -> None:
    start = time.process_time()
    find_quotations(mark * 10_000)
    assert time.process_time() - start < 1
