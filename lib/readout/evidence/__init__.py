"""Findings with the sentences they rest on, as HTML in which all that comes from an article is escaped.

`html` makes figures and tables, `passages` the sentences behind a row, `full_text` the article with its marks, `cards`
the five findings that open a report, `coverage_cards` those of many articles, `accuracy` how often results are right,
`statements` sentences about a row; `spans` are places in the text; `export` hands results and tables to a run. Every
piece of HTML is a macro of `resources/fragments.html.j2`.
It stands on `readout.charts`; `readout.analysis` and what stands above may import it.
"""
