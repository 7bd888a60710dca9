"""What people do to meetings; each module has its own refusals."""
