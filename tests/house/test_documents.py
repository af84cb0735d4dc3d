"""What the documents say is what the code does: generated parts are fresh, examples are read, links lead somewhere."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from typer.main import get_command

from fullscore.cli import app
from fullscore.run import programme_file

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
RECORDS = sorted((ROOT / "docs" / "adr").glob("*.md"))


def generator() -> ModuleType:
    spec = spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATED: dict[Path, str] = generator().outputs()


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.name)
def test_a_generated_page_is_fresh(path: Path) -> None:
    assert path.read_text("utf-8") == GENERATED[path], f"{path.name} is stale: run `make docs`"


def toml_of(page: str, heading: str) -> str:
    section = page.split(f"\n## {heading}\n")[1]
    return section.split("```toml\n")[1].split("```")[0]


def test_the_settings_shown_are_settings_that_are_read(tmp_path: Path) -> None:
    shown = toml_of((ROOT / "docs" / "exchange-format.md").read_text("utf-8"), "programme.toml")
    (tmp_path / "programme.toml").write_text(shown, "utf-8")
    programme = programme_file.read(tmp_path / "programme.toml")
    assert programme.currency == "GBP"
    assert programme.service_levels[0].cap_percent == 10.0


def test_every_setting_there_is_is_shown(tmp_path: Path) -> None:
    shown = toml_of((ROOT / "docs" / "exchange-format.md").read_text("utf-8"), "programme.toml")
    (tmp_path / "programme.toml").write_text(shown, "utf-8")
    programme = programme_file.read(tmp_path / "programme.toml")
    sections = {
        "policy": programme.policy,
        "assumptions": programme.assumptions,
        "party": programme.parties[0],
        "feed": programme.feeds[0],
        "labour_rule": programme.labour_rules[0],
        "privacy": programme.privacy[0],
        "service_level": programme.service_levels[0],
    }
    for section, made in sections.items():
        written = programme.written[section]
        keys = set(written[0] if isinstance(written, list) else written)
        assert keys == set(type(made).__dataclass_fields__), section


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_records_are_numbered_without_a_gap() -> None:
    assert [int(path.name[:4]) for path in RECORDS] == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_record_says_why_and_what_it_costs(record: Path) -> None:
    text = record.read_text("utf-8")
    assert text.startswith(f"# {record.name[:4]}: ")
    for part in ("**Situation.**", "**Choice.**", "**Why.**", "**Costs.**"):
        assert part in text


def test_the_readme_lists_every_verb_and_no_other() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    section = (ROOT / "README.md").read_text("utf-8").split("\n## Commands\n")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `fullscore (\w+)", section, re.M)) == set(commands)
