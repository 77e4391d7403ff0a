"""Who takes a stand on what where no speech is told: "criticised X", "is afraid of X", "X’s claim that"."""

from collections.abc import Iterator, Sequence
from functools import cache

from readout.analyses.act_words import light, negations
from readout.analyses.attribution_sources import SET_OFF
from readout.analyses.reported_speech import Said, carried_on, content_of, cue_of, cue_verbs, told
from readout.nlp.clauses import agents, is_passive, subjects
from readout.nlp.tokens import Span, grammar
from readout.nlp.trees import RELATIVE, Tree, Word
from readout.resources import table, values

AUTHORS = ("i", "we", "you", "me", "us")  # outside quotations the author, and the reader
FEW = frozenset(["few", "n't", "n’t"])
BEHIND = ("obl", "obl:agent", "nmod", "advcl", "xcomp")


def attitudes(tree: Tree) -> Iterator[Said]:
    """The attributions that are no report of speech or thought told as done, in the order of their cues.

    Cues are the verbs, nouns and adjectives of `attitudes.tsv` with what they are about, and cue verbs that are
    denied, merely possible or passive.
    """
    for word in tree.words:
        state = list(_of_adjective(tree, word))
        if state:
            yield from state
        elif word.tag.startswith("VB") and word.relation not in ("aux", "cop", "amod", "compound"):
            yield from _of_verb(tree, word)
        elif word.tag.startswith("NN"):
            yield from _of_noun(tree, word)


def _of_verb(tree: Tree, verb: Word) -> Iterator[Said]:
    takes, cue = _takes("verb").get(verb.lemma), _chain(tree, verb)
    reports = cue_verbs().get(verb.lemma)
    if takes is None and not reports:
        return
    about = content_of(tree, verb, (), that=bool(reports and reports[1]))
    if is_passive(tree, verb):
        yield from _of_passive(tree, verb, cue, about)
        return
    if not about:
        cue, about = _about(tree, verb, takes or (), cue)
    heads = subjects(tree, carried_on(tree, verb) or verb)
    if about and heads and heads[0].text.lower() not in (*AUTHORS, "it"):
        yield Said(tree, heads[0], verb, cue, about, _kind(tree, verb))


def _kind(tree: Tree, verb: Word) -> str:
    if told(tree, verb):
        return "attitude"
    around = [one.text.lower() for one in (*tree.children(verb, "aux", "advmod"), *subjects(tree, verb)[:1])]
    return "denied" if any(one in negations() | grammar("nobody") | FEW for one in around) else "possible"


def _of_passive(tree: Tree, verb: Word, cue: Span, about: tuple[Span, ...]) -> Iterator[Said]:
    """ "was criticised by X"; without a source only what reports something: "is said to win"."""
    by = agents(tree, verb)
    borne = tree.children(verb, "nsubj:pass", "nsubj")
    if by or about:
        about = about or tuple(_plain(tree, one, verb) for one in borne[:1])
        if about:
            yield Said(tree, by[0] if by else None, verb, cue, about, "attitude")


def _of_noun(tree: Tree, noun: Word) -> Iterator[Said]:
    """ "X’s claim that", "a call for Y by X", "X made the claim that"."""
    cue, about = _about(tree, noun, _takes("noun").get(noun.lemma, ()), (noun.start, noun.end))
    if not about:
        return
    behind = [one for one in tree.children(noun, "nmod", "obl") if one.place > noun.place]
    by = [one for one in behind if tree.preposition(one) in ("by", "from", "among")]
    owner = [*tree.children(noun, "nmod:poss"), *by]
    verb = tree.head(noun)
    if owner:
        yield Said(tree, owner[0], None, cue, about, "attitude")
    elif verb and noun.relation == "obj" and light([verb.lemma]):
        for head in subjects(tree, verb)[:1]:
            yield Said(tree, head, verb, (min(cue_of(tree, verb)[0], cue[0]), cue[1]), about, "attitude")


def _of_adjective(tree: Tree, word: Word) -> Iterator[Said]:
    carried = tree.children(word, "cop", "aux")
    takes = _takes("adjective").get(word.text.lower(), ())
    if not carried or not takes or word.tag not in ("JJ", "VBN", "VBD"):
        return
    cue, about = _about(tree, word, takes, (carried[0].start, word.end))
    heads = subjects(tree, word)
    if about and heads and heads[0].text.lower() not in (*AUTHORS, "it"):
        yield Said(tree, heads[0], word, cue, about, "attitude")


def _chain(tree: Tree, verb: Word) -> Span:
    """The cue with the verbs that lead to it: "has refused to comment"."""
    cue, head = cue_of(tree, verb), tree.head(verb)
    led = head and verb.relation == "xcomp" and head.tag.startswith("VB") and head.place == verb.place - 2
    return (_chain(tree, head)[0], cue[1]) if head and led and tree.words[verb.place - 1].tag == "TO" else cue


def _about(tree: Tree, word: Word, takes: Sequence[str], cue: Span) -> tuple[Span, tuple[Span, ...]]:
    """The cue, with a preposition that it takes, and what it is about."""
    for one in tree.children(word) if takes else ():
        first = tree.subtree(one)[0]
        if one.place < word.place or one.tag in RELATIVE:
            continue
        opens = first.text.lower() if first.tag in ("IN", "TO", "RB", "RP") else ""
        after = tree.words[first.place + 1 : first.place + 2]
        if one.relation in ("obj", "iobj") and "object" in takes:
            return cue, _rest(tree, word, first)
        clause = one.relation in ("ccomp", "acl", "advcl", "acl:relcl") and "that" in takes
        if clause and first.text.lower() == "that" and after:
            return cue, _rest(tree, word, after[0])
        if clause and one.relation == "ccomp" and tree.children(one, "nsubj"):
            return cue, _rest(tree, word, first)
        if opens == "to" and "to" in takes and one.relation in ("xcomp", "acl", "advcl", "ccomp"):
            return cue, _rest(tree, word, first)
        if opens in takes and opens != "that" and one.relation in BEHIND and after:
            return (cue[0], max(first.end, cue[1])), _rest(tree, word, after[0])
    return cue, ()


def _rest(tree: Tree, word: Word, first: Word) -> tuple[Span, ...]:
    """From `first` to the end of what hangs on the word, without what is set off or coordinated with it."""
    mine = {one.place for one in tree.subtree(word)}
    for one in tree.children(word):
        under = tree.subtree(one)
        lead = under[0].place
        off = any(w.text in (*SET_OFF, ":") for w in tree.words[max(lead - 1, 0) : lead + 1])
        loose = one.relation in ("conj", "cc", "parataxis", "punct")
        if one.place >= first.place and (loose or (off and one.relation not in ("obj", "ccomp"))):
            mine -= {w.place for w in under}
    end = first.place + 1
    while end in mine:
        end += 1
    while (
        end - 1 > first.place
        and tree.words[end - 1].relation == "punct"
        and tree.words[end - 1].text not in '”"'
    ):
        end -= 1
    return ((first.start, tree.words[end - 1].end),)


def _plain(tree: Tree, noun: Word, verb: Word) -> Span:
    kept = [one for one in tree.subtree(noun) if one.place < verb.place] or [noun]
    return kept[0].start, kept[-1].end


@cache
def _takes(kind: str) -> dict[str, tuple[str, ...]]:
    return {row["word"]: tuple(values(row["takes"])) for row in table("attitudes") if row["class"] == kind}
