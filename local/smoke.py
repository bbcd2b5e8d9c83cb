"""The runbook's smoke test (section 5) over HTTP: each step names itself, takes its time and says what it saw."""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import httpx2

WAKING = 90.0  # seconds for the first answer: a free instance may be asleep
PATIENCE = 20.0
CHALLENGE = "1158201444"
SENDER = "5511900000000"  # nobody's: the tenant is suspended, so nothing is sent to it


class StepFailedError(Exception):
    """A step did not get the answer it needed; the text begins with its name."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What opens a deployment."""

    email: str
    password: str
    super_key: str
    verify_token: str
    webhook_secret: str


class Smoke:
    """One walk through a deployment. What it makes is suspended at the end, also when a step fails."""

    def __init__(self, url: str, credentials: Credentials, say: Callable[[str], object]) -> None:
        self.passed = 0
        self._with = credentials
        self._say = say
        self._http = httpx2.Client(base_url=url, timeout=WAKING)
        self._started = datetime.now(UTC)
        self._tenant: str | None = None
        self._number = "99" + str(secrets.randbelow(10**13)).zfill(13)  # longer than any of Meta's, and random

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()

    def run(self) -> None:
        """Raises StepFailedError."""
        try:
            self._health()
            admin = self._login()
            self._flows(admin)
            self._onboarding()
            self._webhook()
        finally:
            if self._tenant:
                self._patch_status("suspended")

    def _health(self) -> None:
        self._expect("5.1 liveness", 200, "GET", "/health/liveness")
        self._http.timeout = httpx2.Timeout(PATIENCE)
        ready = self._expect("5.1 readiness", 200, "GET", "/health/readiness")
        if ready["status"] == "degraded":
            faulty = ", ".join(check["code"] for check in ready["checks"] if check["code"])
            self._say(f"  degraded: {faulty}")

    def _login(self) -> dict[str, str]:
        body = {"email": self._with.email, "password": self._with.password}
        tokens = self._expect("5.2 login", 200, "POST", "/auth/login", json=body)
        return {"Authorization": f"Bearer {tokens['access_token']}"}

    def _flows(self, admin: dict[str, str]) -> None:
        domain = self._expect("5.3 domain", 200, "GET", "/admin/chatbot-domain", headers=admin)["domain"]
        of_domain = {"headers": admin, "params": {"domain": domain}}
        flows = self._expect("5.3 flows", 200, "GET", "/admin/chatbot-flows", **of_domain)
        published = self._expect("5.3 published", 200, "GET", "/admin/chatbot-flows/published", **of_domain)
        if not flows["items"] or not published["published"]:
            raise StepFailedError(f"5.3 published: no flow answers for {domain}")

    def _onboarding(self) -> None:
        key = {"X-Super-Admin-Key": self._with.super_key}
        name = f"Smoke {self._started:%Y-%m-%d %H:%M:%S}"
        made = self._expect("5.4 tenant", 201, "POST", "/super/tenants", headers=key, json={"name": name})
        self._tenant = made["id"]
        path = f"/super/tenants/{self._tenant}"
        account = {"phone_number_id": self._number, "display_phone_number": "smoke"}
        self._expect("5.4 WhatsApp account", 201, "POST", f"{path}/whatsapp-accounts", headers=key, json=account)
        email = {"email": f"smoke-{secrets.token_hex(4)}@example.com"}
        invite = self._expect("5.4 invite", 201, "POST", f"{path}/invite-admin", headers=key, json=email)
        self._expect("5.4 invite opens", 200, "GET", f"/auth/invites/{invite['token']}")
        self._patch_status("suspended", step="5.4 suspend")

    def _webhook(self) -> None:
        for path in ("/webhook/verify", "/webhook"):
            self._challenge(f"5.5 challenge at {path}", path, self._with.verify_token, 200)
        self._challenge("5.5 wrong verify token", "/webhook/verify", "wrong", 403)
        body = json.dumps(self._message()).encode()
        self._expect("5.5 unsigned message", 401, "POST", "/webhook", content=body, headers=_json_headers(""))
        signature = hmac.new(self._with.webhook_secret.encode(), body, hashlib.sha256).hexdigest()
        headers = _json_headers(f"sha256={signature}")
        self._expect("5.5 signed message", 200, "POST", "/webhook", content=body, headers=headers)

    def _challenge(self, step: str, path: str, token: str, status: int) -> None:
        query = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": CHALLENGE}
        answer = self._ask(step, status, "GET", path, params=query)
        if status == 200 and answer.text != CHALLENGE:
            raise StepFailedError(f"{step}: the challenge did not come back")

    def _message(self) -> dict[str, Any]:
        """A text message as Meta sends it, to the number of this walk."""
        message = {
            "from": SENDER,
            "id": f"wamid.smoke.{secrets.token_hex(12)}",
            "timestamp": str(int(time.time())),
            "type": "text",
            "text": {"body": "oi"},
        }
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "smoke", "phone_number_id": self._number},
            "contacts": [{"profile": {"name": "Smoke"}, "wa_id": SENDER}],
            "messages": [message],
        }
        changes = [{"field": "messages", "value": value}]
        return {"object": "whatsapp_business_account", "entry": [{"id": "0", "changes": changes}]}

    def _patch_status(self, status: str, step: str = "suspend again") -> None:
        key = {"X-Super-Admin-Key": self._with.super_key}
        path = f"/super/tenants/{self._tenant}"
        self._expect(step, 200, "PATCH", path, headers=key, json={"status": status})
        self._tenant = None

    def _expect(self, step: str, status: int, method: str, path: str, **request: Any) -> Any:
        """Ask, compare the status, give the JSON of the answer."""
        answer = self._ask(step, status, method, path, **request)
        try:
            return answer.json()
        except ValueError as error:
            raise StepFailedError(f"{step}: the answer is not JSON") from error

    def _ask(self, step: str, status: int, method: str, path: str, **request: Any) -> httpx2.Response:
        started = time.perf_counter()
        try:
            answer = self._http.request(method, path, **request)
        except httpx2.HTTPError as error:
            raise StepFailedError(f"{step}: no answer ({type(error).__name__})") from error
        if answer.status_code != status:
            raise StepFailedError(f"{step}: {answer.status_code} instead of {status}{_code_of(answer)}")
        self.passed += 1
        self._say(f"✓ {step} ({(time.perf_counter() - started) * 1000:.0f} ms)")
        return answer


def _json_headers(signature: str) -> dict[str, str]:
    signed = {"X-Hub-Signature-256": signature} if signature else {}
    return {"Content-Type": "application/json"} | signed


def _code_of(answer: httpx2.Response) -> str:
    """The service's own word for it, and the id under which its log has more."""
    try:
        body = answer.json()
        return f" {body['detail']} (correlation id {body['correlation_id']})"
    except (ValueError, KeyError, TypeError):
        return ""
