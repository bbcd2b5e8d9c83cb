"""What Prosa costs, measured: each module is one benchmark with `add_arguments` and `run`; `./prosa bench` lists and runs them."""
