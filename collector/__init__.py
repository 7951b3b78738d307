"""Facts: what the networks said about a watchlist, night by night."""
