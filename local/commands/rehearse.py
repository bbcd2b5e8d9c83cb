"""`./prosa rehearse`: a dump of the deployment, restored into a Postgres of its own on this machine, and the smoke test on it.

The deployment is the one of the environment (DATABASE_URL_UNPOOLED and the secrets), else the stack running here; it is
only read. The copy sends nothing and is deleted at the end; --keep FILE keeps the dump.
"""

import argparse
import shutil
import sys
from pathlib import Path

from local.commands.smoke import VARIABLES
from local.errors import LocalError
from local.scratch import make_scratch
from local.smoke import Credentials, StepFailedError
from local.target import target_environment
from shared.settings import ConfigurationError, migration_database_url


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take --keep."""
    parser.add_argument("--keep", type=Path, metavar="FILE", help="keep the dump here; it holds everything, guard it")


def run(arguments: argparse.Namespace) -> int:
    """Return 1 when a step fails."""
    from local.rehearsal import rehearse

    variables = target_environment()
    given = {option: variables.get(name, "") for option, name in VARIABLES.items()}
    given["webhook_secret"] = given["webhook_secret"].split(",")[0].strip()
    credentials = Credentials(**given) if all(given.values()) else None
    folder = make_scratch()
    try:
        rehearse(
            migration_database_url(variables), variables, credentials, folder, lambda text: print(text, flush=True)
        )
        if arguments.keep:
            shutil.copyfile(folder / "prosa.dump", arguments.keep)
            arguments.keep.chmod(0o600)
    except ConfigurationError as error:
        raise LocalError(str(error)) from error
    except StepFailedError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    missing = [name for option, name in VARIABLES.items() if not given[option]]
    print("The backup can be restored." if credentials else f"Restored; no smoke test without {', '.join(missing)}.")
    return 0
