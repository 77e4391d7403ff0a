"""Language: an article's sentences as trees, by the model, and who is in them.

- `document`: a `Document` (article, trees, actors), which every analysis takes; `parse` makes one
- `tokens`, `encoder`, `heads`, `reader`: words, their states, and what the model reads in them
- `trees`: a sentence as a dependency tree, mended by `misparses`; `clauses`: who does what in a clause
- `gazetteer`, `names`, `mentions`, `groups`, `coreference`, `pronouns`, `issues`, `actors`: whom the text names, and
  which mentions are one
- `target_search`: where the article speaks of what the user asks about; `user_file`: a user's own names and corrections

It stands on `readout.articles` and the tables of `readout.resources`; `readout.analyses` and what stands above may
import it. This door hands on no names: import from the modules.
"""
