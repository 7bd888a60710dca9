"""The index of pages that search asks: written by one process on each host, read by all that serve there.

It is derived from the database and may be thrown away at any time. docs/decisions/0043-search-index.md tells why.
"""
