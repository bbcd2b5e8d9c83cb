"""A preferred port is taken when it is free and left alone when it is not."""

import socket

from local.ports import HOST, accepts, free_port


def test_a_free_port_is_taken_as_preferred() -> None:
    preferred = free_port()

    assert free_port(preferred) == preferred


def test_a_port_in_use_falls_back_to_another() -> None:
    with socket.create_server((HOST, 0)) as server:
        taken = server.getsockname()[1]

        found = free_port(taken)

        assert found != taken
        assert accepts(taken)
    assert not accepts(found)
