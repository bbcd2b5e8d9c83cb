"""The use cases, a verb each; every one opens its own transaction and closes it before any network call."""
