"""The command line: each subcommand is a few lines over the rooms below; 0 done, 1 refused, 2 wrong usage."""
