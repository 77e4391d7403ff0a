"""Writes `lib/readout/resources/frequencies.tsv`: how common English words are, from which rarity is read.

    python -m training.frequencies

Needs the package wordfreq (`pip install wordfreq`). Only common words are kept: what is rarer than `LEAST` counts
as equally rare. Words of one frequency share a row.
"""

import re
from collections import defaultdict
from pathlib import Path

from wordfreq import top_n_list, zipf_frequency

OUT = Path(__file__).parents[1] / "lib" / "readout" / "resources" / "frequencies.tsv"
LEAST = 3.6  # on the Zipf scale: four times in a million words
NOTE = """\
# How common English words are on the Zipf scale (log10 of how often in a billion words, van Heuven et al. 2014),
# in lower case. What is not here is rarer.
# Source: wordfreq 3.1.1 (Speer 2022, https://doi.org/10.5281/zenodo.7199437), reworked by training/frequencies.py:
# rounded to 0.1, common words of letters only. Licence of this table: CC BY-SA 4.0, as that of wordfreq's data
# (https://creativecommons.org/licenses/by-sa/4.0/), which draws on Wikipedia, Google Books Ngrams
# (http://books.google.com/ngrams), OpenSubtitles (http://www.opensubtitles.org/), the SUBTLEX word lists
# (Brysbaert et al., freely available), the Leeds Internet Corpus, ParaCrawl and others.
zipf\twords
"""


def main() -> None:
    """The table, commonest first."""
    rows: dict[float, list[str]] = defaultdict(list)
    for word in top_n_list("en", 50_000):
        zipf = round(zipf_frequency(word, "en"), 1)
        if zipf >= LEAST and re.fullmatch("[a-z]{2,}", word):
            rows[zipf].append(word)
    lines = [f"{zipf}\t{'|'.join(sorted(rows[zipf]))}\n" for zipf in sorted(rows, reverse=True)]
    OUT.write_text(NOTE + "".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
