"""Readout: the tone, the stance and the keywords of a news article, each figure with its evidence."""

from importlib.metadata import version

__version__ = version("readout")
