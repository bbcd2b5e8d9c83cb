"""`./prosa key`: new secrets for a deployment, as lines to paste into its environment. Nothing is kept here.

To rotate DATA_ENCRYPTION_KEYS, put the new entry before the old one, separated by a comma: the first encrypts, all decrypt.
"""

import argparse
import base64
import secrets


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take none."""
    del parser


def run(_arguments: argparse.Namespace) -> int:
    """Print what `shared.settings` asks for in production and nobody else gives."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    print(f"AUTH_JWT_SECRET={secrets.token_urlsafe(48)}")
    print(f"SUPER_ADMIN_API_KEY={secrets.token_urlsafe(32)}")
    print(f"WA_VERIFY_TOKEN={secrets.token_urlsafe(16)}")
    print(f"DATA_ENCRYPTION_KEYS=k{secrets.token_hex(4)}:{key}")  # an id of its own: two keys may stand side by side
    return 0
