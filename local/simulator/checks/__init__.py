"""Meta's checks of a send request, one module per subject; each raises GraphError with Meta's code."""
