"""docs/performance.md says what the kept results say."""

from benchmarks.report import written


def test_the_paper_and_its_plots_are_as_the_results_have_them() -> None:
    stale = [path.name for path, text in written().items() if path.read_text(encoding="utf-8") != text]

    assert stale == []
