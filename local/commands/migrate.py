"""`./prosa migrate`: the migrations, on the direct address of the database (DATABASE_URL_UNPOOLED) if there is one."""

import argparse
import subprocess

from local.checkout import ROOT
from local.environment import with_inherited
from local.processes import python
from local.target import target_environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the revision."""
    parser.add_argument("revision", nargs="?", default="head", help="where to stop (default: head)")


def run(arguments: argparse.Namespace) -> int:
    """Run Alembic, and show where the database stands then."""
    env = with_inherited(target_environment())
    for step in (("upgrade", arguments.revision), ("current",)):
        command = [str(part) for part in python("alembic", *step)]
        if code := subprocess.run(command, cwd=ROOT, env=env, check=False).returncode:
            return code
    return 0
