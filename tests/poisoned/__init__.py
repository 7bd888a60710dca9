"""A worker for tests whose process is killed by any file that is called poison."""
