"""The verbs of the `prosa` command line, one module each: `add_arguments(parser)` and `run(args) -> int`."""
