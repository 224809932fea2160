"""Runs the desk until it is stopped."""

import ipaddress
import socket

import uvicorn

from desk.output import note
from desk.web.app import DeskError, DeskSettings, opened

_CONCURRENT = 64


def serve(settings: DeskSettings) -> None:
    """Serve the desk, and say where it is.

    Raises:
        DeskError: the interface or the port cannot be had.
        DatabaseError: the database cannot be read.
    """
    with opened(settings) as app, listening(settings.host, settings.port) as listener:
        note(f"The desk is at {address(settings.host, listener)}  (stop it with Ctrl+C)")
        config = uvicorn.Config(
            app,
            log_level="warning",
            server_header=False,
            limit_concurrency=_CONCURRENT,
            timeout_graceful_shutdown=3,
        )
        uvicorn.Server(config).run(sockets=[listener])


def listening(host: str, port: int) -> socket.socket:
    """A socket on the interface.

    Raises:
        DeskError: it cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        remedy = "Is a desk running there already? Choose another: --port 8002." if port else "Name another: --host."
        raise DeskError(f"{host} port {port}", f"cannot be listened on ({error.strerror})", remedy) from error


def address(host: str, listener: socket.socket) -> str:
    """Where a browser finds the desk."""
    port = listener.getsockname()[1]
    try:
        everywhere = ipaddress.ip_address(host).is_unspecified
    except ValueError:
        everywhere = False
    name = "localhost" if everywhere else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/"
