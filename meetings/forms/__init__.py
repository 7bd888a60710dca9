"""Forms about meetings, one module per page. They validate; actions act."""
