"""Who "he", "she", "it" and "they" are."""

import pytest

from readout.analyses.attribution import all_attributions, with_quoted_pronouns
from readout.nlp.document import Document
from support.articles import document


def meant(text: str) -> list[tuple[str, str | None]]:
    """Each pronoun of the text with the actor it stands for."""
    return meant_in(document(text))


def meant_in(doc: Document) -> list[tuple[str, str | None]]:
    """Each pronoun of a document with the actor it stands for."""
    words = [(tree, word) for tree in doc.trees for word in tree.words if word.tag in ("PRP", "PRP$")]
    return [(word.text, doc.actor_of(tree, word)) for tree, word in words]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ann Lee praised her rival.", [("her", "Ann Lee")]),
        ("Germany said it would review its mission.", [("it", "Germany"), ("its", "Germany")]),
        ("Local officials fled. “The groups endanger us,” they said.", [("us", None), ("they", "local officials")]),
        (
            "Local officials fled. The groups behind the raid, they said, endanger everyone.",
            [("they", "local officials")],
        ),
        ("The State Department condemned the attacks and said they were wrong.", [("they", None)]),
        ("The militant groups fled. Officials accused it of lying.", [("it", None)]),
        ("Ann Lee met Iran’s envoy. It was clear that she had won.", [("It", None), ("she", "Ann Lee")]),
        ("Ann Lee left. She won. Then Bo Berg praised her.", [("She", "Ann Lee"), ("her", "Ann Lee")]),
        ("Bo Berg urged him to leave.", [("him", None)]),
        ("Iran and Iraq left. It won.", [("It", None)]),
        ("Some part-time workers left. They won.", [("They", "part-time workers")]),
        ("No police have come. If they do, all is lost.", [("they", None)]),
        ("Robert Mills condemned Martha Hill. She left.", [("She", "Martha Hill")]),
        ("Mary Webb accused John Cole. He left. She won.", [("He", "John Cole"), ("She", "Mary Webb")]),
        ("Mr. Okafor met Ms. Ilves. She left. He won.", [("She", "Ilves"), ("He", "Okafor")]),
        ("DUBAI — Oman said armed men had boarded a ship in its waters.", [("its", "Oman")]),
        ("Though the State Department left, it said no.", [("it", "State Department")]),
        ("The attack was an end. Then it said no.", [("it", None)]),
        ("Miller praised Trump. Then he left.", [("he", "Miller")]),
        ("The envoy praised Trump. The envoy saw Miller. Then he left.", [("he", None)]),
        ("Miller told Trump that he left.", [("he", None)]),
        ("A spokesman praised Trump. Then he left.", [("he", None)]),
        ("Iraqi officials left, but they said no.", [("they", "Iraqi officials")]),
        ("The reports were wrong. Iran saw that they said no.", [("they", None)]),
        ("Ann Lee left. “Bo Berg lost,” she said.", [("she", "Ann Lee")]),
    ],
)
def test_a_pronoun_is_the_clear_antecedent_or_no_one(text: str, found: list[tuple[str, str | None]]) -> None:
    assert meant(text) == found


TRIBUTE = "Carl Berg has died. “He was a kind man and we liked him,” said Lord Wade. "


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TRIBUTE, [("He", "Carl Berg"), ("we", "Wade"), ("him", "Carl Berg")]),
        # nor does a second speaker speak of the first
        (
            f"{TRIBUTE}Tom Hill said: “He taught me.”",
            [*[("He", "Carl Berg"), ("we", "Wade"), ("him", "Carl Berg")], *[("He", "Carl Berg"), ("me", "Tom Hill")]],
        ),
        ("Ann Lee met Bo Berg. “I admire Iran, and he does not,” she said.", [("I", "Ann Lee"), ("he", "Bo Berg")]),
        ("Tom Hill said that he would resign.", [("he", "Tom Hill")]),
        ("“They have lied,” the teachers said.", [("They", None)]),
        ("Tom Hill left. I saw it.", [("I", None)]),
    ],
)
def test_in_a_quotation_i_is_the_speaker_and_he_is_not(text: str, found: list[tuple[str, str | None]]) -> None:
    doc = document(text)
    heard = with_quoted_pronouns(doc, all_attributions(doc))
    given = meant_in(heard)
    assert [pair for pair in given if pair[0] not in ("she", "it")] == found
