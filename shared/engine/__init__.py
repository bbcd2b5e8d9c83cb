"""The flow engine: pure, total, provable. No clock, no chance, no I/O; what it needs from outside it asks for as facts.

    flow  = load_flow(definition)                      # parse, check shape, compile once; immutable, cacheable for ever
    step(flow, state, event, now=…, facts=…)           # -> Step(state, effects, trace)  or  Wants(requests)
    validate(definition) -> tuple[Problem, ...]        # everything that must be true before a version goes live
    preview / tests                                    # the same step, with a simulated host

State round-trips through JSON between any two events (`codec`). Each turn of a real conversation stores event, facts,
flow version, effects and state after, so that any conversation can be replayed, offline, against another version.
"""
