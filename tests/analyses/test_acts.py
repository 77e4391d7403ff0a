"""Who does what to whom: direction, sign, modality and denial of each act."""

import pytest

from readout.analyses.acts import COLUMNS, acts
from readout.nlp.document import parse
from support.articles import article, document

US_KILLING = "The US’ killing of senior Guard Corps Commander Qassem Soleimani angered Iraqi lawmakers."

Row = tuple[str, str, str, int, str, bool]


def done(text: str) -> list[tuple[str, str, str, int]]:
    """Each act of a text: source, target, act and sign."""
    doc = document(text)
    frame = acts(doc)
    return list(frame[["source", "target", "act", "sign"]].itertuples(index=False, name=None))


def told(text: str) -> list[Row]:
    """Each act of a text with its modality and whether it is denied."""
    columns = ["source", "target", "act", "sign", "modality", "negated"]
    return list(acts(document(text))[columns].itertuples(index=False, name=None))


def signs(text: str) -> set[tuple[str, str, int]]:
    return {(source, target, sign) for source, target, _, sign in done(text) if sign}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Pompeo condemned Iran.", [("Pompeo", "Iran", "ACCUSE", -1)]),
        ("Russia was condemned by France.", [("France", "Russia", "ACCUSE", -1)]),
        ("Hezbollah, backed by Iran, left.", [("Iran", "Hezbollah", "SUPPORT", 1)]),
        ("France voted against Spain.", [("France", "Spain", "REJECT", -1)]),
        ("France called on Spain.", [("France", "Spain", "REQUEST", 0)]),
        ("France stood with Spain.", [("France", "Spain", "SUPPORT", 1)]),
        ("France killed members of Hezbollah.", [("France", "Hezbollah", "ASSAULT", -1)]),
        ("A French air strike killed Qassem Soleimani.", [("France", "Qassem Soleimani", "ASSAULT", -1)]),
        (US_KILLING, [("United States", "Qassem Soleimani", "ASSAULT", -1)]),
        ("France blamed the attack on Spain.", [("France", "Spain", "ACCUSE", -1)]),
        ("France blamed Spain for attacks on Iraq.", [("France", "Spain", "ACCUSE", -1)]),
        ("Spain came under attack from France.", [("France", "Spain", "ASSAULT", -1)]),
        ("Spain drew criticism from France.", [("France", "Spain", "ACCUSE", -1)]),
        ("France launched an attack on Spain.", [("France", "Spain", "ASSAULT", -1)]),
        ("Spain, which France attacked, fell.", [("France", "Spain", "ASSAULT", -1)]),
        ("France answered Spain by attacking Iraq.", [("France", "Iraq", "ASSAULT", -1)]),
        (
            "Kadhimi, who met Trump, thanked Iran.",
            [("Kadhimi", "Trump", "CONSULT", 0), ("Kadhimi", "Iran", "SUPPORT", 1)],
        ),
        (
            "France condemned Spain, but Iraq praised Iran.",
            [("France", "Spain", "ACCUSE", -1), ("Iraq", "Iran", "SUPPORT", 1)],
        ),
    ],
)
def test_one_act(text: str, found: list[tuple[str, str, str, int]]) -> None:
    assert done(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "France condemned attacks by Spain on Iraq.",
            {("France", "Spain", -1), ("France", "Iraq", 1), ("Spain", "Iraq", -1)},
        ),
        (
            "France condemned Spain’s attack on Iraq.",
            {("France", "Spain", -1), ("France", "attack", -1), ("France", "Iraq", 1), ("Spain", "Iraq", -1)},
        ),
        (
            "France praised Spain’s support for Iraq.",
            {("France", "Spain", 1), ("France", "Iraq", 1), ("Spain", "Iraq", 1)},
        ),
        (
            "Spain’s criticism of Iraq was rejected by France.",
            {("France", "Spain", -1), ("France", "Iraq", 1), ("Spain", "Iraq", -1)},
        ),
        ("France condemned attacks on Iraq and Iran.", {("France", "Iraq", 1), ("France", "Iran", 1)}),
        (
            "France condemned Iraq, Iran and Spain.",
            {("France", "Iraq", -1), ("France", "Iran", -1), ("France", "Spain", -1)},
        ),
        (
            "France, Spain and Iraq condemned Iran.",
            {("France", "Iran", -1), ("Spain", "Iran", -1), ("Iraq", "Iran", -1)},
        ),
        ("France rejected the plan of Spain.", {("France", "Spain", -1), ("France", "plan", -1)}),
        ("France called it a gift and accused Spain of theft.", {("France", "Spain", -1)}),
        (
            "Iran’s attack on Iraq and threats against Spain alarmed France.",
            {("Iran", "Iraq", -1), ("Iran", "Spain", -1)},
        ),
    ],
)
def test_acts_towards_acts_reach_those_behind_them(text: str, found: set[tuple[str, str, int]]) -> None:
    assert signs(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("France suffered an attack by Spain.", [("Spain", "France", "ASSAULT", -1, "actual", False)]),
        ("France suffered no attack by Spain.", [("Spain", "France", "ASSAULT", 0, "actual", True)]),
        ("France imposed sanctions on Spain.", [("France", "Spain", "SANCTION", -1, "actual", False)]),
        ("Sanctions were imposed on Spain by France.", [("France", "Spain", "SANCTION", -1, "actual", False)]),
        (
            "Iran’s attack on Spain could draw criticism from France.",
            [("Iran", "Spain", "ASSAULT", -1, "actual", False), ("France", "Iran", "ACCUSE", -1, "possible", False)],
        ),
        ("France articulated its support for Spain.", [("France", "Spain", "SUPPORT", 1, "actual", False)]),
        ("France expressed its support for Spain.", [("France", "Spain", "SUPPORT", 1, "actual", False)]),
        ("France will launch an attack on Spain.", [("France", "Spain", "ASSAULT", -1, "intended", False)]),
        ("France did not launch an attack on Spain.", [("France", "Spain", "ASSAULT", 0, "actual", True)]),
        ("France made no threats against Spain.", [("France", "Spain", "THREATEN", 0, "actual", True)]),
        ("France plans an attack on Spain.", [("France", "Spain", "ASSAULT", -1, "intended", False)]),
        ("France pledged support for Spain.", [("France", "Spain", "SUPPORT", 1, "intended", False)]),
    ],
)
def test_a_light_verb_tells_of_the_act_that_is_its_object(text: str, found: list[Row]) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "France accused Iran of attacking Spain.",
            [("France", "Iran", "ACCUSE", -1, "actual", False), ("Iran", "Spain", "ASSAULT", 0, "reported", False)],
        ),
        (
            "Iran was accused by France of attacking Spain.",
            [("France", "Iran", "ACCUSE", -1, "actual", False), ("Iran", "Spain", "ASSAULT", 0, "reported", False)],
        ),
        (
            "Iraq asked France to support Spain.",
            [("Iraq", "France", "REQUEST", 0, "actual", False), ("France", "Spain", "SUPPORT", 0, "required", False)],
        ),
    ],
)
def test_a_charge_or_a_request_and_what_it_is_about(text: str, found: list[Row]) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Iraq prevented French attacks on Spain.", (0, True)),
        ("Iraq condemned French attacks on Spain.", (-1, False)),
        ("Iraq did not prevent French attacks on Spain.", (-1, False)),
        ("Iraq failed to prevent French attacks on Spain.", (-1, False)),
        ("Iraq warned France against attacking Spain.", (0, True)),
    ],
)
def test_an_act_that_was_prevented_is_denied(text: str, found: tuple[int, bool]) -> None:
    attacks = [(sign, negated) for _, _, act, sign, _, negated in told(text) if act == "ASSAULT"]
    assert attacks == [found]


def test_an_act_that_will_not_be_prevented_is_not_done_yet() -> None:
    assert ("France", "Spain", "ASSAULT", -1, "intended", False) in told(
        "Iraq will not prevent French attacks on Spain."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Iraq forced France to attack Spain.",
        "Iraq helped France attack Spain.",
        "Iraq led France to attack Spain.",
        "France was forced to attack Spain.",
    ],
)
def test_an_act_that_another_brought_about_is_done(text: str) -> None:
    assert ("France", "Spain", "ASSAULT", -1, "actual", False) in told(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("France vetoed a resolution that condemned Spain.", 1),
        ("France rejected a plan to expel Spain.", 1),
        ("France rejected a plan to help Spain.", -1),
        ("France backed a motion condemning Spain.", -1),
        ("France backed a motion to help Spain.", 1),
    ],
)
def test_who_rejects_or_backs_what_is_said_takes_a_side(text: str, found: int) -> None:
    assert signs(text) == {("France", "Spain", found)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Pompeo is a fierce critic of Iran.", {("Pompeo", "Iran", -1)}),
        ("Pompeo, a critic of Iran, smiled.", {("Pompeo", "Iran", -1)}),
        ("Pompeo is critical of Iran.", {("Pompeo", "Iran", -1)}),
        ("Pompeo is loyal to Iran.", {("Pompeo", "Iran", 1)}),
        ("Pompeo is not critical of Iran.", set()),
        ("A critic of Iran smiled.", set()),
        ("Macron saw a critic of Spain.", set()),
    ],
)
def test_what_someone_is_called_can_tell_a_side(text: str, found: set[tuple[str, str, int]]) -> None:
    assert signs(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Pompeo criticised the Iran deal.", {("Pompeo", "Iran", -1), ("Pompeo", "Iran deal", -1)}),
        ("Pompeo criticised the role of Iran.", {("Pompeo", "Iran", -1)}),
        ("Pompeo criticised a plan backed by Iran.", {("Pompeo", "Iran", -1)}),
        ("Pompeo voiced support for Iran’s proposal.", {("Pompeo", "Iran", 1)}),
        ("Pompeo welcomed the defeat of Iran.", set()),
        ("The Iran campaign blamed France.", {("Iran", "France", -1)}),
        ("Pompeo challenged Iran.", {("Pompeo", "Iran", -1)}),
        ("Pompeo challenged Iran to act.", set()),
        ("Pompeo accused Mr. Khamenei of lying.", {("Pompeo", "Khamenei", -1)}),
        ("Pompeo praised Mr. Khamenei for signing the deal.", {("Pompeo", "Khamenei", 1)}),
        ("France imposed a curfew on Spain.", {("France", "Spain", -1)}),
        ("Spain was hit and has attacked Iraq, backed by France.", {("Spain", "Iraq", -1), ("France", "Spain", 1)}),
    ],
)
def test_an_act_on_a_thing_is_on_whose_it_is(text: str, found: set[tuple[str, str, int]]) -> None:
    assert signs(text) == found


def test_relative_clauses_belong_to_what_they_describe() -> None:
    text = "Pompeo met Iran-backed militias who have been threatening American personnel."
    assert signs(text) == {("Iran-backed militias", "American personnel", -1)}


@pytest.mark.parametrize(
    "text",
    [
        "France did not criticise Spain.",
        "France never criticised Spain.",
        "France did not support Spain.",
        "France failed to condemn Spain.",
        "France denied attacking Spain.",
        "France denied that it had attacked Spain.",
        "Spain was not condemned by France.",
        "No French officials condemned Spain.",
        "No French officials were condemned by Spain.",
    ],
)
def test_a_denied_act_has_no_sign(text: str) -> None:
    doc = document(text)
    frame = acts(doc)
    assert list(zip(frame["sign"], frame["negated"], strict=True)) == [(0, True)]


@pytest.mark.parametrize(
    "text",
    [
        "If France attacks Spain, all is lost.",
        "It asked whether France attacked Spain.",
        "France attacked Spain, did it?",
        "Iraq urged France to attack Spain.",
        "Iraq accused him of attacking Spain.",
    ],
)
def test_an_act_that_is_only_supposed_has_no_sign(text: str) -> None:
    assert signs(text) == set()


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("France attacked Spain.", "actual"),
        ("France kept attacking Spain.", "actual"),
        ("France vowed to attack Spain.", "intended"),
        ("France threatened to attack Spain.", "intended"),
        ("France will attack Spain.", "intended"),
        ("France would attack Spain.", "hypothetical"),
        ("France could attack Spain.", "possible"),
        ("France must attack Spain.", "required"),
        ("France reportedly attacked Spain.", "reported"),
        ("France has reportedly even attacked Spain.", "reported"),
    ],
)
def test_modality(text: str, modality: str) -> None:
    doc = document(text)
    frame = acts(doc)
    sign = 0 if modality == "required" else -1  # what someone should do is not done
    assert list(zip(frame["modality"], frame["sign"], strict=True)) == [(modality, sign)]


@pytest.mark.parametrize(
    "text",
    [
        "The rain was condemned by Iran.",
        "Parliament passed a resolution to expel Iran.",
        "Talibawi warned that any attempt to harm Iran would fail.",
        "Reports say that a departure would weaken Kadhimi, and might lead to a clash with Iran.",
        "Iran attacked.",
        "Iran defended Iran.",
        "France has the support of Spain.",
        "The Paris attack shocked Spain.",
        "Officials in Iraq met while it rained.",
    ],
)
def test_no_act_without_a_doer_and_a_target(text: str) -> None:
    assert signs(text) == set()


def test_a_third_party_in_a_hostile_sentence_opposes_no_one() -> None:
    assert signs("Officials in Iraq met while France condemned Spain.") == {("France", "Spain", -1)}


def test_the_doer_of_a_nearer_clause_is_the_nearest_noun() -> None:
    text = "Spain voiced anger at Iran-backed militias launching attacks on France."
    assert signs(text) == {("Spain", "Iran-backed militias", -1), ("Iran-backed militias", "France", -1)}


def test_the_row_shows_its_cue_and_sentence() -> None:
    doc = document("It rained. Iran praised Iraq.")
    frame = acts(doc)
    assert list(frame.columns) == COLUMNS
    row = frame.iloc[0]
    assert [doc.article.text[slice(*row[place])] for place in ("by", "cue", "on")] == ["Iran", "praised", "Iraq"]
    assert (row["start"], row["end"]) == (11, 29)


def test_the_row_shows_the_pronoun_that_stands_for_the_source() -> None:
    story = article("Pompeo spoke in Paris. He condemned Iran.")
    row = acts(parse(story)).iloc[0]
    assert (row["source"], story.text[slice(*row["by"])]) == ("Pompeo", "He")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Pompeo thanked the WHO and Cuba.", {("Pompeo", "World Health Organization", 1), ("Pompeo", "Cuba", 1)}),
        (
            "Its lawyer, Anna Berg, described the ruling as “a gift to thieves” and accused France of theft.",
            {("Anna Berg", "France", -1)},
        ),
        ("Nordea Finance, another rival, thanked Spain.", {("Nordea Finance", "Spain", 1)}),
        ("The Steel Union, hardly a friend of the strike, came and criticised Spain.", {("Steel Union", "Spain", -1)}),
    ],
)
def test_the_doer_is_found_around_what_is_set_beside_it(text: str, found: set[tuple[str, str, int]]) -> None:
    assert signs(text) >= found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Macron had bitter words for Spain.", {("Macron", "Spain", -1)}),
        ("Macron had long words for Spain.", set()),
        ("Macron took aim at Spain.", {("Macron", "Spain", -1)}),
        ("Spain turned its back on France.", {("Spain", "France", -1)}),
        ("Spain ignored pleas from France to wait.", {("Spain", "France", -1)}),
        ("Spain ignored France.", set()),
        ("Hezbollah greeted Macron with applause.", {("Hezbollah", "Macron", 1)}),
        ("Hezbollah greeted Macron.", set()),
        ("Macron is in favour of the Spanish treaty.", {("Macron", "Spain", 1)}),
        ("Macron is no friend of Spain.", set()),
    ],
)
def test_a_verb_and_its_noun_can_be_one_act(text: str, found: set[tuple[str, str, int]]) -> None:
    assert signs(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("France took a decision that fines Tesla.", {("France", "Tesla", -1)}),
        ("A decision by France helped Tesla.", {("France", "Tesla", 1)}),
    ],
)
def test_a_decision_stands_for_whoever_took_it(text: str, found: set[tuple[str, str, int]]) -> None:
    assert signs(text) == found


def test_who_refuses_support_is_against_whoever_asked_for_it() -> None:
    assert told("France refused to support Spain.") == [("France", "Spain", "SUPPORT", -1, "intended", True)]
    assert signs("France did not refuse to support Spain.") == set()
    assert signs("France refused to condemn Spain.") == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A spokesman for Tesla, Bob Cole, accused France.", {("Bob Cole", "France", -1), ("Tesla", "France", -1)}),
        ("Anna Berg, a lawyer for Tesla, accused France.", {("Anna Berg", "France", -1), ("Tesla", "France", -1)}),
        ("Spain’s envoy, Anna Berg, condemned France.", {("Anna Berg", "France", -1), ("Spain", "France", -1)}),
        ("Anna Berg, a friend of Tesla, accused France.", {("Anna Berg", "France", -1), ("Anna Berg", "Tesla", 1)}),
    ],
)
def test_whoever_speaks_for_others_acts_for_them_too(text: str, found: set[tuple[str, str, int]]) -> None:
    assert signs(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Macron called Trump a liar.", {("Macron", "Trump", -1)}),
        ("Trump was called a liar by Macron.", {("Macron", "Trump", -1)}),
        ("France called the Spanish plan reckless.", {("France", "Spain", -1)}),
        ("Macron described the French ruling as absurd.", {("Macron", "France", -1)}),
        ("Tesla dismissed Spain’s allegations as a smear.", {("Tesla", "Spain", -1)}),
        ("Macron hailed Merkel as a hero.", {("Macron", "Merkel", 1)}),
        ("Macron did not call Trump a liar.", set()),
        ("Macron called Spain no threat.", set()),
        ("Macron called Trump a lawyer.", set()),
        ("Macron called Trump on Monday.", set()),
    ],
)
def test_what_someone_is_called_is_a_charge_or_praise(text: str, found: set[tuple[str, str, int]]) -> None:
    assert signs(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Macron criticised the Spanish plan.", {("Macron", "Spain", -1), ("Macron", "Spanish plan", -1)}),
        ("Macron criticised the Spanish language.", set()),
    ],
)
def test_whose_plan_it_is_can_stand_before_it(text: str, found: set[tuple[str, str, int]]) -> None:
    assert signs(text) == found
