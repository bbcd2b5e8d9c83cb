"""Places that the user `nobody` can reach: PostgreSQL refuses to run as root, so a root checkout lends it some.

In root's home, for example, `nobody` can neither read the binaries in the virtual environment nor enter a data folder,
and opening that home to everyone is out of the question. Copies go to a folder of root's in /var/tmp instead.
"""

import hashlib
import os
import pwd
import shutil
import stat
from pathlib import Path

from local.processes import Account

LENT = Path("/var/tmp/prosa-root")  # noqa: S108 - its owner and mode are checked before use


def nobody() -> Account | None:
    """Return the account to drop to, or None when this process is not root."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)


def is_reachable(path: Path) -> bool:
    """Say whether every user may enter each folder above `path`."""
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.parents)


def lent_folder() -> Path:
    """Make the folder in /var/tmp; refuse one that somebody else prepared."""
    LENT.mkdir(mode=0o755, exist_ok=True)
    found = LENT.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0 or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(f"{LENT} must be a folder of root's that nobody else can write to; remove it")
    return LENT


def reachable_installation(installation: Path) -> Path:
    """Return `installation` itself, or a copy of it and of its shared libraries where `nobody` can run it."""
    if is_reachable(installation / "bin" / "postgres"):
        return installation
    package = installation.parent
    version = f"{installation}{(installation / 'bin' / 'postgres').stat().st_mtime_ns}"
    copy = lent_folder() / "postgres" / hashlib.sha256(version.encode()).hexdigest()[:12]
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(installation, unfinished / package.name / installation.name, symlinks=True)
        # The binaries look for their libraries beside the package, by a relative path.
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name)
        _publish(unfinished, copy)
    return copy / package.name / installation.name


def reachable_home(home: Path) -> Path:
    """Return `home` itself, or the folder lent to it; a link in `home` ties the two, so that neither outlives the other."""
    home.mkdir(parents=True, exist_ok=True)
    link = home / "lent"
    if link.exists():
        return link.readlink()
    link.unlink(missing_ok=True)  # something cleaned /var/tmp: the data is gone, a new cluster will be made
    if is_reachable(home / "data"):
        return home
    _remove_abandoned()
    lent = lent_folder() / "homes" / hashlib.sha256(f"{home}{os.urandom(16).hex()}".encode()).hexdigest()[:12]
    lent.mkdir(parents=True, mode=0o755)
    (lent / "lent-to").write_text(str(link))
    link.symlink_to(lent)
    return lent


def _remove_abandoned() -> None:
    """Delete the folders whose checkout was deleted or began anew."""
    for lent in (lent_folder() / "homes").glob("*"):
        link = Path((lent / "lent-to").read_text()) if (lent / "lent-to").exists() else None
        if link is not None and not (link.is_symlink() and link.readlink() == lent):
            shutil.rmtree(lent, ignore_errors=True)


def _publish(unfinished: Path, copy: Path) -> None:
    try:
        unfinished.rename(copy)
    except OSError:  # another start finished first
        shutil.rmtree(unfinished)
