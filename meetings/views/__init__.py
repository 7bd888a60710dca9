"""Pages of meetings, one module per page or two."""
