"""What runs in the child process to read the text of a file, page by page."""
