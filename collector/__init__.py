"""Facts: what the networks said about a watchlist, night by night."""

from importlib.metadata import version

__version__ = version("followback")
