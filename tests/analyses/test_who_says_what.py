"""Who says what, in every order that news puts it; by kinds of mistakes that readers met: three examples of each."""

import pytest

from readout.analyses.attribution import attributions, voices
from support.articles import document, said

BAD = "It is a bad plan for the whole town."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # after the cue, before it, around it
        ("Mike Pompeo said Iran would fall.", "Mike Pompeo: Iran would fall"),
        ("Mike Pompeo said on Tuesday that Iran would fall.", "Mike Pompeo: Iran would fall"),
        ("Mike Pompeo told Hassan Rouhani that Iran would fall.", "Mike Pompeo: Iran would fall"),
        ("Iran wants talks, said Mike Pompeo, who met Hassan Rouhani.", "Mike Pompeo: Iran wants talks"),
        ("The war, Mike Pompeo said on Monday, was over.", "Mike Pompeo: The war … was over"),
        ("Mike Pompeo urged Iran to stop.", "Mike Pompeo: to stop"),
        ("Hassan Rouhani, the president of Iran, said that it was over.", "Hassan Rouhani: it was over"),
        ("Mike Pompeo was quoted as saying that Iran had lost.", "Mike Pompeo: Iran had lost"),
        # anonymous, and in their own words
        ("Iran has lost, said a spokesman.", "a spokesman: Iran has lost"),
        ("Two officials of other factions said it was over.", "Two officials of other factions: it was over"),
        (
            "An official who asked not to be named said it was over.",
            "An official who asked not to be named: it was over",
        ),
        ("Some of them said that Iran had lost.", "Some of them: Iran had lost"),
        # pronouns are named where clear and left where not
        ("Mike Pompeo left. He said that it was over.", "Mike Pompeo: it was over"),
        ("It rained. He said that it was over.", "He: it was over"),
        ("It rained. It said that Iran was to blame.", "It: Iran was to blame"),
        # quotation marks, curly and straight
        ('"It is over," Mike Pompeo said on Monday.', 'Mike Pompeo: "It is over,"'),
        ("Mike Pompeo said: “It is over.”", "Mike Pompeo: “It is over.”"),
        ('Mike Pompeo said "We will not go" to Iran.', 'Mike Pompeo: "We will not go" to Iran'),
        ("“The war,” Mike Pompeo said, “is over.”", "Mike Pompeo: “The war,” … “is over.”"),
        ("“Who goes there?” Mike Pompeo asked.", "Mike Pompeo: “Who goes there?”"),
        ("Mike Pompeo refused to comment on “secret talks”.", "Mike Pompeo: “secret talks”"),
        ("“We go. It is over,” Mike Pompeo said.", "Mike Pompeo: “We go. It is over,”"),
        (
            "“We go,” Mike Pompeo said. “It is over and done with.”",
            "Mike Pompeo: “We go,” | Mike Pompeo: “It is over and done with.”",
        ),
        (
            "Mike Pompeo said: “One two three four.\n\n“Five six seven eight.”\n\n“Nine ten eleven twelve.”",
            "Mike Pompeo: “One two three four. | Mike Pompeo: “Five six seven eight.” | Mike Pompeo: “Nine ten "
            "eleven twelve.”",
        ),
        # two cues of one source are two, and the next source ends the content
        (
            "Mike Pompeo said that Iran had lost, and he added that France had won.",
            "Mike Pompeo: Iran had lost | Mike Pompeo: France had won",
        ),
        (
            "Mike Pompeo said that France had won, but Iran said that it had not.",
            "Mike Pompeo: France had won | Iran: it had not",
        ),
        # nobody says it
        ("Mike Pompeo did not say that Iran had lost. Few will believe that Iran has lost.", ""),
        ("It is said that Iran has lost. Iran said no.", ""),
        ("Mike Pompeo posted a photo of men that he liked. Phone calls that came to light hurt Iran.", ""),
        ("I think that the deal is dead. We know that it was bad.", ""),
        ("The book “War and Peace” is long.", ""),
        # a mark of another kind closes a quotation, and one that nothing closes ends with its paragraph
        (
            "The Port Commission warned that “passengers are entitled to clear prices.’’\n\nOn Monday the Torvik "
            "Line raised its fares by a fifth.\n\nMayor Ilse Brandt urged them, “Look at what I have built.”",
            "Port Commission: “passengers are entitled to clear prices.’’ | Ilse Brandt: “Look at what I have built.”",
        ),
        (
            'Marion Teller said: “We will never pay for this plan."\n\nThe traders went home at noon, “tired”.',
            'Marion Teller: “We will never pay for this plan."',
        ),
        (
            "Marion Teller said: “We will never pay for this plan.\n\nThe ministry was silent on the matter.",
            "Marion Teller: “We will never pay for this plan.",
        ),
        # a paragraph that is a quotation goes on with the speaker of the paragraph before
        (
            '"We have tried everything," said Greta Halvorsen, who runs the firm with her brother.\n\n"The prices '
            'for timber have ruined us."\n\nThe ministry declined to comment.',
            'Greta Halvorsen: "We have tried everything," | Greta Halvorsen: "The prices for timber have ruined us."',
        ),
        (
            f"Olaf Brenner said that the ferries were full.\n\n‘{BAD}’\n\nThe council met.",
            f"Olaf Brenner: the ferries were full | Olaf Brenner: ‘{BAD}’",
        ),
        # one mark that is missing does not turn text and quotation inside out
        (
            'Clay said: "The letter hurt us in the suburbs. "The second one helped our rival." Clay did not come. '
            'Ellen Warner said: "The results have divided us."',
            'Clay: "The letter hurt us in the suburbs. | Clay: "The second one helped our rival." | Ellen Warner: '
            '"The results have divided us."',
        ),
        (
            'The votes were counted at night." It rained. Ellen Warner said: "We have lost the town."',
            'Ellen Warner: "We have lost the town."',
        ),
        (
            "“The ferry sank, Ellen Warner said.\n\nIt was old. “It was full,” Nora Blythe said.",
            "Ellen Warner: “The ferry sank | Nora Blythe: “It was full,”",
        ),
        # "he" behind a quotation is who spoke before, not who is named in between
        (
            'Pavel Orlan urged the rebels to talk.\n\nHe added that Idris Kamal should go.\n\n"Kamal is stubborn and '
            'his war is lost," he said.',
            'Pavel Orlan: to talk | Pavel Orlan: Idris Kamal should go | Pavel Orlan: "Kamal is stubborn and his war '
            'is lost,"',
        ),
        (
            "Nora Blythe left the hall. She said that Ilse Brandt had lied. “I am angry,” she said.",
            "Nora Blythe: Ilse Brandt had lied | Nora Blythe: “I am angry,”",
        ),
        (
            "Olaf Brenner owns the ferries. He claimed that Chuck Shore had sunk one. He said that it was insured.",
            "Olaf Brenner: Chuck Shore had sunk one | Olaf Brenner: it was insured",
        ),
        # "they" is nobody of a sentence further before, where two are named together in between
        (
            "State Police reported that 5,000 people came. Governor Eric Lund and leaders of the Assembly avoided "
            "criticism. They seem careful. However, they said they do not expect to act.",
            "State Police: 5,000 people came | they: they do not expect to act",
        ),
        (
            "The police met. Ilse Brandt and the traders left the hall. They said that the plan was bad.",
            "They: the plan was bad",
        ),
        ("The teachers met. The mayor and the ministers left. Then they said that it was over.", "they: it was over"),
        # according to a title with a name, or to what belongs to somebody
        ("The risk is small, according to Dr. Lind of the harbour office.", "Lind: The risk is small"),
        ("The war is lost, according to Gen. Ross.", "Ross: The war is lost"),
        ("According to Mayor Ilse Brandt, the town is safe.", "Ilse Brandt: the town is safe"),
        (
            "Public Ombudsman Nadia Vera’s office said the deaths were caused by gunshot wounds.",
            "Public Ombudsman Nadia Vera’s office: the deaths were caused by gunshot wounds",
        ),
        (
            "The driver was drunk, according to the state's investigation.",
            "the state's investigation: The driver was drunk",
        ),
        (
            "Mayor Tomas Reed’s spokeswoman said the bridge was safe and called on the council to pay for it.",
            "Mayor Tomas Reed’s spokeswoman: the bridge was safe | Mayor Tomas Reed’s spokeswoman: to pay for it",
        ),
        (
            "The prosecutor’s office in Malden said the driver was drunk and called on witnesses to come forward.",
            "The prosecutor’s office in Malden: the driver was drunk | The prosecutor’s office in Malden: to come "
            "forward",
        ),
        (
            "The judge said the law was old and urged parliament to change it.",
            "The judge: the law was old | The judge: to change it",
        ),
        (
            "Residents said soldiers came at night and ordered them to leave.",
            "Residents: soldiers came at night and ordered them to leave | soldiers: to leave",
        ),
        ("The question of owners will be settled according to Torvia's competition law.", ""),
        ("The bridge was closed, according to the city’s own report.", "the city’s own report: The bridge was closed"),
        ("The ferries will leave according to the summer timetable.", ""),
        ("Victims must be heard, according to the country's criminal code.", ""),
        ("Prices will rise, according to General Tal Reed's staff.", "Tal Reed's staff: Prices will rise"),
        ("Prices will rise, according to Mayor Lena Prior’s spokesman.", "Lena Prior’s spokesman: Prices will rise"),
        # what goes on is not said
        ("The authorities continue to pour money into the old harbour.", ""),
        ("Torvia has continued to arm its ally Mirland.", ""),
        ("The council began to blame the police. The police started to leave.", ""),
        ("Nora Blythe continued to insist that the water was safe.", "Nora Blythe: the water was safe"),
        ("Ministers began to argue that the law was fair.", "ministers: the law was fair"),
        ("Nora Blythe failed to say that the water was bad.", ""),
        (f"“{BAD}” Nora Blythe continued.", f"Nora Blythe: “{BAD}”"),
        # a reason is no speaker
        ("President Moreno scuttled the talks in September, citing rebel violence.", ""),
        ("The Torvik Line raised its fares, citing the price of fuel.", ""),
        ("The club cancelled the match, citing heavy snow on the pitch.", ""),
        # the source right before its cue, behind a clause in the passive
        (
            "American Kevin Kahn and Australian Tim Wicks, both professors at the university, were handed over to US "
            "forces in the south, an insurgent source told Nordpress.",
            "an insurgent source: American Kevin Kahn and Australian Tim Wicks, both professors at the university, "
            "were handed over to US forces in the south",
        ),
        (
            "The process of embalming his remains started too late, acting President Nicolas Vela said Tuesday.",
            "Nicolas Vela: The process of embalming his remains started too late",
        ),
        (
            "Nora Blythe, the owner of two ferries, was arrested at home, a spokesman told the paper.",
            "a spokesman: Nora Blythe, the owner of two ferries, was arrested at home",
        ),
        (
            "A crisis team was set up in Berlin and the foreign minister, Frank Steinberg, was receiving updates, "
            "the German foreign ministry spokesman said.",
            "German foreign ministry spokesman: A crisis team was set up in Berlin and the foreign minister, "
            "Frank Steinberg, was receiving updates",
        ),
        (
            "The hall was closed and the mayor, Lena Ortiz, was on holiday, the town council’s spokeswoman said.",
            "the town council’s spokeswoman: The hall was closed and the mayor, Lena Ortiz, was on holiday",
        ),
        (
            "Two men were held and the coach, Dan Pryor, was resting, a police officer told the paper.",
            "a police officer: Two men were held and the coach, Dan Pryor, was resting",
        ),
        # reports with a place before each: the place is not said, and "it" is who the report is about
        (
            'BEIJING: The drinks maker Fizzo is "cooperating fully" with Chinese authorities, it said.',
            'Fizzo: The drinks maker Fizzo is "cooperating fully" with Chinese authorities',
        ),
        (
            "FRANKFURT: The steel firm Korbach will cut jobs, it said.\n\nROME: The party lost, exit polls showed.",
            "Korbach: The steel firm Korbach will cut jobs | exit polls: The party lost",
        ),
        ("MOSCOW: The bank is at risk, economists said.", "economists: The bank is at risk"),
        # of two clauses what "that" opens behind the cue is said
        ("In 2015, after it lost the vote, the party said that it would change.", "the party: it would change"),
        (
            "Since 1989, when it crushed the protests, Beijing has calculated that bloodshed should be avoided.",
            "China: bloodshed should be avoided",
        ),
        (
            "On Monday, as they left the hall, the teachers said that the deal was dead.",
            "the teachers: the deal was dead",
        ),
        # a second cue has what stands behind it
        (
            "Nora Blythe said the ferry was old, adding that nobody had warned her.",
            "Nora Blythe: the ferry was old | Nora Blythe: nobody had warned her",
        ),
        (
            "“We are safe,” Nora Blythe told the paper, adding that the ferry was old.",
            "Nora Blythe: “We are safe,” | Nora Blythe: the ferry was old",
        ),
        (
            "Australian Prime Minister Scott Halden said in a statement, “We are profoundly pleased and relieved” at "
            "the hostages’ release, adding that Wicks’ family had asked to convey its own relief and gratitude.",
            "Scott Halden: “We are profoundly pleased and relieved” at the hostages’ release | Scott Halden: Wicks’ "
            "family had asked to convey its own relief and gratitude",
        ),
        (
            "The charity said in a report, “Hunger is spreading,” and warned that the roads were closed.",
            "The charity: “Hunger is spreading,” | The charity: the roads were closed",
        ),
        # a statement is whose it is
        (
            'Lena Ortiz came. "This is a great day for us," she told mayors, according to a statement.',
            'Lena Ortiz: "This is a great day for us,"',
        ),
        (
            "“The ferry is old,” Nora Blythe told the council, according to a video of the meeting.",
            "Nora Blythe: “The ferry is old,”",
        ),
        ("“I will not go,” Chuck Shore wrote, according to court documents.", "Chuck Shore: “I will not go,”"),
        # single marks of British papers, and those of LaTeX
        (
            "‘We will not pay for this bridge,’ said Nora Blythe, the mayor. ‘The minister has lied to us.’",
            "Nora Blythe: ‘We will not pay for this bridge,’ | Nora Blythe: ‘The minister has lied to us.’",
        ),
        ("The minister, Alan Frome, called her claims ‘nonsense’.", "Alan Frome: ‘nonsense’"),
        ("'It is over,' said Alan Frome of the traders' union.", "Alan Frome: 'It is over,'"),
        ("``We will never pay,'' said Marion Teller.", "Marion Teller: ``We will never pay,''"),
        ("Alan Frome said: ``The bridge is old.''", "Alan Frome: ``The bridge is old.''"),
        (
            "``It is bad,'' said Nora Blythe. ``It is late.''",
            "Nora Blythe: ``It is bad,'' | Nora Blythe: ``It is late.''",
        ),
        # what is told of the speaker is not said
        (
            "Jennifer Corwin, who has split from many Republicans on vouchers, told cheering teachers that they were "
            "not “asking for the moon.”",
            "Jennifer Corwin: they were not “asking for the moon.”",
        ),
        (
            "The community launched an inquiry in a move which diplomats said could mark a worsening of strains.",
            "diplomats: could mark a worsening of strains",
        ),
        (
            "The police closed a bridge which Nora Blythe said would fall into the sea.",
            "Nora Blythe: would fall into the sea",
        ),
        ("The ferry, which the mayor said was old, sank.", "the mayor: was old"),
        ("The bridge, which Nora Blythe says is safe, will open.", "Nora Blythe: is safe"),
        ("The men, who the police said were armed, fled.", "the police: were armed"),
        ("Olaf Brenner, who owns the ferries, told reporters that they were safe.", "Olaf Brenner: they were safe"),
        ("The bank took a step which analysts said might raise prices.", "analysts: might raise prices"),
        ("He signed a law, which critics say is too harsh for the poor.", "critics: is too harsh for the poor"),
        # who is quoted as saying it, not who quotes
        ("State television quoted Lena Fisk as saying that the vote was fair.", "Lena Fisk: the vote was fair"),
        ("“It rained all day,” the paper quoted Lena Fisk as saying.", "Lena Fisk: “It rained all day,”"),
        (
            "The agency quoted the minister, Paul Reyes, as telling reporters: “It is a lesson for us.”",
            "Paul Reyes: “It is a lesson for us.”",
        ),
        (
            "The paper quoted two officials in the north on Monday as saying that the vote was fair.",
            "two officials in the north: the vote was fair",
        ),
        ("Fisk was cited by the Herald as saying the count was slow.", "Fisk: the count was slow"),
        (
            "The agency quoted an unnamed source as saying the talks had failed.",
            "an unnamed source: the talks had failed",
        ),
        ("“He caved in,” said Peter Stahl, who owns forty flats downtown.", "Peter Stahl: “He caved in,”"),
        # what somebody is asked is not said
        ("Asked whether she would resign, Ida Brandt replied: “Certainly not.”", "Ida Brandt: “Certainly not.”"),
        (
            "Mayor Luis Ortega, a Democrat, vetoed the bill on Friday, arguing that it would hurt renters.",
            "Luis Ortega: it would hurt renters",
        ),
        # songs, mottos, signs
        ("Teachers with brass played “We’re Not Gonna Take It” from the steps.", ""),
        ("The firm has the motto “Bringing Gold to Market”.", ""),
        ("The hall bears the sign “Vehicle and Engine Testing House.”", ""),
        ("Every autumn students still read his essay “On Debt.”", ""),
        ("Nora Blythe wrote the play “Glass Houses”.", ""),
        (f"Nora Blythe said in a statement “{BAD}”", f"Nora Blythe: “{BAD}”"),
        ("They sang “The Long Way Home” in the rain.", ""),
        # who bears a cue does not say it
        (
            'The government approved a budget, hailed by the economy minister as a "historic" step.',
            'the economy minister: "historic"',
        ),
        ('The party of Anna Kreis, described by rivals as a "sect", abstained.', 'rivals: "sect"'),
        ("The party was accused of changing the name to “factcheckUK”.", ""),
        ("The plan was called “a disgrace” by Nora Blythe.", "Nora Blythe: “a disgrace”"),
        # a quotation of two sentences with its cue behind the second
        (
            "“Cancel the meeting. Now,” Shore tweeted Friday. “We will not go,” Nora Blythe tweeted. The senator, "
            "Chuck Shore, leads the minority.",
            "Chuck Shore: “Cancel the meeting. Now,” | Nora Blythe: “We will not go,”",
        ),
        (
            "“They lied to us. Twice,” Nora Blythe said. Olaf Brenner, the owner of ferries, said nothing about it.",
            "Nora Blythe: “They lied to us. Twice,”",
        ),
        (
            "“It was dark. Cold, too,” Olaf Brenner told us. “We were lost,” said Nora Blythe.",
            "Olaf Brenner: “It was dark. Cold, too,” | Nora Blythe: “We were lost,”",
        ),
        # labels
        (f"“{BAD}” — Marion Teller", f"Marion Teller: “{BAD}”"),
        (f'"{BAD}" -Marion Teller, mayor', f'Marion Teller: "{BAD}"'),
        (f'Marion Teller: "{BAD}"', f'Marion Teller: "{BAD}"'),
        (f"From Chairwoman Rosa Werth:\n\n“{BAD}”", f"Rosa Werth: “{BAD}”"),
        (f"“{BAD}”\n\n— Alan Frome, mayor of Eastwick", f"Alan Frome: “{BAD}”"),
        (f"Alan Frome told the council:\n\n“{BAD}”", f"Alan Frome: “{BAD}”"),
        # none; a few words in a later sentence are not what was said before
        (f"“{BAD}”", f"nobody: “{BAD}”"),
        (
            "Nora Blythe said the fare was unfair. The new hall is known as the “toaster of the east”.",
            "Nora Blythe: the fare was unfair | nobody: “toaster of the east”",
        ),
    ],
)
def test_who_says_what(text: str, expected: str) -> None:
    assert " | ".join(f"{speaker or 'nobody'}: {content}" for speaker, content in said(text)) == expected


@pytest.mark.parametrize(
    ("title", "text", "speakers"),
    [
        (
            "Interview with Mara Lindqvist",
            "Mara Lindqvist runs the largest cider press in Vestmark.\n\nQ: Why did you fight the tax?\n\n"
            "A: Because the ministry never talked to us. Minister Dahl ignored every letter.\n\n"
            "Q: Will you support the new law?\n\nA: Yes. I think it is fair to growers.",
            {"Mara Lindqvist": 4},
        ),
        (
            "The man who built the bridge",
            "Olaf Brenner built the bridge. We met him.\n\nReporter: Was it hard?\n\nBrenner: It was dark. It was "
            "cold.\n\nReporter: And now?\n\nBrenner: Now I sleep.",
            {"Olaf Brenner": 3, "Reporter": 2},
        ),
        (
            "Nora Blythe on the ferries",
            "Nora Blythe is the mayor of Eastwick.\n\nWhy did the ferry sink?\n\nI think it was old. I had warned "
            "them.\n\nWill you pay?\n\nMy town is poor.\n\nWhat comes next?\n\nWe will build a bridge.",
            {"Nora Blythe": 4},
        ),
    ],
)
def test_the_answers_of_an_interview_are_those_of_who_is_asked(title: str, text: str, speakers: dict[str, int]) -> None:
    doc = document(text, title)
    spoken = [voice for voice in voices(doc.article, attributions(doc)) if voice != "author"]
    assert {name: spoken.count(name) for name in spoken} == speakers


def test_questions_in_an_article_that_speaks_of_others_make_no_interview() -> None:
    doc = document("Why did the ferry sink?\n\nIt was old.\n\nWho pays?\n\nThe town.\n\nWhat next?\n\nA bridge.")
    assert set(voices(doc.article, attributions(doc))) == {"author"}


@pytest.mark.parametrize("before", ["The council met.", "Nora Blythe left.", "It rained, and the hall was full."])
def test_a_quotation_without_a_speaker_has_a_voice_of_its_own(before: str) -> None:
    doc = document(f"{before}\n\n“{BAD}”\n\nThe council went home.")
    assert voices(doc.article, attributions(doc)) == ["author", "no source named", "author"]
