"""All that copydesk needs to run by itself: a Prefect server, the deployments, their workers, and the web desk.

Everything runs on this machine, supervised in the foreground; see `flows.supervisor`.
"""

import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import yaml

from flows.leash import let_go, on_leash
from flows.own_server import server_command
from flows.supervisor import Part, Supervisor, Write, condensed, inherited
from flows.up_file import claimed
from schema.errors import CopydeskError, cannot_be_read

HOST = "127.0.0.1"
# A module of ours, also where the folder of the deployments has a `flows` of its own (-P).
_OURS = [sys.executable, "-P", "-m"]
# Short lines: the log has the time and the name of the part already.
_LOGGING = {
    "PREFECT_LOGGING_FORMATTERS_STANDARD_FORMAT": "%(message)s",
    "PREFECT_LOGGING_FORMATTERS_STANDARD_FLOW_RUN_FMT": "%(flow_run_name)s: %(message)s",
    "PREFECT_LOGGING_FORMATTERS_STANDARD_TASK_RUN_FMT": "%(message)s",
    "PREFECT_LOGGING_COLORS": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
}
# What the parts say each time, of what nobody asked.
_NOISE = (
    "The desk is at",
    "submitting flow run",
    "submitted to infrastructure",
    "Aborted submission of flow run",
    "eployment step",
    "deployment pull step",
    "Beginning flow run",
    "View at ",
    "Finished in state",
    "in state Completed()",
    "exited cleanly",
    "Check whether the flow run exceeded",
    "Received SIG",
    # What follows an error of the server's database.
    "The above exception was the direct cause",
    "[SQL: ",
    "[parameters: ",
    "(Background on this error",
)
_TICK_SECONDS = 0.2


class PortTaken(CopydeskError):
    """Another program listens where ours would."""


class DeploymentsRefused(CopydeskError):
    """The deployment file could not be applied; the log says why."""


@dataclass(frozen=True, slots=True)
class UpRequest:
    """What to run: the deployments of a file, a Prefect server on a port, and commands of the desk besides."""

    deployments: Path
    port: int
    desk: list[str]
    desk_port: int


def up(request: UpRequest, write: Write) -> None:
    """Run until KeyboardInterrupt, which passes through when everything has ended.

    Arguments:
        request: what to run.
        write: gets the name of a part and a line of the log, from several threads.

    Raises:
        AlreadyUp: another `up` runs for this user.
        PortTaken: somebody listens on a port already.
        DeploymentsRefused: the deployment file is wrong.
        CopydeskError: it is missing.
    """
    folder, server = request.deployments.absolute().parent, f"http://{HOST}:{request.port}/api"
    pools = work_pools(request.deployments)
    with claimed(server):
        require_free(request.port, "--port")
        if request.desk:
            require_free(request.desk_port, "--desk-port")
        supervisor = Supervisor(write)
        write("up", "starting Prefect's server, which takes it some seconds")
        try:
            supervisor.keep(_server(request.port, folder))
            _register(request.deployments, server, supervisor, write)
            for pool in pools:
                supervisor.keep(_worker(pool, server, folder))
            if request.desk:
                supervisor.keep(Part("desk", request.desk, inherited(), folder, _NOISE))
                write("up", f"the web desk is http://{HOST}:{request.desk_port}")
            write("up", f"Prefect's page is http://{HOST}:{request.port}; Ctrl-C ends everything")
            while True:
                supervisor.tend()
                time.sleep(_TICK_SECONDS)
        finally:
            write("up", "ending")
            supervisor.end()
            write("up", "everything has ended")


def work_pools(path: Path) -> list[str]:
    """The work pools that the deployments of a file name; what else is wrong with it is found when it is applied."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return sorted({str(one["work_pool"]["name"]) for one in content["deployments"]})
    except (OSError, UnicodeDecodeError) as error:
        remedy = "Go to its folder, or name it: --deployments FILE."
        raise CopydeskError(str(path), cannot_be_read(error), remedy) from error
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise CopydeskError(str(path), "is no deployment file", f"Run: copydesk check {path}") from error


def require_free(port: int, option: str) -> None:
    """Raise `PortTaken` when somebody listens on a port of this machine; `option` chooses another."""
    with socket.socket() as probe:
        # As servers do, so that connections that have just ended are no hindrance.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise PortTaken(
                f"Port {port} of {HOST}",
                f"cannot be used ({error.strerror})",
                f"End the program that uses it, or choose another: {option} N.",
            ) from error


def _server(port: int, folder: Path) -> Part:
    added = {
        "PREFECT__SERVER_FINAL": "1",
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_UI_API_URL": f"http://{HOST}:{port}/api",
        "PREFECT_API_URL": "",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        # It calls late what was missed while nothing ran, many at once, and its database cannot take that.
        "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
        # Who holds a place in a deployment's limit is known again when the server is started again.
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    }
    return Part("server", server_command(HOST, port), inherited(**_LOGGING, **added), folder, _NOISE)


def _worker(pool: str, server: str, folder: Path) -> Part:
    command = [*_OURS, "flows.working", pool]
    return Part("worker", command, inherited(**_LOGGING, PREFECT_API_URL=server), folder, _NOISE)


def _register(path: Path, server: str, supervisor: Supervisor, write: Write) -> None:
    """Apply the deployments, as soon as the server answers."""
    environment = inherited(**_LOGGING, PREFECT_API_URL=server)
    command = [*_OURS, "flows.registering", path.name]
    process = on_leash(command, environment, subprocess.PIPE, path.absolute().parent)
    try:
        while process.poll() is None:
            supervisor.tend()
            time.sleep(_TICK_SECONDS)
    finally:
        let_go(process)
    output = process.stdout.read() if process.stdout else b""
    for line in condensed(output.splitlines()):
        write("deploy", line)
    if process.returncode:
        raise DeploymentsRefused(str(path), "was not applied", "The lines above say why.")
