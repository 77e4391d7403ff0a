"""The heads of the reader (our model) in NumPy: from the states of a sentence to a tree, spans and probabilities."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from readout.nlp.encoder import MODEL, Floats, settings

SWAPPED = (0, 2, 1, 4, 3)  # the stances with a and b exchanged


def tag_words(words: Floats) -> list[str]:
    """The Penn tag of each word."""
    names = settings()["tags"]
    return [names[n] for n in _linear("tag", words).argmax(-1)]


def score_arcs(words: Floats, root: Floats) -> Floats:
    """Log-probabilities (word, head) that a word hangs on a head; column 0 is the root (Dozat, Manning 2017)."""
    d = _gelu(_linear("arc_dependent", words))
    h = _gelu(_linear("arc_head", np.concatenate([root[None], words])))
    likely: Floats = np.einsum("nd,de,he->nh", _with_one(d), _weights()["arc"], h, optimize=True)
    return _log_softmax(likely)


def name_relations(words: Floats, root: Floats, heads: Sequence[int]) -> list[str]:
    """The relation of each word to its head (0 is the root, and what hangs on it has the relation "root")."""
    d = _with_one(_gelu(_linear("relation_dependent", words)))
    h = _with_one(_gelu(_linear("relation_head", np.concatenate([root[None], words])))[list(heads)])
    scores = np.einsum("nrd,nd->nr", np.einsum("ne,rde->nrd", h, _weights()["relation"], optimize=True), d)
    names = settings()["relations"]
    scores[:, names.index("root")] = -np.inf
    return [names[n] if head else "root" for n, head in zip(scores.argmax(-1), heads, strict=True)]


def best_tree(scores: Floats) -> list[int]:
    """The head of each word (0 is the root, n the n-th word): one root, no cycle, the highest sum of scores.

    `scores` has a row per word and a column per head. Chu and Liu 1965, Edmonds 1967; that just one word
    hangs on the root is had by trying each of the words that would as the only one.
    """
    size = len(scores)
    square = np.full((size + 1, size + 1), -np.inf)
    square[1:] = scores
    np.fill_diagonal(square, -np.inf)
    heads = _arborescence(square)
    if (np.array(heads[1:]) == 0).sum() > 1:
        heads = max(
            (_arborescence(_rooted(square, root)) for root in range(1, size + 1) if heads[root] == 0),
            key=lambda tree: sum(square[n, tree[n]] for n in range(1, size + 1)),
        )
    return heads[1:]


def _rooted(square: Floats, root: int) -> Floats:
    """The scores with all other words kept off the root."""
    rooted = square.copy()
    rooted[1:, 0] = -np.inf
    rooted[root] = -np.inf
    rooted[root, 0] = square[root, 0]
    return rooted


def _arborescence(square: Floats) -> list[int]:
    """The best head of each node, node 0 being the root."""
    heads = [0, *(int(row.argmax()) for row in square[1:])]
    cycle = _cycle(heads)
    if not cycle:
        return heads
    inside, outside = sorted(cycle), [n for n in range(len(heads)) if n not in cycle]
    gain = np.array([square[n, heads[n]] for n in inside])
    enter = square[np.ix_(inside, outside)] - gain[:, None]  # what a head from outside adds for each node
    leave = square[np.ix_(outside, inside)]
    smaller = np.full((len(outside) + 1,) * 2, -np.inf)
    smaller[:-1, :-1] = square[np.ix_(outside, outside)]
    smaller[-1, :-1] = enter.max(0)
    smaller[:-1, -1] = leave.max(1)
    found = _arborescence(smaller)
    for place, node in enumerate(outside):
        if node:
            head = found[place]
            heads[node] = inside[int(leave[place].argmax())] if head == len(outside) else outside[head]
    broken = int(enter[:, found[-1]].argmax())
    heads[inside[broken]] = outside[found[-1]]
    return heads


def _cycle(heads: Sequence[int]) -> set[int]:
    """The nodes of one cycle; none where there is no cycle."""
    done: set[int] = {0}
    for start in range(1, len(heads)):
        path: list[int] = []
        node = start
        while node not in done:
            done.add(node)
            path.append(node)
            node = heads[node]
        if node in path:
            return set(path[path.index(node) :])
    return set()


def find_spans(words: Floats, scheme: str) -> list[tuple[int, int, str, float]]:
    """Runs of words that name someone: first word, end, kind, probability; `scheme` is names or nominal."""
    labels = settings()[scheme]
    scores = _log_softmax(_linear("names" if scheme == "names" else "nominals", words))
    best = _viterbi(scores, labels)
    spans: list[tuple[int, int, str, float]] = []
    n = 0
    while n < len(best):
        end = n + 1
        if labels[best[n]] != "O":
            while end < len(best) and labels[best[end]][:1] == "I":
                end += 1
            probability = float(np.exp(scores[range(n, end), best[n:end]].mean()))
            spans.append((n, end, labels[best[n]][2:], probability))
        n = end
    return spans


def tone_shares(states: Floats, span: Floats) -> Floats:
    """Probabilities of negative, neutral and positive for the mean state of a span."""
    return _softmax(_linear("tone_outer", _hidden("tone", states, span)) / settings()["temperature"]["tone"])


def stance_shares(states: Floats, a: Floats, b: Floats) -> Floats:
    """Probabilities of none, a supports b, b supports a, a opposes b, b opposes a.

    The mean of both orders: exchanging a and b exchanges the probabilities, by construction.
    """
    forth, back = (_linear("stance_outer", _hidden("stance", states, *pair)) for pair in ((a, b), (b, a)))
    return _softmax((forth + back[list(SWAPPED)]) / 2 / settings()["temperature"]["stance"])


def side_shares(states: Floats, source: Floats, target: Floats) -> Floats:
    """Probabilities that the source shows no side, supports the target, opposes it."""
    features = pair_features(states, source, target)
    return _softmax(_linear("verdict_outer", _gelu(_linear("verdict_inner", features))))


def pair_features(states: Floats, source: Floats, target: Floats) -> Floats:
    """What the heads of stance and tone have made of two spans, and the spans: what a verdict goes by."""
    pairs = [_hidden("stance", states, *pair) for pair in ((source, target), (target, source))]
    single = [_hidden("tone", states, span) for span in (target, source)]
    found: Floats = np.concatenate([*pairs, *single, source, target, states.mean(0)])
    return found


def _hidden(task: str, states: Floats, *spans: Floats) -> Floats:
    """What a head makes of spans, before its outermost layer."""
    context = _attention(task, np.concatenate(spans), states)
    return _gelu(_linear(f"{task}_inner", np.concatenate([*spans, states.mean(0), context])))


def act_shares(features: Floats) -> Floats:
    """Probabilities of the acts of a towards b, by multinomial logistic regression on `act_features`."""
    return _softmax(_linear("act", features))


def act_features(path: Floats, a: Floats, b: Floats) -> Floats:
    """Four states: of the topmost of the words that join a and b, and the means of all of these, of a and of b."""
    found: Floats = np.concatenate([path[0], path.mean(0), a, b])
    return found


def _attention(task: str, span: Floats, states: Floats) -> Floats:
    """What spans see in the sentence: attention of four heads from them to all tokens.

    Keys and values are linear in the states, so their weights are applied to the one query and to the one mean
    instead of to every token; the bias of the keys is the same for all tokens, and falls out.
    """
    weights, width = _weights(), states.shape[1]
    key, value = (weights[f"{task}_look.{part}.weight"].reshape(4, -1, width) for part in ("key", "value"))
    query = (_linear(f"{task}_look.query", span).reshape(4, 1, -1) @ key)[:, 0]
    scores: Floats = np.matmul(query, states.T) / np.float32(key.shape[1] ** 0.5)
    shares = _softmax(scores)
    found: Floats = (value @ (shares @ states)[..., None]).reshape(-1) + weights[f"{task}_look.value.bias"]
    return found


def _viterbi(scores: Floats, labels: Sequence[str]) -> list[int]:
    """The best row of labels in which no I stands without its B or I before."""
    opens = np.array([label[:1] == "I" for label in labels])
    allowed = np.array([[b[:1] != "I" or (a[2:] == b[2:] and a != "O") for b in labels] for a in labels])
    total = np.where(opens, -np.inf, scores[0]) if len(scores) else scores
    back = []
    for row in scores[1:]:
        paths = np.where(allowed, total[:, None], -np.inf)
        back.append(paths.argmax(0))
        total = paths.max(0) + row
    best = [int(total.argmax())] if len(scores) else []
    for step in reversed(back):
        best.append(int(step[best[-1]]))
    return best[::-1]


def _linear(name: str, x: Floats) -> Floats:
    found: Floats = x @ _weights()[f"{name}.weight"].T + _weights()[f"{name}.bias"]
    return found


def _with_one(x: Floats) -> Floats:
    return np.concatenate([x, np.ones_like(x[:, :1])], 1)


def _gelu(x: Floats) -> Floats:
    """x times the normal distribution function (Hendrycks and Gimpel 2016)."""
    found: Floats = x * (0.5 * (1 + _erf(x / np.float32(2**0.5))))
    return found


def _erf(x: Floats) -> Floats:
    """The error function, to 1.5e-7 (Abramowitz and Stegun 1964, 7.1.26): NumPy has none."""
    one = np.float32(1)
    t: Floats = np.divide(one, one + np.float32(0.3275911) * np.abs(x))
    terms = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
    series = np.zeros_like(x)
    for term in terms:
        series = np.multiply(series + np.float32(term), t)
    found: Floats = np.sign(x) * (1 - series * np.exp(-x * x))
    return found


def _softmax(x: Floats) -> Floats:
    found: Floats = np.exp(_log_softmax(x))
    return found


def _log_softmax(x: Floats) -> Floats:
    moved = x - x.max(-1, keepdims=True)
    found: Floats = moved - np.log(np.exp(moved).sum(-1, keepdims=True))
    return found


@cache
def _weights() -> dict[str, Floats]:
    with np.load(MODEL / "heads.npz") as file:
        return {name: file[name].astype(np.float32) for name in file.files}
