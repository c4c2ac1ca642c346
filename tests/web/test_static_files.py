import re


def address(client):
    return re.search(r'href="(/static/css/tokens\.css\?v=\w+)"', client.get("/events").text).group(
        1
    )


def test_a_style_sheet_is_kept_for_a_year_under_an_address_that_names_its_version(client):
    answer = client.get(address(client))
    answer.close()

    assert answer.status_code == 200
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_version_follows_the_content(client):
    pages = [client.get(path).text for path in ("/", "/events")]
    versions = [set(re.findall(r"/static/([\w/.-]+)\?v=(\w{10})", page)) for page in pages]

    assert len(versions[0] & versions[1]) > 5
    assert len({name for name, _ in versions[0] | versions[1]}) == len(versions[0] | versions[1])


def test_nothing_outside_the_static_folder_is_served(client):
    assert client.get("/static/../wsgi.py").status_code == 404
