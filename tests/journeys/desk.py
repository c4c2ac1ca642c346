"""An organiser's desk over HTTP: fills in the pages' own forms and follows where they lead."""

import html
import io
import re
from datetime import UTC, datetime, timedelta

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Desk:
    """The pages of one organiser, through a client that has signed in."""

    def __init__(self, client, organisation_id):
        self.client, self.organisation = client, organisation_id
        self.competition = self.event = 0

    def announce(self, title):
        form = {
            "organisation": self.organisation,
            "title": title,
            "season": 2026,
            "level": "nation",
            "competition_class": "1",
        }
        self.competition = self.sent("/organiser/competitions/new", form)
        self.sent(f"/organiser/competitions/{self.competition}/announce", {})

    def create_event(self, title, about):
        now = datetime.now(UTC)
        form = {
            "title": title,
            "trade": "花样滑冰",
            "group": "worker",
            "round_name": "短节目",
            "about": about,
            "held_on": f"{now:%Y-%m-%d}",
            "entries_close_at": f"{now + timedelta(days=3):%Y-%m-%dT%H:%M}",
        }
        self.event = self.sent(f"/organiser/competitions/{self.competition}/events/new", form)

    def page(self, path):
        answer = self.client.get(f"/organiser/events/{self.event}/{path}")
        assert answer.status_code == 200, (path, answer.status_code)
        return answer

    def do(self, path, form):
        """Send a form of the event's pages; it must be accepted."""
        self.sent(f"/organiser/events/{self.event}/{path}", form)

    def sent(self, url, form):
        """Send a form that must be accepted; the number in the address that it leads to."""
        answer = self.client.post(url, data=form)
        assert answer.status_code in (302, 303), (url, answer.status_code, answer.text)
        numbers = re.findall(r"/(\d+)", answer.location)
        return int(numbers[-1]) if numbers else 0

    def upload(self, path, workbook):
        """Upload a workbook, look at the preview, take what it offers to confirm."""
        url = f"/organiser/events/{self.event}/{path}"
        answer = self.client.post(url, data={"file": (io.BytesIO(workbook), "book.xlsx", XLSX)})
        assert answer.status_code == 200, answer.text
        self.sent(f"{url}/confirm", hidden_fields(answer.text))

    def appoint(self, login, label, modules):
        """Appoint a judge who has no account yet; the first password that the page shows."""
        form = {"login": login, "name": f"裁判{label}", "label": label, "modules": modules}
        answer = self.client.post(f"/organiser/events/{self.event}/judges", data=form)
        assert answer.status_code == 200, answer.text
        return re.search(r"\b([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})\b", answer.text)[1]

    def publish(self):
        page = self.page("results").text
        self.do("results/publish", {"seen": hidden_fields(page)["seen"]})


def hidden_fields(page):
    """The values that a page carries along: hidden inputs and textareas."""
    found = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value:
            found[name[1]] = html.unescape(value[1])
    for name, text in re.findall(r'<textarea name="([^"]*)"[^>]*hidden[^>]*>([^<]*)<', page):
        found[name] = html.unescape(text)
    return found
