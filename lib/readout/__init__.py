"""Readout: the tone, the stance and the keywords of a news article, each figure with its evidence.

>>> import readout
>>> story = readout.read("")  # the article that comes with Readout; else a path or an address
>>> found = readout.analyze(story)
>>> found.ties[["source", "label"]].iloc[0].tolist()
['State Department officials', 'opposes']

`read` gives an `Article`, `analyze` an `Analysis`: its tables are DataFrames, and it is a mapping of the JSON that
`readout analyze` prints. `show` shows its figures and the sentences behind them, `charts` draws for who wants axes,
`kwic` lists a word in context, `compare` says what two articles say differently, `publish` hands results to the run
of a notebook. `Corpus` keeps what is found in many articles. `explore` and `form` are for JupyterLab: findings to look
through and put right, and the parameters of a notebook to fill in. `measured` says how often results are right,
`corrections` what a user's own file changed. A mistake of the user is a `UserError`.

Importing it loads nothing else: each name is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from readout import charts, show
    from readout.analysis import Analysis, analyze, corrections, kwic, measured
    from readout.articles.article import Article, read
    from readout.comparison import compare
    from readout.corpus.corpus import Corpus
    from readout.errors import UserError
    from readout.evidence.export import publish
    from readout.lab.explore import explore
    from readout_app.form import form

    __version__: str

__all__ = [
    "Analysis",
    "Article",
    "Corpus",
    "UserError",
    "__version__",
    "analyze",
    "charts",
    "compare",
    "corrections",
    "explore",
    "form",
    "kwic",
    "measured",
    "publish",
    "read",
    "show",
]
_HOMES = {  # the module in which each name lives; the other names are modules
    "Analysis": "readout.analysis",
    "Article": "readout.articles.article",
    "Corpus": "readout.corpus.corpus",
    "UserError": "readout.errors",
    "analyze": "readout.analysis",
    "compare": "readout.comparison",
    "corrections": "readout.analysis",
    "explore": "readout.lab.explore",
    "form": "readout_app.form",  # of the application, which the library itself never needs
    "kwic": "readout.analysis",
    "measured": "readout.analysis",
    "publish": "readout.evidence.export",
    "read": "readout.articles.article",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'readout' has no attribute {name!r}")
    if name == "__version__":
        from importlib.metadata import version  # late: reading what is installed takes 20 ms

        value: Any = version("readout-news")
    elif name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    else:
        value = import_module(f"readout.{name}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
