"""The workshop: how the reader is made, and how right each analysis is. Nothing here ships in the package.

Measuring, without torch: `bench` (labelled files: `labelled_rows`, `predict`, `scores`), `gold` (annotated articles:
`gold_format`, `corpus/`), `evaluate` (the table that reports show), `audit` (bias), `ablate` (what each rule is
worth), `card` (MODEL_CARD.md). Making the reader, with the extra `train`: `make`, which runs `train` (`data`,
`network`), `export`, `acts`, `ties`, `calibrate` and `ties`. Each is run as `python -m training.NAME`.
"""
