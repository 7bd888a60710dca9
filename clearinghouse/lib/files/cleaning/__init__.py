"""What runs in the child process to make a copy of a file without what is not on its face."""
