"""The edge: HTTP or a Lambda event in, an answer out; one package is one function."""

import gc

# Python's own numbers (700, 10) go through a starting process some 200 times, twice through all of it: a tenth of a start.
gc.set_threshold(10_000, 50)
