"""The line that the chaos rig breaks: it ends quietly, whatever was on its way."""

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest

from local.chaos.network import Network
from local.chaos.proxy import Proxy
from local.ports import HOST, listen, port_of

ON_ITS_WAY = 0.2  # seconds


@pytest.fixture
def network() -> Iterator[Network]:
    network = Network()
    yield network
    network.close()


def test_a_line_that_is_cut_while_an_answer_is_on_its_way_ends_quietly(
    network: Network, caplog: pytest.LogCaptureFixture
) -> None:
    spoken, listener = threading.Event(), listen()

    async def speak(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"an answer")
        spoken.set()

    server = network.call(asyncio.start_server(speak, sock=listener))
    proxy = Proxy(network, lambda: port_of(listener))
    proxy.delay(ON_ITS_WAY)

    with socket.create_connection((HOST, proxy.port)) as client:
        assert spoken.wait(10)
        network.call(asyncio.sleep(ON_ITS_WAY / 2))
        proxy.cut()
        with pytest.raises(ConnectionResetError):
            client.recv(1)
        network.call(asyncio.sleep(ON_ITS_WAY))
    proxy.end()
    network.call(_close(server))

    assert [record.getMessage() for record in caplog.records] == []


async def _close(server: asyncio.Server) -> None:
    server.close()
