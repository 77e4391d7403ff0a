"""The model: syntax, mentions, tone towards a span, stance between two spans."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

import numpy as np

from readout.errors import UserError
from readout.nlp import heads
from readout.nlp.encoder import Encoded, Floats, encode, settings
from readout.nlp.model_files import weights_hash
from readout.nlp.tokens import Span, first_tokens, split_words, tokens_within

TONES = ("negative", "neutral", "positive")
STANCES = ("none", "a_supports_b", "b_supports_a", "a_opposes_b", "b_opposes_a")
ACTS = (
    *("AGREE", "CONSULT", "SUPPORT", "AID", "COOPERATE", "YIELD", "ACCUSE", "REJECT"),
    *("REQUEST", "THREATEN", "ASSAULT", "COERCE", "MOBILIZE", "PROTEST", "SANCTION"),
)
KEPT = 256  # sentences, those read last, that are not read again: copies, and a second look at an article
LONGEST_KEPT = 100  # tokens of such a sentence, so that all of them take 80 MB at most
PARSED = 200  # words that are parsed as one tree; the parts of a longer sentence hang on its first root


@dataclass(frozen=True)
class Node:
    """One word of a parse: Penn tag, the place of its head (-1 for the root), its relation to it.

    Relations are those of Universal Dependencies English, subtypes left out but for nsubj:pass, obl:agent,
    nmod:poss, compound:prt and acl:relcl.
    """

    start: int
    end: int
    tag: str
    head: int
    relation: str


@dataclass(frozen=True)
class EntitySpan:
    """A span that names someone: its kind (person, organisation, place, nationality …), how likely it is one."""

    start: int
    end: int
    kind: str
    probability: float


@dataclass(frozen=True, eq=False)
class Reading:
    """One sentence, encoded once; what is asked of it is worked out when it is asked.

    All positions are offsets into the sentence's own text.
    """

    text: str
    spans: tuple[Span, ...]
    _encoded: Encoded = field(repr=False)
    _tones: dict[tuple[Span, ...], dict[str, float]] = field(default_factory=dict, repr=False)

    @cached_property
    def parse(self) -> tuple[Node, ...]:
        """The words with tags, heads and relations; the heads form a tree."""
        if not self.spans:
            return ()
        found = []
        for n, scores in enumerate(self._scores):
            tree = heads.best_tree(scores.arcs)
            names = heads.name_relations(scores.relations, tree)
            found += [(h + n * PARSED - 1 if h else -1, name) for h, name in zip(tree, names, strict=True)]
        top = next(n for n, (head, _) in enumerate(found) if head < 0)
        hung = [(top, "parataxis") if h < 0 and n != top else (h, r) for n, (h, r) in enumerate(found)]
        tags = [settings()["tags"][n] for scores in self._scores for n in scores.tags.argmax(-1)]
        return tuple(Node(*span, tag, *arc) for span, tag, arc in zip(self.spans, tags, hung, strict=True))

    def mentions(self, scheme: str = "nominal") -> list[EntitySpan]:
        """Spans that name someone, in order.

        `scheme` is "names" (proper names: person, organisation, place, event, other) or "nominal" (common
        nouns and pronouns too: person, organisation, place, nationality, weapon, platform).
        """
        return self._mentions[scheme]

    @cached_property
    def _mentions(self) -> dict[str, list[EntitySpan]]:
        """The mentions by scheme."""
        found = {}
        for scheme, part in (("names", "names"), ("nominal", "nominals")):
            logits = [getattr(scores, part) for scores in self._scores]
            spans = heads.find_spans(np.concatenate(logits), settings()[scheme]) if logits else []
            found[scheme] = [
                EntitySpan(self.spans[start][0], self.spans[end - 1][1], kind, p) for start, end, kind, p in spans
            ]
        return found

    def tone(self, *spans: Span) -> dict[str, float]:
        """How the sentence speaks of what stands at these spans: negative, neutral, positive; sums to 1."""
        if not spans:
            raise UserError("tone: no span given; give the place of a mention in the sentence")
        if spans not in self._tones:  # ties and targets ask for the same
            found = heads.share_tones(self._encoded.states, self.mean_state(spans))
            self._tones[spans] = dict(zip(TONES, map(float, found), strict=True))
        return self._tones[spans]

    def stance(self, a: Sequence[Span], b: Sequence[Span]) -> dict[str, float]:
        """Who of a and b, each given by its mentions, is for or against the other; the five sum to 1."""
        return self.stances([(a, b)])[0]

    def stances(self, pairs: Sequence[tuple[Sequence[Span], Sequence[Span]]]) -> list[dict[str, float]]:
        """The stances of several pairs, read at once."""
        if not all(spans for pair in pairs for spans in pair):
            raise UserError("stance: no span given; give the places of two mentions in the sentence")
        if not pairs:
            return []
        first, second = (np.stack([self.mean_state(spans) for spans in side]) for side in zip(*pairs, strict=True))
        found = heads.share_stances(self._encoded.states, first, second)
        return [dict(zip(STANCES, map(float, row), strict=True)) for row in found]

    def act(self, path: Sequence[int], a: Span, b: Span) -> dict[str, float]:
        """Which of the acts of PLOVER a does to b, if any; the fifteen sum to 1.

        `path` are the places of the words that join the two, the topmost first (`Tree.path`).
        """
        return dict(zip(ACTS, map(float, heads.share_acts(self.act_features(path, a, b))), strict=True))

    def act_features(self, path: Sequence[int], a: Span, b: Span) -> Floats:
        """The numbers that an act goes by: what its head is trained on."""
        return heads.act_features(self.words[list(path)], self.mean_state([a]), self.mean_state([b]))

    @cached_property
    def _scores(self) -> list[heads.WordScores]:
        """What the model makes of the words, part by part."""
        parts = [self.words[first : first + PARSED] for first in range(0, len(self.words), PARSED)]
        return [heads.score_words(part, self._encoded.states[0]) for part in parts]

    @cached_property
    def words(self) -> Floats:
        return self._encoded.states[first_tokens(self.spans, self._encoded.offsets)]

    def mean_state(self, spans: Sequence[Span]) -> Floats:
        """The mean state of all tokens of the spans; of the whole sentence where they hold none."""
        ranges = [tokens_within(span, self._encoded.offsets) for span in spans]
        places = [n for start, end in ranges for n in range(start, min(end, len(self._encoded.offsets) - 1))]
        states = self._encoded.states
        found: Floats = (states[places] if places else states).mean(0)
        return found


def read_sentences(texts: tuple[str, ...], words: tuple[tuple[Span, ...], ...] | None = None) -> tuple[Reading, ...]:
    """Reads sentences, in order; nothing is cut: one of any length is read in windows. Equal ones are read once, and so
    are those of the calls before that are kept.

    `words` gives the places of each sentence's words; without it the sentences are cut by `tokens.split_words`.
    """
    cut = words if words is not None else tuple(tuple(split_words(text)) for text in texts)
    encoded = _encode_once(dict.fromkeys(texts))
    return tuple(Reading(text, spans, encoded[text]) for text, spans in zip(texts, cut, strict=True))


_kept: dict[str, Encoded] = {}  # the one used last stands last


def _encode_once(texts: Iterable[str]) -> dict[str, Encoded]:
    """The states of each text; only what is not kept goes to the encoder."""
    found = {text: one for text in texts if (one := _kept.pop(text, None))}
    new = [text for text in texts if text not in found]
    found |= zip(new, encode(new), strict=True)
    _kept.update((text, one) for text, one in found.items() if len(one.offsets) <= LONGEST_KEPT)
    for text in list(_kept)[:-KEPT]:
        _kept.pop(text, None)
    return found


def is_confident(task: str, probability: float) -> bool:
    """Whether a label ("tone" or "stance") of this probability is given rather than "unsure".

    The threshold is the lowest at which enough of the labels given on the dev part were right: of tones 85 of
    100, of stances four of five.
    """
    return bool(probability >= settings()["threshold"][task])


@cache
def reader_version() -> str:
    """Which model this is: its number, and the beginning of the SHA-256 of its weights' hashes."""
    return f"{settings()['version']} ({weights_hash()[:12]})"
