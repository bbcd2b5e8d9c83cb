"""The one root of what may stop a command of `./prosa`: its text is for the terminal, without a traceback."""


class LocalError(Exception):
    """A command cannot go on; the message says why and what to do."""
