"""Whether the web service will get its port, asked before minutes are spent."""

from __future__ import annotations

import errno
import os
import socket

from setup.words import Problem


def check_port(text: str) -> None:
    """Refuse a port that cannot be used.

    Raises
    ------
    Problem
        Not a number, in use, or reserved for root.
    """
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise Problem("port_wrong", port=text)
    port = int(text)
    with socket.socket() as probe:
        # As servers do: a port whose last connections linger can be taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Problem("port_taken", port=port, other=port + 1) from error
            detail = os.strerror(error.errno or 0)
            raise Problem("port_refused", port=port, detail=detail) from error
