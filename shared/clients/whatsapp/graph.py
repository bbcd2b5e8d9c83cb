"""The Messenger over Meta's Graph API."""

import json
from datetime import timedelta
from typing import Any

from shared.clients.connections import Connections, NoAnswerError, NotSentError
from shared.domain.sending import UNREACHABLE, Outcome, RetryLater, Sender, Unknown
from shared.whatsapp.outcomes import read_outcome


class GraphMessenger:
    """Implements `Messenger`. base_url: e.g. https://graph.facebook.com; version: e.g. v26.0."""

    def __init__(self, base_url: str, version: str, timeout: timedelta) -> None:
        self._connections = Connections(base_url, timeout)
        self._version = version

    def send(self, sender: Sender, body: dict[str, Any]) -> Outcome:
        headers = {
            "Authorization": f"Bearer {sender.token}",
            "Content-Type": "application/json",
            "Connection": "keep-alive",
        }
        try:
            answer = self._connections.post(
                f"/{self._version}/{sender.number}/messages", json.dumps(body).encode(), headers
            )
        except NotSentError as error:
            return RetryLater(UNREACHABLE, f"Graph cannot be reached ({error})")
        except NoAnswerError as error:
            return Unknown(str(error))
        return read_outcome(answer.status, answer.body, answer.headers)

    def close(self) -> None:
        self._connections.close()
