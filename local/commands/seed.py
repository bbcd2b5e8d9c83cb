"""`./prosa seed`: the demo agency with its listings and its number in the simulator. Running it again adds nothing twice."""

import argparse
from pathlib import Path

from local.demo import VARIABLE, Demo, DemoNumber
from local.target import target_environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take none."""
    del parser


def run(_arguments: argparse.Namespace) -> int:
    """Seed, and note what the page's phone and the terminal chat need to know."""
    from local.seed import seed

    environment = target_environment()
    result = seed(environment)
    numbers = [
        DemoNumber(number.phone_number_id, number.display_phone_number, number.name) for number in result.numbers
    ]
    if VARIABLE in environment:
        Demo(tuple(numbers)).write(Path(environment[VARIABLE]))
    for number in numbers:
        print(f"{number.tenant_name}: {number.display_phone_number}")
    return 0
