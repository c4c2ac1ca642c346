import json

import pytest
from click.testing import CliRunner

from competition.cli.compute import compute_command
from tests.bundles import a_bundle, a_mark


def run(*arguments):
    return CliRunner().invoke(compute_command, [str(argument) for argument in arguments])


@pytest.fixture
def written(tmp_path):
    def write(**changes):
        path = tmp_path / "bundle.json"
        path.write_text(json.dumps(a_bundle(**changes), ensure_ascii=False), encoding="utf-8")
        return path

    return write


@pytest.fixture
def published(written):
    """Write a bundle with the results that it computes to, changed as asked."""

    def write(change=lambda results: None):
        results = json.loads(run(written()).stdout)
        change(results)
        return written(published=results)

    return write


def test_results_are_printed(written):
    done = run(written())

    assert (done.exit_code, done.stderr) == (0, "")
    results = json.loads(done.stdout)["results"]
    assert [(line["entry"], line["total"], line["place"]) for line in results] == [
        ("1", "54.10", 1),
        ("2", "51.10", 2),
    ]


def test_results_are_written_to_a_file_and_nothing_is_printed(written, tmp_path):
    bundle, output = written(), tmp_path / "out.json"
    output.write_text("old", encoding="utf-8")

    done = run(bundle, "-o", output)

    assert (done.exit_code, done.output) == (0, "")
    assert output.read_text(encoding="utf-8") == run(bundle).stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle.json", "out.json"]


def test_an_output_that_cannot_be_written_is_said(written, tmp_path):
    done = run(written(), "-o", tmp_path / "nowhere" / "out.json")

    assert (done.exit_code, done.stdout) == (2, "")
    assert (
        done.stderr
        == f"{tmp_path}/nowhere/out.json: cannot be written: No such file or directory\n"
    )


def test_issues_stand_on_standard_error_a_line_each(written):
    done = run(written(marks=[a_mark(item="B1", value="12.5"), a_mark("9")], colour=1))

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "colour: is not a known key",
        "marks[0].value: 12.5 exceeds the maximum 10 of item B1",
        "marks[1].entry: there is no entry 9",
    ]


def test_an_issue_stays_on_its_line_whatever_the_text(tmp_path):
    bundle = a_bundle(
        entries=[{"id": "a\nb\u2028"}, {"id": "a\nb\u2028"}], marks=[a_mark("\ud800")]
    )
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(bundle), encoding="utf-8")

    assert run(path).stderr.split("\n") == [
        "entries[0].id: must stand on one line",
        "entries[1].id: must stand on one line",
        'entries[1].id: "a\\nb\\u2028" already stands at entries[0].id',
        "marks[0].entry: holds characters that cannot be printed",
        "",
    ]


def test_warnings_do_not_mix_with_the_results(written):
    scheme = a_bundle()["scheme"]
    scheme["modules"][0]["weight"] = "0.2"

    done = run(written(scheme=scheme))

    assert done.exit_code == 0
    assert done.stderr == "warning: scheme.modules: the weights add up to 0.90, not to 1\n"
    assert json.loads(done.stdout)["format"] == "results/1"


def test_a_true_publication_is_verified(published):
    done = run("--verify", published())

    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "The published results are what the marks compute to.\n"


def test_planted_differences_are_named(published):
    def plant(results):
        results["results"][0]["total"] = "99.99"
        results["results"][1]["place"] = 1

    done = run("--verify", published(plant))

    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        'entry 1: total: computed "54.10", published "99.99"',
        "entry 2: place: computed 2, published 1",
    ]


def test_verifying_can_write_the_results_too(published, tmp_path):
    output = tmp_path / "out.json"

    done = run("--verify", published(), "-o", output)

    assert done.exit_code == 0
    assert json.loads(output.read_text(encoding="utf-8"))["format"] == "results/1"


def test_a_changed_mark_no_longer_verifies(published):
    path = published()
    path.write_text(path.read_text(encoding="utf-8").replace('"80"', '"81"'), encoding="utf-8")

    done = run("--verify", path)

    assert done.exit_code == 1
    assert done.stdout.splitlines()[0] == (
        'entry 1: modules.A.score: computed "81.00", published "80.00"'
    )


def test_verifying_needs_published_results_and_still_names_the_rest(written):
    done = run("--verify", written(marks=[a_mark("9")]))

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "marks[0].entry: there is no entry 9",
        "published: is required to verify against",
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "document: is not JSON: Expecting value at line 1, column 1"),
        (b"[1", "document: is not JSON: Expecting ',' delimiter at line 1, column 3"),
        (b"[]", "document: must be an object, not []"),
        (b'{"a": "\xff"}', "{path}: is not UTF-8 text"),
        (b"[" * 100_000, "document: is nested too deeply"),
    ],
)
def test_what_is_no_bundle_at_all_is_told_in_one_line(tmp_path, content, told):
    path = tmp_path / "bundle.json"
    path.write_bytes(content)

    done = run(path)

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == told.replace("{path}", str(path)) + "\n"


def test_a_missing_file_and_a_folder_are_told(tmp_path):
    assert run(tmp_path / "none.json").stderr == (
        f"{tmp_path}/none.json: cannot be read: No such file or directory\n"
    )
    assert run(tmp_path).stderr == f"{tmp_path}: cannot be read: Is a directory\n"
    assert [run(tmp_path).exit_code, run().exit_code] == [2, 2]


def test_a_byte_order_mark_is_no_harm(tmp_path):
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(a_bundle()), encoding="utf-8-sig")

    assert run(path).exit_code == 0
