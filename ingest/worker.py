"""The process that reads files for `ingest.isolation`: a path a line in, frames of documents out. Not for people."""

from __future__ import annotations

import json
import os
import pickle
import signal
import struct
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO

LENGTH = struct.Struct(">Q")  # before each frame: how many bytes it has


def main(memory: int) -> None:
    """Serves until standard input ends. `memory` is the address space in bytes this process may use."""
    requests, out = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a library prints must neither disturb the frames nor appear beside the one line that a user sees.
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interruption is the parent's to handle
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()

    from ingest.errors import IngestError
    from ingest.pipeline import parse_file

    limit_memory(memory)
    for line in requests:
        try:
            for parsed in parse_file(Path(json.loads(line)), lambda member: _send(out, ("unread", member))):
                _send(out, ("parsed", parsed))
            _send(out, ("end",))
        except IngestError as error:
            _send(out, ("error", type(error).__name__, str(error)))
        except MemoryError:
            _send(out, ("memory",))
            return  # what is left of this process cannot be trusted; the next file gets a new one
        except BrokenPipeError:
            return
        except Exception as error:  # whatever a library does with a broken file, the rest of the folder goes on
            _send(out, ("failed", type(error).__name__))


def _send(out: BinaryIO, frame: tuple[object, ...]) -> None:
    data = pickle.dumps(frame, protocol=pickle.HIGHEST_PROTOCOL)
    out.write(LENGTH.pack(len(data)))
    out.write(data)
    out.flush()


def limit_memory(memory: int) -> None:
    """Bounds the address space of this process, in bytes, where the system can."""
    try:
        import resource
    except ImportError:  # Windows: the time limit has to do
        return
    try:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ValueError, OSError):  # macOS refuses RLIMIT_AS
        return


def _end_with_parent(parent: int) -> None:
    """Ends this process when its parent is gone, however deep in a file it is."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)
