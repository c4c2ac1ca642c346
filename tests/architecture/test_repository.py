"""What must not be in the repository: addresses, machine paths, marks of unfinished work."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

LOCKS = sorted([*Path().glob("requirements*.lock"), *Path().glob("package*.json")])
ADDRESS = re.compile(r"https?://")
MACHINE = re.compile(r"(?<![\w.])/(?:work/(?:main|shared)|root|home/\w+|tmp/brief)/")
# One letter of each word stands in brackets, so that this file does not find itself.
UNFINISHED = re.compile(
    r"\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K])\b|NotImplementedErro[r]|coming s[o]on|敬请期[待]"
    r"|pytest\.ski[p]\(|@pytest\.mark\.(?:ski[p]|xfai[l])"
)
UNREASONED = re.compile(
    r"# noq[a](?!: [A-Z]+\d+(?:, [A-Z]+\d+)* -- \w)|# type: ignor[e](?!\[[\w, -]+\]  # (?:-- )?\w)"
)
TEXT = {".py", ".html", ".css", ".js", ".md", ".toml", ".sh", ".po", ".json", ".ini", ".mako", ""}


def tracked():
    """Every tracked text file of ours; what came from elsewhere is left as it came."""
    git = shutil.which("git")
    listing = subprocess.run(  # noqa: S603 -- git, found on the machine
        [git, "ls-files", "-z"], capture_output=True, text=True, check=True
    )
    paths = [Path(name) for name in listing.stdout.split("\0") if name]
    return [p for p in paths if p.is_file() and p.suffix in TEXT and "vendor" not in p.parts]


def findings(pattern, paths):
    return [
        f"{path}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_locks_name_no_download_address():
    assert LOCKS != []
    assert findings(ADDRESS, LOCKS) == []


def test_every_locked_package_has_a_checksum():
    for path in Path().glob("requirements*.lock"):
        text = path.read_text(encoding="utf-8")
        packages = re.split(r"\n(?=\w)", text)[1:]
        assert [p.split()[0] for p in packages if "--hash=sha256:" not in p] == []


def test_no_file_knows_the_machine_it_was_written_on():
    assert findings(MACHINE, tracked()) == []


def test_nothing_is_marked_as_unfinished():
    code = [p for p in tracked() if p.suffix in {".py", ".html", ".js"}]

    assert findings(UNFINISHED, code) == []


def test_every_silenced_warning_names_its_code_and_its_reason():
    code = [p for p in tracked() if p.suffix == ".py"]

    assert findings(UNREASONED, code) == []


def test_the_pip_that_comes_along_is_the_recorded_one():
    (wheel,) = Path("deploy").glob("pip-*.whl")
    (recorded,) = Path("deploy").glob("pip-*.whl.sha256")

    assert recorded.read_text().split() == [
        hashlib.sha256(wheel.read_bytes()).hexdigest(),
        wheel.name,
    ]
