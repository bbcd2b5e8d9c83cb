"""Start the stub: `python -m local.openai_stub --port 9500`; point OPENAI_BASE_URL at http://127.0.0.1:9500/v1."""

import argparse
import socket

import uvicorn

from local.openai_stub.app import build
from local.ports import HOST


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="python -m local.openai_stub", description=__doc__)
    parser.add_argument("--port", type=int, default=9500)
    parser.add_argument("--fd", type=int, help="an inherited socket that already listens on that port")
    arguments = parser.parse_args()
    config = uvicorn.Config(
        build(), host=HOST, port=arguments.port, log_level="warning", access_log=False, timeout_graceful_shutdown=1
    )
    uvicorn.Server(config).run(None if arguments.fd is None else [socket.socket(fileno=arguments.fd)])


if __name__ == "__main__":
    main()
