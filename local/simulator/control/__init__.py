"""The control side over HTTP: what tests and phones ask of the simulator, one module per subject."""
