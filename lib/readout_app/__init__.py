"""The application behind the command `readout`; the library `readout` never imports it.

- `cli`, `cli_report`, `cli_data`, `cli_lab`, `cli_schedule`: the commands; `__main__` runs them,
  `cli_common` is what they share
- `doctor`: what is wrong with an installation; `form`: `readout.form`
- `runs`: one notebook over one article becomes one run folder
- `archive`: what stands in a folder of runs: catalogue, diff, checks
- `schedule`: watches: what is new at their sources, reported once and told once
- `secrets`: `${READOUT_SECRET_NAME}` in addresses; `templates`: pages and mails
"""

from pathlib import Path

TEMPLATES = Path(__file__).parent / "templates"
