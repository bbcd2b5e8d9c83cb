"""The browser that the journeys need is there and runs, or its absence is told."""

import asyncio

import pytest

from tests.browser import chromium


@pytest.mark.browser
def test_the_browser_runs_a_page_and_leaves_no_event_loop_running() -> None:
    with chromium.launched() as browser:
        page = browser.new_page()
        page.set_content("<button onclick=\"this.textContent = 'olá'\">oi</button>")
        page.get_by_role("button", name="oi").click()

        assert page.get_by_role("button").text_content() == "olá"

    with pytest.raises(RuntimeError, match="no running event loop"):
        asyncio.get_running_loop()


def test_a_missing_browser_fails_in_ci_and_is_a_named_skip_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("CHROMIUM", raising=False)

    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no browser"):
        chromium.find_chromium()

    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="no browser"):
        chromium.find_chromium()
