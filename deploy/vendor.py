"""Copy the front-end files that pages need into static/, with checksums and licences.

    npm install --ignore-scripts --no-package-lock --prefix FOLDER
    python deploy/vendor.py copy FOLDER/node_modules
    python deploy/vendor.py check

FOLDER holds a copy of package.json. Only needed when a version there changes: the copied files
are committed.
"""

import argparse
import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
MANIFEST = VENDOR / "manifest.json"
ICON_NAMES = Path(__file__).with_name("icons.txt")
SPRITE = STATIC / "img" / "icons.svg"

# package -> folder under static/vendor -> {file in the package: name here}
FILES: dict[str, tuple[str, dict[str, str]]] = {
    "@tabler/core": ("tabler", {"dist/css/tabler.min.css": "tabler.min.css"}),
    "@tabler/icons": ("tabler-icons", {"LICENSE": "LICENSE"}),
    "htmx.org": ("htmx", {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE"}),
    "htmx-ext-sse": ("htmx-ext-sse", {"dist/sse.min.js": "sse.min.js", "LICENSE": "LICENSE"}),
    "@alpinejs/csp": ("alpine", {"dist/cdn.min.js": "alpine-csp.min.js"}),
    "echarts": (
        "echarts",
        {
            "dist/echarts.common.min.js": "echarts.common.min.js",
            "LICENSE": "LICENSE",
            "NOTICE": "NOTICE",
            "licenses/LICENSE-d3": "LICENSE-d3",
        },
    ),
}

# These two packages are published under MIT without the licence's text.
MIT_HOLDERS = {
    "@tabler/core": "2018-2026 The Tabler Authors; 2018-2026 codecalm.net Paweł Kuna",
    "@alpinejs/csp": "2019-2026 Caleb Porzio and contributors",
}
MIT = """MIT License

Copyright (c) {holder}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def sha256(path: Path) -> str:
    """Return the checksum of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def wanted_versions() -> dict[str, str]:
    """Return the exact versions that package.json names."""
    dependencies: dict[str, str] = json.loads((ROOT / "package.json").read_text())["dependencies"]
    return dependencies


def copy_packages(modules: Path) -> None:
    """Copy the listed files. Raises SystemExit when an installed version is not the wanted one."""
    for package, version in wanted_versions().items():
        found = json.loads((modules / package / "package.json").read_text())["version"]
        if found != version:
            raise SystemExit(f"{package} is {found}, package.json wants {version}")
        folder, files = FILES[package]
        target = VENDOR / folder
        target.mkdir(parents=True, exist_ok=True)
        for source, name in files.items():
            shutil.copyfile(modules / package / source, target / name)
        if holder := MIT_HOLDERS.get(package):
            (target / "LICENSE").write_text(MIT.format(holder=holder))


def write_sprite(modules: Path) -> None:
    """Write the listed icons as symbols of one file; a page shows one by <use href="…#name">."""
    symbols = []
    for name in ICON_NAMES.read_text().split():
        drawing = (modules / "@tabler/icons/icons/outline" / f"{name}.svg").read_text()
        inner = re.sub(r"<!--.*?-->", "", drawing, flags=re.DOTALL)
        paths = re.findall(r"<path[^>]*/>", inner)
        strokes = "".join(path for path in paths if 'stroke="none"' not in path)
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
            f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{strokes}</symbol>'
        )
    lines = ['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""]
    SPRITE.write_text("\n".join(lines))


def manifest_files() -> list[Path]:
    """Return every file that the manifest answers for, in order; not those packed beside them."""
    fonts = (STATIC / "fonts").iterdir()
    files = [path for path in (*VENDOR.rglob("*"), *fonts) if path.is_file()]
    kept = (path for path in files if path.suffix != ".gz" and path != MANIFEST)
    return sorted([*kept, SPRITE])


def checksums() -> dict[str, str]:
    """Return path under static/ -> checksum, as the files are now."""
    return {path.relative_to(STATIC).as_posix(): sha256(path) for path in manifest_files()}


def write_manifest() -> None:
    """Write versions and checksums."""
    content = {"versions": wanted_versions(), "sha256": checksums()}
    MANIFEST.write_text(json.dumps(content, indent=2) + "\n")


def differences() -> list[str]:
    """Return the paths that are missing, unlisted or changed; empty when all is as recorded."""
    recorded: dict[str, str] = json.loads(MANIFEST.read_text())["sha256"]
    present = checksums()
    return sorted(
        path for path in recorded.keys() | present.keys() if recorded.get(path) != present.get(path)
    )


def main() -> None:
    """Run one of the two commands."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("copy").add_argument("modules", type=Path)
    commands.add_parser("check")
    commands.add_parser("manifest")
    arguments = parser.parse_args()
    if arguments.command == "copy":
        copy_packages(arguments.modules)
        write_sprite(arguments.modules)
    if arguments.command in ("copy", "manifest"):
        write_manifest()
    elif changed := differences():
        sys.exit("Not as recorded: " + ", ".join(changed))


if __name__ == "__main__":
    main()
