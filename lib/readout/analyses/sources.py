"""The source of an attribution: its words, short and whole, and what kind of source it is."""

from collections.abc import Sequence
from functools import cache
from itertools import takewhile

from readout.nlp.tokens import Span, grammar
from readout.nlp.trees import RELATIVE, Tree, Word, runs

SET_OFF = (",", "-", "—", "–", "(")
ASIDE = ("acl:relcl", "acl", "appos", "advcl", "parataxis")


def source_of(tree: Tree, noun: Word, verb: Word | None) -> Span:
    """The source with all that is said of it; of "X, who reported that", the pronoun."""
    own = tree.children(verb, "nsubj", "nsubj:pass") if verb else []
    if own and own[0].place < verb.place and _relative(own[0]):  # type: ignore[union-attr]
        return own[0].start, own[0].end
    inner = tree.subtree(verb) if verb else []
    return _trimmed_source(
        [w for w in tree.subtree(noun) if w not in inner] if noun not in inner else tree.subtree(noun), noun
    )


def source_words(tree: Tree, noun: Word, verb: Word | None) -> Span:
    """The source with what describes it, without what stands behind a comma: "two officials of X"."""
    out = [verb.place] if verb else []
    for one in tree.children(noun):
        first = tree.subtree(one)[0].place
        if one.relation in ASIDE and any(w.text in SET_OFF for w in tree.words[max(first - 1, 0) : first + 1]):
            out += [w.place for w in tree.subtree(one)]
    start, end = _trimmed_source([w for w in tree.subtree(noun) if w.place not in out], noun)
    owner = _owner_before(tree, start)
    return owner[0].start if owner else start, end


def source_kind(tree: Tree | None, noun: Word | None, actor: str | None) -> str:
    """What kind of source it is: "named", "unnamed", "vague", or "none" where no source is expressed.

    A source is named if it holds a proper name or is an actor with one; vague if it is nobody in particular: a
    plural without a number or a name ("analysts", "sources", "reports"), a quantifier ("some", "many in the
    party"), "people" or "everyone"; else named if it is any actor ("the embassy"), and unnamed if it is none
    ("a spokesman", "two officials", "he").
    """
    if tree is None or noun is None:
        return "none"
    near = [w for w in tree.subtree(noun) if abs(w.place - noun.place) <= 12]
    if (actor and not actor.islower()) or any(w.tag in ("NNP", "NNPS") for w in near):
        return "named"
    bare = noun.tag == "NNS" and not tree.children(noun, "nummod", "nmod:poss") and not _definite(tree, noun)
    if bare or noun.text.lower() in grammar("quantifier") | _nobody():
        return "vague"
    return "named" if actor else "unnamed"


def _trimmed_source(words: Sequence[Word], noun: Word) -> Span:
    run = next(run for run in runs(words) if noun in run)
    while (run[-1].relation == "punct" or run[-1].tag in RELATIVE) and len(run) > 1:
        run = run[:-1]
    while (run[0].relation in ("punct", "case") or run[0].tag in ("IN", "TO")) and len(run) > 1:
        run = run[1:]
    return run[0].start, run[-1].end


def _relative(word: Word) -> bool:
    return word.tag in RELATIVE or word.text.lower() == "that"


def _definite(tree: Tree, noun: Word) -> bool:
    return any(w.text.lower() in ("the", "these", "those", "both") for w in tree.children(noun, "det"))


@cache
def _nobody() -> frozenset[str]:
    return grammar("nobody") | {"people", "everyone", "everybody", "someone", "somebody", "others", "one"}


def _owner_before(tree: Tree, place: int) -> Sequence[Word]:
    """The possessor right before a noun, whatever the parser hangs it on: "Ombudsman Nadia Vera’s" office."""
    before = [w for w in tree.words if w.end <= place]
    if not before or before[-1].tag != "POS":
        return []
    row = list(takewhile(lambda w: w.tag.startswith(("NN", "JJ", "DT")), reversed(before[:-1])))
    return row[::-1]
