"""What the benchmarks share: results, machines, loads, counters."""
