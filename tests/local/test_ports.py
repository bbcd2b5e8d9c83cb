"""A preferred port is taken when it is free and left alone when it is not."""

import socket

import pytest

from local.ports import HOST, accepts, free_port, listen, port_of


def test_a_free_port_is_taken_as_preferred() -> None:
    preferred = free_port()

    assert free_port(preferred) == preferred


def test_a_port_in_use_falls_back_to_another() -> None:
    with socket.create_server((HOST, 0)) as server:
        taken = server.getsockname()[1]

        with listen(taken) as listener:
            assert port_of(listener) != taken
            assert accepts(port_of(listener))

        assert free_port(taken) != taken


def test_a_chosen_port_cannot_be_taken_by_another_server() -> None:
    with listen() as listener, pytest.raises(OSError, match="in use"):
        socket.create_server((HOST, port_of(listener)))
