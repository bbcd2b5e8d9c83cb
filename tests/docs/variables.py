"""How the variables of `shared.settings` are written down: the lines of .env.example, the rows of the README's table."""

import re
from dataclasses import dataclass
from typing import Final, Literal, get_args, get_origin

from pydantic import SecretStr

from shared.settings import ConfigurationError, Settings, load_settings

HEAD: Final = """\
# Every variable that Prosa reads. Lines without a # must be filled in for APP_ENV=prod and staging: the service names
# what is missing or weak and does not start. Lines with one show the default. `./prosa up` needs none of this.
# Paste it into Render's environment, or load it into a shell: set -a; . ./.env; set +a
# Made from shared/settings.py by `python -m tests.docs.write`.
"""

# What a variable's name begins with -> the heading it stands under.
GROUPS: Final = {
    ("APP_", "PUBLIC_", "UI_", "CORS_", "LOG_"): "The service",
    ("AUTH_", "SUPER_"): "Signing in",
    ("DATA_",): "Secrets at rest",
    ("DATABASE_",): "Postgres",
    ("UPSTASH_", "REDIS_"): "Redis: the first two, or REDIS_URL, or REDIS_HOST",
    ("WA_",): "WhatsApp",
    ("OPENAI_",): "AI",
    ("SWEEP_", "RENDER_", "WAKE_", "AWS_"): "The host",
}


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable. default: as one would type it; empty = none."""

    name: str
    default: str
    description: str
    is_required: bool

    @property
    def group(self) -> str:
        return next(title for beginnings, title in GROUPS.items() if self.name.startswith(beginnings))


def variables() -> list[Variable]:
    """Give every variable, in the order of the settings class."""
    required = _required()
    return [
        Variable(
            name=str(field.alias),
            default=_typed(field.default),
            description=_described(field.description or "", field.annotation),
            is_required=field.alias in required,
        )
        for field in Settings.model_fields.values()
    ]


def env_example() -> str:
    """Write .env.example."""
    known = variables()
    parts = [HEAD]
    for title in GROUPS.values():
        lines = [f"# --- {title}\n"]
        for variable in known:
            if variable.group == title:
                mark = "" if variable.is_required else "#"
                lines.append(f"# {variable.description}\n{mark}{variable.name}={variable.default}\n")
        parts.append("\n".join(lines))
    return "\n".join(parts)


def table() -> str:
    """Write the rows of the README's configuration table, heading included."""
    rows = ["| variable | default | what it is |", "|---|---|---|"]
    for variable in variables():
        default = "**required**" if variable.is_required else f"`{variable.default}`" if variable.default else ""
        rows.append(f"| `{variable.name}` | {default} | {variable.description} |")
    return "\n".join(rows) + "\n"


def _required() -> set[str]:
    """Ask the settings themselves: what an empty environment is refused for."""
    try:
        load_settings({})
    except ConfigurationError as error:
        return set(re.findall(r"([A-Z][A-Z_]+): is missing", str(error)))
    return set()


def _typed(default: object) -> str:
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    return ",".join(map(str, default)) if isinstance(default, tuple) else str(default)


def _described(description: str, annotation: object) -> str:
    """Add the choices, where there are some."""
    choices = get_args(annotation) if get_origin(annotation) is Literal else ()
    return f"{description} One of {', '.join(choices)}." if len(choices) > 1 else description
