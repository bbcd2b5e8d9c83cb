"""Start the simulator: `python -m local.simulator --host 127.0.0.1 --port 9400`."""

import argparse

from local.simulator.app import build
from local.simulator.server import serve
from local.simulator.settings import NO_DELAYS, Settings
from local.simulator.world import World


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(
        prog="python -m local.simulator", description="A stand-in for WhatsApp's Cloud API."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9400)
    parser.add_argument("--fd", type=int, help="an inherited socket that already listens on that port")
    parser.add_argument(
        "--cors-origin", action="append", default=[], help="an origin whose pages may call /sim (repeatable)"
    )
    parser.add_argument("--seed", type=int, help="make ids, delays and faults repeatable")
    parser.add_argument("--no-delays", action="store_true", help="statuses and template reviews come at once")
    args = parser.parse_args()
    start = Settings().merged(NO_DELAYS) if args.no_delays else Settings()
    world = World(f"http://{args.host}:{args.port}", seed=args.seed, start=start)
    serve(build(world, args.cors_origin), world, args.host, args.port, args.fd)


if __name__ == "__main__":
    main()
