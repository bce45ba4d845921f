"""The Helm chart, rendered by Helm's own engine and held against Kubernetes' own schemas.

Helm comes as a library (`helm-python-sdk` holds its Go SDK), where there is a wheel of it: Linux on x86-64.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.ops.test_deploy import read_in_code

helm = pytest.importorskip("helm_python", reason="there is no wheel of Helm for this platform")
kubernetes_validate = pytest.importorskip("kubernetes_validate")

CHART = Path(__file__).parents[2] / "deploy/helm/qingfeng"
KUBERNETES = ("1.27", "1.31", "1.35")
LEAST: dict[str, Any] = {
    "secret": {"name": "qingfeng"},
    "publicUrl": "https://service.example.com",
    "ingress": {"host": "service.example.com"},
}
"""What somebody has to say before anything can be installed."""
FULL: dict[str, Any] = {
    **LEAST,
    "image": {"repository": "registry.example.com/qingfeng", "tag": "0.1.0-2", "pullSecrets": [{"name": "pull"}]},
    "secret": {"name": "kept", "keys": {"metricsToken": "metrics-token", "databaseUrl": "pg"}},
    "trustedProxies": ["10.42.0.0/16", "10.43.0.7"],
    "otlpEndpoint": "http://collector.monitoring:4318",
    "extraEnv": [{"name": "QF_RATE_FACTOR", "value": "2"}],
    "ingress": {"host": "service.example.com", "tlsSecret": "certificate"},
    "worker": {"autoscaling": {"enabled": True}},
    "networkPolicy": {
        "metricsFrom": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}],
        "database": {"to": [{"ipBlock": {"cidr": "10.9.0.4/32"}}], "port": 6432},
        "nats": {"to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "nats"}}}]},
        "webhooks": {"ports": [443, 8443]},
        "extraEgress": [{"ports": [{"port": 3128}]}],
    },
    "serviceAccount": {"annotations": {"a": "b"}},
    "podAnnotations": {"c": "d"},
    "nodeSelector": {"kind": "app"},
    "tolerations": [{"key": "app", "operator": "Exists"}],
}
BARE: dict[str, Any] = {
    **LEAST,
    "ingress": {"enabled": False},
    "networkPolicy": {"enabled": False},
    "serve": {"autoscaling": {"enabled": False}, "replicas": 1},
}
VALUES = {"least": LEAST, "full": FULL, "bare": BARE}


@cache
def rendered(which: str) -> list[dict[str, Any]]:
    with helm.Chart.load(str(CHART)) as chart:
        texts = chart.render(VALUES[which], name="demo", namespace="service")
    return [made for name, text in texts.items() if name.endswith(".yaml") for made in yaml.safe_load_all(text) if made]


def of_kind(which: str, kind: str) -> dict[str, dict[str, Any]]:
    return {made["metadata"]["name"]: made for made in rendered(which) if made["kind"] == kind}


def workloads(which: str) -> dict[str, dict[str, Any]]:
    """Pod templates by what the process is told to be."""
    made = [*of_kind(which, "Deployment").values(), *of_kind(which, "Job").values()]
    return {one["spec"]["template"]["spec"]["containers"][0]["args"][0]: one["spec"]["template"] for one in made}


def variables(template: dict[str, Any]) -> dict[str, Any]:
    return {one["name"]: one for one in template["spec"]["containers"][0]["env"]}


# ------------------------------------------------------------------ what Helm says
@pytest.mark.parametrize("which", VALUES)
def test_helm_finds_nothing_wrong(which: str) -> None:
    found = helm.lint(str(CHART), VALUES[which], strict=True, namespace="service")
    assert found["total_charts_linted"] == 1
    assert [m for m in found["messages"] if "icon is recommended" not in m["error"]] == []
    assert found["errors"] == []


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({}, "/secret/name"),
        ({**LEAST, "secret": {"name": ""}}, "/secret/name"),
        ({**LEAST, "secret": {"name": "x", "keys": {"password": "y"}}}, "/secret/keys"),
        ({**LEAST, "publicUrl": "service.example.com"}, "/publicUrl"),
        ({**LEAST, "publicUrl": "https://service.example.com/"}, "/publicUrl"),
        ({**LEAST, "ingress": {"host": ""}}, "/ingress/host"),
        ({**LEAST, "trustedProxies": ["0.0.0.0/0"]}, "/trustedProxies/0"),
        ({**LEAST, "logLevel": "loud"}, "/logLevel"),
        ({**LEAST, "serve": {"replicas": 0}}, "/serve/replicas"),
        ({**LEAST, "databasePool": 1}, "/databasePool"),
    ],
)
def test_values_that_cannot_be_are_refused_by_name(values: dict[str, Any], where: str) -> None:
    with helm.Chart.load(str(CHART)) as chart, pytest.raises(helm.HelmError, match=re.escape(where)):
        chart.validate_schema(values)


def test_the_chart_is_of_this_version() -> None:
    project = (CHART.parents[2] / "pyproject.toml").read_text("utf-8")
    version = re.search(r'^version = "(.+)"', project, re.M)
    assert version
    assert yaml.safe_load((CHART / "Chart.yaml").read_text("utf-8"))["appVersion"] == version[1]


# ------------------------------------------------------------------ what Kubernetes says
@pytest.mark.parametrize("version", KUBERNETES)
@pytest.mark.parametrize("which", VALUES)
def test_kubernetes_takes_every_object(which: str, version: str) -> None:
    names = [(made["kind"], made["metadata"]["name"]) for made in rendered(which)]
    assert len(names) == len(set(names)) >= 9
    for made in rendered(which):
        kubernetes_validate.validate(made, version, strict=True)


def test_a_wrong_object_would_be_seen() -> None:
    made = {**of_kind("least", "Deployment")["demo-qingfeng-serve"], "spec": {"replica": 2}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(made, KUBERNETES[0], strict=True)


# ------------------------------------------------------------------ what we say
@pytest.mark.parametrize("which", VALUES)
def test_every_process_runs_with_settings_that_exist_and_secrets_by_reference(which: str) -> None:
    made = workloads(which)
    assert set(made) == {"serve", "worker", "router", "migrate"}
    for name, template in made.items():
        given = variables(template)
        assert set(given) <= read_in_code(), name
        kept = {key for key, one in given.items() if "valueFrom" in one}
        assert {"QF_DATABASE_URL", "QF_NATS_URL", "QF_SECRET_KEY"} <= kept, name
        for key in kept:
            assert given[key]["valueFrom"]["secretKeyRef"]["name"] == VALUES[which]["secret"]["name"]
    assert of_kind(which, "Secret") == {}
    kept = variables(made["serve"]).get("QF_METRICS_TOKEN")
    assert (kept is not None) == (which == "full"), "figures are open to whoever bears the token, or to nobody"


@pytest.mark.parametrize("which", VALUES)
def test_no_pod_has_more_rights_than_it_needs(which: str) -> None:
    for name, template in workloads(which).items():
        pod = template["spec"]
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        (container,) = pod["containers"]
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }, name
        assert {"/tmp", "/data"} == {mount["mountPath"] for mount in container["volumeMounts"]}
        assert "memory" in container["resources"]["limits"]


@pytest.mark.parametrize("which", VALUES)
def test_probes_ask_the_port_that_the_process_opens(which: str) -> None:
    for name, template in workloads(which).items():
        if name == "migrate":
            continue
        (container,) = template["spec"]["containers"]
        (port,) = container["ports"]
        opened = {"serve": "8080"}.get(name) or variables(template)[f"QF_{name.upper()}_METRICS_PORT"]["value"]
        assert str(port["containerPort"]) == opened
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            assert container[probe]["httpGet"]["port"] == port["name"]
        assert container["readinessProbe"]["httpGet"]["path"] == "/health/ready"
        assert container["livenessProbe"]["httpGet"]["path"] == "/health/live", "a database away restarts nobody"


def matches(selector: dict[str, str], template: dict[str, Any]) -> bool:
    return selector.items() <= template["metadata"]["labels"].items()


@pytest.mark.parametrize("which", VALUES)
def test_whatever_selects_pods_selects_those_that_are_meant(which: str) -> None:
    made = workloads(which)
    for name, one in of_kind(which, "Deployment").items():
        role = name.rsplit("-", 1)[1]
        assert [r for r, t in made.items() if matches(one["spec"]["selector"]["matchLabels"], t)] == [role]
    for name, one in of_kind(which, "PodDisruptionBudget").items():
        role = name.rsplit("-", 1)[1]
        assert [r for r, t in made.items() if matches(one["spec"]["selector"]["matchLabels"], t)] == [role]
    (service,) = of_kind(which, "Service").values()
    assert [r for r, t in made.items() if matches(service["spec"]["selector"], t)] == ["serve"]
    assert len(of_kind(which, "PodDisruptionBudget")) == 3


@pytest.mark.parametrize(("which", "scaled"), [("least", {"serve"}), ("full", {"serve", "worker"}), ("bare", set())])
def test_who_is_scaled_says_no_number_of_its_own(which: str, scaled: set[str]) -> None:
    deployments = of_kind(which, "Deployment")
    targets = {one["spec"]["scaleTargetRef"]["name"] for one in of_kind(which, "HorizontalPodAutoscaler").values()}
    assert targets == {f"demo-qingfeng-{role}" for role in scaled}
    assert {name for name, one in deployments.items() if "replicas" not in one["spec"]} == targets


def test_sockets_live_through_the_ingress() -> None:
    (made,) = of_kind("least", "Ingress").values()
    said = made["metadata"]["annotations"]
    for way in ("read", "send"):
        assert int(said[f"nginx.ingress.kubernetes.io/proxy-{way}-timeout"]) >= 3600
    (rule,) = made["spec"]["rules"]
    (path,) = rule["http"]["paths"]
    assert path["backend"]["service"]["name"] in of_kind("least", "Service")
    assert of_kind("bare", "Ingress") == {}
    (full,) = of_kind("full", "Ingress").values()
    assert full["spec"]["tls"] == [{"hosts": ["service.example.com"], "secretName": "certificate"}]


def test_migrations_come_before_anything_new_starts() -> None:
    (job,) = of_kind("least", "Job").values()
    assert job["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"
    spec = job["spec"]["template"]["spec"]
    assert "serviceAccountName" not in spec, "on the first install it is not there yet"
    assert spec["restartPolicy"] == "Never"


def test_the_network_is_closed_but_for_what_the_work_needs() -> None:
    policies = of_kind("full", "NetworkPolicy")
    everybody, web, worker = (policies[f"demo-qingfeng{end}"]["spec"] for end in ("", "-serve", "-worker"))
    made = workloads("full")
    assert all(matches(everybody["podSelector"]["matchLabels"], template) for template in made.values())
    assert everybody["policyTypes"] == ["Ingress", "Egress"]
    ports = sorted(port["port"] for rule in everybody["egress"] for port in rule["ports"])
    assert ports == [53, 53, 3128, 4222, 4318, 6432]
    assert [port["port"] for port in web["ingress"][0]["ports"]] == [8080]
    assert web["ingress"][0]["from"], "whoever may knock is named"
    (out,) = worker["egress"]
    assert [port["port"] for port in out["ports"]] == [443, 8443]
    assert "10.0.0.0/8" in out["to"][0]["ipBlock"]["except"]
    (closed,) = (p["spec"] for n, p in of_kind("least", "NetworkPolicy").items() if n == "demo-qingfeng")
    assert "ingress" not in closed, "figures are for nobody unless named"
    assert of_kind("bare", "NetworkPolicy") == {}
