"""Every kind of node, one file each: its model with an example, its behaviour, what the prover must know of it."""
