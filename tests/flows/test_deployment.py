import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.cli.deploy import _models as prefect_models

from flows import deployment_file
from flows.deployment import check_deployments
from schema.errors import CopydeskError

ROOT = Path(__file__).parents[2]
FLOW = """
from prefect import flow

@flow
def ingest(paths: list[str], workers: int | None = None, outlet: str = ""):
    pass

def helper():
    pass
"""
GOOD: dict[str, Any] = {
    "name": "news",
    "deployments": [
        {
            "name": "inbox",
            "entrypoint": "flow.py:ingest",
            "parameters": {"paths": ["inbox"], "workers": 2},
            "schedules": [{"slug": "often", "cron": "*/15 * * * *", "timezone": "Europe/Berlin"}],
            "concurrency_limit": {"limit": 1, "collision_strategy": "ENQUEUE"},
            "work_pool": {"name": "copydesk"},
        },
        {"name": "batch", "entrypoint": "flow.py:ingest", "work_pool": {"name": "copydesk"}},
    ],
}
Check = Callable[[dict[str, Any]], list[tuple[str, str]]]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Checks a deployment file beside a flow, and gives what is wrong and the remedy."""

    def check(content: dict[str, Any]) -> list[tuple[str, str]]:
        (tmp_path / "flow.py").write_text(FLOW)
        (tmp_path / "deployment.yaml").write_text(yaml.safe_dump(content))
        return [(finding.what, finding.remedy) for finding in check_deployments(tmp_path / "deployment.yaml")]

    return check


def changed(*place: str | int, to: object) -> dict[str, Any]:
    content = copy.deepcopy(GOOD)
    part: Any = content
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = to
    return content


def test_our_own_file_says_what_it_means() -> None:
    assert check_deployments(ROOT / "deployment.yaml") == []


def test_a_mapping_may_only_name_fields_that_there_are(tmp_path: Path) -> None:
    ours = (Path(__file__).parents[2] / "deployment.yaml").read_text()
    flows = Path(__file__).parents[2] / "flows"
    for given, said in (("{headline: titre, text: [corps, contenu]}", []), ("{titre: headline}", ["'headline'"])):
        content = ours.replace("paths: [inbox]", f"paths: [inbox]\n      mapping: {given}")
        (tmp_path / "deployment.yaml").write_text(content.replace("entrypoint: flows/", f"entrypoint: {flows}/"))
        found = check_deployments(tmp_path / "deployment.yaml")
        assert [word for finding in found for word in said if word in finding.what] == said
        assert len(found) == len(said)


def test_a_good_file_has_no_findings(check: Check) -> None:
    assert check(GOOD) == []
    assert check(changed("deployments", 0, "concurrency_limit", to=1)) == []
    assert check(changed("deployments", 0, "schedules", 0, to={"interval": 900})) == []
    assert check(changed("deployments", 0, "parameters", "workers", to="{{ $WORKERS }}")) == []


INBOX = ("deployments", 0)


@pytest.mark.parametrize(
    ("place", "key", "meant"),
    [
        ((), "deployment", "deployments"),
        (INBOX, "shedules", "schedules"),
        (INBOX, "entry_point", "entrypoint"),
        ((*INBOX, "schedules", 0), "slog", "slug"),
        ((*INBOX, "schedules", 0), "time_zone", "timezone"),
        ((*INBOX, "concurrency_limit"), "colision_strategy", "collision_strategy"),
        ((*INBOX, "work_pool"), "work_queue", "work_queue_name"),
    ],
)
def test_an_unknown_key_is_refused_at_every_level(
    check: Check, place: tuple[str | int, ...], key: str, meant: str
) -> None:
    ((what, remedy),) = check(changed(*place, key, to={}))
    assert f"{key!r} is no key" in what
    assert remedy == f"Did you mean {meant!r}?"


@pytest.mark.parametrize(
    ("place", "value", "what"),
    [
        ((*INBOX, "name"), "a/b", "pattern"),
        ((*INBOX, "schedules", 0, "cron"), "61 * * * *", "cron"),
        ((*INBOX, "schedules", 0, "cron"), None, "exactly one of cron, interval and rrule"),
        ((*INBOX, "schedules", 0, "interval"), 60, "exactly one of cron, interval and rrule"),
        ((*INBOX, "schedules", 0, "timezone"), "Europe/Berlim", "no time zone"),
        ((*INBOX, "schedules", 0), {"rrule": "FREQ=SOMETIMES"}, "invalid 'FREQ'"),
        ((*INBOX, "concurrency_limit"), 0, "greater than or equal to 1"),
        ((*INBOX, "concurrency_limit", "collision_strategy"), "WAIT", "pattern"),
        ((*INBOX, "work_pool"), {}, "required"),
        (("deployments",), [], "at least 1"),
        ((*INBOX, "entrypoint"), "none.py:ingest", "cannot be imported"),
        ((*INBOX, "entrypoint"), "flow.py:digest", "cannot be imported"),
        ((*INBOX, "entrypoint"), "ingest", "cannot be imported"),
        ((*INBOX, "entrypoint"), "flow.py:helper", "is no flow"),
        ((*INBOX, "parameters", "path"), "inbox", "takes no parameter 'path'"),
        ((*INBOX, "parameters", "workers"), "many", "the parameter 'workers' cannot be 'many'"),
        ((*INBOX, "parameters", "paths"), "inbox", "the parameter 'paths' cannot be 'inbox'"),
        ((*INBOX, "parameters"), {}, "needs the parameter 'paths'"),
        ((*INBOX, "schedules", 0, "parameters"), {"outlets": "Gazette"}, "takes no parameter 'outlets'"),
        (("deployments", 1, "name"), "inbox", "'inbox' is given twice"),
        (
            (*INBOX, "schedules"),
            [{"slug": "a", "cron": "0 1 * * *"}, {"slug": "a", "cron": "0 2 * * *"}],
            "given twice",
        ),
    ],
)
def test_a_value_that_cannot_be_meant_is_found(
    check: Check, place: tuple[str | int, ...], value: object, what: str
) -> None:
    findings = check(changed(*place, to=value))
    assert len(findings) == 1
    assert what in findings[0][0]


def test_a_key_that_is_given_twice_is_found(tmp_path: Path) -> None:
    path = tmp_path / "deployment.yaml"
    path.write_text("name: one\nname: two\ndeployments: []\n")
    (finding,) = check_deployments(path)
    assert "'name' is given twice" in finding.what
    assert "line 2" in finding.what


@pytest.mark.parametrize("content", ["deployments: [", "- a\n- b\n", "just text", "", "? {a: b}\n: c\n"])
def test_what_is_no_deployment_file_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "deployment.yaml").write_text(content)
    assert check_deployments(tmp_path / "deployment.yaml") != []


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CopydeskError, match=r"none\.yaml: cannot be read \(No such file or directory\)"):
        check_deployments(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"name: caf\xe9")
    with pytest.raises(CopydeskError, match=r"latin\.yaml: cannot be read \(it is not UTF-8\)"):
        check_deployments(tmp_path / "latin.yaml")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (deployment_file.DeploymentFile, prefect_models.PrefectYamlModel),
        (deployment_file.Deployment, prefect_models.DeploymentConfig),
        (deployment_file.Schedule, prefect_models.RawScheduleConfig),
        (deployment_file.WorkPool, prefect_models.WorkPoolConfig),
        (deployment_file.Concurrency, prefect_models.ConcurrencyLimitSpec),
    ],
)
def test_the_keys_are_those_that_the_installed_prefect_reads(ours: Any, theirs: Any) -> None:
    assert set(ours.model_fields) == set(theirs.model_fields)
