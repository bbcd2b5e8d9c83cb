"""The queue keeps a group's order, hides what is under way, forgets copies, and gives up on what fails again and again."""

from local.lambda_host.fifo import DEDUPLICATION, FifoQueue, Message


class Clock:
    """Moves when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Bench:
    """A queue with its dead letters, and a clock."""

    def __init__(self, max_receives: int = 2) -> None:
        self.clock = Clock()
        self.dead = FifoQueue(visibility=30, clock=self.clock)
        self.queue = FifoQueue(visibility=30, dead_letters=self.dead, max_receives=max_receives, clock=self.clock)
        self._sent = 0

    def send(self, body: str, group: str = "a") -> None:
        self._sent += 1
        self.queue.send(body, group=group, deduplication_id=str(self._sent))

    def take(self, most: int = 10) -> list[str]:
        return [message.body for message in self.receive(most)]

    def receive(self, most: int = 10) -> list[Message]:
        return self.queue.receive(most=most)


def test_a_group_comes_in_order_and_waits_for_what_is_under_way() -> None:
    bench = Bench()
    for body, group in (("a1", "a"), ("b1", "b"), ("a2", "a"), ("a3", "a")):
        bench.send(body, group)

    (first,) = bench.receive(1)
    assert (first.body, bench.take()) == ("a1", ["b1"])
    assert bench.take() == []
    bench.queue.delete(first.handle)
    assert bench.take() == ["a2", "a3"]


def test_what_is_not_deleted_comes_again_in_its_old_place() -> None:
    bench = Bench()
    bench.send("a1")
    bench.send("a2")

    (old,) = bench.receive(1)
    bench.clock.now += 31
    (again,) = bench.receive(1)

    assert (again.body, again.received) == ("a1", 2)
    assert not bench.queue.delete("no such handle")
    assert old.handle == again.handle  # the message is one object; a handle of an older delivery is gone with it
    assert bench.queue.delete(again.handle)
    assert bench.take() == ["a2"]


def test_a_copy_is_forgotten_for_five_minutes() -> None:
    bench = Bench()
    first = bench.queue.send("x", group="a", deduplication_id="same")

    assert bench.queue.send("x", group="a", deduplication_id="same") == first
    assert bench.queue.counts() == (1, 0)
    bench.clock.now += DEDUPLICATION
    assert bench.queue.send("x", group="a", deduplication_id="same") != first


def test_what_fails_twice_is_a_dead_letter_and_its_group_goes_on() -> None:
    bench = Bench(max_receives=2)
    bench.send("poison")
    bench.send("next")

    for _ in range(2):
        assert bench.take(1) == ["poison"]
        bench.clock.now += 31

    assert bench.take(1) == ["next"]
    assert [message.body for message in bench.dead.receive(most=10)] == ["poison"]


def test_visibility_can_be_ended_early() -> None:
    bench = Bench()
    bench.send("a1")
    (message,) = bench.receive()

    assert bench.queue.change_visibility(message.handle, 0)
    assert bench.take() == ["a1"]
