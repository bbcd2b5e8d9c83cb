"""Run the endpoint: python -m local.upstash_rest --port PORT --redis-port PORT; the tokens come in UPSTASH_TOKENS."""

import argparse
import os

import uvicorn

from local.ports import HOST
from local.upstash_rest.app import UpstashRest

TOKENS = "UPSTASH_TOKENS"  # comma-separated, the first for database 0, and so on; not an argument: `ps` shows those


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m local.upstash_rest", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--redis-port", type=int, required=True)
    arguments = parser.parse_args()
    tokens = {token: number for number, token in enumerate(os.environ[TOKENS].split(","))}
    app = UpstashRest(HOST, arguments.redis_port, tokens)
    uvicorn.run(app, host=HOST, port=arguments.port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
