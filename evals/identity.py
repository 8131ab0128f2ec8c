"""What a run was made with, so that it can be made again: suites, settings, versions, code, git state."""

import hashlib
import platform
import subprocess
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from evals.task import Task
from prompts import versions
from rag.reply import ENGINE
from rag.settings import Settings
from store.article import Article, Draft

ROOT = Path(__file__).parent.parent
CODE = ("prompts", "store", "rag", "evals")
DIGITS = 16
PACKAGES = ("byline", "chromadb", "llama-index-core", "numpy", "sentence-transformers", "torch")


def identity(
    tasks: Sequence[Task],
    settings: Settings,
    story: Callable[[], Sequence[Article]] = tuple,
    engine: str = ENGINE,
) -> dict[str, Any]:
    """All that is known to change a result, and nothing that cannot: no paths, no times, no keys.

    `story` gives the home's own articles, for the tasks that bring none; `engine` is who writes the answers. The
    language model of the settings judges citations without gold, whether it writes or not.
    """
    code = (path for package in CODE for path in (ROOT / package).rglob("*"))
    return {
        "suites": [task.name for task in tasks],
        "samples": {task.name: digest([repr((s.to_json(), s.gold)) for s in task.samples]) for task in tasks},
        "coverage": {task.name: digest(_reports(story() if task.drafts is None else task.drafts)) for task in tasks},
        "engine": engine,
        "prompts": dict(versions()),
        "model": settings.model,
        "settings": {"story": settings.story, "llm": settings.llm.model if settings.llm else None},
        "versions": {"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
        "code": digest([path.read_text("utf-8") for path in sorted(code) if path.suffix in (".py", ".json", ".md")]),
        "git": git_state(ROOT),
    }


def git_state(folder: Path) -> dict[str, Any] | None:
    """The commit, and whether tracked files differ from it; None outside a checkout of the project or without git."""

    def git(*command: str) -> str:
        done = subprocess.run(["git", "-C", folder, *command], capture_output=True, text=True, timeout=30, check=True)
        return done.stdout.strip()

    try:
        git("ls-files", "--error-unmatch", "evals/identity.py")
        changes = git("status", "--porcelain", "--untracked-files=no")
        return {"commit": git("rev-parse", "HEAD"), "changed": bool(changes)}
    except (OSError, subprocess.SubprocessError):
        return None


def _reports(reports: Sequence[Article | Draft]) -> list[str]:
    """What a report says, whenever it was taken in."""
    return [repr((r.source, r.title, r.outlet, r.author, r.published, r.url, r.text)) for r in reports]


def digest(parts: Sequence[str]) -> str:
    """`DIGITS` hexadecimal digits that stand for the texts and their order."""
    made = hashlib.sha256()
    for part in parts:
        made.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return made.hexdigest()[:DIGITS]
