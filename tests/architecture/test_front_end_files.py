"""Vendored files are as recorded; templates name what exists and hold no inline code."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SPRITE = (ROOT / "static" / "img" / "icons.svg").read_text()
ICONS = set(re.findall(r'<symbol id="([^"]+)"', SPRITE))


def found_in_templates(pattern):
    return {
        (path.relative_to(ROOT).as_posix(), match)
        for path in TEMPLATES
        for match in re.findall(pattern, path.read_text())
    }


def test_vendored_files_have_the_recorded_checksums():
    command = [sys.executable, str(ROOT / "deploy" / "vendor.py"), "check"]

    outcome = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own script

    assert (outcome.returncode, outcome.stderr) == (0, "")


def test_package_json_names_the_vendored_versions():
    manifest = json.loads((ROOT / "static" / "vendor" / "manifest.json").read_text())
    package = json.loads((ROOT / "package.json").read_text())

    assert package["dependencies"] == manifest["versions"]


def test_every_icon_that_a_template_names_is_in_the_sprite():
    named = found_in_templates(r'icon\("([a-z0-9-]+)"')
    named |= found_in_templates(r'": "[a-z]+\|([a-z0-9-]+)\|"')
    named |= found_in_templates(r'empty_state\("([a-z0-9-]+)"')

    assert {(path, name) for path, name in named if name not in ICONS} == set()


def test_every_static_file_that_a_template_names_exists():
    named = found_in_templates(r"filename='([^']+)'") | found_in_templates(r'filename="([^"]+)"')

    missing = {(path, name) for path, name in named if not (ROOT / "static" / name).is_file()}

    assert missing == set()


def test_every_file_that_a_style_sheet_names_exists():
    sheets = sorted((ROOT / "static" / "css").glob("*.css"))
    named = [
        (sheet.name, sheet.parent / name)
        for sheet in sheets
        for name in re.findall(r'url\("([^"]+)"\)', sheet.read_text())
    ]

    assert [(sheet, path.name) for sheet, path in named if not path.is_file()] == []


def test_no_template_holds_inline_style_or_script():
    inline = found_in_templates(r"<style|\sstyle=|\son[a-z]+=|javascript:")
    inline |= found_in_templates(r"<script(?![^>]*\ssrc=)[^>]*>")

    assert inline == set()
