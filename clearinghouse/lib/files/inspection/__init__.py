"""What runs in the child process to decide whether a file is what it says it is."""
