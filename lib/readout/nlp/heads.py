"""The heads of the reader in NumPy: from the states of a sentence to scores and probabilities."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from readout.nlp.encoder import MODEL, Floats, settings

SWAPPED = (0, 2, 1, 4, 3)  # the stances with a and b exchanged


def tags(words: Floats) -> list[str]:
    """The Penn tag of each word."""
    names = settings()["tags"]
    return [names[n] for n in _linear("tag", words).argmax(-1)]


def arcs(words: Floats, root: Floats) -> Floats:
    """Log-probabilities (word, head) that a word hangs on a head; column 0 is the root (Dozat, Manning 2017)."""
    d = _gelu(_linear("arc_dependent", words))
    h = _gelu(_linear("arc_head", np.concatenate([root[None], words])))
    likely: Floats = np.einsum("nd,de,he->nh", _with_one(d), _weights()["arc"], h, optimize=True)
    return _log_softmax(likely)


def relations(words: Floats, root: Floats, heads: Sequence[int]) -> list[str]:
    """The relation of each word to its head (0 is the root, and what hangs on it has the relation "root")."""
    d = _with_one(_gelu(_linear("relation_dependent", words)))
    h = _with_one(_gelu(_linear("relation_head", np.concatenate([root[None], words])))[list(heads)])
    scores = np.einsum("nrd,nd->nr", np.einsum("ne,rde->nrd", h, _weights()["relation"], optimize=True), d)
    names = settings()["relations"]
    scores[:, names.index("root")] = -np.inf
    return [names[n] if head else "root" for n, head in zip(scores.argmax(-1), heads, strict=True)]


def mentions(words: Floats, scheme: str) -> list[tuple[int, int, str, float]]:
    """Runs of words that name someone: first word, end, kind, probability; `scheme` is names or nominal."""
    labels = settings()[scheme]
    scores = _log_softmax(_linear("names" if scheme == "names" else "nominals", words))
    best = _viterbi(scores, labels)
    found: list[tuple[int, int, str, float]] = []
    n = 0
    while n < len(best):
        end = n + 1
        if labels[best[n]] != "O":
            while end < len(best) and labels[best[end]][:1] == "I":
                end += 1
            sure = float(np.exp(scores[range(n, end), best[n:end]].mean()))
            found.append((n, end, labels[best[n]][2:], sure))
        n = end
    return found


def tone(states: Floats, span: Floats) -> Floats:
    """Probabilities of negative, neutral and positive for the mean state of a span."""
    return _softmax(_linear("tone_outer", _inner("tone", states, span)) / settings()["temperature"]["tone"])


def stance(states: Floats, a: Floats, b: Floats) -> Floats:
    """Probabilities of none, a supports b, b supports a, a opposes b, b opposes a.

    The mean of both orders: exchanging a and b exchanges the probabilities, by construction.
    """
    one, other = (_linear("stance_outer", _inner("stance", states, *pair)) for pair in ((a, b), (b, a)))
    return _softmax((one + other[list(SWAPPED)]) / 2 / settings()["temperature"]["stance"])


def verdict(states: Floats, source: Floats, target: Floats) -> Floats:
    """Probabilities that the source shows no side, supports the target, opposes it."""
    seen = shown(states, source, target)
    return _softmax(_linear("verdict_outer", _gelu(_linear("verdict_inner", seen))))


def shown(states: Floats, source: Floats, target: Floats) -> Floats:
    """What the heads of stance and tone have made of two spans, and the spans: what a verdict goes by."""
    pairs = [_inner("stance", states, *pair) for pair in ((source, target), (target, source))]
    single = [_inner("tone", states, span) for span in (target, source)]
    found: Floats = np.concatenate([*pairs, *single, source, target, states.mean(0)])
    return found


def _inner(task: str, states: Floats, *spans: Floats) -> Floats:
    """What a head makes of spans, before its outermost layer."""
    seen = _look(task, np.concatenate(spans), states)
    return _gelu(_linear(f"{task}_inner", np.concatenate([*spans, states.mean(0), seen])))


def act(path: Floats, a: Floats, b: Floats) -> Floats:
    """Probabilities of the acts of a towards b, by the words that join the two, the topmost first.

    Multinomial logistic regression on four states: that of the topmost word, and the means of all words
    between, of a and of b.
    """
    return _softmax(_linear("act", np.concatenate([path[0], path.mean(0), a, b])))


def _look(task: str, span: Floats, states: Floats) -> Floats:
    """What spans see in the sentence: attention of four heads from them to all tokens.

    Keys and values are linear in the states, so their weights are applied to the one query and to the one mean
    instead of to every token; the bias of the keys is the same for all tokens, and falls out.
    """
    weights, width = _weights(), states.shape[1]
    key, value = (weights[f"{task}_look.{part}.weight"].reshape(4, -1, width) for part in ("key", "value"))
    asked = (_linear(f"{task}_look.query", span).reshape(4, 1, -1) @ key)[:, 0]
    scores: Floats = np.matmul(asked, states.T) / np.float32(key.shape[1] ** 0.5)
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
