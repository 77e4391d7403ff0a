"""What the parser often gets wrong and the order of the words gives away, mended before anything is read off a tree.

Each function of `MENDS` takes the words of a sentence and returns them, some hung elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readout.nlp.trees import Word

SUBJECTS = ("nsubj", "nsubj:pass")
PREPOSITIONS = ("IN", "TO")
ARGUMENTS = (*SUBJECTS, "obj", "iobj", "obl")
CLAUSES = ("advcl", "ccomp", "parataxis")


def mend(words: list[Word]) -> list[Word]:
    """The words of a sentence with what their order gives away put right."""
    for repair in MENDS:
        mended = repair(words)
        words = mended if _is_tree(mended) else words
    return words


def _is_tree(words: list[Word]) -> bool:
    """Whether each word hangs on the root in the end, none on itself."""
    for word in words:
        place, steps = word.head, 0
        while place >= 0 and steps <= len(words):
            place, steps = words[place].head, steps + 1
        if place >= 0:
            return False
    return True


def join_names(words: list[Word]) -> list[Word]:
    """Make one of two nouns side by side that do the same: "met Mike Pompeo", "the foreign minister met"."""
    found = list(words)
    for first, second in pairwise(words):
        same = first.head == second.head and first.relation == second.relation and _is_noun(first, second)
        names = first.tag.startswith("NNP") and first.text[:1].isupper() and second.text[:1].isupper()
        if same and names and first.relation in (*SUBJECTS, "obj"):
            found[second.place] = replace(second, head=first.place, relation="flat")
        elif same and first.relation in SUBJECTS and not second.text[:1].isupper():
            found[first.place] = replace(first, head=second.place, relation="compound")
    return found


def hang_possessor(words: list[Word]) -> list[Word]:
    """Take a noun whose ending follows for the possessor of the noun that it hangs on: "the US’ killing of X"."""
    found = list(words)
    for noun, ending in pairwise(words):
        if ending.tag == "POS" and noun.relation in SUBJECTS and _is_noun(words[noun.head]):
            found[noun.place] = replace(noun, relation="nmod:poss")
            found[ending.place] = replace(ending, head=noun.place)
    return found


def hang_by_preposition(words: list[Word]) -> list[Word]:
    """Take no noun behind a preposition for a subject or an object: "drew criticism from X", "a vote by X helped"."""
    found = list(words)
    for noun in words:
        cases = [w for w in _children(words, noun, "case") if w.tag in PREPOSITIONS and w.place < noun.place]
        if cases and noun.relation in (*SUBJECTS, "obj") and _is_verb(words, noun.head):
            before = words[max(cases[0].place - 1, 0)]
            if cases[0].place < noun.head < noun.place:
                continue  # "to expel all troops": the parser hangs "to" on the noun
            near = before.place < noun.head and noun.place < noun.head and _is_noun(before)
            hung = (
                replace(noun, head=before.place, relation="nmod") if near else replace(noun, relation="obl")
            )
            found[noun.place] = hung
    return found


def hang_agent(words: list[Word]) -> list[Word]:
    """Hang a noun on the participle that stands right before its "by": "attacked Y, backed by X"."""
    found = list(words)
    for verb, by in pairwise(words):
        if verb.tag == "VBN" and by.text == "by" and by.head > by.place and words[by.head].head == verb.head:
            found[by.head] = replace(words[by.head], head=verb.place, relation="obl:agent")
    return found


def hang_before_mark(words: list[Word]) -> list[Word]:
    """Hang a noun between a verb and "to", "of" or "that" on that verb: "urged X to act", "called on X to act"."""
    found = list(words)
    for clause in words:
        if clause.relation not in ("xcomp", "ccomp", "advcl") or not 0 <= clause.head < clause.place:
            continue
        marks = [w for w in _children(words, clause, "mark", "aux") if w.tag in PREPOSITIONS]
        bare = clause.relation == "xcomp" and clause.tag == "VB"  # "helped X act"
        opens = min((w.place for w in marks), default=clause.place if bare else 0)
        for noun in _children(words, clause, *SUBJECTS, "obj", "obl"):
            between = words[clause.head + 1 : noun.place]
            if not clause.head < noun.place < opens or not _is_near(between):
                continue
            behind = any(w.tag in PREPOSITIONS for w in between)
            found[noun.place] = replace(noun, head=clause.head, relation="obl" if behind else "obj")
            if any(w.tag == "TO" for w in marks):
                found[clause.place] = replace(clause, relation="xcomp")
    return found


def join_coordinated(words: list[Word]) -> list[Word]:
    """Join a noun behind "and" with the noun before, if it hangs on the verb: "thanked X and Y"."""
    found = list(words)
    for word in words:
        both = [one for one in _children(words, word, "cc") if one.place < word.place]
        if not both or word.relation not in (*ARGUMENTS, "conj") or not _is_noun(word):
            continue
        verbs = [w for w in words[word.place + 1 : word.place + 2] if w.tag.startswith(("VB", "MD"))]
        others = [
            w for w in words[: both[0].place] if w.head == word.head < w.place and w.relation in ARGUMENTS
        ]
        if others and not verbs and _is_verb(words, word.head) and not _has_preposition(words, word):
            found[word.place] = replace(word, head=others[-1].place, relation="conj")
    return found


def find_second_subject(words: list[Word]) -> list[Word]:
    """Take for an object what the parser takes for a second subject, behind the verb: "the vote alarmed X"."""
    found = list(words)
    for verb in words:
        named = _children(words, verb, *SUBJECTS) if verb.tag.startswith("VB") else []
        behind = [one for one in named if one.place > verb.place]
        before = words[max(verb.place - 1, 0)]
        joined = verb.relation == "conj" and before.tag == "CC"  # "left and accused X"
        between = words[verb.place + 1 : behind[0].place] if behind else []
        near = _is_near(between) and not any(w.tag in PREPOSITIONS for w in between)
        alone = len(named) == len(behind) and not joined
        if behind and near and not alone and not _children(words, verb, "obj"):
            found[behind[0].place] = replace(behind[0], relation="obj")
    return found


def hang_relative(words: list[Word]) -> list[Word]:
    """Hang a clause on the name before "who"; if another acts, "who" is its object: "X, whom Y backs"."""
    found = list(words)
    for word in words:
        if word.tag not in ("WDT", "WP") or not _is_verb(words, word.head) or word.place > word.head:
            continue
        verb = found[word.head]
        acts = [one for one in _children(words, verb, *SUBJECTS) if word.place < one.place < verb.place]
        if acts and word.relation in ARGUMENTS and not _has_preposition(words, word):
            found[word.place] = replace(word, relation="obj")
        before = _before_comma(words, word)
        while before and before.relation == "flat":
            before = words[before.head]
        if not before or not before.tag.startswith("NNP") or verb.relation not in CLAUSES:
            continue
        if before.head == verb.place:
            found[before.place] = replace(before, head=verb.head, relation="nsubj")
        found[verb.place] = replace(verb, head=before.place, relation="acl:relcl")
    return found


def hang_apposition(words: list[Word]) -> list[Word]:
    """Take a noun between commas behind the subject for what it is called: "X, a critic of Y, smiled"."""
    found = list(words)
    for noun in words:
        article = _children(words, noun, "det")
        if noun.relation not in ("advcl", "parataxis", "obl", *SUBJECTS) or not _is_noun(noun) or not article:
            continue
        named = _before_comma(words, article[0])
        while named and named.relation == "flat":
            named = words[named.head]
        closed = any(w.text == "," for w in words[noun.place : max(noun.head, 0)])
        clause = _children(words, noun, "cop", *SUBJECTS) or _has_preposition(words, noun)
        if named and named.head == noun.head and named.relation in SUBJECTS and closed and not clause:
            found[noun.place] = replace(noun, head=named.place, relation="appos")
    return found


def _children(words: list[Word], head: Word, *relations: str) -> list[Word]:
    return [word for word in words if word.head == head.place and word.relation in relations]


def _is_verb(words: list[Word], place: int) -> bool:
    return place >= 0 and words[place].tag.startswith("VB")


def _is_noun(*words: Word) -> bool:
    return all(word.tag.startswith(("NN", "PRP")) for word in words)


def _has_preposition(words: list[Word], noun: Word) -> bool:
    return any(w.tag in PREPOSITIONS and w.place < noun.place for w in _children(words, noun, "case"))


def _is_near(between: list[Word]) -> bool:
    """Whether neither a comma nor a verb stands between a verb and a noun behind it."""
    return not any(w.text in (",", ";", ":") or w.tag.startswith(("VB", "MD")) for w in between)


def _before_comma(words: list[Word], word: Word) -> Word | None:
    """The word before a comma that stands right before this one."""
    comma = word.place > 1 and words[word.place - 1].text == ","
    return words[word.place - 2] if comma else None


MENDS: tuple[Callable[[list[Word]], list[Word]], ...] = (
    join_names,
    hang_possessor,
    hang_by_preposition,
    hang_agent,
    hang_before_mark,
    join_coordinated,
    find_second_subject,
    hang_apposition,
    hang_relative,
)
