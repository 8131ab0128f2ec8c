"""The runs that a folder holds, and finding one by what a person calls it."""

from pathlib import Path

from evals.errors import RunError
from evals.record import Run, load_run

LATEST = "latest"


def finished(folder: Path) -> list[Path]:
    """The folders of the finished runs, oldest first."""
    return sorted((path.parent for path in folder.glob("*/summary.json")), key=lambda path: (number(path), path.name))


def named_run(folder: Path, name: str) -> Run:
    """A run by its path, its name or number in `folder`, or `latest`. Raises RunError when there is none."""
    if (Path(name) / "run.json").exists():
        return load_run(Path(name))
    found = finished(folder)
    if name == LATEST and found:
        return load_run(found[-1])
    for path in found:
        if name in (path.name, str(number(path))):
            return load_run(path)
    known = ", ".join(path.name for path in found) or "none yet; make one with `byline eval run kursk`"
    raise RunError(f"there is no run {name}: it is no folder with a run.json, and none of {folder}: {known}")


def number(folder: Path) -> int:
    """The number that a run's folder begins with, 0 for none."""
    head = folder.name.partition("-")[0]
    return int(head) if head.isdecimal() else 0
