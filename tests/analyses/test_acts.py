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
        ("France humiliates Spain.", [("France", "Spain", "ACCUSE", -1)]),  # the present, of a verb seldom in it
        ("Iran befriends Russia.", [("Iran", "Russia", "SUPPORT", 1)]),
        ("Russia was condemned by France.", [("France", "Russia", "ACCUSE", -1)]),
        ("Hezbollah, backed by Iran, left.", [("Iran", "Hezbollah", "SUPPORT", 1)]),
        ("France voted against Spain.", [("France", "Spain", "REJECT", -1)]),
        ("France voted for Spain.", [("France", "Spain", "SUPPORT", 1)]),
        ("France called Spain out.", [("France", "Spain", "ACCUSE", -1)]),
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
        # an act towards an act reaches those behind it
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
        # what someone is called can tell a side
        ("Pompeo is a fierce critic of Iran.", {("Pompeo", "Iran", -1)}),
        ("Pompeo, a critic of Iran, smiled.", {("Pompeo", "Iran", -1)}),
        ("Pompeo is critical of Iran.", {("Pompeo", "Iran", -1)}),
        ("Pompeo is loyal to Iran.", {("Pompeo", "Iran", 1)}),
        ("Pompeo is not critical of Iran.", set()),
        ("A critic of Iran smiled.", set()),
        ("Macron saw a critic of Spain.", set()),
        # an act on a thing is on whose it is
        ("Pompeo criticised the Iran deal.", {("Pompeo", "Iran", -1), ("Pompeo", "Iran deal", -1)}),
        ("Pompeo criticised the role of Iran.", {("Pompeo", "Iran", -1)}),
        ("Pompeo voiced support for Iran’s proposal.", {("Pompeo", "Iran", 1)}),
        ("Pompeo welcomed the defeat of Iran.", set()),
        ("The Iran campaign blamed France.", {("Iran", "France", -1)}),
        ("Pompeo challenged Iran.", {("Pompeo", "Iran", -1)}),
        ("Pompeo accused Mr. Khamenei of lying.", {("Pompeo", "Khamenei", -1)}),
        ("Pompeo praised Mr. Khamenei for signing the deal.", {("Pompeo", "Khamenei", 1)}),
        ("France imposed a curfew on Spain.", {("France", "Spain", -1)}),
        # who backs whom, wherever that stands
        ("Spain has attacked Iraq, backed by France.", {("Spain", "Iraq", -1), ("France", "Spain", 1)}),
        ("Backed by France, Spain has attacked Iraq.", {("Spain", "Iraq", -1), ("France", "Spain", 1)}),
        # a verb and its noun can be one act
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
        # a decision stands for whoever took it
        ("A decision by France helped Tesla.", {("France", "Tesla", 1)}),
        # whoever speaks for others acts for them too
        ("A spokesman for Tesla, Bob Cole, accused France.", {("Bob Cole", "France", -1), ("Tesla", "France", -1)}),
        ("Anna Berg, a lawyer for Tesla, accused France.", {("Anna Berg", "France", -1), ("Tesla", "France", -1)}),
        ("Spain’s envoy, Anna Berg, condemned France.", {("Anna Berg", "France", -1), ("Spain", "France", -1)}),
        ("Anna Berg, a friend of Tesla, accused France.", {("Anna Berg", "France", -1), ("Anna Berg", "Tesla", 1)}),
        # what someone is called is a charge or praise
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
        # whose plan it is can stand before it
        ("Macron criticised the Spanish plan.", {("Macron", "Spain", -1), ("Macron", "Spanish plan", -1)}),
        ("Macron criticised the Spanish language.", set()),
        # who acts in which clause
        ("Officials in Iraq met while France condemned Spain.", {("France", "Spain", -1)}),
        (
            "Pompeo met Iran-backed militias who have been threatening American personnel.",
            {("Iran-backed militias", "American personnel", -1)},
        ),
        (
            "Spain voiced anger at Iran-backed militias launching attacks on France.",
            {("Spain", "Iran-backed militias", -1), ("Iran-backed militias", "France", -1)},
        ),
        ("The town of Milford sued the Torvik Line over the fares.", {("Milford", "Torvik Line", -1)}),
        # no act without a doer and a target
        ("The rain was condemned by Iran.", set()),
        ("No French officials condemned Spain.", set()),
        ("Parliament passed a resolution to expel Iran.", set()),
        ("Talibawi warned that any attempt to harm Iran would fail.", set()),
        ("Reports say that a departure would weaken Kadhimi, and might lead to a clash with Iran.", set()),
        ("Iran attacked.", set()),
        ("Iran defended Iran.", set()),
        ("France has the support of Spain.", set()),
        ("The Paris attack shocked Spain.", set()),
        ("Officials in Iraq met while it rained.", set()),
    ],
)
def test_who_is_for_or_against_whom(text: str, found: set[tuple[str, str, int]]) -> None:
    assert signs(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("France suffered an attack by Spain.", [("Spain", "France", "ASSAULT", -1, "actual", False)]),
        ("France imposed sanctions on Spain.", [("France", "Spain", "SANCTION", -1, "actual", False)]),
        ("Sanctions were imposed on Spain by France.", [("France", "Spain", "SANCTION", -1, "actual", False)]),
        (
            "Iran’s attack on Spain could draw criticism from France.",
            [("Iran", "Spain", "ASSAULT", -1, "actual", False), ("France", "Iran", "ACCUSE", -1, "possible", False)],
        ),
        ("France articulated its support for Spain.", [("France", "Spain", "SUPPORT", 1, "actual", False)]),
        ("France will launch an attack on Spain.", [("France", "Spain", "ASSAULT", -1, "intended", False)]),
        ("France did not launch an attack on Spain.", [("France", "Spain", "ASSAULT", 0, "actual", True)]),
        ("France made no threats against Spain.", [("France", "Spain", "THREATEN", 0, "actual", True)]),
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
            [
                ("Iraq", "France", "REQUEST", 0, "actual", False),
                ("France", "Spain", "SUPPORT", 0, "required", False),
                ("Iraq", "Spain", "SUPPORT", 1, "intended", False),
            ],
        ),
    ],
)
def test_a_charge_or_a_request_and_what_it_is_about(text: str, found: list[Row]) -> None:
    assert told(text) == found


@pytest.mark.parametrize(
    ("text", "sign", "modality", "negated"),
    [
        ("France attacked Spain.", -1, "actual", False),
        ("France kept attacking Spain.", -1, "actual", False),
        ("France began to attack Spain.", -1, "actual", False),
        ("France vowed to attack Spain.", -1, "intended", False),
        ("France threatened to attack Spain.", -1, "intended", False),
        ("France will attack Spain.", -1, "intended", False),
        ("France sent troops to attack Spain.", -1, "intended", False),
        ("France would attack Spain.", -1, "hypothetical", False),
        ("Spain could be attacked by France.", -1, "possible", False),
        ("France has reportedly even attacked Spain.", -1, "reported", False),
        # another brought it about
        ("Iraq forced France to attack Spain.", -1, "actual", False),
        ("Iraq helped France attack Spain.", -1, "actual", False),
        ("Iraq will force France to attack Spain.", -1, "intended", False),
        ("France was forced to attack Spain.", -1, "actual", False),
        # the act is the object of another verb
        ("Iraq condemned French attacks on Spain.", -1, "actual", False),
        ("Iraq described French attacks on Spain.", -1, "actual", False),
        ("Iraq prevented French attacks on Spain.", 0, "actual", True),
        ("Iraq failed to prevent French attacks on Spain.", -1, "actual", False),
        ("Iraq will not prevent French attacks on Spain.", -1, "intended", False),
        ("France plans an attack on Spain.", -1, "intended", False),
        # denied: no sign
        ("France never criticised Spain.", 0, "actual", True),
        ("France did not support Spain.", 0, "actual", True),
        ("France failed to condemn Spain.", 0, "actual", True),
        ("France stopped attacking Spain.", 0, "actual", True),
        ("France denied attacking Spain.", 0, "actual", True),
        ("France denied that it had attacked Spain.", 0, "actual", True),
        ("France will not attack Spain.", 0, "intended", True),
        ("France left without condemning Spain.", 0, "actual", True),
        ("Spain was not condemned by France.", 0, "actual", True),
        ("Iraq prevented France from attacking Spain.", 0, "actual", True),
        ("Iraq warned France against attacking Spain.", 0, "actual", True),
        # but no act beside the one that is denied
        ("Iraq did not condemn Iran but France praised Spain.", 1, "actual", False),
        # only supposed, asked about, wanted or charged
        ("If France attacks Spain, all is lost.", 0, "hypothetical", False),
        ("Unless France attacks Spain, Iraq will suffer.", 0, "hypothetical", False),
        ("It asked whether France attacked Spain.", 0, "hypothetical", False),
        ("France attacked Spain, did it?", 0, "actual", False),
        ("France must attack Spain.", 0, "required", False),
        ("Iraq urged France to attack Spain.", 0, "required", False),
        ("Iraq urged France not to attack Spain.", 0, "required", True),
        ("Iraq called on France to attack Spain.", 0, "required", False),
        ("Iraq blamed France for attacking Spain.", 0, "reported", False),
        # who refuses support is against whoever asked for it
        ("France refused to support Spain.", -1, "intended", True),
        ("France refused to condemn Spain.", 0, "intended", True),
    ],
)
def test_how_an_act_is_told(text: str, sign: int, modality: str, negated: bool) -> None:
    acts_on_spain = [row[3:] for row in told(text) if row[:2] == ("France", "Spain")]
    assert acts_on_spain == [(sign, modality, negated)]


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
        # whose plan it is
        ("Spain made an attempt to oust Boris Johnson.", {("Spain", "Boris Johnson", -1)}),
        ("Iraq announced Spain’s decision to expel Boris Johnson.", {("Spain", "Boris Johnson", -1)}),
        # who asks for it
        ("France asked Spain to expel Boris Johnson.", {("France", "Boris Johnson", -1)}),
        ("Germany called on Spain to support Iraq.", {("Germany", "Iraq", 1)}),
        ("Iraq urged France to attack Spain.", {("Iraq", "Spain", -1)}),
        ("France urged Spain not to attack Iraq.", set()),
        ("France allowed Spain to attack Iraq.", set()),
        # what one wants to befall another
        ("France called on Boris Johnson to resign.", {("France", "Boris Johnson", -1)}),
        ("Spain called for Boris Johnson’s resignation.", {("Spain", "Boris Johnson", -1)}),
        ("Iraq demanded the arrest of Boris Johnson.", {("Iraq", "Boris Johnson", -1)}),
        ("Iraq called for sanctions against Spain.", {("Iraq", "Spain", -1)}),
        # whom a deed is taken up from
        ("France banned Huawei. China denounced the ban.", {("France", "Huawei", -1), ("China", "France", -1)}),
        ("The Supreme Court ruled on Monday. Spain welcomed the ruling.", {("Spain", "Supreme Court", 1)}),
        # what somebody says another is
        ("France said that Spain was wrong.", {("France", "Spain", -1)}),
        ("Boris Johnson said Spain was a liar.", {("Boris Johnson", "Spain", -1)}),
        ("France did not say that Spain was wrong.", set()),
        # nouns behind a preposition and "is"
        ("France is at war with Spain.", {("France", "Spain", -1)}),
        ("Spain is at odds with Iraq.", {("Spain", "Iraq", -1)}),
        ("Iran is not at war with Iraq.", set()),
        # words
        ("Spain pushed back against Iraq.", {("Spain", "Iraq", -1)}),
        ("France split from Spain.", {("France", "Spain", -1)}),
        ("France lined up behind Spain.", {("France", "Spain", 1)}),
        ("Iran filed a complaint against Spain.", {("Iran", "Spain", -1)}),
        ("Spain, which France has blamed for the attack, denied it.", {("France", "Spain", -1)}),
        ("France voted on Monday, rebuking Spain.", {("France", "Spain", -1)}),
    ],
)
def test_who_asks_plans_wants_or_says_it(text: str, found: set[tuple[str, str, int]]) -> None:
    assert {row for row in signs(text) if not row[1].islower()} == found
