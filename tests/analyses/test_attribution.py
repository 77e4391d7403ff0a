"""Who says what: quotations and reported speech, in every order that news puts them."""

import pytest

from readout.analyses.attribution import COLUMNS, all_attributions, attributions, voices
from readout.nlp.document import parse
from support.articles import article, document, said

NO = "We will not go"


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        # after the cue, before it, around it
        ("Mike Pompeo said that Iran would fall.", "Mike Pompeo", "Iran would fall"),
        ("Mike Pompeo said Iran would fall.", "Mike Pompeo", "Iran would fall"),
        ("Mike Pompeo said on Tuesday that Iran would fall.", "Mike Pompeo", "Iran would fall"),
        ("Mike Pompeo told Hassan Rouhani that Iran would fall.", "Mike Pompeo", "Iran would fall"),
        ("Iran would fall soon, Mike Pompeo said.", "Mike Pompeo", "Iran would fall soon"),
        ("Iran would fall soon, said Mike Pompeo.", "Mike Pompeo", "Iran would fall soon"),
        ("Iran wants talks, said Mike Pompeo, who met Hassan Rouhani.", "Mike Pompeo", "Iran wants talks"),
        ("The war, Mike Pompeo said, was over.", "Mike Pompeo", "The war … was over"),
        ("The war, Mike Pompeo said on Monday, was over.", "Mike Pompeo", "The war … was over"),
        ("Mike Pompeo urged Iran to stop.", "Mike Pompeo", "to stop"),
        ("Hassan Rouhani, the president of Iran, said that it was over.", "Hassan Rouhani", "it was over"),
        ("Hassan Rouhani, who met Mike Pompeo, said that it was over.", "Hassan Rouhani", "it was over"),
        # according to, and other phrases
        ("According to Mike Pompeo, Iran has lost.", "Mike Pompeo", "Iran has lost"),
        ("Iran has lost, according to Mike Pompeo.", "Mike Pompeo", "Iran has lost"),
        ("The bank failed, according to the report.", "the report", "The bank failed"),
        ("Mike Pompeo was quoted as saying that Iran had lost.", "Mike Pompeo", "Iran had lost"),
        # quotation marks, curly and straight
        (f"“{NO},” said Mike Pompeo.", "Mike Pompeo", f"“{NO},”"),
        (f'"{NO}," Mike Pompeo said on Monday.', "Mike Pompeo", f'"{NO},"'),
        (f"Mike Pompeo said: “{NO}.”", "Mike Pompeo", f"“{NO}.”"),
        (f'Mike Pompeo said "{NO}" to Iran.', "Mike Pompeo", f'"{NO}" to Iran'),
        ("“The war,” Mike Pompeo said, “is over.”", "Mike Pompeo", "“The war,” … “is over.”"),
        ("“Who goes there?” Mike Pompeo asked.", "Mike Pompeo", "“Who goes there?”"),
        ("Mike Pompeo refused to comment on “secret talks”.", "Mike Pompeo", "“secret talks”"),
        ("The plan, which Mike Pompeo called “a disgrace”, failed.", "Mike Pompeo", "“a disgrace”"),
        # anonymous, and in their own words
        ("Iran has lost, said a spokesman.", "a spokesman", "Iran has lost"),
        (
            "Two officials of other factions said that Iran had lost.",
            "Two officials of other factions",
            "Iran had lost",
        ),
        (
            "An official who asked not to be named said that Iran had lost.",
            "An official who asked not to be named",
            "Iran had lost",
        ),
        ("Some of them said that Iran had lost.", "Some of them", "Iran had lost"),
        ("The minister, speaking in Paris, said the deal was dead.", "The minister", "the deal was dead"),
        # quotations that no mark closes, or that hold others
        (f"Mike Pompeo said “{NO} and that is that", "Mike Pompeo", f"“{NO} and that is that"),
        ("“This is a fine mess indeed.”", None, "“This is a fine mess indeed.”"),
    ],
)
def test_one_attribution(text: str, speaker: str | None, content: str) -> None:
    assert said(text) == [(speaker, content)]


@pytest.mark.parametrize(
    "text",
    [
        "Mike Pompeo did not say that Iran had lost.",
        "Few will believe that Iran has lost.",
        "It is said that Iran has lost.",
        "Mike Pompeo posted a photo of men that he liked.",
        "Phone calls that came to light hurt Iran.",
        "The book “War and Peace” is long.",
        "Iran said no.",
    ],
)
def test_nothing_is_said(text: str) -> None:
    assert said(text) == []


def test_pronouns_are_named_where_clear_and_left_where_not() -> None:
    assert said("Mike Pompeo left. He said that it was over.") == [("Mike Pompeo", "it was over")]
    assert said("It rained. He said that it was over.") == [("He", "it was over")]
    assert said("It rained. It said that Iran was to blame.") == [("It", "Iran was to blame")]
    assert said("The State Department left. It said that Iran was to blame.")[0][0] == "State Department"


def test_one_quotation_over_two_sentences_is_one() -> None:
    text = f"“{NO}. It is over,” Mike Pompeo said."
    assert said(text) == [("Mike Pompeo", f"“{NO}. It is over,”")]


def test_a_quotation_goes_on_behind_its_cue() -> None:
    text = f"“{NO},” Mike Pompeo said. “It is over and done with.”"
    assert said(text) == [("Mike Pompeo", f"“{NO},”"), ("Mike Pompeo", "“It is over and done with.”")]


def test_a_speaker_goes_on_over_paragraphs_that_are_quotations() -> None:
    text = "Mike Pompeo said: “One two three four.\n\n“Five six seven eight.”\n\n“Nine ten eleven twelve.”"
    assert said(text) == [
        ("Mike Pompeo", "“One two three four."),
        ("Mike Pompeo", "“Five six seven eight.”"),
        ("Mike Pompeo", "“Nine ten eleven twelve.”"),
    ]


@pytest.mark.parametrize("further", [" and added that", ", adding that", ", and he added that"])
def test_two_cues_of_one_source_are_two(further: str) -> None:
    text = f"Mike Pompeo said that Iran had lost{further} France had won."
    assert said(text) == [("Mike Pompeo", "Iran had lost"), ("Mike Pompeo", "France had won")]


def test_the_next_source_ends_the_content() -> None:
    text = "Mike Pompeo said that France had won, but Iran said that it had not."
    assert said(text) == [("Mike Pompeo", "France had won"), ("Iran", "it had not")]


def test_the_row_shows_source_cue_and_content() -> None:
    doc = document("Iraqi officials said that “all is well”.")
    frame = attributions(doc)
    assert list(frame.columns) == COLUMNS
    row = frame.iloc[0]
    assert (row["source"], row["cue"], row["content"]) == ([[0, 15]], [[16, 20]], [[26, 39]])
    assert (row["direct"], row["start"], row["end"]) == (True, 26, 39)


def test_direct_means_quotation_marks() -> None:
    doc = document(f"Mike Pompeo said that he was late. “{NO} there,” said Mike Pompeo.")
    assert list(attributions(doc)["direct"]) == [False, True]


def test_voices_are_those_who_fill_half_a_sentence() -> None:
    doc = document(
        "Iran fell. Mike Pompeo said that the whole of Iran would fall. Mike Pompeo, in a very long speech, said so."
    )
    assert voices(doc.article, attributions(doc)) == ["author", "Mike Pompeo", "author"]


def test_no_text_says_nothing() -> None:
    doc = document("")
    frame = attributions(doc)
    assert frame.empty
    assert voices(doc.article, frame) == []


@pytest.mark.parametrize(
    ("text", "cue", "content"),
    [
        ("Mike Pompeo has also said that Iran had lost.", "has also said", "Iran had lost"),
        ("Mike Pompeo pointed out that Iran had lost.", "pointed out", "Iran had lost"),
        ("Mike Pompeo vowed to avenge the attack.", "vowed", "to avenge the attack"),
        ("Mike Pompeo did not want to comment.", "did not want", "to comment"),
    ],
)
def test_the_cue_is_the_verb_with_its_group(text: str, cue: str, content: str) -> None:
    doc = document(text)
    rows = all_attributions(doc).to_dict("records")
    found = [(text[slice(*row["cue"][0])], text[slice(*row["content"][0])]) for row in rows]
    assert found == [(cue, content)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Mike Pompeo said that Iran had lost.", "speech"),
        ("Mike Pompeo fears that Iran will win.", "belief"),
        ("Mike Pompeo hopes to win.", "intention"),
        ("Mike Pompeo criticised the treaty.", "attitude"),
        ("Mike Pompeo did not say that Iran had lost.", "denied"),
        ("Nobody said that Iran had lost.", "denied"),
        ("Mike Pompeo may say that Iran has lost.", "possible"),
        ("Mike Pompeo would praise the treaty.", "possible"),
    ],
)
def test_the_kind_says_whether_something_was_said_thought_or_wanted(text: str, kind: str) -> None:
    doc = document(text)
    assert list(all_attributions(doc)["kind"]) == [kind]


def test_only_words_and_thoughts_make_a_voice() -> None:
    story = article("Mike Pompeo criticised the new and costly treaty. Mike Pompeo did not say that Iran had lost.")
    assert list(all_attributions(parse(story))["kind"]) == ["attitude", "denied"]
    assert attributions(parse(story)).empty
    assert voices(story, attributions(parse(story))) == ["author", "author"]


def test_what_the_author_thinks_is_no_attribution() -> None:
    assert said("I think that the deal is dead. We know that it was bad.") == []


def test_an_attitude_within_what_is_said_is_not_told_again() -> None:
    doc = document("Mike Pompeo said that the bishops had criticised the treaty.")
    assert list(all_attributions(doc)["kind"]) == ["speech"]


def test_a_report_within_a_report_is_nested() -> None:
    doc = document("Mike Pompeo said that Hassan Rouhani had said that it was over.")
    rows = all_attributions(doc)[["speaker", "nested"]].values.tolist()
    assert rows == [["Mike Pompeo", False], ["Hassan Rouhani", True]]


def test_hedges_are_marked_in_cue_and_content() -> None:
    text = "Perhaps it rained. Mike Pompeo said that Iran may have lost, reportedly, at sea."
    doc = document(text)
    (hedges,) = all_attributions(doc)["hedges"]
    assert [text[slice(*span)] for span in hedges] == ["may", "reportedly"]


def test_the_source_has_all_that_is_said_of_it_and_the_speaker_is_short() -> None:
    text = "The engineer, who met Iran, said that it was over."
    doc = document(text)
    row = all_attributions(doc).iloc[0]
    assert (row["speaker"], text[slice(*row["source"][0])]) == ("The engineer", "The engineer, who met Iran")


def test_a_relative_pronoun_is_the_source_and_its_noun_the_speaker() -> None:
    text = "Mike Pompeo, who said that Iran had lost, left."
    doc = document(text)
    row = all_attributions(doc).iloc[0]
    assert (row["speaker"], text[slice(*row["source"][0])]) == ("Mike Pompeo", "who")


def test_many_quotations_in_one_sentence_are_read() -> None:
    assert all_attributions(document('"a" “b ” ' * 100)).empty
