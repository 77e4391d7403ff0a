"""The analyses: tables of what one article says, each row with the places in the text that show it.

Each takes a `readout.nlp.document.Document` first and gives a DataFrame; its docstring says its columns.

- `reported_speech`: the cue and content of a report in a sentence; `unreported_speech`: who says
  a quotation that no cue in its sentence has, labels and interviews among them; `attribution`: who says, thinks or
  holds what in the article
- `act_words`, `participants`: what a word does, and who takes part; `acts`: who does what to whom; `timeline`: when
- `stance`: who is for or against whom, by deeds and by words, and what is held of what the user asks about
- `sentiment`: the tone of sentences and voices and towards actors, and what each word adds to it
- `keyphrases`: the names and phrases an article is about; `keywords`: a word in its context, beside others, and actors

They stand on `readout.nlp`, `readout.articles` and the tables of `readout.resources`, and import neither charts nor
evidence. Only `readout.analysis`, which makes one `Analysis` of them all, imports them, beside training and tests.
This door hands on no names, as `acts` and `timeline` are each a module and its function: import from the modules.
"""
