"""The built page beside the API: which file, which headers, and nothing outside the build."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from functions.asgi import build_app
from functions.health.routes import router as health
from functions.page import serve_page
from shared.container import Container
from shared.settings import Settings

HTML = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def page(tmp_path: Path) -> TestClient:
    build = tmp_path / "dist"
    (build / "assets").mkdir(parents=True)
    (build / "index.html").write_text("<!doctype html><title>Prosa</title>")
    (build / "assets" / "index-4f3a.js").write_text("export {}")
    (build / "favicon.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("secret")
    (build / "link.txt").symlink_to(tmp_path / "secret.txt")
    return _serving(build)


def _serving(build: Path, app_env: str = "test") -> TestClient:
    container = Container(Settings.model_validate({"APP_ENV": app_env, "WA_GRAPH_BASE_URL": "http://127.0.0.1:4010"}))
    app = build_app(health, provide=lambda: container)
    serve_page(app, lambda: container, build)
    return TestClient(app)


def test_the_entry_is_never_cached_and_runs_only_our_own_scripts(page: TestClient) -> None:
    answer = page.get("/", headers=HTML)

    assert "<title>Prosa</title>" in answer.text
    assert answer.headers["cache-control"] == "no-cache"
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_hashed_files_are_kept_for_ever_and_others_asked_for_again(page: TestClient) -> None:
    assert "immutable" in page.get("/assets/index-4f3a.js").headers["cache-control"]
    assert page.get("/favicon.svg").headers["cache-control"] == "no-cache"
    assert page.get("/favicon.svg").headers["x-content-type-options"] == "nosniff"


def test_a_browser_that_navigates_gets_the_entry_and_anything_else_404(page: TestClient) -> None:
    assert page.get("/leads/board", headers=HTML).status_code == 200
    missing = page.get("/assets/gone.js")
    assert (missing.status_code, missing.json()["detail"]) == (404, "not_found")
    assert page.post("/leads/board", headers=HTML).status_code == 404


def test_api_routes_win(page: TestClient) -> None:
    assert page.get("/health/liveness", headers=HTML).json() == {"status": "alive"}


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "//etc/passwd",
        "/link.txt",
        "/" + "x" * 5000,
    ],
)
def test_nothing_outside_the_build_is_served(page: TestClient, path: str) -> None:
    answer = page.get(path)

    assert answer.status_code == 404
    assert "secret" not in answer.text


def test_without_a_build_the_api_stands_alone_until_there_is_one(tmp_path: Path) -> None:
    client = _serving(tmp_path / "dist")
    assert client.get("/", headers=HTML).json()["detail"] == "not_found"

    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "index.html").write_text("built")

    assert client.get("/", headers=HTML).text == "built"


def test_only_on_a_developers_machine_may_the_page_talk_to_the_simulator(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("x")

    def policy(app_env: str) -> str:
        return _serving(tmp_path, app_env).get("/", headers=HTML).headers["content-security-policy"]

    assert "connect-src 'self' http://127.0.0.1:4010;" in policy("local")
    assert "connect-src 'self';" in policy("prod")
