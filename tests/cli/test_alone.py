"""`flask compute` starts without the application; everything else starts with it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from competition.cli.alone import app_for_compute
from tests.bundles import a_bundle

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "line",
    [
        "flask compute b.json",
        "/bin/flask --app wsgi --debug compute -o x b.json",
        "flask/__main__.py compute",
    ],
)
def test_compute_comes_alone_where_flask_is_called_for_it(line):
    app = app_for_compute(line.split())

    assert list(app.cli.commands) == ["compute"]


@pytest.mark.parametrize(
    "line", ["flask run", "flask --app compute run", "flask", "gunicorn compute", "flask -A"]
)
def test_everything_else_gets_the_whole_application(line):
    assert app_for_compute(line.split()) is None


def test_compute_loads_no_database_and_makes_no_settings(tmp_path):
    bundle = tmp_path / "bundle.json"
    bundle.write_text(json.dumps(a_bundle()), encoding="utf-8")
    line = [sys.executable, "-X", "importtime", "-m", "flask", "--app", "wsgi", "compute", bundle]
    environment = {"JIANGJIE_INSTANCE": str(tmp_path / "instance")}

    done = subprocess.run(  # noqa: S603 -- our own command
        line, check=False, cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["results"][0]["place"] == 1
    assert "sqlalchemy" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["bundle.json"]
