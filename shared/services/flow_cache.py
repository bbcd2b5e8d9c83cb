"""Compiled flows by version: immutable, so they cannot be stale; bounded, so they cannot fill the memory."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from shared.domain.errors import NotFound
from shared.domain.ids import FlowVersionId
from shared.engine.flow import Flow, load_flow
from shared.services.bursts import Bursts

MAX_COMPILED = 500  # flows kept per process; a compiled flow of 200 nodes takes well under 1 MB


class FlowCache:
    """Least recently used versions are forgotten first. Safe for threads; a flow may be compiled twice, never wrongly.

    bursts: what is remembered of the flows' pauses.
    """

    def __init__(self) -> None:
        self.bursts = Bursts()
        self._lock = threading.Lock()
        self._flows: OrderedDict[FlowVersionId, Flow] = OrderedDict()

    def get(self, version: FlowVersionId, number: int, read: Callable[[], dict[str, Any] | None]) -> Flow:
        """The compiled flow of a version with its published number; `read` fetches the definition if it is not kept.

        Raises NotFound.
        """
        with self._lock:
            flow = self._flows.get(version)
            if flow is not None:
                self._flows.move_to_end(version)
                return flow
        definition = read()
        if definition is None:
            raise NotFound("flow_version_not_found", "The published version of the flow is gone.")
        flow = load_flow(definition, version=number)
        with self._lock:
            self._flows[version] = flow
            if len(self._flows) > MAX_COMPILED:
                self._flows.popitem(last=False)
        return flow
