"""What the parser often gets wrong and the order of the words gives away, mended before anything is read off a tree.

Each function of `MENDS` takes the words of a sentence and one of them, and yields words hung elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from readout.nlp.tokens import grammar

if TYPE_CHECKING:
    from readout.nlp.trees import Word

SUBJECTS = ("nsubj", "nsubj:pass")
NOMINATIVE = ("i", "he", "she", "we", "they")
PREPOSITIONS = ("IN", "TO")
ARGUMENTS = (*SUBJECTS, "obj", "iobj", "obl")
OF_SOURCE = ("DT", "JJ", "NN", "NNS", "NNP", "NNPS", "POS", "HYPH", "CD", "PRP$")
CLAUSES = ("advcl", "ccomp", "parataxis")


def mend(words: list[Word]) -> list[Word]:
    """The words of a sentence with what their order gives away put right; none hangs on itself in the end."""
    for repair in MENDS:
        for place in range(len(words)):
            for moved in repair(words, words[place]):
                if moved.place not in _places_upwards(words, moved.head):
                    words[moved.place] = moved
    return words


def _places_upwards(words: list[Word], place: int) -> Iterator[int]:
    while place >= 0:
        yield place
        place = words[place].head


def hang_relative_pronoun(words: list[Word], word: Word) -> Iterator[Word]:
    """ "The engineer, who met Iran, said …": the clause hangs on the noun before its pronoun."""
    verb = words[word.head]
    nearer = verb.relation in ("advcl", "parataxis") or (verb.relation == "ccomp" and verb.place < verb.head)
    before = words[max(word.place - 2, 0) : word.place]
    nouns = [w for w in before if w.text != ","][-1:]
    part = word.relation in (*SUBJECTS, "obj")  # "The army, which the panel has faulted, said …"
    if word.tag not in ("WP", "WDT") or not part or not nearer or not nouns:
        return
    noun = nouns[0]
    while noun.relation == "flat":
        noun = words[noun.head]
    if noun.tag[:2] == "NN":
        yield replace(verb, head=noun.place, relation="acl:relcl")


def close_with_cue(words: list[Word], verb: Word) -> Iterator[Word]:
    """ "X was held and Y was resting, a police officer said": a noun between a comma and a cue is who says it all."""
    said = [w for w in _children(words, verb, "ccomp") if w.place < verb.place]
    if verb.tag not in ("VBD", "VBZ") or not (said or verb.relation == "parataxis") or not verb.place:
        return
    first = noun = words[verb.place - 1]
    while first.place and words[first.place - 1].tag in OF_SOURCE:
        first = words[first.place - 1]
    inside = range(first.place, verb.place)
    named = [w.place for w in _children(words, verb, *SUBJECTS)]
    other = first.tag != "DT" and any(place not in inside for place in named)
    if noun.tag[:2] != "NN" or words[first.place - 1].text != "," or other:
        return
    for place in named:  # "X, who was ill, was resting, the spokesman said"
        behind = [w for w in words[place : first.place] if w.tag[:2] == "VB" and w.relation not in ("aux", "cop")]
        if place not in inside and behind:
            yield replace(words[place], head=behind[0].place)
    outer = words[verb.head] if verb.relation == "parataxis" else said[0] if said else verb
    yield replace(noun, head=verb.place, relation="nsubj")
    for word in words[first.place : noun.place]:
        if word.head not in inside:
            yield replace(word, head=noun.place, relation="compound")
    for word in words[: first.place]:
        if word.head in inside:
            yield replace(word, head=outer.place)
    for clause in said if outer.place == verb.head else ():
        yield replace(clause, head=outer.place, relation="conj")


def find_object(words: list[Word], word: Word) -> Iterator[Word]:
    """ "who met Iran, said that France had won": what stands behind a verb is its object, not another's.

    "He" or "she" is no object: "who met Iran, said she had won".
    """
    first = word.place
    while first and words[first - 1].head == word.place:
        first -= 1
    verb = words[first - 1] if first else None
    if not verb or verb.tag[:2] != "VB" or verb.place == word.head or word.relation not in ARGUMENTS[:4]:
        return
    crossed = word.head < verb.place and verb.relation not in ("aux", "cop", "amod") and _is_noun(word)
    crossed = crossed and not any(w.lemma == "be" for w in _children(words, verb, "aux"))
    if crossed and word.text.lower() in NOMINATIVE:
        after = (w.place for w in words[word.place :] if w.tag[:2] == "VB" and w.relation not in ("aux", "cop"))
        yield replace(word, head=next(after, word.head), relation="nsubj")
        return
    taken = any(w.head == verb.place and w.relation == "obj" for w in words[first:])
    if not taken and ((word.relation == "obj" and word.head > word.place) or crossed):
        yield replace(word, head=verb.place, relation="obj")


def hang_subject_of_auxiliary(words: list[Word], noun: Word) -> Iterator[Word]:
    """ "as China has denounced X": a subject hangs on the verb, not on what helps it."""
    helper = words[noun.head]
    if noun.relation in SUBJECTS and helper.relation == "aux":
        yield replace(noun, head=helper.head)


def find_first_subject(words: list[Word], noun: Word) -> Iterator[Word]:
    """ "Mr X condemned Y and said …": a subject is that of the first of two verbs."""
    second = words[noun.head]
    first = words[second.head]
    joined = second.relation == "conj" and noun.place < first.place < second.place and first.tag[:2] == "VB"
    if noun.relation == "nsubj" and joined and not _children(words, first, *SUBJECTS):
        yield replace(noun, head=first.place)


def find_noun_object(words: list[Word], noun: Word) -> Iterator[Word]:
    """ "called for X’s resignation": a noun without a form of "be" or a subject is an object, and no clause."""
    clause = _children(words, noun, "cop", "mark", "case", *SUBJECTS)
    clause = [one for one in clause if one.tag != "POS"]
    if noun.relation != "ccomp" or noun.tag not in ("NN", "NNS") or noun.place < noun.head or clause:
        return
    if _is_verb(words, noun.head) and not _children(words, words[noun.head], "obj"):
        yield replace(noun, relation="obj")


def hang_clause_behind_cue(words: list[Word], word: Word) -> Iterator[Word]:
    """ "said that A had lost, adding that B had won": what "that" or "whether" opens hangs on the verb before it."""
    verb = words[word.place - 1] if word.place else None
    clause = words[word.head]
    opens = word.text.lower() in ("that", "whether") or (word.text.lower() == "if" and verb and verb.lemma == "ask")
    if not verb or verb.tag[:2] != "VB" or not opens or word.relation != "mark":
        return
    own = any(w.head == verb.place and w.relation == "ccomp" for w in words)
    nearer = clause.place > word.place and clause.relation in ("ccomp", "conj", "parataxis", "advcl") and not own
    if nearer:
        yield replace(clause, head=verb.place, relation="ccomp")


def hang_clause_behind_gerund(words: list[Word], clause: Word) -> Iterator[Word]:
    """ "was quoted as saying the talks had failed": a clause right behind such a gerund hangs on it."""
    if clause.relation != "ccomp":
        return
    first = min(place for place in range(clause.place + 1) if clause.place in _places_upwards(words, place))
    *_, mark, gerund = [clause, clause, *words[:first]]
    if mark.text == "as" and gerund.tag == "VBG" and clause.head < gerund.place:
        yield replace(clause, head=gerund.place)


def find_subject_of_cue(words: list[Word], word: Word) -> Iterator[Word]:
    """ "X was arrested, a source told us": a second subject behind a verb is that of the verb right behind it."""
    verb, after = words[word.head], words[word.place + 1 : word.place + 2]
    if word.relation not in SUBJECTS or verb.place > word.place or not after or after[0].tag not in ("VBD", "VBZ"):
        return
    taken = any(w.head == after[0].place and w.relation in SUBJECTS for w in words)
    first = any(w.head == verb.place and w.relation in SUBJECTS and w.place < verb.place for w in words)
    if first and not taken:
        yield replace(word, head=after[0].place, relation="nsubj")


def hang_outside_quotation(words: list[Word], word: Word) -> Iterator[Word]:
    """ "“It is over,” X wrote, according to Y": what stands outside a quotation hangs on its cue."""
    inner = words[word.head]
    if word.relation != "obl" or inner.relation != "ccomp":
        return
    cue = words[inner.head]
    opened = any(w.tag == "``" for w in words[cue.place : word.place])
    behind = inner.place < cue.place < word.place
    before = cue.place < word.place < inner.place and any(w.tag == "``" for w in words[word.place : inner.place])
    if (behind or before) and not opened:
        yield replace(word, head=cue.place)


def hang_negation(words: list[Word], word: Word) -> Iterator[Word]:
    """ "said that it had not": a "not" denies the verb right before it, none further before."""
    verb = words[word.place - 1] if word.place else word
    if word.lemma != "not" or verb.tag[:2] not in ("VB", "MD") or not -1 < word.head < verb.place:
        return
    yield replace(word, head=verb.head if verb.relation in ("aux", "cop") else verb.place)


def join_nouns(words: list[Word], first: Word) -> Iterator[Word]:
    """ "The foreign minister met": of two subjects side by side the first describes the second."""
    second = words[first.place + 1] if first.place + 1 < len(words) else first
    both = first.head == second.head and first.relation == second.relation and _is_noun(first) and _is_noun(second)
    if second is not first and both and first.relation in SUBJECTS and not second.text[:1].isupper():
        yield replace(first, head=second.place, relation="compound")


def hang_ending(words: list[Word], word: Word) -> Iterator[Word]:
    """ "Washington state’s": the ending hangs on the possessor that it follows."""
    owner = words[word.place - 1] if word.place else word
    if word.tag == "POS" and owner.relation == "nmod:poss":
        yield replace(word, head=owner.place)


def hang_clause_around_cue(words: list[Word], word: Word) -> Iterator[Word]:
    """ "a move which X said could hurt": what describes is what X says."""
    clause = words[word.head]
    between = words[word.place + 1 : clause.place]
    cues = [w for w in between if w.tag in ("VBD", "VBZ", "VBP") and w.relation in ("parataxis", "advcl")]
    opens = word.text.lower() in ("which", "that", "who") and word.relation in SUBJECTS
    told = [cue for cue in cues if any(w.head == cue.place and w.relation in SUBJECTS for w in between)]
    fits = opens and clause.relation == "acl:relcl" and told
    if fits:
        yield replace(clause, head=told[-1].place, relation="ccomp")


def hang_possessor(words: list[Word], ending: Word) -> Iterator[Word]:
    """ "the US’ killing of X", "Ana Reed’s office": a noun whose ending follows is the possessor of the one behind."""
    noun = words[ending.place - 1] if ending.place else ending
    while noun.relation == "flat":
        noun = words[noun.head]
    owns = noun.relation in SUBJECTS or (noun.relation in ("appos", "nmod") and noun.head > ending.place)
    if ending.tag == "POS" and owns and _is_noun(words[noun.head]):
        yield replace(noun, relation="nmod:poss")
        yield replace(ending, head=noun.place)


def hang_by_preposition(words: list[Word], noun: Word) -> Iterator[Word]:
    """ "drew criticism from X", "a vote by X helped": no noun behind a preposition is a subject or an object."""
    cases = [w for w in _children(words, noun, "case") if w.tag in PREPOSITIONS and w.place < noun.place]
    if not cases or noun.relation not in (*SUBJECTS, "obj") or not _is_verb(words, noun.head):
        return
    if cases[0].place < noun.head < noun.place:
        return  # "to expel all troops": the parser hangs "to" on the noun
    before = words[max(cases[0].place - 1, 0)]
    near = before.place < noun.head and noun.place < noun.head and _is_noun(before)
    yield replace(noun, head=before.place, relation="nmod") if near else replace(noun, relation="obl")


def hang_before_mark(words: list[Word], clause: Word) -> Iterator[Word]:
    """ "urged X to act", "called on X to act": a noun between a verb and "to", "of" or "that" hangs on that verb."""
    if clause.relation not in ("xcomp", "ccomp", "advcl") or not 0 <= clause.head < clause.place:
        return
    marks = [w for w in _children(words, clause, "mark", "aux") if w.tag in PREPOSITIONS]
    appeal = words[clause.head].lemma
    particles = [w for w in marks if f"{appeal} {w.text}" in grammar("appeal") and len(marks) > 1]
    for particle in particles:
        marks.remove(particle)
        yield replace(particle, head=clause.head, relation="compound:prt")
    bare = clause.relation == "xcomp" and clause.tag == "VB"  # "helped X act"
    opens = min((w.place for w in marks), default=clause.place if bare else 0)
    for noun in _children(words, clause, *SUBJECTS, "obj", "obl"):
        between = words[clause.head + 1 : noun.place]
        if clause.head < noun.place < opens and _is_near(between):
            behind = any(w.tag in PREPOSITIONS and w.relation != "compound:prt" for w in between)
            yield replace(noun, head=clause.head, relation="obl" if behind else "obj")
            if any(w.tag == "TO" for w in marks):
                yield replace(clause, relation="xcomp")


def find_subject_behind_and(words: list[Word], noun: Word) -> Iterator[Word]:
    """ "thanked X, and Y won": a noun that is joined to a verb is the subject of the verb behind it."""
    if noun.relation != "conj" or not _is_noun(noun) or not _is_verb(words, noun.head):
        return
    for verb in words[noun.place + 1 : noun.place + 2]:
        if verb.tag in ("VBD", "VBZ", "VBP") and not _children(words, verb, *SUBJECTS):
            yield replace(noun, head=verb.place, relation="nsubj")


def join_coordinated(words: list[Word], word: Word) -> Iterator[Word]:
    """ "thanked X and Y": a noun behind "and" that hangs on the verb is joined with the noun before."""
    both = [one for one in _children(words, word, "cc") if one.place < word.place]
    if not both or word.relation not in (*ARGUMENTS, "conj") or not _is_noun(word):
        return
    verbs = [w for w in words[word.place + 1 : word.place + 2] if w.tag.startswith(("VB", "MD"))]
    others = [w for w in words[: both[0].place] if w.head == word.head < w.place and w.relation in ARGUMENTS]
    if others and not verbs and _is_verb(words, word.head) and not _has_preposition(words, word):
        yield replace(word, head=others[-1].place, relation="conj")


def find_object_behind(words: list[Word], verb: Word) -> Iterator[Word]:
    """ "the vote alarmed X": what the parser takes for a second subject, behind the verb, is its object."""
    named = _children(words, verb, *SUBJECTS) if verb.tag.startswith("VB") else []
    behind = [one for one in named if one.place > verb.place]
    before = words[max(verb.place - 1, 0)]
    joined = verb.relation == "conj" and before.tag == "CC"  # "left and accused X"
    joined = joined or (verb.tag == "VBG" and not _children(words, verb, "aux", "mark"))  # "voted, rebuking X"
    between = words[verb.place + 1 : behind[0].place] if behind else []
    # "called on X to act"
    loose = any(w.tag in PREPOSITIONS and w.relation != "compound:prt" for w in between)
    near = _is_near(between) and not loose
    alone = len(named) == len(behind) and not joined
    if behind and near and not alone and not _children(words, verb, "obj"):
        yield replace(behind[0], relation="obj")


def hang_clause_on_infinitive(words: list[Word], verb: Word) -> Iterator[Word]:
    """ "X was said to have told Y that …": the clause hangs on the infinitive, not on the passive before it."""
    inner = _children(words, verb, "xcomp") if _children(words, verb, "nsubj:pass") else []
    behind = (clause for clause in _children(words, verb, "ccomp") if inner and clause.place > inner[0].place)
    yield from (replace(clause, head=inner[0].place) for clause in behind)


def find_bare_object(words: list[Word], noun: Word) -> Iterator[Word]:
    """ "thanked the EU": a name behind a verb and without a preposition is its object."""
    verb = words[noun.head]
    others = _children(words, noun, "case") + _children(words, verb, "obj", "nsubj:pass")
    name = noun.relation == "obl" and noun.text[:1].isupper() and noun.tag[:2] == "NN" and verb.place < noun.place
    if name and verb.tag[:2] == "VB" and not others:
        yield replace(noun, relation="obj")


def hang_apposition(words: list[Word], noun: Word) -> Iterator[Word]:
    """ "X, a critic of Y, smiled": a noun between commas behind the subject is what it is called, not the reverse."""
    article = _children(words, noun, "det")
    if noun.relation not in ("advcl", "parataxis", "obl", *SUBJECTS) or not _is_noun(noun) or not article:
        return
    named = _before_comma(words, article[0])
    closed = any(w.text == "," for w in words[noun.place : max(noun.head, 0)])
    clause = _children(words, noun, "cop", *SUBJECTS) or _has_preposition(words, noun)
    if not named or not closed or clause:
        return
    if named.relation == "appos" and named.head == noun.place and _is_verb(words, noun.head):
        yield replace(named, head=noun.head, relation="nsubj")
        yield replace(noun, head=named.place, relation="appos")
    elif named.head == noun.head and named.relation in SUBJECTS:
        yield replace(noun, head=named.place, relation="appos")


def hang_relative(words: list[Word], word: Word) -> Iterator[Word]:
    """ "X, whom Y backs": a clause hangs on the name before "who"; if another acts, "who" is its object."""
    if word.tag not in ("WDT", "WP") or not _is_verb(words, word.head) or word.place > word.head:
        return
    verb = words[word.head]
    acts = [one for one in _children(words, verb, *SUBJECTS) if word.place < one.place < verb.place]
    if acts and word.relation in ARGUMENTS and not _has_preposition(words, word):
        yield replace(word, relation="obj")
    before = _before_comma(words, word)
    if before and before.tag.startswith("NNP") and verb.relation in CLAUSES:
        if before.head == verb.place:
            yield replace(before, head=verb.head, relation="nsubj")
        yield replace(verb, head=before.place, relation="acl:relcl")


def _children(words: list[Word], head: Word, *relations: str) -> list[Word]:
    return [word for word in words if word.head == head.place and word.relation in relations]


def _is_verb(words: list[Word], place: int) -> bool:
    return place >= 0 and words[place].tag.startswith("VB")


def _is_noun(word: Word) -> bool:
    return word.tag.startswith(("NN", "PRP"))


def _has_preposition(words: list[Word], noun: Word) -> bool:
    return any(w.tag in PREPOSITIONS and w.place < noun.place for w in _children(words, noun, "case"))


def _is_near(between: list[Word]) -> bool:
    """Whether neither a comma nor a verb stands between a verb and a noun behind it."""
    return not any(w.text in (",", ";", ":") or w.tag.startswith(("VB", "MD")) for w in between)


def _before_comma(words: list[Word], word: Word) -> Word | None:
    """The word before a comma that stands right before this one; of a name its first."""
    if word.place < 2 or words[word.place - 1].text != ",":
        return None
    before = words[word.place - 2]
    while before.relation == "flat":
        before = words[before.head]
    return before


MENDS: tuple[Callable[[list[Word], Word], Iterator[Word]], ...] = (
    close_with_cue,
    hang_relative_pronoun,
    find_object,
    hang_subject_of_auxiliary,
    find_first_subject,
    find_noun_object,
    hang_clause_behind_cue,
    hang_clause_behind_gerund,
    find_subject_of_cue,
    hang_outside_quotation,
    hang_negation,
    join_nouns,
    hang_ending,
    hang_clause_around_cue,
    hang_possessor,
    hang_by_preposition,
    hang_before_mark,
    find_subject_behind_and,
    join_coordinated,
    find_object_behind,
    find_bare_object,
    hang_clause_on_infinitive,
    hang_apposition,
    hang_relative,
)
