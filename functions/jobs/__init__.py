"""The jobs function: the outside heartbeat and the queue of wakes."""
