"""A small, deterministic training program with the command line of a real one."""
