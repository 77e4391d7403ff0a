"""Words that the parser hangs too far away: each kind, with trees made by hand."""

import pytest

from readout.nlp.misparses import mend
from readout.nlp.tokens import lemmatize
from readout.nlp.trees import Word


def words(rows: str) -> list[Word]:
    """A tree from rows "text tag relation head", the head by its text, "-" for none."""
    cells = [row.split() for row in rows.split(" | ")]
    places = {text: place for place, (text, *_) in enumerate(cells)}
    return [
        Word(place, 2 * place, 2 * place + 1, text, tag, lemmatize(text, tag), places.get(head, -1), relation)
        for place, (text, tag, relation, head) in enumerate(cells)
    ]


@pytest.mark.parametrize(
    ("rows", "word", "head", "relation"),
    [
        # a relative clause hangs on the noun before its pronoun, unless it is what someone asks
        (
            "engineer NN nsubj said | , , punct met | who WP nsubj met | met VBD ccomp said | said VBD root -",
            *("met", "engineer", "acl:relcl"),
        ),
        (
            "union NN nsubj met | which WDT nsubj backs | backs VBZ advcl met | it PRP obj backs | met VBD root -",
            *("backs", "union", "acl:relcl"),
        ),
        (
            "He PRP nsubj asked | asked VBD root - | men NNS obj asked | who WP nsubj won | won VBD ccomp asked",
            *("won", "asked", "ccomp"),
        ),
        # an object stands behind its verb
        (
            "who WP nsubj met | met VBD acl:relcl said | Iran NNP obj won | said VBD root - | won VBN ccomp said",
            *("Iran", "met", "obj"),
        ),
        (
            "who WP nsubj runs | runs VBZ root - | the DT det firm | firm NN obj lost | lost VBD ccomp runs",
            *("firm", "runs", "obj"),
        ),
        ("What WP obj did | did VBD root -", "What", "did", "obj"),
        (
            "who WP nsubj met | met VBD acl:relcl said | said VBD root - | she PRP nsubj met | won VBD ccomp said",
            *("she", "won", "nsubj"),
        ),
        # what "that" opens hangs on the verb before it
        (
            "said VBD root - | lost VBN ccomp said | adding VBG advcl said | that IN mark won | won VBN ccomp said",
            *("won", "adding", "ccomp"),
        ),
        (
            "told VBD root - | us PRP obj told | that IN mark won | won VBN ccomp told",
            *("won", "told", "ccomp"),
        ),
        # a clause right behind a gerund hangs on it
        (
            "quoted VBD root - | him PRP obj quoted | as IN mark saying | saying VBG advcl quoted | it PRP nsubj failed"
            " | failed VBD ccomp quoted",
            *("failed", "saying", "ccomp"),
        ),
        (
            "left VBD root - | fast RB advmod left | saying VBG advcl left | it PRP nsubj lost | lost VBD ccomp left",
            *("lost", "left", "ccomp"),
        ),
        # a second subject is that of the verb behind it
        (
            "He PRP nsubj:pass held | held VBN root - | , , punct held | source NN nsubj held | told VBD advcl held",
            *("source", "told", "nsubj"),
        ),
        ("came VBD root - | she PRP nsubj came | smiled VBD conj came", "she", "came", "nsubj"),
        # who stands between a comma and the cue that closes a sentence says all of it
        (
            "set VBN root - | Frank NNP appos set | resting VBG ccomp said | , , punct resting | the DT det officer | "
            "officer NN appos Frank | said VBD parataxis set",
            *("officer", "said", "nsubj"),
        ),
        (
            "set VBN root - | resting VBG ccomp said | , , punct set | officer NN nsubj said | said VBD parataxis set",
            *("resting", "set", "conj"),
        ),
        (
            "shut VBN ccomp said | Lena NNP appos aide | , , punct shut | aide NN obl shut | said VBD root -",
            *("Lena", "shut", "appos"),
        ),
        (
            "left VBD root - | , , punct left | who WP nsubj said | aide NN obj said | said VBD parataxis left",
            *("aide", "said", "obj"),
        ),
        # "called on X to act": X is called on
        (
            "called VBD root - | on IN mark come | men NNS nsubj come | to TO mark come | come VB advcl called",
            *("men", "called", "obj"),
        ),
        (
            "office NN nsubj said | Nadia NNP appos aide | ’s POS case aide | aide NN obj said | said VBD root -",
            *("Nadia", "aide", "nmod:poss"),
        ),
        # what stands outside a quotation hangs on its cue
        (
            "go VB ccomp wrote | ” '' punct go | Shore NNP nsubj wrote | wrote VBD root - | papers NNS obl go",
            *("papers", "wrote", "obl"),
        ),
        (
            "said VBD root - | statement NN obl glad | “ `` punct glad | glad JJ ccomp said",
            *("statement", "said", "obl"),
        ),
        (
            "go VB ccomp said | ” '' punct go | said VBD root - | “ `` punct go | now NN obl go",
            *("now", "go", "obl"),
        ),
        # a negation, two subjects, a possessor’s ending
        ("foreign NN nsubj won | minister NN nsubj won | won VBD root -", "foreign", "minister", "compound"),
        ("miner NN nsubj won | Vale NNP nsubj won | won VBD root -", "miner", "won", "nsubj"),
        ("said VBD root - | it PRP nsubj had | had VBD ccomp said | not RB advmod said", "not", "had", "advmod"),
        ("city NN nmod:poss mayor | ’s POS case mayor | mayor NN root -", "’s", "city", "case"),
        # what X says of something describes it
        (
            "plan NN root - | which WDT nsubj ruin | traders NNS nsubj said | said VBD parataxis plan | "
            "could MD aux ruin | ruin VB acl:relcl plan",
            *("ruin", "said", "ccomp"),
        ),
    ],
)  # fmt: skip
def test_a_word_hangs_where_its_relation_says(rows: str, word: str, head: str, relation: str) -> None:
    found = mend(words(rows))
    one = next(w for w in found if w.text == word)
    assert (found[one.head].text, one.relation) == (head, relation)
