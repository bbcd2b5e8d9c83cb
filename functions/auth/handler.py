"""Sign in, refresh, sign out, accept an invite, and ask who one is."""

from typing import Annotated

from fastapi import Path

from functions.asgi import LambdaHandler, group
from functions.auth.wire import AcceptInvite, InviteAnswer, Login, Me, RefreshToken, Tokens
from functions.callers import Viewer
from functions.deps import Now, Parts, Place
from shared.observability import correlation_id
from shared.services import accept_invite as invites
from shared.services import authenticate
from shared.services.whoami import whoami

router = group("auth", "/auth")


@router.post("/login")
def login(body: Login, parts: Parts, place: Place, now: Now) -> Tokens:
    """Trade e-mail and password for tokens. Wrong tries are slowed down, nobody is locked out."""
    attempt = authenticate.Attempt(body.email, body.password, place, correlation_id())
    signed_in = authenticate.login(
        parts.core,
        parts.passwords,
        parts.throttle,
        parts.sessions,
        attempt,
        make_first_admin=parts.first_admin.make,
        now=now,
    )
    return Tokens.of(signed_in)


@router.post("/refresh")
def refresh(body: RefreshToken, parts: Parts, now: Now) -> Tokens:
    """Trade a refresh token for new tokens. A second use of the same token ends the sign-in."""
    return Tokens.of(
        authenticate.refresh(parts.core, parts.sessions, body.refresh_token, now=now, correlation_id=correlation_id())
    )


@router.post("/logout", status_code=204)
def logout(body: RefreshToken, parts: Parts, now: Now) -> None:
    """End a sign-in; its access tokens die within seconds."""
    authenticate.logout(parts.core, body.refresh_token, now=now, correlation_id=correlation_id())


@router.get("/me")
def me(caller: Viewer, parts: Parts) -> Me:
    """Say who the access token belongs to."""
    return Me.of(*whoami(parts.core, caller))


@router.get("/invites/{token}")
def show_invite(token: Annotated[str, Path(max_length=200)], parts: Parts, now: Now) -> InviteAnswer:
    """Show an invite that can still be accepted."""
    return InviteAnswer.of(*invites.look_at_invite(parts.core, token, now=now))


@router.post("/accept-invite")
def accept_invite(body: AcceptInvite, parts: Parts, now: Now) -> Tokens:
    """Become a user and be signed in."""
    acceptance = invites.Acceptance(body.token, body.password, body.name)
    return Tokens.of(
        invites.accept_invite(
            parts.core, parts.passwords, parts.sessions, acceptance, now=now, correlation_id=correlation_id()
        )
    )


handler = LambdaHandler(router)
