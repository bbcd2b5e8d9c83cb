"""Counts the sends, receives and writes of a running process over all its threads, and kills it at the N-th: `tracer.py PID N`.

strace's `-e inject=…:signal=KILL:when=N` counts each thread by itself, so that most calls of a process with many threads are
nobody's N-th; here there is one count. The process is stopped at the entry of the call: with SIGKILL it never happens, and
the call before it is the last that did. N = 0 kills nobody.

Prints `armed`, then a line per counted call (its name, and the local and remote port of a socket, else 0 0), and `killed` when
it has. Ends with the process, or at SIGTERM; the process then goes on. Linux on x86-64 and arm64.
"""

import ctypes
import os
import platform
import signal
import sys
from functools import cache
from pathlib import Path

SEIZE, INTERRUPT, ON_TO_NEXT_CALL, CALL_INFO = 0x4206, 0x4207, 24, 0x420E  # ptrace(2)
OPTIONS = 0x01 | 0x08  # calls are told from signals; new threads are followed
IS_CALL = signal.SIGTRAP | 0x80
ENTRY = 1
ALL_THREADS = 0x40000000  # __WALL
CALLS = {
    "x86_64": {1: "write", 20: "writev", 44: "sendto", 45: "recvfrom", 46: "sendmsg", 47: "recvmsg"},
    "aarch64": {64: "write", 66: "writev", 206: "sendto", 207: "recvfrom", 211: "sendmsg", 212: "recvmsg"},
}


class CallInfo(ctypes.Structure):
    """struct ptrace_syscall_info, as far as the entry of a call goes."""

    _fields_ = (
        ("op", ctypes.c_uint8),
        ("arch", ctypes.c_uint32),
        ("instruction", ctypes.c_uint64),
        ("stack", ctypes.c_uint64),
        ("number", ctypes.c_uint64),
        ("arguments", ctypes.c_uint64 * 6),
    )


libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
libc.ptrace.restype = ctypes.c_long


def main() -> None:
    """Trace until the end of one of us."""
    pid, fatal = int(sys.argv[1]), int(sys.argv[2])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    _seize_all(pid)
    print("armed", flush=True)
    _follow(pid, fatal)


def _seize_all(pid: int) -> None:
    """Take every thread; some may start meanwhile."""
    seized: set[int] = set()
    while new := {int(task.name) for task in Path(f"/proc/{pid}/task").iterdir()} - seized:
        for thread in new:
            if libc.ptrace(SEIZE, thread, None, OPTIONS) == 0:
                libc.ptrace(INTERRUPT, thread, None, None)
            elif ctypes.get_errno() == 1:
                raise PermissionError(f"may not trace process {pid} (kernel.yama.ptrace_scope?)")
            seized.add(thread)


def _follow(pid: int, fatal: int) -> None:
    calls, count = CALLS[platform.machine()], 0
    while True:
        try:
            thread, status = os.waitpid(-1, ALL_THREADS)
        except ChildProcessError:
            return  # the process is gone
        if not os.WIFSTOPPED(status):
            continue
        stopped_by = os.WSTOPSIG(status)
        if stopped_by == IS_CALL:
            info = _info(thread)
            if info.op == ENTRY and info.number in calls:
                count += 1
                print(calls[info.number], *_ports(pid, info.arguments[0]), flush=True)
                if count == fatal:
                    os.kill(pid, signal.SIGKILL)
                    print("killed", flush=True)
                    return
        is_signal = stopped_by != IS_CALL and not status >> 16
        libc.ptrace(ON_TO_NEXT_CALL, thread, None, stopped_by if is_signal else None)


def _info(thread: int) -> CallInfo:
    info = CallInfo()
    libc.ptrace(CALL_INFO, thread, ctypes.sizeof(info), ctypes.addressof(info))
    return info


def _ports(pid: int, descriptor: int) -> tuple[int, int]:
    """Which connection a descriptor is; 0 0 for anything but TCP over IPv4."""
    try:
        target = str(Path(f"/proc/{pid}/fd/{descriptor}").readlink())
    except OSError:
        return 0, 0
    return _connection(target.removeprefix("socket:[").rstrip("]")) if target.startswith("socket:[") else (0, 0)


@cache
def _connection(inode: str) -> tuple[int, int]:
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[9] == inode:
            return int(fields[1].partition(":")[2], 16), int(fields[2].partition(":")[2], 16)
    return 0, 0


if __name__ == "__main__":
    main()
