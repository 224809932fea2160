"""The unit for systemd and the container files say what they mean, as far as that can be told without a container."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from docs.console import ROOT
from flows.deployment import check_deployments

DEPLOY = ROOT / "deploy"


def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    unit = (DEPLOY / "copydesk.service").read_text()
    sections = configparser.ConfigParser(strict=False, interpolation=None)
    sections.optionxform = str  # type: ignore[assignment,method-assign]
    sections.read_string(unit)
    program, command = sections["Service"]["ExecStart"].split()
    assert (Path(program).name, command) == ("copydesk", "up")
    # Time for the worker, the web desk and the server, one after the other.
    assert int(sections["Service"]["TimeoutStopSec"]) >= 45
    verifier = shutil.which("systemd-analyze")
    if verifier is not None:
        installed = tmp_path / "copydesk.service"
        installed.write_text(unit.replace(program, str(Path(sys.executable).with_name("copydesk"))))
        done = subprocess.run([verifier, "verify", str(installed)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_the_container_has_its_files_outside_of_it(tmp_path: Path) -> None:
    [(name, service)] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"].items()
    assert name == "copydesk"
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).samefile(DEPLOY / "Dockerfile")
    assert service["volumes"] == ["../data:/data"]
    shutil.copy(ROOT / "deployment.yaml", tmp_path)
    (tmp_path / "flows").symlink_to(ROOT / "flows")
    [edit] = re.findall(r"^RUN (sed .+)$", (DEPLOY / "Dockerfile").read_text(), re.M)
    subprocess.run(edit, shell=True, cwd=tmp_path, check=True)
    assert check_deployments(tmp_path / "deployment.yaml") == []
    inbox, batch, nightly = yaml.safe_load((tmp_path / "deployment.yaml").read_text())["deployments"]
    assert inbox["parameters"]["paths"] == ["/data/inbox"]
    assert nightly["parameters"]["backups"] == "/data/backups"
    assert {one["parameters"]["database"] for one in (inbox, batch, nightly)} == {"sqlite:////data/articles.db"}
