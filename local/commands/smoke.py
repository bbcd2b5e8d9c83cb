"""`./prosa smoke URL`: section 5 of the runbook, step by step, against any deployment; stops at the first step that fails.

It may be run in production at any time: it makes one tenant called "Smoke …", suspends it before the first message, and
sends nothing to anybody. Credentials come from the options, else from the environment, else from the stack running here.
"""

import argparse
import os
import sys
from collections.abc import Mapping

from local.smoke import Credentials, Smoke, StepFailedError
from local.target import NothingRunsError, running

VARIABLES = {
    "email": "AUTH_SEED_ADMIN_EMAIL",
    "password": "AUTH_SEED_ADMIN_PASSWORD",
    "super_key": "SUPER_ADMIN_API_KEY",
    "verify_token": "WA_VERIFY_TOKEN",
    "webhook_secret": "WA_WEBHOOK_SECRET",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the address and what opens it."""
    parser.add_argument("url", nargs="?", help="where the service is (default: the stack running here)")
    for option, variable in VARIABLES.items():
        parser.add_argument(f"--{option.replace('_', '-')}", metavar="…", help=f"default: ${variable}")


def run(arguments: argparse.Namespace) -> int:
    """Walk through the steps; return 1 when one fails or something needed is not given."""
    known = _known(arguments.url)
    url = arguments.url or known.get("PUBLIC_BASE_URL", "")
    given = {option: getattr(arguments, option) or known.get(name, "") for option, name in VARIABLES.items()}
    missing = [VARIABLES[option] for option, value in given.items() if not value]
    if not url or missing:
        print(f"Say where and with what: {', '.join(missing or ['the URL'])} is not given.", file=sys.stderr)
        return 1
    secret = given["webhook_secret"].split(",")[0].strip()  # while one is being rotated, either signs
    credentials = Credentials(**(given | {"webhook_secret": secret}))
    with Smoke(url.rstrip("/"), credentials, say=lambda text: print(text, flush=True)) as smoke:
        try:
            smoke.run()
        except StepFailedError as error:
            print(f"✗ {error}", file=sys.stderr)
            return 1
    print(f"All {smoke.passed} steps passed.")
    return 0


def _known(url: str | None) -> Mapping[str, str]:
    """The environment; without a URL, what the stack running here was started with."""
    if url:
        return os.environ
    try:
        return {**running().environment, **{n: v for n in VARIABLES.values() if (v := os.environ.get(n))}}
    except NothingRunsError:
        return os.environ
