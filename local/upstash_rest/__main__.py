"""Run the endpoint: python -m local.upstash_rest --fd LISTENING_SOCKET --redis-port PORT; the tokens come in UPSTASH_TOKENS."""

import argparse
import os

import uvicorn

from local.ports import HOST, add_fd_argument, inherited
from local.upstash_rest.app import UpstashRest

TOKENS = "UPSTASH_TOKENS"  # comma-separated, the first for database 0, and so on; not an argument: `ps` shows those


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m local.upstash_rest", description=__doc__)
    add_fd_argument(parser)
    parser.add_argument("--redis-port", type=int, required=True)
    arguments = parser.parse_args()
    tokens = {token: number for number, token in enumerate(os.environ[TOKENS].split(","))}
    app = UpstashRest(HOST, arguments.redis_port, tokens)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    server.run(sockets=[inherited(arguments.fd)])


if __name__ == "__main__":
    main()
