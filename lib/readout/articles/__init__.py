"""An article from a file, a page or an address, as clean text with sentences.

`read` is the way in; `fetch` alone asks the network. It imports the tables of `readout.resources` only;
everything above may import it.
"""

from readout.articles.article import Article, expand, read
from readout.articles.sentences import Sentence

__all__ = ["Article", "Sentence", "expand", "read"]
