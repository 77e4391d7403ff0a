"""`python -m readout` is the same as `readout`."""

from readout.cli import main

main(prog_name="readout")
