"""The engine under test: data in `cases`, laws in the modules beside it."""
