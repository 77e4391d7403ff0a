"""An article from a file, a page or an address, as clean text with sentences.

`read` is the way in, `read_all` that of many articles; `fetch` alone asks the network. It stands on
`readout.resources`, `markup`, `text` and `wording`; everything above may import it.
"""

from readout.articles.article import Article, read
from readout.articles.sentences import Sentence
from readout.articles.sources import expand, read_all

__all__ = ["Article", "Sentence", "expand", "read", "read_all"]
